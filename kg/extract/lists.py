"""Lists of paragraphs below a sentence that ends in a colon: "Mục tiêu đến năm 2030 gồm:", "- …", "- …"."""

import re

_BULLET = re.compile(r" ?(?:[-+*\u25aa\u25cf\u2013o]|\(?[a-zđ\d]{1,2}[.)/])\s*\S")
_OPEN = re.compile(r"[:;]\s*$")


def is_item(code: str, previous: str) -> bool:
    """Whether a sentence goes on with a list: it has a bullet or a number, or what stands before it is not at an end.
    What its heading says ("mục tiêu", "kết quả") holds for it."""
    return bool(_BULLET.match(code) or _OPEN.search(previous))
