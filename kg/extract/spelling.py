"""Text as rules and word lists are compared: lower case, one spelling, and exactly as long as it was.

As the length stays, a place in the flat text is the same place in the article: spans need no alignment.
"""

import functools
import re

_PLAIN = {
    "\u00a0": " ",
    "\u2002": " ",
    "\u2003": " ",
    "\u2009": " ",
    "\u202f": " ",
    "\u3000": " ",
    "\t": " ",
    "\u200b": " ",
    "–": "-",
    "—": "-",
    "−": "-",
    "‐": "-",
    "‑": "-",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "’": "'",
    "‘": "'",
    "…": ".",
    "•": "-",
    "‰": "%",
    "\ufeff": " ",
}
_ODD = re.compile(f"[{''.join(_PLAIN)}]")
UPPER = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯ" + "".join(chr(c) for c in range(0x1EA0, 0x1EFA, 2))
LOWER = "a-zàáâãèéêìíòóôõùúýăđĩũơư" + "".join(chr(c) for c in range(0x1EA1, 0x1EFA, 2))
"""The letters of Vietnamese, for character classes: in Unicode, capitals and small letters alternate."""
_TONES = {
    "oà": "òa",
    "oá": "óa",
    "oả": "ỏa",
    "oã": "õa",
    "oạ": "ọa",
    "oè": "òe",
    "oé": "óe",
    "oẻ": "ỏe",
    "oẽ": "õe",
    "oẹ": "ọe",
    "uỳ": "ùy",
    "uý": "úy",
    "uỷ": "ủy",
    "uỹ": "ũy",
    "uỵ": "ụy",
}
_TONE_PLACE = re.compile(rf"(?:{'|'.join(_TONES)})(?<![qQ]..)(?![^\W\d_])")
_Y = re.compile(r"[yýỳỷỹỵ](?<=\b[hklmst].)\b")
"""Both begin with a letter and look back then, so that nothing is tried at other characters."""
_I = dict(zip("yýỳỷỹỵ", "iíìỉĩị", strict=True))


def flat(text: str) -> str:
    """`text` (NFC) in lower case, tone marks placed as in "hòa", i for y as in "tỉ" and "kí", plain quotes, dashes
    and spaces.

    Its length is that of `text`. Line breaks stay.
    """
    plain = _ODD.sub(lambda found: _PLAIN[found[0]], text)
    low = plain.lower()
    if len(low) != len(text):  # İ and few others grow in lower case; none is Vietnamese
        low = "".join(c if len(c.lower()) != 1 else c.lower() for c in plain)
    low = _TONE_PLACE.sub(lambda found: _TONES[found[0]], low)
    return _Y.sub(lambda found: _I[found[0]], low)


@functools.lru_cache(maxsize=16384)
def keyword(text: str) -> str:
    """A word, name or phrase as `flat` writes it, with single spaces."""
    return " ".join(flat(text).split())
