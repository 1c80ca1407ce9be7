"""The command `rules compare`: extraction alone beside the reviewed graphs."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from kg import iris, paths
from kg.articles.decoding import decode
from kg.comparison import Score, compare
from kg.extract.extractor import Extractor
from kg.facts import Article, Fact
from kg.resolve import decide, load_references, reports, resolve
from kg.store import Quad, parse_file
from kg.triples import quads
from server.settings import Settings

_AGENCY = "agency"


@click.command("compare")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--list", "listed", is_flag=True, help="List what is missed and what is false.")
@click.pass_obj
def compare_graphs(settings: Settings, folder: Path | None, listed: bool) -> None:
    """Compare what extraction alone finds with the reviewed graphs of the articles in FOLDER (default:
    DIEMCAU_ARTICLES), by type of fact.

    Title and day of publication are taken as the reviewed graphs have them; everything else is extracted.
    """
    reviewed = {path.stem: list(parse_file(path)) for path in sorted(paths.graphs_dir().glob("*.trig"))}
    articles = list(_articles(folder or settings.articles, reviewed))
    if not articles:
        raise click.ClickException(
            f"{folder or settings.articles} has none of the texts of the reviewed graphs; name the folder with them."
        )
    kept = [quad for article in articles for quad in reviewed[article.id]]
    scores = compare(kept, extracted(articles))
    click.echo(f"{len(articles)} articles")
    for line in table(scores):
        click.echo(line)
    for kind, score in scores.items() if listed else ():
        for name in score.missed:
            click.echo(f"missed {kind}: {name}")
        for name in score.false:
            click.echo(f"false {kind}: {name}")


def _articles(folder: Path, reviewed: dict[str, list[Quad]]) -> Iterator[Article]:
    """The reviewed articles of which the very text is in the folder."""
    for name, graph in reviewed.items():
        node = iris.resource("article", name)
        said = {
            quad.predicate.value: str(getattr(quad.object, "value", ""))
            for quad in graph
            if getattr(quad.subject, "value", "") == node
        }
        path = folder / said[iris.ONT + "fileName"]
        content = path.read_bytes() if path.is_file() else b""
        digest = hashlib.sha256(content).hexdigest()
        if digest == said[iris.ONT + "sha256"]:
            yield Article(
                name, path.name, digest, decode(content), said[iris.DCTERMS + "title"],
                said.get(iris.ONT + "publicationDate"),
            )  # fmt: skip


def extracted(articles: Sequence[Article]) -> list[Quad]:
    """The graphs of articles that are read together, so that reports of one meeting find each other."""
    extractor, references = Extractor(), load_references()
    facts: dict[str, list[Fact]] = {article.id: extractor.extract(article.text) for article in articles}
    found = [report for article in articles for report in reports(article, facts[article.id], references)]
    same: dict[str, dict[str, str]] = {}
    for decision in decide(found, apart=references.apart()):
        for article_id, slug in decision.members:
            same.setdefault(article_id, {})[slug] = decision.slug
    return [
        quad
        for article in articles
        for quad in quads(article, resolve(article, facts[article.id], references, same.get(article.id, {})))
    ]


def table(scores: dict[str, Score]) -> Iterator[str]:
    """The scores as lines of text; of agencies there is no precision, as the reviewed graphs do not name all."""
    yield f"{'type':<12} {'reviewed':>8} {'found':>6} {'recall':>7} {'false':>6} {'precision':>9} {'same node':>9}"
    found = missed = false = same = 0
    for kind, score in scores.items():
        precision = f"{score.precision:>9.3f}" if kind != _AGENCY else f"{'–':>9}"
        yield (
            f"{kind:<12} {score.found + len(score.missed):>8} {score.found:>6} {score.recall:>7.3f} "
            f"{len(score.false):>6} {precision} {score.same:>9}"
        )
        found, missed, same = found + score.found, missed + len(score.missed), same + score.same
        false += len(score.false)
    recall = found / max(1, found + missed)
    right = found - scores[_AGENCY].found
    yield (
        f"{'all':<12} {found + missed:>8} {found:>6} {recall:>7.3f} {false:>6} "
        f"{right / max(1, right + false):>9.3f} {same:>9}"
    )
