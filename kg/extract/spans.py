"""Mentions: what a stretch of text names, with its value. Offsets are code points of the article, half-open."""

from collections.abc import Mapping
from dataclasses import dataclass, field

KINDS = (
    "person", "office", "agency", "area", "group", "meeting", "day", "period", "count", "percent", "money", "score",
    "steps", "times", "rank", "document", "index",
)  # fmt: skip
"""What a mention can be; patterns name them in braces."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A named thing in the text. `value` has what was read, by slot: a number, an ISO day, a person's name …"""

    kind: str
    start: int
    end: int
    value: Mapping[str, object] = field(default_factory=dict)

    def text(self, key: str) -> str:
        """A value as text; empty where there is none."""
        found = self.value.get(key)
        return "" if found is None else str(found)


class Board:
    """Which characters already belong to a mention: earlier recognisers win, later ones see what is left."""

    def __init__(self, length: int) -> None:
        self._taken = bytearray(length + 1)
        self.mentions: list[Mention] = []

    def free(self, start: int, end: int) -> bool:
        """Whether no mention has a character between `start` and `end`."""
        return self._taken.find(1, start, end) < 0

    def add(self, mention: Mention) -> bool:
        """Takes the mention unless one of its characters is taken."""
        if not self.free(mention.start, mention.end):
            return False
        self._taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
        self.mentions.append(mention)
        return True
