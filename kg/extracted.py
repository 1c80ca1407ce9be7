"""The graphs of the articles in the archive: what each says, and which of them report one meeting.

Resolution looks at all articles: two passes over the archive, one for what they say of their meetings, one for their
quads. An article whose text has a reviewed graph is left to that: a person read it with more care. Of the others, what
people decided goes before what rules found, and their decisions tell how far a rule is to be trusted.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kg import iris, resolve, triples
from kg.archive import Archive
from kg.facts import Article, Fact
from kg.review.decisions import settled
from kg.review.desk import Desk
from kg.review.precision import Tally, confidence
from kg.review.reviewed import digests
from kg.sources import Inputs, SourceFile, Sources
from kg.store import Quad

_DECISIONS = f"{iris.GRAPH}decisions"


@dataclass(frozen=True)
class Extracted:
    """The graphs as input files of a build, and the texts that their quotes are from, by SHA-256."""

    files: tuple[SourceFile, ...]
    texts: dict[str, str]


def graphs(archive: Path, read: Sources, inputs: Inputs, progress: Callable[[int, int], None]) -> Extracted:
    """The graphs of the articles in an archive, beside what was `read` from files. Raises ArchiveFailed."""
    reviewed = digests(quad for file in read.of_kind("article") for quad in file.quads)
    references = resolve.load_references(inputs.ontology, inputs.graphs)
    texts: dict[str, str] = {}
    quads: dict[str, list[Quad]] = {}
    with contextlib.closing(Archive(archive.parent)) as opened:
        total = 2 * len(opened)
        articles = _Reviewed(opened)
        reports: list[resolve.Report] = []
        for done, (article, facts) in enumerate(articles, 1):
            if article.sha256 not in reviewed:
                reports += resolve.reports(article, facts, references)
            progress(done, total)
        known = resolve.known_reports(read.quads(), references)
        new = {report.article for report in reports}
        decisions = [
            decision
            for decision in resolve.decide(reports, known, references.apart())
            if not new.isdisjoint(article for article, _ in decision.members)
        ]
        met = {article: {slug: decision.slug} for decision in decisions for article, slug in decision.members}
        made: list[Quad] = []
        for done, (article, facts) in enumerate(articles, total // 2 + 1):
            if article.sha256 not in reviewed:
                texts[article.sha256] = article.text
                quads[iris.article_graph(article.id)] = []
                resolved = resolve.resolve(article, facts, references, met.get(article.id, {}))
                made += triples.quads(article, resolved)
            progress(done, total)
    for quad in triples.settled(made, triples.labels_of(read.quads())):
        quads[str(getattr(quad.graph_name, "value", ""))].append(quad)
    files = [
        SourceFile(None, f"{archive.name}/{graph.rpartition('/')[2]}", "article", graph, tuple(found))
        for graph, found in quads.items()
    ]
    if recorded := tuple(triples.decisions(decisions)):
        files.append(SourceFile(None, f"{archive.name}/decisions", "reference", _DECISIONS, recorded))
    return Extracted(tuple(files), texts)


class _Reviewed:
    """The articles of an archive with their facts as people left them, as often as it is asked for them."""

    def __init__(self, archive: Archive) -> None:
        desk = Desk(archive)
        self._archive, self._decisions, self._tallies = archive, desk.by_article(), desk.tallies()

    def __iter__(self) -> Iterator[tuple[Article, list[Fact]]]:
        for kept in self._archive.articles():
            facts = settled(kept.facts, self._decisions.get(kept.article.id, {}))
            yield kept.article, [self._weighed(fact) for fact in facts]

    def _weighed(self, fact: Fact) -> Fact:
        """The fact with the confidence that its rule has earned; what a person decided is sure."""
        tally = self._tallies.get(fact.rule, Tally())
        return fact if fact.reviewer is not None else replace(fact, confidence=confidence(fact.confidence, tally))
