"""Figures as an RDF Data Cube (https://www.w3.org/TR/vocab-data-cube/)."""

from collections.abc import Iterator
from typing import IO

from kg import iris
from kg.export.source import Source
from kg.store import Literal, NamedNode, Triple, write_statements

_QB = "http://purl.org/linked-data/cube#"
_UNIT = "http://purl.org/linked-data/sdmx/2009/attribute#unitMeasure"
_CUBE = iris.BASE + "cube"
_DIMENSIONS = ("indicator", "about", "period", "reportedIn")
"""The article is one: two articles may give two values, and the cube keeps both."""
_LABELS = (("Số liệu chính phủ điện tử trên báo chí", "vi"), ("Figures of e-government in the news", "en"))
_FIGURES = """SELECT ?figure ?point ?indicator ?about ?period ?reportedIn ?value ?unit (MAX(?s) AS ?status) WHERE {
  ?figure a diem:Observation ; diem:dataPoint ?point ; diem:value ?value ; diem:unit ?unit ;
    diem:reportedIn ?reportedIn .
  ?point diem:indicator ?indicator ; diem:about ?about ; diem:period ?period .
  OPTIONAL { ?claim diem:claims ?figure ; diem:statedIn ?reportedIn ; diem:reviewStatus ?s }
} GROUP BY ?figure ?point ?indicator ?about ?period ?reportedIn ?value ?unit ORDER BY ?point ?reportedIn ?value"""


def write(source: Source, out: IO[bytes]) -> None:
    """The structure, then an observation a figure and article, with its unit and whether people have reviewed it."""
    prefixes = iris.PREFIXES | {"qb": _QB}
    write_statements(_triples(source), "ttl", prefixes, out)


def _triples(source: Source) -> Iterator[Triple]:
    kind, cube = NamedNode(iris.RDF + "type"), NamedNode(_CUBE)
    yield from _structure(kind, cube)
    for row in source.terms(_FIGURES):
        point, article = (row[name].value.rsplit("/", 1)[1] for name in ("point", "reportedIn"))
        # A figure and the place that it gave in a ranking are one observation: named by what it says and where.
        one = NamedNode(f"{_CUBE}/{point}--{article}--{row['value'].value}")
        yield Triple(one, kind, NamedNode(_QB + "Observation"))
        yield Triple(one, NamedNode(_QB + "dataSet"), cube)
        for name in (*_DIMENSIONS, "value"):
            yield Triple(one, NamedNode(iris.ONT + name), row[name])
        yield Triple(one, NamedNode(_UNIT), row["unit"])
        yield Triple(one, NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom"), row["figure"])
        if "status" in row:
            yield Triple(one, NamedNode(iris.ONT + "reviewStatus"), row["status"])


def _structure(kind: NamedNode, cube: NamedNode) -> Iterator[Triple]:
    structure = NamedNode(_CUBE + "/structure")
    yield Triple(cube, kind, NamedNode(_QB + "DataSet"))
    for text, language in _LABELS:
        yield Triple(cube, NamedNode(iris.RDFS + "label"), Literal(text, language=language))
    yield Triple(cube, NamedNode(_QB + "structure"), structure)
    yield Triple(structure, kind, NamedNode(_QB + "DataStructureDefinition"))
    parts = [("dimension", iris.ONT + name) for name in _DIMENSIONS]
    parts += [("measure", iris.ONT + "value"), ("attribute", _UNIT), ("attribute", iris.ONT + "reviewStatus")]
    for role, iri in parts:
        part = NamedNode(f"{_CUBE}/component-{iri.rsplit('#', 1)[1]}")
        yield Triple(structure, NamedNode(_QB + "component"), part)
        yield Triple(part, NamedNode(_QB + role), NamedNode(iri))
        yield Triple(NamedNode(iri), kind, NamedNode(f"{_QB}{role.capitalize()}Property"))
