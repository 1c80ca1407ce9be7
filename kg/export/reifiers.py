"""Statements with the claims that make them, as reifiers of RDF 1.2 (https://www.w3.org/TR/rdf12-concepts/)."""

from collections.abc import Iterator
from typing import IO

from kg import iris
from kg.export import claims
from kg.export.source import Source
from kg.store import NamedNode, Triple, write_statements

_REIFIES = NamedNode(iris.RDF + "reifies")


def write(source: Source, out: IO[bytes]) -> None:
    """Claim by claim: each statement that it makes, asserted and as what the claim reifies, and what is known of it.

    What is asserted stands beside the claims, so that a reader who knows no reifiers misses the evidence alone.
    """
    write_statements(_triples(source), "ttl", iris.PREFIXES, out)


def _triples(source: Source) -> Iterator[Triple]:
    for claim in claims.read(source):
        yield from claim.says
        for said in claim.says:
            yield Triple(claim.node, _REIFIES, said)
        for predicate, value in claim.known:
            yield Triple(claim.node, predicate, value)
