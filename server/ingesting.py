"""The command `ingest`: articles from files, folders and addresses into the archive, with the facts they state."""

import contextlib
import functools
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg import workers
from kg.archive import Archive, ArchiveFailed, Change
from kg.articles import inputs
from kg.articles.fetching import fetch
from kg.extract.model.endpoint import Endpoint
from kg.extract.rules import BadRule
from kg.model import NotAnArticle
from kg.workers import NoCluster
from server import modelling, printing
from server.settings import Settings

if TYPE_CHECKING:
    from kg.ingest import Read, Report

    Tell = Callable[[Read, Change], None]

_FEW = 16
"""Articles that this process reads alone: starting others would take longer."""
_SHOWN = 5
_LEFT = "What was done is kept; the same command goes on from there."


@click.command()
@click.argument("given", nargs=-1, required=True, metavar="FILE|DIR|URL…")
@click.option("--processes", type=click.IntRange(1, 1024), help="Processes that read (default: one for each core).")
@click.option("--dask", metavar="ADDRESS", help="Read on the Dask cluster whose scheduler is at tcp://HOST:PORT.")
@click.option("--private", is_flag=True, help="Fetch from addresses of private networks and of this machine, too.")
@click.option("--list", "listed", is_flag=True, help="List each article: what it is from, its day and why, its facts.")
@modelling.option
@click.pass_obj
def ingest(
    settings: Settings,
    given: Sequence[str],
    processes: int | None,
    dask: str | None,
    private: bool,
    listed: bool,
    modelled: bool,
) -> None:
    """Take in texts, saved pages, folders of them and web addresses, with the facts that they state."""
    model = modelling.endpoint(settings) if modelled else None
    if model is not None and dask is not None:
        raise click.UsageError("A model is asked from this machine: leave --dask out, and say --processes.")
    try:
        places = inputs.listed(given)
    except NotAnArticle as error:
        raise click.ClickException(f"{error}. Nothing was taken in.") from None
    if not places:
        raise click.ClickException(f"There is nothing to read there: articles end in {', '.join(inputs.SUFFIXES)}.")
    try:
        tell = _line if listed else _nothing
        report = _run(settings.data, places, processes or _cores(), dask, private, tell, model)
    except (ArchiveFailed, NoCluster, BadRule) as error:
        raise click.ClickException(f"{error}.") from None
    except BrokenExecutor:
        raise click.ClickException(
            f"A process that read articles was ended from outside, for want of memory say. {_LEFT} --processes 1 "
            "takes the least memory."
        ) from None
    except KeyboardInterrupt:
        raise click.ClickException(f"Interrupted. {_LEFT}") from None
    for line in modelling.table(model.name, report.tally) if model is not None else ():
        click.echo(line, err=True)
    _show(report)


def _run(
    data: Path,
    places: Sequence[Path | str],
    processes: int,
    dask: str | None,
    private: bool,
    tell: "Tell",
    model: Endpoint | None,
) -> "Report":
    from kg import ingest as stages  # with the reader of pages, which takes a while to load

    alone = processes == 1 or len(places) <= (_FEW if model is None else 1)  # a model takes its time
    stream = inputs.given(places, functools.partial(fetch, private=private))
    with (
        _readers(alone, processes, dask, stages.prepare) as (executor, width),
        contextlib.closing(Archive(data)) as archive,  # after the fork: SQLite wants it so
        printing.progress() as watch,
    ):
        watch("ingest", 0, len(places))
        count = len(places)
        return stages.ingest(stream, archive, executor, width, lambda done: watch("ingest", done, count), tell, model)


def _line(read: "Read", change: Change) -> None:
    """A line of an article: what became of it, its id, its day, its facts, what it is from, and why that day."""
    day = read.day or "-"
    click.echo("\t".join((change, read.entry.row.id, day, str(read.facts), read.entry.name, read.reason)))


def _nothing(read: "Read", change: Change) -> None:
    """Says nothing."""


@contextlib.contextmanager
def _readers(
    alone: bool, processes: int, dask: str | None, prepare: Callable[[], object]
) -> Iterator[tuple[Executor, int]]:
    """What reads the articles, this process `alone` or others, and how many batches to have under way."""
    if dask is not None:
        with workers.cluster(dask) as cluster:
            yield cluster.executor, 2 * cluster.threads
    elif alone:
        yield workers.Here(), 0
    else:
        with workers.processes(processes, prepare) as executor:
            yield executor, 2 * processes


def _show(report: "Report") -> None:
    """What was done; ends the command with exit status 1 where something could not be read."""
    for refused in report.refused:
        click.echo(f"{refused.name}: {refused.reason}.", err=True)
    if report.undated:
        names = ", ".join(report.undated[:_SHOWN]) + (" …" if len(report.undated) > _SHOWN else "")
        click.echo(
            f"Without a day of publication: {len(report.undated)} ({names}). They are kept, and days without a year "
            'stay without one. A line such as "Ngày đăng: 26/8/2020" below the title says it.',
            err=True,
        )
    click.echo(
        f"New articles: {report.new}; read anew: {report.changed}; known before: {report.known}; facts taken in: "
        f"{report.facts}. To publish them: diemcau build",
        err=True,
    )
    if report.refused:
        raise click.ClickException(f"Not to be read as articles: {len(report.refused)} of those given.")


def _cores() -> int:
    return len(os.sched_getaffinity(0))
