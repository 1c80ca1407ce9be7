"""The record of which articles were taken to report one meeting: the graph `graph/decisions`."""

import functools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

import yaml

from kg import iris
from kg.store import NamedNode, Quad
from kg.triples.graph import LABEL, TYPE, Statement, number, term, text

GRAPH = iris.GRAPH + "decisions"


class Merge(Protocol):
    """A decision: the meeting, its members (article, slug by the article alone), the score and what agreed."""

    @property
    def slug(self) -> str: ...
    @property
    def members(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def score(self) -> float: ...
    @property
    def features(self) -> tuple[str, ...]: ...
    @property
    def version(self) -> int: ...


@functools.cache
def _words() -> Mapping[str, tuple[str, str]]:
    """What agreed, in Vietnamese and English."""
    content: dict[str, tuple[str, str]] = yaml.safe_load(
        Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    )
    return content


def decisions(made: Iterable[Merge]) -> list[Quad]:
    """The decisions as quads, sorted; none where there is no decision."""
    graph = NamedNode(GRAPH)
    quads: set[Quad] = set()
    for merge in made:
        subject = NamedNode(iris.resource("decision", f"{merge.slug}--v{merge.version}"))
        vi = ", ".join(_words()[feature][0] for feature in merge.features)
        en = ", ".join(_words()[feature][1] for feature in merge.features)
        count = len(merge.members)
        said: list[Statement] = [
            (TYPE, term("MergeDecision")),
            (LABEL, text(f"{count} bài được coi là cùng đưa tin về một cuộc họp", "vi")),
            (LABEL, text(f"{count} articles are taken to report one meeting", "en")),
            (NamedNode(iris.DCTERMS + "description"), text(f"Trùng nhau: {vi}.", "vi")),
            (NamedNode(iris.DCTERMS + "description"), text(f"What agrees: {en}.", "en")),
            (term("mergedMeeting"), NamedNode(iris.resource("meeting", merge.slug))),
            (term("mergeScore"), number(merge.score)),
            *((term("mergesReport"), NamedNode(iris.resource("article", article))) for article, _ in merge.members),
        ]
        quads.update(Quad(subject, predicate, value, graph) for predicate, value in said)
    if quads:
        ontology = NamedNode(iris.OWL + "Ontology")
        quads.add(Quad(graph, TYPE, ontology, graph))
        quads.add(Quad(graph, NamedNode(iris.OWL + "imports"), NamedNode(f"{iris.ONTOLOGY}/1.0.0"), graph))
    return sorted(quads, key=str)
