"""Vietnamese text for machines: one normal form, and a folded form in which diacritics do not count.

Folding serves search only. Two names that differ in a tone mark are two names; nothing is merged by its
folded form.
"""

import re
import unicodedata

_SPACE = re.compile(r"\s+")


def nfc(text: str) -> str:
    """The Unicode normal form C of `text`: the one form in which diemcau stores text."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """`text` without diacritics, case and surplus spaces: "ĐÀ  Nẵng" → "da nang".

    đ is a letter of its own with no decomposition, so it is replaced before the marks are dropped.
    """
    plain = nfc(text).replace("đ", "d").replace("Đ", "D")
    bare = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return _SPACE.sub(" ", bare).strip().casefold()
