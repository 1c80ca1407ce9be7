"""The command `export`: the release in service in a format that other tools read."""

import os
import sys
from pathlib import Path

import click

from kg import history, release
from kg.export.formats import EXPORTS
from kg.export.source import Source
from kg.store import Dataset
from server.settings import Settings


@click.command()
@click.argument("form", metavar="FORMAT", type=click.Choice(list(EXPORTS)))
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write (default: standard output)."
)
@click.pass_obj
def export(settings: Settings, form: str, output: Path | None) -> None:
    """Write the release in FORMAT.

    nq, trig, jsonld, framed (JSON-LD), ttl, rdf; nanopub, reifiers (claims); datacube, csvw, geojson, graphml, ics or
    popolo.
    """
    found = release.current(settings.data)
    if found is None:
        raise click.ClickException(f"There is no release in {settings.data}. Make one with: diemcau build")
    moments = (one.moment for one in history.publications(settings.data) if one.release == found.id)
    source = Source(found.dump, Dataset.on_disk(found.store), next(moments, None))
    chosen = EXPORTS[form]
    if output is None:
        chosen.write(source, sys.stdout.buffer)
        return
    if not output.parent.is_dir():
        raise click.UsageError(f"The folder of --output, {output.parent}, is not there. Make it, or name another.")
    unfinished = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        with unfinished.open("xb") as file:
            chosen.write(source, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, output)
    finally:
        unfinished.unlink(missing_ok=True)
    click.echo(f"{output}: {chosen.label}, {output.stat().st_size:,} bytes, of release {found.id}.", err=True)
