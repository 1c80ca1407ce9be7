"""Stages of a build as they run: how far each is, how long it took, what it made."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from kg.model import Progress, StageReport


def silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


class Stage:
    """One running stage."""

    def __init__(self, name: str, progress: Progress) -> None:
        self._name = name
        self._progress = progress
        self.items, self.note = 0, ""

    def advance(self, done: int, total: int) -> None:
        """Says that `done` of `total` are done."""
        self._progress(self._name, done, total)

    def done(self, items: int, note: str) -> None:
        """Says what the stage made."""
        self.items, self.note = items, note


class Stages:
    """The stages of one build; `reports` has those that ended, in order."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self.reports: list[StageReport] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[Stage]:
        """Runs a stage: progress 0 of 1 at its start, 1 of 1 at its end, and a report unless it fails."""
        stage, start = Stage(name, self._progress), time.perf_counter()
        self._progress(name, 0, 1)
        yield stage
        self.reports.append(StageReport(name, round(time.perf_counter() - start, 3), stage.items, stage.note))
        self._progress(name, 1, 1)
