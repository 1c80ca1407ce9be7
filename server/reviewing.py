"""The command `review`: people decide of the facts that rules found, at the terminal or by scripts."""

import contextlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kg.archive import Archive, path_in
from kg.facts import Fact
from kg.review import gold
from kg.review.decisions import BadName
from kg.review.desk import Desk, NotThere, Waiting
from kg.review.editing import EVIDENCE, edited, form, new, read
from kg.review.faults import BadEdit
from kg.review.reviewed import texts_with_graphs
from kg.review.slots import fact_types
from server import edits
from server.conversation import Conversation
from server.settings import Settings

_PUBLISH = "To publish what was decided: diemcau build"
_TYPE = click.option("--type", "kind", type=click.Choice(sorted(fact_types())), help="Only facts of this type.")
_RULE = click.option("--rule", help="Only facts of this rule.")
_NAME = click.option(
    "--as", "reviewer", default="", metavar="NAME", help="Your name, which will be shown beside the facts."
)
_FACTS = click.argument("facts", nargs=-1, required=True, metavar="ARTICLE/FACT…")


@click.group(invoke_without_command=True)
@_TYPE
@_RULE
@_NAME
@click.pass_context
def review(context: click.Context, kind: str | None, rule: str | None, reviewer: str) -> None:
    """Decide of extracted facts one by one: accept, reject, mend. What is worth a look most comes first."""
    if context.invoked_subcommand is not None:
        return
    if not sys.stdin.isatty():
        raise click.ClickException("There is no terminal to ask at. For scripts: diemcau review list, accept, reject.")
    with _desk(context.obj) as (_, desk):
        decided = Conversation(desk, reviewer, kind, rule).hold()
    click.echo(f"Decided: {decided}." + (f" {_PUBLISH}" if decided else ""))


@review.command("list")
@_TYPE
@_RULE
@click.option("--most", type=click.IntRange(1, 100_000), default=20, show_default=True, help="How many to list.")
@click.option("--format", "form_", type=click.Choice(["jsonl", "table"]), default="table", show_default=True)
@click.pass_obj
def list_waiting(settings: Settings, kind: str | None, rule: str | None, most: int, form_: str) -> None:
    """List the facts that wait, those that are worth a look most first."""
    with _desk(settings) as (_, desk):
        waiting = desk.waiting(most, kind, rule)
    for one in waiting:
        if form_ == "jsonl":
            click.echo(json.dumps(_record(one), ensure_ascii=False))
        else:
            click.echo(f"{one.article.id}/{one.fact.key}  {one.fact.type:<11} {one.confidence:.2f}  {_slots(one.fact)}")
    if not waiting:
        click.echo("Nothing waits.", err=True)


@review.command()
@_FACTS
@_NAME
@click.pass_obj
def accept(settings: Settings, facts: Sequence[str], reviewer: str) -> None:
    """Say of facts that their articles state them."""
    _each(settings, facts, lambda desk, article, key: desk.decide(article, key, "accepted", reviewer=reviewer))


@review.command()
@_FACTS
@_NAME
@click.pass_obj
def reject(settings: Settings, facts: Sequence[str], reviewer: str) -> None:
    """Say of facts that their articles do not state them."""
    _each(settings, facts, lambda desk, article, key: desk.decide(article, key, "rejected", reviewer=reviewer))


@review.command()
@_FACTS
@click.pass_obj
def undo(settings: Settings, facts: Sequence[str]) -> None:
    """Take decisions back; the facts wait again."""
    _each(settings, facts, lambda desk, article, key: desk.undo(article, key))


@review.command()
@click.argument("fact", metavar="ARTICLE/FACT")
@click.argument("slots", nargs=-1, metavar="[NAME=VALUE]…")
@_NAME
@click.pass_obj
def edit(settings: Settings, fact: str, slots: Sequence[str], reviewer: str) -> None:
    """Mend a fact: NAME=VALUE for each slot that is wrong, NAME= for one to empty; without any, show them."""
    article, key = _named(fact)
    with _desk(settings) as (_, desk), _refusing():
        where, found, _ = desk.find(article, key)
        if slots:
            mended = edited(found, read(found.type, _given(slots)), where.text)
            desk.decide(article, key, "edited", mended, reviewer)
            click.echo(f"Mended. {_PUBLISH}", err=True)
        else:
            click.echo(json.dumps(form(found, where.text), ensure_ascii=False, indent=2))


@review.command()
@click.argument("article")
@click.argument("kind", type=click.Choice(sorted(fact_types())), metavar="TYPE")
@click.argument("slots", nargs=-1, required=True, metavar="NAME=VALUE…")
@_NAME
@click.pass_obj
def add(settings: Settings, article: str, kind: str, slots: Sequence[str], reviewer: str) -> None:
    """Add a fact that the rules have missed, with evidence=WORDS OF THE ARTICLE that prove it."""
    with _desk(settings) as (archive, desk), _refusing():
        kept = archive.article(article)
        if kept is None:
            raise NotThere(f"there is no article {article} in the archive")
        decision = desk.add(article, new(kind, read(kind, _given(slots)), kept.article.text), reviewer)
    click.echo(f"{decision.article}/{decision.fact.key}")


