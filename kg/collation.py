"""The order of Vietnamese words, as dictionaries have it.

a ă â b c d đ e ê … o ô ơ … u ư …, and within one syllable no mark, huyền, hỏi, ngã, sắc, nặng (the order of CLDR for
`vi`, https://github.com/unicode-org/cldr/blob/main/common/collation/vi.xml). Unlike CLDR, and like printed
dictionaries and lists of names, a syllable is finished before the next counts: "ba hoa" stands before "bà".
"""

import functools
import re
import unicodedata

from kg.folding import spell

_LETTERS = {letter: chr(ord("A") + place) for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES = {tone: chr(ord("!") + place) for place, tone in enumerate("\u0300\u0309\u0303\u0301\u0323", 1)}
_NO_TONE = "!"
_PARTS = re.compile(r"[0-9]+|[^\W\d_]+")
_SYLLABLES = 1 << 15
"""More than Vietnamese has, in all spellings; numbers come and go."""


def sort_key(text: str) -> str:
    """A text whose code points sort as `text` sorts; numbers in it by their value.

    Only letters and digits count; case does not, nor where in its syllable a tone mark stands.
    """
    return " ".join(_part(part) for part in _PARTS.findall(spell(text)))


def name_key(name: str) -> str:
    """The key of a person's name: the given name, which stands last, decides first, as in Vietnamese lists."""
    parts = name.split()
    return sort_key(" ".join([*parts[-1:], *parts[:-1]]))


@functools.lru_cache(_SYLLABLES)
def _part(part: str) -> str:
    if part[0].isdigit():
        digits = part.lstrip("0")
        return f"{len(digits):04}{digits}"
    letters, tone = "", _NO_TONE
    for character in part:
        bare, mark = _taken_apart(character)
        letters += _LETTERS.get(bare, bare)
        tone = max(tone, mark)
    return letters + tone


def _taken_apart(character: str) -> tuple[str, str]:
    """A letter without its tone mark, and the place of that mark."""
    marks = unicodedata.normalize("NFD", character)
    tone = next((mark for mark in marks if mark in _TONES), "")
    bare = unicodedata.normalize("NFC", marks.replace(tone, "")) if tone else character
    return bare, _TONES.get(tone, _NO_TONE)
