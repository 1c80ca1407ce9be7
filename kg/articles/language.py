"""Whether a text is Vietnamese, by its letters: the rules read no other language."""

import re
import unicodedata
from collections import Counter

from kg.model import NotAnArticle

_WORD = re.compile(r"[^\W\d_]+")
_OURS = frozenset("ăđĩũơư").union(map(chr, range(0x1EA0, 0x1EFA)))
"""Letters that no other language of Latin letters has, or hardly any: nearly half of all words in Vietnamese have
one."""
_LEAST_WORDS = 12
_LEAST_SHARE = 0.08
_ENGLISH = ("the", "of", "and", "to", "in")
_UNMARKED = ("cua", "va", "cac", "duoc", "trong", "khong", "nguoi", "cho", "nam", "chinh")
_LOOKED_AT = 20_000
"""Characters that decide."""


def check(text: str) -> None:
    """Raises NotAnArticle for a text without words, and for one of some length that is not Vietnamese."""
    low = unicodedata.normalize("NFC", text[:_LOOKED_AT]).lower()
    words = _WORD.findall(low)
    if not words:
        raise NotAnArticle("there is not one word in it: give the text of the article")
    ours = sum(not _OURS.isdisjoint(word) for word in words)
    if len(words) < _LEAST_WORDS and ours:
        return
    if ours >= _LEAST_SHARE * len(words):
        return
    counted = Counter(words)
    if sum(counted[word] for word in _UNMARKED) > 0.04 * len(words):
        kind, mend = "Vietnamese typed without its marks", "give the text with its marks"
    elif sum(counted[word] for word in _ENGLISH) > 0.08 * len(words):
        kind, mend = "English", "give the Vietnamese edition of the article"
    else:
        kind, mend = "not Vietnamese", "give the Vietnamese edition of the article"
    raise NotAnArticle(
        f"the text is {kind}: {ours} of its first {len(words):,} words have Vietnamese letters, and the rules read "
        f"Vietnamese only: {mend}"
    )