@review.command()
@click.option("--most", type=click.IntRange(1, 100_000), default=20, show_default=True, help="How many to list.")
@click.pass_obj
def decisions(settings: Settings, most: int) -> None:
    """List what was decided, the latest first."""
    with _desk(settings) as (_, desk):
        for one in desk.decided(most):
            said = _slots(one.instead or one.fact)
            by = f" by {one.reviewer}" if one.reviewer else ""
            click.echo(f"{one.time}  {one.article}/{one.fact.key}  {one.verdict}{by}  {one.fact.type}: {said}")


@review.command("rules")
@click.pass_obj
def trusted_rules(settings: Settings) -> None:
    """Show how far each rule is trusted: what it states, and what was decided of its facts."""
    table = Table("rule", "stated", "right", "wrong", "confidence")
    for column in table.columns[1:]:
        column.justify = "right"
    with _desk(settings) as (_, desk):
        for one in desk.trusts():
            tally = one.tally
            table.add_row(
                Text(one.rule), f"{one.stated:.2f}", str(tally.right), str(tally.wrong), f"{one.confidence:.3f}"
            )
    Console(highlight=False).print(table)


@review.command("export")
@click.argument("folder", type=click.Path(path_type=Path))
@click.pass_obj
def export(settings: Settings, folder: Path) -> None:
    """Write every decision, and the gold of articles that were decided of whole, into a new FOLDER."""
    with _desk(settings) as (archive, _):
        try:
            written = gold.write(archive, folder)
        except FileExistsError as error:
            raise click.ClickException(f"{error}. Name a new folder.") from None
    click.echo(
        f"{written.decisions} decisions; gold of {written.articles} articles with {written.facts} facts. The texts "
        "belong to their publishers.",
        err=True,
    )


@review.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.pass_obj
def import_(settings: Settings, path: Path) -> None:
    """Take over the decisions of a FOLDER or file that `review export` wrote, where there are none yet."""
    with _desk(settings) as (_, desk), _refusing():
        taken = desk.take_over(gold.read(path))
    left = f" Left out: those of {len(taken.unknown)} articles that are not here; ingest them first." * bool(
        taken.unknown
    )
    click.echo(f"New decisions: {taken.new}; decided before: {taken.known}.{left}", err=True)


@contextlib.contextmanager
def _desk(settings: Settings) -> Iterator[tuple[Archive, Desk]]:
    if not path_in(settings.data).is_file():
        raise click.ClickException(f"There are no articles in {settings.data} yet. Take some in: diemcau ingest FILE…")
    with contextlib.closing(Archive(settings.data)) as archive:
        yield archive, Desk(archive, texts_with_graphs())


@contextlib.contextmanager
def _refusing() -> Iterator[None]:
    """What people gave wrongly, as one line. Nothing was changed then."""
    try:
        yield
    except (NotThere, BadName, BadEdit, gold.BadDecisions) as error:
        message = edits.at_terminal(error) if isinstance(error, BadEdit) else str(error)
        raise click.ClickException(f"{message[:1].upper()}{message[1:]}.") from None


def _each(settings: Settings, facts: Sequence[str], do: Callable[[Desk, str, str], object]) -> None:
    """Does it to each of the facts; all of their names are read before the first."""
    named = [_named(fact) for fact in facts]
    with _desk(settings) as (_, desk), _refusing():
        for article, key in named:
            desk.find(article, key)
        for article, key in named:
            do(desk, article, key)
    click.echo(f"Done: {len(named)}. {_PUBLISH}", err=True)


def _named(fact: str) -> tuple[str, str]:
    article, slash, key = fact.partition("/")
    if not slash or not article or not key:
        raise click.UsageError(f"{fact!r}: name a fact as diemcau review list does, ARTICLE/FACT.")
    return article, key


def _given(slots: Sequence[str]) -> dict[str, str]:
    """What the command line gives of slots."""
    given = {}
    for slot in slots:
        name, equals, value = slot.partition("=")
        if not equals:
            raise click.UsageError(f"{slot!r}: write slots as NAME=VALUE.")
        given[name] = value
    return given


def _record(one: Waiting) -> dict[str, Any]:
    fact = one.fact.record()
    return {
        "article": one.article.id, "fact": one.fact.key, **fact, "confidence": round(one.confidence, 3),
        "worth": round(one.worth, 3), EVIDENCE: one.article.text[one.fact.start : one.fact.end],
    }  # fmt: skip


def _slots(fact: Fact) -> str:
    return "; ".join(f"{name}: {value}" for name, value in fact.said.items() if name != "raw")
