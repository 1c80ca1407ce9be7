"""The command `mcp`: diemcau for language models."""

import importlib.util
import sys

import click

from server import asking, publishing
from server.settings import Settings


@click.command()
@publishing.store_option
@click.pass_obj
def mcp(settings: Settings) -> None:
    """Serve language models by the Model Context Protocol, over standard input and output.

    Clients start it themselves: put `diemcau --data FOLDER mcp` into their configuration.
    """
    if importlib.util.find_spec("mcp") is None:
        raise click.ClickException("The protocol's SDK is not installed. Install it with: pip install 'diemcau[mcp]'")
    asking.published(settings)  # or says that there is nothing to serve, before a client waits for it
    from server.mcp import serving  # only where the SDK is there

    if sys.stdin.isatty():
        click.echo("Waiting for a client of the Model Context Protocol on standard input; Ctrl+D ends.", err=True)
    serving.run(settings)
