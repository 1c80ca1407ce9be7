"""Statements with the claims that make them, as reifiers of RDF 1.2 (https://www.w3.org/TR/rdf12-concepts/)."""

from collections.abc import Iterator
from typing import IO

from kg import iris
from kg.export import claims
from kg.export.source import Source
from kg.store import NamedNode, Triple, write_statements

_REIFIES = NamedNode(iris.RDF + "reifies")


def write(source: Source, out: IO[bytes]) -> None:
    """Each statement that a claim makes, asserted and as what the claim reifies; then what is known of the claims.

    What is asserted stands beside the claims, so that a reader who knows no reifiers misses the evidence alone.
    """
    write_statements(_triples(source), "ttl", iris.PREFIXES, out)


def _triples(source: Source) -> Iterator[Triple]:
    for row in claims.asserted(source):
        said = Triple(row["s"], row["p"], row["o"])
        yield said
        yield Triple(row["claim"], _REIFIES, said)
    for row in claims.known(source):
        yield Triple(row["claim"], row["p"], row["o"])
