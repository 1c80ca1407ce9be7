"""The commands of extraction: `extract`, and `rules` for whoever writes rules."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.articles import inputs
from kg.articles.decoding import check_size
from kg.extract import checking, explaining
from kg.extract.article import take_apart
from kg.extract.extractor import Extractor
from kg.extract.model.proposing import ModelExtractor, Tally
from kg.extract.reading import read_text
from kg.extract.rules import BadRule, load_rules
from kg.facts import Fact
from kg.model import NotAnArticle
from server import modelling
from server.comparison import compare_graphs
from server.settings import Settings

if TYPE_CHECKING:
    from kg.articles.texts import Text

_FILES = click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))


def _articles(given: tuple[Path, ...]) -> list[Path]:
    """The files that were given, and the texts and pages of folders, in order of their names."""
    return [Path(one) for one in inputs.listed([str(path) for path in given])]


def _text(path: Path) -> "Text":
    """The text of a file or of the page in it. Raises NotAnArticle."""
    from kg.articles.texts import text_of  # with the reader of pages, which takes a while to load

    check_size(path.stat().st_size)
    return text_of(path.read_bytes(), path.name)


def _extractor() -> Extractor:
    try:
        return Extractor()
    except BadRule as error:
        raise click.ClickException(str(error)) from None


@click.command()
@_FILES
@click.option("--format", "form", type=click.Choice(["jsonl", "table"]), default="table", show_default=True)
@modelling.option
@click.pass_obj
def extract(settings: Settings, files: tuple[Path, ...], form: str, modelled: bool) -> None:
    """Print the facts that FILES (texts, saved pages, or folders of them) state, with the characters that prove them.

    Places count in the characters of a file of text, and of a page in those of the text that is kept of it, which
    --format jsonl prints, too.
    """
    model = modelling.endpoint(settings) if modelled else None
    rules, failed, tally = _extractor(), 0, Tally()
    asking = ModelExtractor(rules, model) if model else None
    for path in _articles(files):
        try:
            read = _text(path)
            article = take_apart(read_text(read.text))
        except NotAnArticle as error:
            click.echo(f"{path}: {error}.", err=True)
            failed += 1
            continue
        facts, found = asking.proposed(article) if asking else (rules.facts(article), Tally())
        tally.add(found)
        if form == "jsonl":
            record = {"id": path.stem, "facts": [fact.record() for fact in facts]}
            kept = {"offsets": "text", "text": read.text} if read.page else {}
            click.echo(json.dumps(record | kept, ensure_ascii=False))
        else:
            where = ", at places of the text that is kept of the page" if read.page else ""
            click.echo(f"{path.name}: {len(facts)} facts{where}")
            for fact in facts:
                click.echo(f"  {fact.start:>6}-{fact.end:<6} {fact.type:<12} {_slots(fact)}  [{fact.rule}]")
    for line in modelling.table(model.name, tally) if model else ():
        click.echo(line, err=True)
    if failed:
        raise click.ClickException(f"{failed} of the files cannot be read as articles.")


def _slots(fact: Fact) -> str:
    left_out = {"type", "start", "end", "rule", "confidence", "modality", "raw"}
    return "; ".join(
        f"{key}: {value}" for key, value in fact.record().items() if value is not None and key not in left_out
    )


@click.group()
def rules() -> None:
    """Test, explain and measure the extraction rules."""


@rules.command("test")
@click.argument("ids", nargs=-1)
def test_rules(ids: tuple[str, ...]) -> None:
    """Run the examples and counter-examples of all rules, or of those named."""
    try:
        known = load_rules()
    except BadRule as error:
        raise click.ClickException(str(error)) from None
    if unknown := set(ids) - {rule.id for rule in known}:
        raise click.ClickException(f"There is no rule {', '.join(sorted(unknown))}.")
    chosen = tuple(rule for rule in known if not ids or rule.id in ids)
    failed = list(checking.failures(chosen))
    for failure in failed:
        click.echo(str(failure))
    examples = sum(len(rule.examples) + len(rule.counter) for rule in chosen)
    click.echo(f"{len(chosen)} rules, {examples} examples, {len(failed)} failed")
    if failed:
        raise SystemExit(1)


@rules.command("why")
@click.argument("article", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("offset", type=click.IntRange(0))
def why(article: Path, offset: int) -> None:
    """Show what the rules see in the sentence at OFFSET of ARTICLE: in characters of the file, or of the text that is
    kept of a page."""
    try:
        found = explaining.why(_text(article).text, offset, _extractor())
    except NotAnArticle as error:
        raise click.ClickException(f"{article}: {error}.") from None
    if found is None:
        raise click.ClickException(
            f"At {offset} there is nothing that rules read: a heading of the page, a menu, or the end."
        )
    click.echo(f"[{found.zone}] {found.sentence}")
    for kind, text in found.mentions:
        click.echo(f"  {{{kind}}} {text}")
    for rule, text, slots in found.matches:
        click.echo(f"  matches {rule}: {text}")
        for name, value in slots:
            click.echo(f"      {name}: {value}")
    for fact in found.facts:
        click.echo(f"  fact {fact.type} {_slots(fact)}  [{fact.rule}]")


@rules.command("coverage")
@_FILES
@click.option("--examples", type=click.IntRange(0), default=0, help="How many sentences of unused mentions to show.")
def coverage(files: tuple[Path, ...], examples: int) -> None:
    """Count the facts that each rule finds in FILES, and the mentions that no fact uses."""
    try:
        found = explaining.coverage(((path.stem, _text(path).text) for path in _articles(files)), _extractor())
    except NotAnArticle as error:
        raise click.ClickException(f"{error}.") from None
    click.echo(f"{found.articles} articles, {found.facts.total()} facts")
    for rule, count in sorted(found.facts.items(), key=lambda pair: (-pair[1], pair[0])):
        click.echo(f"{count:>6}  {rule}")
    idle = sorted({rule.id for rule in load_rules()} - set(found.facts))
    click.echo(f"{len(idle)} rules found nothing: {', '.join(idle)}" if idle else "Every rule found something.")
    click.echo(
        "Mentions that no fact uses: "
        + (", ".join(f"{n} {kind}" for kind, n in sorted(found.unused.items())) or "none")
    )
    for name, kind, sentence in found.examples[:examples]:
        click.echo(f"  {name} {{{kind}}} {sentence}")


rules.add_command(compare_graphs)
