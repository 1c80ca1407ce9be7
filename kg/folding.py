"""Vietnamese text for machines: one normal form, and a folded form in which diacritics do not count.

Folding serves search only. Two names that differ in a tone mark are two names; nothing is merged by its
folded form.
"""

import functools
import re
import unicodedata

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_WORD = re.compile("(?:[^\\W\\d_][\u0300-\u036f]*)+")
_VOWEL = re.compile("[aeiouy][\u0300-\u036f]*")
_SYLLABLES = 1 << 15
"""More than Vietnamese has: about 7,000 are in use."""


def nfc(text: str) -> str:
    """The Unicode normal form C of `text`: the one form in which diemcau stores text."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """`text` without diacritics, case and surplus spaces: "ĐÀ  Nẵng" → "da nang".

    đ is a letter of its own with no decomposition, so it is replaced before the marks are dropped.
    """
    return " ".join(text.translate(_FOLDED).split())


class _Folded(dict[int, str]):
    """What each character becomes, worked out when it first comes; for str.translate."""

    def __missing__(self, code: int) -> str:
        plain = chr(code).replace("đ", "d").replace("Đ", "D")
        bare = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
        self[code] = folded = bare.casefold()
        return folded


_FOLDED = _Folded()


def spell(text: str) -> str:
    """`text` as spelling is compared: NFC, no case, each tone mark on the first vowel of its word.

    "Khánh Hoà" and "Khánh Hòa" are one spelling, "Hòa" and "Hoa" are two.
    """
    return " ".join(map(_spelled, text.split()))


@functools.lru_cache(_SYLLABLES)
def _spelled(part: str) -> str:
    bare = unicodedata.normalize("NFD", nfc(part).casefold())
    return nfc(_WORD.sub(lambda found: _tone_first(found[0]), bare))


def _tone_first(word: str) -> str:
    tones = [c for c in word if c in _TONES]
    bare = "".join(c for c in word if c not in _TONES)
    vowel = _VOWEL.search(bare)
    if len(tones) != 1 or vowel is None:
        return word
    return bare[: vowel.end()] + tones[0] + bare[vowel.end() :]
