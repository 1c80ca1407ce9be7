"""The command `infer`: what follows from the inputs by the engine of one's choice, and why."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg import iris
from kg.archive import path_in
from kg.model import ENGINES, BuildFailed, Engine
from kg.store import NamedNode, serialize
from server import clustered, printing
from server.settings import Settings

if TYPE_CHECKING:
    from kg.reasoning import Closure, Statement


@click.command()
@click.argument("shards", nargs=-1, metavar="[FILE.nq]…", type=click.Path(path_type=Path))
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="rules",
    show_default=True,
    help="rules: diemcau's own, as in a build; owlrl: the reference implementation, far slower.",
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file instead.")
@click.option("--why", "resource", metavar="RESOURCE", help="Tell what follows of this resource only, and why.")
@clustered.option
@click.pass_obj
def infer(
    settings: Settings,
    shards: tuple[Path, ...],
    engine: Engine,
    output: Path | None,
    resource: str | None,
    dask: str | None,
) -> None:
    """Print what follows from the inputs by the axioms of the ontology, as sorted N-Quads.

    With FILES of N-Quads: what follows from these with the ontology and the reference data, on a Dask cluster whose
    machines can read them. It is sorted for each file, and what follows from several comes last.
    """
    from kg import pipeline  # with the reasoner and the validator, which take a while to load
    from kg.reasoning import Beyond

    about = iris.expand(resource) if resource is not None else None
    if resource is not None and about is None:
        raise click.UsageError(f"{resource!r}: write an IRI, or a name such as person:nguyen-van-a.")
    if about is not None and engine != "rules":
        raise click.UsageError("--why needs the engine that knows: leave --engine out.")
    if dask is not None and (about is not None or engine != "rules"):
        raise click.UsageError("On a cluster the rules infer, and remember no reasons: leave --engine and --why out.")
    if shards:
        if dask is None:
            raise click.UsageError("Files are inferred from on a Dask cluster: give --dask tcp://HOST:PORT.")
        _of_files(shards, dask, output)
        return
    archive = path_in(settings.data)
    try:
        with printing.progress() as watch:
            if about is not None:
                lines = list(_reasons(pipeline.closure(archive, progress=watch), about))
            else:
                inferred = clustered.run(
                    dask, lambda holder: pipeline.entailments(engine, archive, progress=watch, holder=holder)
                )
                lines = sorted(serialize(inferred, "nq", {}).splitlines(keepends=True))
    except BuildFailed as failed:
        printing.faults(failed.faults)
        raise SystemExit(1) from None
    except Beyond as beyond:
        raise click.ClickException(f"{beyond}. These axioms need: diemcau infer --engine owlrl") from None
    if about is not None and not lines:
        raise click.ClickException(f"Nothing follows of {about}.")
    _write(lines, output)
    if about is None:
        click.echo(f"{len(lines)} triples follow (engine: {engine}).", err=True)


def _of_files(shards: Sequence[Path], dask: str, output: Path | None) -> None:
    from kg import pipeline
    from kg.infer import BadShard, Holder, Inconsistent
    from kg.reasoning import Beyond

    count = 0

    def lines(holder: Holder) -> Iterator[bytes]:
        nonlocal count
        with printing.progress() as watch:
            found = pipeline.entailments_of([shard.absolute() for shard in shards], holder, progress=watch)
            for done, quads in enumerate(found, 1):
                count += len(quads)
                yield serialize(quads, "nq", {})
                watch("infer", done, len(shards) + 1)

    def written(holder: Holder | None) -> None:
        assert holder is not None  # there is an address
        _write(lines(holder), output)

    try:
        clustered.run(dask, written)
    except BuildFailed as failed:
        printing.faults(failed.faults)
        raise SystemExit(1) from None
    except (BadShard, Inconsistent, Beyond) as error:
        raise click.ClickException(f"{error}. Nothing was written.") from None
    click.echo(f"{count} triples follow from {len(shards)} files.", err=True)


def _write(lines: Iterable[bytes], output: Path | None) -> None:
    """Writes lines to standard output, or a file as a whole."""
    if output is None:
        sys.stdout.buffer.writelines(lines)
        return
    unfinished = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as file:
            file.writelines(lines)
        unfinished.replace(output)
    finally:
        unfinished.unlink(missing_ok=True)


def _reasons(closure: "Closure", about: str) -> Iterator[bytes]:
    """What follows of a resource, each triple with the tree of what it follows from."""
    from kg.reasoning import proof

    for entailed in closure.entailments():
        if entailed[0] == NamedNode(about):
            for line in proof(closure, entailed):
                by = f"  [{line.rule}]" if line.rule else ""
                yield f"{'    ' * line.depth}{_sentence(closure, line.statement)}{by}\n".encode()


def _sentence(closure: "Closure", statement: "Statement") -> str:
    """A triple in short; a list of an axiom as its members."""
    words = []
    for term in statement:
        items = closure.items(term)
        short = [iris.prefixed(one.value) if isinstance(one, NamedNode) else str(one) for one in items or [term]]
        words.append(f"( {' '.join(short)} )" if items else short[0])
    return " ".join(words)
