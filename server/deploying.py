"""The command `deploy`: files for those who run a site as a service or in a container."""

from pathlib import Path

import click

_FILES = Path(__file__).with_name("deploy")


@click.command()
@click.argument("name", type=click.Choice(("Containerfile", "diemcau.service")))
def deploy(name: str) -> None:
    """Print a file for operators: a Containerfile, or a unit of systemd. Each says on top how to use it."""
    click.echo((_FILES / name).read_text(encoding="utf-8"), nl=False)
