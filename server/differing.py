"""The command `diff`: what changed from one release to another, as an RDF Patch."""

import sys

import click

from kg import difference, release
from kg.difference import NotSorted
from kg.release import Release
from server.settings import Settings


@click.command()
@click.argument("old", required=False, metavar="[OLD")
@click.argument("new", required=False, metavar="[NEW]]")
@click.pass_obj
def diff(settings: Settings, old: str | None, new: str | None) -> None:
    """Print what makes release NEW (the one in service) of release OLD (the one before), as an RDF Patch.

    Releases are named by their ids, or the beginnings of these.
    """
    known = release.kept(settings.data)
    after = _named(new, known) if new else release.current(settings.data)
    if after is None:
        raise click.ClickException(f"There is no release in {settings.data}. Make one with: diemcau build")
    before = _named(old, known) if old else _before(after, known)
    try:
        size = difference.write_patch(before, after, sys.stdout.buffer)
    except NotSorted as error:
        raise click.ClickException(f"{error}.") from None
    click.echo(f"From release {before.id} to {after.id}: {size.added} quads added, {size.removed} removed.", err=True)


def _named(name: str, known: list[Release]) -> Release:
    found = [one for one in known if one.id.startswith(name)]
    if len(found) != 1:
        kept = ", ".join(one.id for one in known) or "none"
        raise click.ClickException(f"{'Several releases begin' if found else 'No release begins'} with {name!r}. "
                                   f"Kept, the newest first: {kept}.")  # fmt: skip
    return found[0]


def _before(after: Release, known: list[Release]) -> Release:
    """The newest of the releases that are older than another."""
    older = known[known.index(after) + 1 :] if after in known else []
    if not older:
        raise click.ClickException(f"No release is kept from before {after.id}: nothing to compare it with.")
    return older[0]
