"""The names of the engine's terms and formats, and its errors as the rest of diemcau sees them."""

import re
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode

from kg.formats import Kind

Term = NamedNode | BlankNode | Literal

RDF = {
    "ttl": pyoxigraph.RdfFormat.TURTLE,
    "nt": pyoxigraph.RdfFormat.N_TRIPLES,
    "rdf": pyoxigraph.RdfFormat.RDF_XML,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
    "trig": pyoxigraph.RdfFormat.TRIG,
    "nq": pyoxigraph.RdfFormat.N_QUADS,
}
RESULTS = {
    "json": pyoxigraph.QueryResultsFormat.JSON,
    "xml": pyoxigraph.QueryResultsFormat.XML,
    "csv": pyoxigraph.QueryResultsFormat.CSV,
    "tsv": pyoxigraph.QueryResultsFormat.TSV,
}
_COMPLAINT = re.compile(r"(?:error at (?P<line>\d+):(?P<column>\d+): )?expected (?:one of )?(?P<items>.*)", re.DOTALL)
"""What the engine expected: words, signs in quotation marks, sets of characters in brackets, and at times a sentence
that says what is wrong."""
UNEXPECTED = "What begins here is not expected"


@dataclass
class SourceSyntaxError(Exception):
    """A file that is not RDF in the format its name promises. Lines and columns count from 1."""

    path: Path
    line: int | None
    column: int | None
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line or 1}: {self.message}"


@dataclass
class QuerySyntaxError(Exception):
    """A query that is not SPARQL 1.1. Lines and columns count from 1; None where the engine names none."""

    message: str
    line: int | None
    column: int | None

    def __str__(self) -> str:
        return self.message


@dataclass
class NotServable(Exception):
    """No acceptable format for what the query returns: "results" (SELECT, ASK) or "graph"."""

    kind: Kind

    def __str__(self) -> str:
        return f"none of the accepted formats can hold {self.kind}"


def term_text(term: Term) -> str:
    """A term in N-Triples syntax, which is also SPARQL."""
    return str(term)


@dataclass
class RdfSyntaxError(Exception):
    """A document that is not RDF in the format it claims to be. Lines and columns count from 1."""

    message: str
    line: int | None
    column: int | None

    def __str__(self) -> str:
        return self.message


class ResultsSyntaxError(Exception):
    """What should be the results of a query, or a graph, and is not. The message is the parser's."""


class GraphExists(Exception):
    """CREATE of a graph that is there, or DROP of one that is not."""


def query_error(error: SyntaxError) -> QuerySyntaxError:
    """The engine's complaint about a query or an update, without what would mislead.

    Of what it would have taken, only the signs are told: it begins to read any word that has the same first letters.
    """
    found = _COMPLAINT.fullmatch(error.msg)
    if found is None:
        return QuerySyntaxError(error.msg, error.lineno, error.offset)
    items = found["items"].split(", ")
    signs = [item for item in items if item.startswith('"')]
    sentence = next((item for item in items if item[:1].isupper() and " " in item), None)
    message = sentence or (f"Expected one of {', '.join(signs)}" if signs else UNEXPECTED)
    line, column = (int(found[name]) if found[name] else None for name in ("line", "column"))
    return QuerySyntaxError(message, line, column)
