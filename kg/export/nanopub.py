"""Claims as nanopublications (https://nanopub.net/guidelines/working_draft/), in TriG."""

from collections.abc import Iterator
from typing import IO

from kg import iris
from kg.export import claims
from kg.export.claims import Claim
from kg.export.source import Source
from kg.store import Literal, NamedNode, Quad, write_statements

_NP, _PROV = "http://www.nanopub.org/nschema#", "http://www.w3.org/ns/prov#"
_TYPE, _DERIVED = NamedNode(iris.RDF + "type"), NamedNode(_PROV + "wasDerivedFrom")
_LICENCE = NamedNode("https://creativecommons.org/licenses/by/4.0/")
_CREATOR = NamedNode(iris.BASE)
"""diemcau itself: who wrote an article is said by the article that its claims are derived from."""
_PARTS = (("hasAssertion", "assertion"), ("hasProvenance", "provenance"), ("hasPublicationInfo", "pubinfo"))


def write(source: Source, out: IO[bytes]) -> None:
    """Four graphs a claim: head, what it says, where it was read and how sure, and the terms of its publication.

    They stand one after the other, as readers of many nanopublications want them. Their names are fragments of the
    IRI of the claim, so that each of them leads to its page.
    """
    write_statements(_quads(source), "trig", iris.PREFIXES | {"np": _NP}, out)


def _quads(source: Source) -> Iterator[Quad]:
    moment = _moment(source)
    for claim in claims.read(source):
        if not claim.says or not claim.known:
            continue  # a nanopublication says something, and whence
        whole, assertion = _part(claim, "nanopub"), _part(claim, "assertion")
        yield from _head(claim, whole)
        for said in claim.says:
            yield Quad(said.subject, said.predicate, said.object, assertion)
        yield from _provenance(claim, assertion, _part(claim, "provenance"))
        yield from _publication(claim, whole, moment, _part(claim, "pubinfo"))


def _head(claim: Claim, whole: NamedNode) -> Iterator[Quad]:
    head = _part(claim, "head")
    yield Quad(whole, _TYPE, NamedNode(_NP + "Nanopublication"), head)
    for link, part in _PARTS:
        yield Quad(whole, NamedNode(_NP + link), _part(claim, part), head)


def _provenance(claim: Claim, assertion: NamedNode, graph: NamedNode) -> Iterator[Quad]:
    for predicate, value in claim.known:
        yield Quad(assertion, predicate, value, graph)
        if predicate.value == iris.ONT + "statedIn":
            yield Quad(assertion, _DERIVED, value, graph)


def _publication(claim: Claim, whole: NamedNode, moment: Literal | None, graph: NamedNode) -> Iterator[Quad]:
    yield Quad(whole, NamedNode(iris.DCTERMS + "license"), _LICENCE, graph)
    yield Quad(whole, NamedNode(iris.DCTERMS + "creator"), _CREATOR, graph)
    if moment is not None:
        yield Quad(whole, NamedNode(iris.DCTERMS + "created"), moment, graph)
    yield Quad(whole, _DERIVED, claim.node, graph)
    yield Quad(_CREATOR, _TYPE, NamedNode(_PROV + "SoftwareAgent"), graph)


def _moment(source: Source) -> Literal | None:
    if source.published is None:
        return None
    return Literal(source.published.strftime("%Y-%m-%dT%H:%M:%SZ"), datatype=NamedNode(iris.XSD + "dateTime"))


def _part(claim: Claim, name: str) -> NamedNode:
    return NamedNode(f"{claim.node.value}#{name}")
