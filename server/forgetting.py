"""The command `forget`: articles out of the archive, for those that were taken in by mistake or are to be withdrawn."""

import contextlib
import re
from collections.abc import Sequence

import click

from kg import history
from kg.archive import Archive, path_in
from kg.entries import kept
from server.settings import Settings

_ID = re.compile("[0-9a-f]{16}")


@click.command()
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE…")
@click.option("--yes", is_flag=True, help="Do not ask whether it is meant.")
@click.pass_obj
def forget(settings: Settings, articles: Sequence[str], yes: bool) -> None:
    """Take each ARTICLE out again: its id (as its page and `ingest --list` have it), its file or its web address.

    What people decided of its facts is kept, for when the same text is taken in again. The stream of what releases
    changed loses what it said, and older releases that have it are shown no more.
    """
    if not path_in(settings.data).is_file():
        raise click.ClickException(f"No article was taken in: there is no archive in {settings.data}.")
    with contextlib.closing(Archive(settings.data)) as archive:
        found = list(dict.fromkeys(_one(archive, name) for name in articles))
        for article in found:
            click.echo(_line(archive, article))
        if not yes:
            click.confirm(f"Forget {_counted(len(found))}?", abort=True, err=True)
        # The archive comes last: what it has no more cannot be named a second time.
        with history.forgetting(settings.data, found):
            archive.forget(found)
    click.echo(f"Forgotten: {_counted(len(found))}. To publish without: diemcau build", err=True)


def _one(archive: Archive, name: str) -> str:
    """The id of the one article that is meant. The addresses of its page end in it; nothing else is guessed at."""
    last = name.rpartition("/")[2]
    found = archive.named(name) or (archive.named(last) if _ID.fullmatch(last) else [])
    if not found:
        raise click.ClickException(
            f"No article that was taken in is called {name!r}; nothing was forgotten. Give its id, as its page and "
            "`diemcau ingest --list` have it, or the file or web address that it came from."
        )
    if len(found) > 1:
        raise click.ClickException(f"{name!r} may be {', '.join(found)}; nothing was forgotten. Give one of these ids.")
    return found[0]


def _line(archive: Archive, article: str) -> str:
    """A line of an article: its id, its day, its facts, its title."""
    row = archive.row(article)
    assert row is not None  # it was found just now
    one = kept(row)
    return "\t".join((article, one.article.published or "-", str(len(one.facts)), one.article.title))


def _counted(articles: int) -> str:
    return "1 article" if articles == 1 else f"{articles} articles"
