"""Claims as nanopublications (https://nanopub.net/guidelines/working_draft/), in TriG."""

from collections.abc import Iterator
from typing import IO, Any

from kg import iris
from kg.export import claims
from kg.export.source import Source
from kg.store import NamedNode, Quad, write_statements

_NP, _PROV = "http://www.nanopub.org/nschema#", "http://www.w3.org/ns/prov#"
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def write(source: Source, out: IO[bytes]) -> None:
    """Four graphs a claim: head, what it says, where it was read and how sure, and the terms of its publication."""
    prefixes = iris.PREFIXES | {"np": _NP, "prov": _PROV}
    write_statements(_quads(source), "trig", prefixes, out)


def _quads(source: Source) -> Iterator[Quad]:
    claim: Any = None
    for row in claims.asserted(source, in_order=True):
        if row["claim"] != claim:
            claim = row["claim"]
            yield from _frame(claim)
        yield Quad(row["s"], row["p"], row["o"], _part(claim, "assertion"))
    for row in claims.known(source, in_order=True):
        assertion, provenance = _part(row["claim"], "assertion"), _part(row["claim"], "provenance")
        yield Quad(assertion, row["p"], row["o"], provenance)
        if row["p"].value == iris.ONT + "statedIn":
            yield Quad(assertion, NamedNode(_PROV + "wasDerivedFrom"), row["o"], provenance)


def _part(claim: Any, name: str) -> NamedNode:
    return NamedNode(f"{claim.value.replace('/id/claim/', '/nanopub/')}#{name}")


def _frame(claim: Any) -> Iterator[Quad]:
    whole, head, about = (_part(claim, name) for name in ("nanopub", "head", "pubinfo"))
    yield Quad(whole, NamedNode(iris.RDF + "type"), NamedNode(_NP + "Nanopublication"), head)
    for link, part in (
        ("hasAssertion", "assertion"),
        ("hasProvenance", "provenance"),
        ("hasPublicationInfo", "pubinfo"),
    ):
        yield Quad(whole, NamedNode(_NP + link), _part(claim, part), head)
    yield Quad(whole, NamedNode(iris.DCTERMS + "license"), NamedNode(_LICENCE), about)
    yield Quad(whole, NamedNode(_PROV + "wasDerivedFrom"), claim, about)
