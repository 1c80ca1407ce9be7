"""The one table of formats: read by the command line, content negotiation, links and documentation."""

import functools
from dataclasses import dataclass
from typing import Literal

Kind = Literal["results", "graph", "dataset", "page"]


@dataclass(frozen=True, eq=False)
class Format:
    """One way of writing an answer. `aliases` are media types that clients use for the same format.

    There is one of each, so that they are compared by identity: negotiation looks answers up by tuples of them.
    """

    key: str
    kind: Kind
    media_type: str
    extension: str
    label: str
    aliases: tuple[str, ...] = ()


FORMATS: tuple[Format, ...] = (
    Format(
        "json",
        "results",
        "application/sparql-results+json",
        "json",
        "JSON",
        ("application/json", "text/json"),
    ),
    Format("xml", "results", "application/sparql-results+xml", "xml", "XML", ("application/xml", "text/xml")),
    Format("csv", "results", "text/csv", "csv", "CSV"),
    Format("tsv", "results", "text/tab-separated-values", "tsv", "TSV"),
    Format("ttl", "graph", "text/turtle", "ttl", "Turtle", ("application/x-turtle", "text/n3")),
    Format("nt", "graph", "application/n-triples", "nt", "N-Triples", ("text/plain",)),
    Format("rdf", "graph", "application/rdf+xml", "rdf", "RDF/XML", ("application/xml", "text/xml")),
    Format("jsonld", "graph", "application/ld+json", "jsonld", "JSON-LD", ("application/json",)),
    Format("trig", "dataset", "application/trig", "trig", "TriG"),
    Format("nq", "dataset", "application/n-quads", "nq", "N-Quads"),
)


@functools.cache
def for_kind(kind: Kind) -> tuple[Format, ...]:
    """The formats of a kind, the preferred one first."""
    return tuple(f for f in FORMATS if f.kind == kind)


_NAMES = {"n3": "ttl", "ntriples": "nt", "rdf+xml": "rdf", "rdfxml": "rdf", "json-ld": "jsonld", "nquads": "nq"}
"""What else clients call formats in ?format=."""


def by_name(name: str) -> Format | None:
    """The format that a client means: by key, extension, label or media type, without case; None if unknown."""
    name = name.strip().lower().replace(" ", "+")  # "+" in an address that was not encoded reads as a space
    key = _NAMES.get(name, name)
    return next((f for f in FORMATS if key in (f.key, f.extension, f.label.lower(), f.media_type)), None)


def by_key(key: str) -> Format:
    """The format named `key`. Raises KeyError with the known keys."""
    for candidate in FORMATS:
        if candidate.key == key:
            return candidate
    raise KeyError(f"unknown format {key!r}; known: {', '.join(f.key for f in FORMATS)}")
