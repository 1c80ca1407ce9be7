"""Rows as RDF, in the vocabulary that the W3C's SPARQL tests use for results and other engines read and write.

It is what a SELECT gives where only a graph will do: https://www.w3.org/2001/sw/DataAccess/tests/result-set
"""

import json
from collections.abc import Iterator
from typing import Any

from kg import iris
from kg.store import BlankNode, Literal, NamedNode, Triple, serialize

RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_PREFIXES = {"rs": RS, "rdf": iris.RDF, "rdfs": iris.RDFS, "xsd": iris.XSD}
_TYPE, _SEE_ALSO = NamedNode(iris.RDF + "type"), NamedNode(iris.RDFS + "seeAlso")
_INTEGER, _BOOLEAN = NamedNode(iris.XSD + "integer"), NamedNode(iris.XSD + "boolean")


def as_graph(answer: bytes, format_key: str) -> bytes:
    """An answer in SPARQL JSON as a result set in the RDF format `format_key`; equal answers give equal bytes.

    Rows are numbered from 1 with rs:index. A value that lists IRIs, joined with "; ", stays one literal, as in every
    other format, and its binding links to each with rdfs:seeAlso.
    """
    prefixes = _PREFIXES if format_key in ("ttl", "rdf") else {}
    return serialize(triples(json.loads(answer)), format_key, prefixes)


def triples(answer: dict[str, Any]) -> Iterator[Triple]:
    """The statements of a result set, for an answer in SPARQL JSON."""
    whole = BlankNode("results")
    yield Triple(whole, _TYPE, _rs("ResultSet"))
    if "boolean" in answer:
        yield Triple(whole, _rs("boolean"), Literal(str(answer["boolean"]).lower(), datatype=_BOOLEAN))
        return
    for name in answer["head"]["vars"]:
        yield Triple(whole, _rs("resultVariable"), Literal(name))
    rows = answer["results"]["bindings"]
    for number in range(1, len(rows) + 1):
        yield Triple(whole, _rs("solution"), BlankNode(f"row{number}"))
    for number, row in enumerate(rows, 1):
        solution = BlankNode(f"row{number}")
        yield Triple(solution, _TYPE, _rs("ResultSolution"))
        yield Triple(solution, _rs("index"), Literal(str(number), datatype=_INTEGER))
        named = {name: BlankNode(f"row{number}{name}") for name in answer["head"]["vars"] if name in row}
        for binding in named.values():
            yield Triple(solution, _rs("binding"), binding)
        for name, binding in named.items():
            yield Triple(binding, _TYPE, _rs("ResultBinding"))
            yield Triple(binding, _rs("variable"), Literal(name))
            yield Triple(binding, _rs("value"), _term(row[name]))
            for linked in _listed(row[name]):
                yield Triple(binding, _SEE_ALSO, NamedNode(linked))


def _rs(name: str) -> NamedNode:
    return NamedNode(RS + name)


def _term(term: dict[str, Any]) -> NamedNode | BlankNode | Literal:
    text: str = term["value"]
    if term["type"] == "uri":
        return NamedNode(text)
    if term["type"] == "bnode":
        return BlankNode(f"value{text}")
    if "xml:lang" in term:
        return Literal(text, language=term["xml:lang"])
    return Literal(text, datatype=NamedNode(term["datatype"]) if "datatype" in term else None)


def _listed(term: dict[str, Any]) -> list[str]:
    parts = term["value"].split("; ") if term["type"] == "literal" else []
    return parts if all(part.startswith(iris.BASE) for part in parts) else []
