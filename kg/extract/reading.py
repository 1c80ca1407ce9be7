"""A file of text as the extractor reads it: NFC, with a way back to the characters of the file."""

import bisect
import itertools
import unicodedata
from dataclasses import dataclass, field

from kg.model import NotAnArticle

MOST_CHARACTERS = 300_000
"""Characters of an article; more is no article."""


@dataclass(frozen=True)
class Reading:
    """The text of an article in NFC; `raw_offset` leads back to the text of the file."""

    text: str
    _starts: tuple[int, ...] = field(default=(), repr=False)
    _raw: tuple[int, ...] = field(default=(), repr=False)

    @property
    def is_raw(self) -> bool:
        """Whether the text is that of the file, character by character."""
        return not self._starts

    def raw_offset(self, place: int) -> int:
        """The offset, in code points of the file, of the character at `place` of `text`."""
        if not self._starts:
            return place
        run = bisect.bisect_right(self._starts, place) - 1
        return self._raw[run] + (place - self._starts[run])


def read_text(raw: str) -> Reading:
    """The reading of a decoded file. Raises NotAnArticle for one that is empty, binary or far too long."""
    if len(raw) > MOST_CHARACTERS:
        raise NotAnArticle(f"{len(raw):,} characters; an article has at most {MOST_CHARACTERS:,}")
    if not raw.strip():
        raise NotAnArticle("the file is empty")
    if "\0" in raw:
        raise NotAnArticle("binary data, not text")
    if unicodedata.is_normalized("NFC", raw):
        return Reading(raw)
    parts: list[str] = []
    starts: list[int] = []
    raws: list[int] = []
    length = 0
    for start, end in _clusters(raw):
        piece = unicodedata.normalize("NFC", raw[start:end])
        starts.append(length)
        raws.append(start)
        parts.append(piece)
        length += len(piece)
    starts.append(length)
    raws.append(len(raw))
    return Reading("".join(parts), tuple(starts), tuple(raws))


def _clusters(raw: str) -> list[tuple[int, int]]:
    """Runs that normalise on their own: each begins with a character that combines with none before it."""
    cuts = [0]
    for place in range(1, len(raw)):
        if raw[place] > "\u02ff" and unicodedata.combining(raw[place]):
            continue
        cuts.append(place)
    cuts.append(len(raw))
    return list(itertools.pairwise(cuts))
