"""The command `infer`: what follows from the inputs, by the engine of one's choice."""

import os
import sys
from pathlib import Path

import click

from kg.archive import path_in
from kg.infer import ENGINES, Engine
from kg.model import BuildFailed
from kg.reasoning import Beyond
from kg.store import serialize
from server import printing
from server.settings import Settings


@click.command()
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="rules",
    show_default=True,
    help="rules: diemcau's own, as in a build; owlrl: the reference implementation, far slower.",
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file instead.")
@click.pass_obj
def infer(settings: Settings, engine: Engine, output: Path | None) -> None:
    """Print what follows from the inputs by the axioms of the ontology, as sorted N-Quads."""
    from kg import pipeline  # with the validator, which takes a while to load

    try:
        inferred = pipeline.entailments(engine, path_in(settings.data))
    except BuildFailed as failed:
        printing.faults(failed.faults)
        raise SystemExit(1) from None
    except Beyond as beyond:
        raise click.ClickException(f"{beyond}. These axioms need: diemcau infer --engine owlrl") from None
    lines = sorted(serialize(inferred, "nq", {}).splitlines(keepends=True))
    if output is None:
        sys.stdout.buffer.writelines(lines)
    else:
        unfinished = output.with_name(f".{output.name}.{os.getpid()}")
        with unfinished.open("wb") as file:
            file.writelines(lines)
        unfinished.replace(output)
    click.echo(f"{len(inferred)} triples follow (engine: {engine}).", err=True)
