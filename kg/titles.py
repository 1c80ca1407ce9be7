"""Titles before names of people: how they are addressed, and their ranks of science."""

import functools
from pathlib import Path

from kg import yaml_files
from kg.folding import fold


@functools.cache
def _titles() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(entry.split()) for entry in yaml_files.read(Path(__file__).with_suffix(".yaml")))


def untitled(name: str) -> str:
    """A name without the titles before it, one after the other: "PGS.TS. Trần Văn A" → "Trần Văn A"."""
    words = name.replace(".", ". ").split()
    longest = max(len(title) for title in _titles())
    while True:
        folded = [fold(word).rstrip(".") for word in words[:longest]]
        fitting = (size for size in range(longest, 0, -1) if tuple(folded[:size]) in _titles() and len(words) > size)
        size = next(fitting, 0)
        if not size:
            return " ".join(words)
        words = words[size:]
