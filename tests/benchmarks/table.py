"""The tables of the comparison, in Markdown."""

import math
import statistics
from collections.abc import Mapping, Sequence

from tests.benchmarks.load import Seen
from tests.benchmarks.question import Question
from tests.benchmarks.subject import Subject

_MIB = 1 << 20
Cells = Mapping[tuple[str, str, bool, int], Seen]


def whole(
    quads: int, subjects: Sequence[Subject], asked: Sequence[Question], cells: Cells, clients: Sequence[int]
) -> str:
    """All tables of one size."""
    parts = [costs(quads, subjects)]
    for kept in (False, True):
        for many in clients:
            parts.append(_caption(quads, kept, many))
            parts.append(times(subjects, asked, cells, kept, many))
    return "\n\n".join(parts) + "\n"


def _caption(quads: int, kept: bool, clients: int) -> str:
    what = "one query of each kind, over and over" if kept else "queries that were never asked before"
    who = "1 client" if clients == 1 else f"{clients} clients"
    return f"{quads:,} quads, {who}, warm, {what}: median (p99) in ms; the last column is diemcau's median to the best."


def costs(quads: int, subjects: Sequence[Subject]) -> str:
    """What each system takes to load, on disk, to open and in memory, and its first answers after opening."""
    rows = []
    for one in subjects:
        first = statistics.median(one.first.values()) if one.first else math.nan
        rows.append((
            one.system.name, f"{one.load_seconds:.1f} s", f"{one.disk / _MIB:,.0f} MiB", f"{one.open_seconds:.2f} s",
            f"{one.memory / _MIB:,.0f} MiB", f"{first:.1f} ms", one.system.settings,
        ))  # fmt: skip
    head = (f"{quads:,} quads", "load", "disk", "open", "memory", "first answers", "settings")
    return _table(head, rows)


def times(subjects: Sequence[Subject], asked: Sequence[Question], cells: Cells, kept: bool, clients: int) -> str:
    """Medians and 99th percentiles of each kind and system, the best in bold, and how far the first system is."""
    rows = []
    for question in asked:
        seen = [cells.get((one.system.name, question.name, kept, clients)) for one in subjects]
        best = min((one.median for one in seen if one is not None), default=math.nan)
        row = [question.title, *(_cell(s, one, question, best) for s, one in zip(subjects, seen, strict=True))]
        rows.append((*row, f"{seen[0].median / best:.2f}" if seen[0] is not None else "–"))
    return _table(("", *(one.system.name for one in subjects), "to the best"), rows)


def _cell(subject: Subject, seen: Seen | None, question: Question, best: float) -> str:
    if question.name in subject.wrong:
        return "another answer"
    if question.name not in subject.expected:
        return f"> {subject.seconds:g} s"
    if seen is None:
        return f"– ({_figure(subject.expected[question.name] * 1000)} ms each)"
    text = f"{_figure(seen.median)} ({_figure(seen.p99)})"
    return f"**{text}**" if seen.median == best else text


def _figure(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:,.0f}"


def growth(found: Sequence[tuple[int, Cells]], asked: Sequence[Question], subjects: Sequence[Subject]) -> str:
    """How the median of one client grows: the exponent of the number of quads, by least squares of the logarithms."""
    rows = []
    for question in asked:
        row = [question.title]
        for subject in subjects:
            key = (subject.system.name, question.name, False, 1)
            points = [(quads, cells[key].median) for quads, cells in found if key in cells]
            said = " → ".join(_figure(median) for _, median in points)
            row.append(f"{exponent(points):.2f} ({said})" if len(points) > 1 else "–")
        rows.append(row)
    sizes = " → ".join(f"{quads:,}" for quads, _ in found)
    return _table((f"exponent (ms at {sizes} quads)", *(one.system.name for one in subjects)), rows)


def exponent(points: Sequence[tuple[float, float]]) -> float:
    """The b of y = a·x^b through points, by least squares of the logarithms."""
    logs = [(math.log(x), math.log(y)) for x, y in points]
    return statistics.linear_regression(*zip(*logs, strict=True)).slope


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
