"""What the stages hand to each other and to whoever runs them: plain frozen records."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from kg.release import Release

Severity = Literal["error", "warning"]
Engine = Literal["rules", "owlrl"]
"""What infers: diemcau's own rules, or the reference implementation."""
ENGINES: tuple[Engine, ...] = get_args(Engine)
Progress = Callable[[str, int, int], None]
"""Called with the name of a stage, how much of it is done and how much there is to do."""


@dataclass(frozen=True, order=True)
class Fault:
    """Something wrong in an input file: `where` is its name relative to the project, `line` is 1-based.

    An error stops a build; a warning is reported and the build goes on.
    """

    where: str
    line: int | None
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        place = self.where if self.line is None else f"{self.where}:{self.line}"
        return f"{place}: {self.severity}: {self.message}"


@dataclass(frozen=True)
class StageReport:
    """What one stage did: `items` counts what it worked on or made, `note` says what kind of items."""

    name: str
    seconds: float
    items: int
    note: str


@dataclass(frozen=True)
class Change:
    """How many quads one release has that another, `old` by its id, has not, and the other way round."""

    old: str
    added: int
    removed: int


@dataclass(frozen=True)
class BuildReport:
    """What a build published. `counts` has the quads of every named graph, by the end of its IRI.

    `change` is the one from the release that was in service; None where there was none, or it cannot be compared.
    """

    release: Release
    stages: tuple[StageReport, ...]
    warnings: tuple[Fault, ...]
    counts: Mapping[str, int]
    unchanged: bool
    change: Change | None = None


class BuildFailed(Exception):
    """The inputs are faulty; nothing was published. `faults` holds every fault found, errors first."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(faults, key=lambda f: (f.severity, f.where, f.line or 0, f.message))
        super().__init__("\n".join(map(str, self.faults)))


class NotAnArticle(Exception):
    """What was given cannot be read as an article. The message says why, where, and how to mend it, without a full
    stop."""
