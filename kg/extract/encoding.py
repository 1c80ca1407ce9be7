"""A sentence in which each mention is one character, with the way back to the article's characters."""

import bisect
from collections.abc import Sequence
from dataclasses import dataclass

from kg.extract.patterns import CODES
from kg.extract.spans import Mention
from kg.extract.zones import Sentence


@dataclass(frozen=True, slots=True)
class Encoded:
    """`code` is the flat sentence with a character of `CODES` for each of `mentions`, after one space."""

    sentence: Sentence
    code: str
    mentions: tuple[Mention, ...]
    places: tuple[int, ...]
    """Where in `code` the mentions stand, rising."""

    def offset(self, place: int) -> int:
        """The place in the article of the character at `place` of `code`."""
        before = bisect.bisect_left(self.places, place)
        if before == 0:
            found = self.sentence.start + (place - 1 if place > 0 else 0)
        else:
            found = self.mentions[before - 1].end + place - self.places[before - 1] - 1
        return found if found < self.sentence.end else self.sentence.end

    def within(self, start: int, end: int) -> list[Mention]:
        """The mentions from `start` to `end` of `code`."""
        return list(self.mentions[bisect.bisect_left(self.places, start) : bisect.bisect_left(self.places, end)])

    def place_of(self, mention: Mention) -> int:
        """Where in `code` a mention stands."""
        return self.places[self.mentions.index(mention)]


def encode(sentence: Sentence, flat: str, mentions: Sequence[Mention]) -> Encoded:
    """The encoded form of a sentence; `mentions` are those inside of it, in order, without overlap."""
    parts, places, at, length = [" "], [], sentence.start, 1
    for mention in mentions:
        parts.append(flat[at : mention.start])
        length += mention.start - at
        places.append(length)
        parts.append(CODES[mention.kind])
        length += 1
        at = mention.end
    parts.append(flat[at : sentence.end])
    return Encoded(sentence, "".join(parts).replace("\n", " "), tuple(mentions), tuple(places))
