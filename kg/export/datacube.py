"""Figures as an RDF Data Cube (https://www.w3.org/TR/vocab-data-cube/)."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import IO

from kg import iris
from kg.dataset import DATASET
from kg.export import item
from kg.export.item import Item
from kg.export.source import Source
from kg.store import Literal, NamedNode, Term, Triple, write_statements

_QB = "http://purl.org/linked-data/cube#"
_UNIT = "http://purl.org/linked-data/sdmx/2009/attribute#unitMeasure"
_TYPE, _LABEL, _RANGE = NamedNode(iris.RDF + "type"), NamedNode(iris.RDFS + "label"), NamedNode(iris.RDFS + "range")
_CUBE = DATASET + "#cube"
FIGURE = _CUBE + "-figure"
"""What tells two values apart that one article gives for one indicator, place and period."""
_OF_POINT = ("indicator", "about", "period")
_DIMENSIONS = (*_OF_POINT, "reportedIn")
_LABELS = {
    _CUBE: {"vi": "Số liệu chính phủ điện tử trên báo chí", "en": "Figures of e-government in the news"},
    FIGURE: {"vi": "số liệu", "en": "figure"},
}
_RANGES = f"""SELECT ?property ?range WHERE {{
  VALUES ?property {{ {" ".join(f"diem:{name}" for name in _DIMENSIONS)} }} ?property rdfs:range ?range
}}"""


def write(source: Source, out: IO[bytes]) -> None:
    """The structure, then an observation a figure and article: its unit, how sure its source is, whether reviewed.

    Names are fragments: of the data set, and those of observations of the figure, so that each of them leads there.
    """
    prefixes = iris.PREFIXES | {"qb": _QB}
    write_statements(_triples(source), "ttl", prefixes, out)


def _triples(source: Source) -> Iterator[Triple]:
    yield from _structure(source)
    for figure in item.of_class(source, "Observation"):
        if (point := figure.one("dataPoint")) is None:
            continue
        said = _said(figure, Item(source, point))
        if not all(said.values()):
            continue  # a place in a ranking, say, of which no value is given
        statuses = _statuses(figure)
        for article in figure.all("reportedIn"):
            yield from _observation(figure, article, said, statuses.get(article))


def _said(figure: Item, point: Item) -> dict[str, list[Term]]:
    """What is measured, and what came of it, by property."""
    measured = {iris.ONT + name: point.values(name) for name in _OF_POINT}
    return {**measured, iris.ONT + "value": figure.values("value"), _UNIT: figure.values("unit")}


def _statuses(figure: Item) -> dict[str, str]:
    """By article, of several claims the status that people gave, which is also the last by its name."""
    found: dict[str, str] = {}
    for claim in (Item(figure.source, iri) for iri in figure.all("supportedBy")):
        for article, status in product(claim.all("statedIn"), claim.all("reviewStatus")):
            found[article] = max(status, found.get(article, ""))
    return found


def _observation(figure: Item, article: str, said: Mapping[str, list[Term]], status: str | None) -> Iterator[Triple]:
    one = NamedNode(f"{figure.iri}#{article.rsplit('/', 1)[1]}")
    yield Triple(one, _TYPE, NamedNode(_QB + "Observation"))
    yield Triple(one, NamedNode(_QB + "dataSet"), NamedNode(_CUBE))
    yield Triple(one, NamedNode(FIGURE), NamedNode(figure.iri))
    yield Triple(one, NamedNode(iris.ONT + "reportedIn"), NamedNode(article))
    for predicate, found in said.items():
        for value in found:
            yield Triple(one, NamedNode(predicate), value)
    for qualifier in figure.values("qualifier"):
        yield Triple(one, NamedNode(iris.ONT + "qualifier"), qualifier)
    if status is not None:
        yield Triple(one, NamedNode(iris.ONT + "reviewStatus"), NamedNode(status))


def _structure(source: Source) -> Iterator[Triple]:
    structure = NamedNode(_CUBE + "-structure")
    yield Triple(NamedNode(_CUBE), _TYPE, NamedNode(_QB + "DataSet"))
    yield Triple(NamedNode(_CUBE), NamedNode(_QB + "structure"), structure)
    for iri, texts in _LABELS.items():
        for language, text in texts.items():
            yield Triple(NamedNode(iri), _LABEL, Literal(text, language=language))
    yield Triple(structure, _TYPE, NamedNode(_QB + "DataStructureDefinition"))
    parts = [("dimension", FIGURE), *(("dimension", iris.ONT + name) for name in _DIMENSIONS)]
    parts += [("measure", iris.ONT + "value"), ("attribute", _UNIT)]
    parts += [("attribute", iris.ONT + name) for name in ("qualifier", "reviewStatus")]
    for role, iri in parts:
        part = NamedNode(f"{_CUBE}-{role}-{iri.rsplit('#', 1)[1]}")
        yield Triple(structure, NamedNode(_QB + "component"), part)
        yield Triple(part, NamedNode(_QB + role), NamedNode(iri))
        yield Triple(NamedNode(iri), _TYPE, NamedNode(f"{_QB}{role.capitalize()}Property"))
    yield Triple(NamedNode(FIGURE), _RANGE, NamedNode(iris.ONT + "Observation"))
    for row in source.terms(_RANGES):
        yield Triple(row["property"], _RANGE, row["range"])
