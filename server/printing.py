"""What the command line prints beside answers: progress, reports and faults to stderr, findings to stdout."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from kg.model import BuildReport, Fault
from kg.model import Progress as Watch

if TYPE_CHECKING:
    from server.doctor import Finding


@contextmanager
def progress() -> Iterator[Watch]:
    """A progress bar on stderr, one line a stage; nothing where stderr is no terminal."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description:10}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
    )
    tasks = {}

    def watch(stage: str, done: int, total: int) -> None:
        if stage not in tasks:
            tasks[stage] = bar.add_task(stage, total=total)
        bar.update(tasks[stage], completed=done, total=total)

    with bar:
        yield watch


def build_report(report: BuildReport) -> None:
    """The stages of a build as a table, its warnings, and the release."""
    console = Console(stderr=True, highlight=False)
    faults(list(report.warnings))
    out = Table("stage", "seconds", "result", title=None)
    out.columns[1].justify = "right"
    for stage in report.stages:
        out.add_row(stage.name, f"{stage.seconds:.2f}", f"{stage.items} {stage.note}")
    out.add_section()
    out.add_row("total", f"{sum(s.seconds for s in report.stages):.2f}", f"{sum(report.counts.values())} quads")
    console.print(out)
    state = "unchanged, still in service" if report.unchanged else "in service"
    console.print(Text(f"Release {report.release.id} is {state}."))
    if report.change is not None and not report.unchanged:
        added, removed = report.change.added, report.change.removed
        console.print(
            Text(f"Since release {report.change.old}: {added} quads added, {removed} removed (diemcau diff).")
        )


def faults(found: Sequence[Fault]) -> None:
    """One line a fault, with its file and line."""
    for fault in found:
        print(fault, file=sys.stderr)


def findings(found: "Iterable[Finding]") -> bool:
    """One line a finding, as it is made, on stdout; returns whether none is bad."""
    well = True
    for finding in found:
        print(f"{finding.state:4}  {finding.subject:14}  {finding.detail}", flush=True)
        well = well and finding.state != "bad"
    return well
