"""How well extraction reads, as it was last measured: quality.yaml."""

import functools
from dataclasses import dataclass
from pathlib import Path

from kg import yaml_files


@dataclass(frozen=True)
class Quality:
    """Of one type of fact: how many people found, how many of these extraction found, and what else it found."""

    known: int
    found: int
    false: int

    @property
    def missed(self) -> int:
        return self.known - self.found

    def __add__(self, other: "Quality") -> "Quality":
        return Quality(self.known + other.known, self.found + other.found, self.false + other.false)


ARTICLES = ("reviewed", "unseen")
"""What was measured: the reviewed articles, and ones that extraction had not seen."""


@functools.cache
def measured(articles: str) -> dict[str, Quality]:
    """The quality of each type of fact on some of ARTICLES."""
    read = yaml_files.read(Path(__file__).with_suffix(".yaml"))
    return {kind: Quality(*counts) for kind, counts in read[articles].items()}


def whole(articles: str) -> Quality:
    """The quality of all types together on some of ARTICLES."""
    return sum(measured(articles).values(), Quality(0, 0, 0))
