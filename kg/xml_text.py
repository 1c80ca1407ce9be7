"""The characters of XML 1.0 (https://www.w3.org/TR/xml/#charsets)."""

import re

_NONE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """A text in which U+FFFD stands for what XML has no way to write, not even escaped."""
    return _NONE.sub("\ufffd", text)
