"""Text as rules and word lists are compared: lower case, one spelling, and exactly as long as it was.

As the length stays, a place in the flat text is the same place in the article: spans need no alignment.
"""

import re

_PLAIN = str.maketrans(
    {
        "\u00a0": " ", "\u2002": " ", "\u2003": " ", "\u2009": " ", "\u202f": " ", "\u3000": " ", "\t": " ", "\u200b": " ",
        "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
        "’": "'", "‘": "'", "…": ".", "•": "-", "‰": "%", "\ufeff": " ",
    }
)  # fmt: skip
_TONES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_TONE_PLACE = re.compile(rf"(?<![qQ])(?:{'|'.join(_TONES)})(?![^\W\d_])")
_TI = re.compile(r"\b([tkms])ỷ\b|\bmỹ\b|\b([ck])ỹ\b")
_ONE_I = {"tỷ": "tỉ", "kỷ": "kỉ", "mỷ": "mỉ", "sỷ": "sỉ", "mỹ": "mĩ", "kỹ": "kĩ", "cỹ": "cĩ"}


def flat(text: str) -> str:
    """`text` (NFC) in lower case, tone marks placed as in "hòa", "tỷ" as "tỉ", plain quotes, dashes and spaces.

    Its length is that of `text`. Line breaks stay.
    """
    low = text.translate(_PLAIN).lower()
    if len(low) != len(text):  # İ and few others grow in lower case; none is Vietnamese
        low = "".join(c if len(c.lower()) != 1 else c.lower() for c in text.translate(_PLAIN))
    low = _TONE_PLACE.sub(lambda found: _TONES[found[0]], low)
    return _TI.sub(lambda found: _ONE_I[found[0]], low)


def keyword(text: str) -> str:
    """A word or phrase of a list as `flat` writes it, with single spaces."""
    return " ".join(flat(text).split())
