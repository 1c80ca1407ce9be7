"""The canned questions and the prefixes as SHACL describes queries (https://www.w3.org/TR/shacl/), for query editors.

As https://github.com/sib-swiss/sparql-examples writes them, so that editors which read these list the questions and
know the prefixes without being told. Questions run as they stand: what they ask for by name is left open.
"""

import re
from collections.abc import Iterable, Iterator

from kg import dataset, iris
from kg.queries import CannedQuery
from kg.store import Literal, NamedNode, Quad, Term

_SH = "http://www.w3.org/ns/shacl#"
_SCHEMA = "https://schema.org/"
_ENDPOINT = iris.BASE + "sparql"
_HEADER = re.compile(r"(?:#\+.*\n)+\s*")
_QUERY = {"select": ("SPARQLSelectExecutable", "select"), "construct": ("SPARQLConstructExecutable", "construct")}
"""By the form of a question: its class, and the property that has its text."""


def describe(questions: Iterable[CannedQuery]) -> list[Quad]:
    """What there is to say of the prefixes and of the questions."""
    graph = NamedNode(dataset.GRAPH)
    return [
        Quad(NamedNode(subject), NamedNode(predicate), value, graph)
        for subject, predicate, value in (*_prefixes(), *(one for asked in questions for one in _question(asked)))
    ]


def place(slug: str) -> str:
    """The IRI of a canned question."""
    return f"{iris.BASE}queries/{slug}"


def _prefixes() -> Iterator[tuple[str, str, Term]]:
    for prefix, space in sorted(iris.PREFIXES.items()):
        declared = f"{dataset.DATASET}#prefix-{prefix}"
        yield dataset.DATASET, _SH + "declare", NamedNode(declared)
        yield declared, iris.RDF + "type", NamedNode(_SH + "PrefixDeclaration")
        yield declared, _SH + "prefix", Literal(prefix)
        yield declared, _SH + "namespace", Literal(space, datatype=NamedNode(iris.XSD + "anyURI"))


def _question(asked: CannedQuery) -> Iterator[tuple[str, str, Term]]:
    this, (kind, has) = place(asked.slug), _QUERY[asked.form]
    for name in ("SPARQLExecutable", kind):
        yield this, iris.RDF + "type", NamedNode(_SH + name)
    for language in sorted(asked.title):
        yield this, iris.RDFS + "comment", Literal(asked.title[language], language=language)
        yield this, iris.DCTERMS + "description", Literal(asked.description[language], language=language)
    for tag in asked.tags:
        yield this, _SCHEMA + "keywords", Literal(tag)
    yield this, _SH + "prefixes", NamedNode(dataset.DATASET)
    yield this, _SCHEMA + "target", NamedNode(_ENDPOINT)
    yield this, _SH + has, Literal(_HEADER.sub("", asked.text, count=1).strip() + "\n")
