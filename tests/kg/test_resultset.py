"""Rows as RDF: every RDF format holds the same rows, and they read back as they were."""

import json

import pytest
from rdflib import RDF, BNode, Graph, Literal, Namespace, URIRef

from kg import iris, resultset
from kg.formats import for_kind

RS = Namespace(resultset.RS)
SOURCES = f"{iris.ID}article/a1; {iris.ID}article/b2"
ROWS = {
    "head": {"vars": ["who", "name", "rank", "sources"]},
    "results": {
        "bindings": [
            {
                "who": {"type": "uri", "value": f"{iris.ID}person/x"},
                "name": {"type": "literal", "value": 'Hưng "X"\n; y', "xml:lang": "vi"},
                "rank": {"type": "literal", "value": "20", "datatype": f"{iris.XSD}integer"},
                "sources": {"type": "literal", "value": SOURCES},
            },
            {"who": {"type": "bnode", "value": "row1"}, "name": {"type": "literal", "value": ""}},
        ]
    },
}
RDFLIB = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}


def _graph(answer: dict[str, object], key: str) -> Graph:
    return Graph().parse(data=resultset.as_graph(json.dumps(answer).encode(), key), format=RDFLIB[key])


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own JSON-LD parser
@pytest.mark.parametrize("key", [f.key for f in for_kind("graph")])
def test_rows_read_back_as_they_were(key: str) -> None:
    graph = _graph(ROWS, key)
    (whole,) = graph.subjects(RDF.type, RS.ResultSet)
    assert {str(v) for v in graph.objects(whole, RS.resultVariable)} == {"who", "name", "rank", "sources"}
    rows: dict[int, dict[str, object]] = {}
    for solution in graph.objects(whole, RS.solution):
        cells: dict[str, object] = {
            str(graph.value(b, RS.variable)): graph.value(b, RS.value) for b in graph.objects(solution, RS.binding)
        }
        rows[int(str(graph.value(solution, RS["index"])))] = cells
    first, second = rows[1], rows[2]
    assert len(rows) == 2
    assert first["who"] == URIRef(f"{iris.ID}person/x")
    assert first["name"] == Literal('Hưng "X"\n; y', lang="vi")
    assert first["rank"] == Literal(20)
    assert first["sources"] == Literal(SOURCES)
    assert set(second) == {"who", "name"}
    assert second["name"] == Literal("")
    assert isinstance(second["who"], BNode)
    assert (second["who"], RDF.type, None) not in graph  # no row of the result set is taken for it


def test_a_list_of_iris_can_be_followed() -> None:
    graph = _graph(ROWS, "ttl")
    linked = set(graph.objects(None, URIRef(f"{iris.RDFS}seeAlso")))
    assert linked == {URIRef(iri) for iri in SOURCES.split("; ")}


def test_equal_answers_give_equal_bytes_and_no_rows_are_a_result_set() -> None:
    data = json.dumps(ROWS).encode()
    assert resultset.as_graph(data, "ttl") == resultset.as_graph(data, "ttl")
    empty = _graph({"head": {"vars": ["x"]}, "results": {"bindings": []}}, "nt")
    assert len(empty) == 2


def test_a_boolean_is_a_result_set() -> None:
    graph = _graph({"head": {}, "boolean": True}, "ttl")
    assert [o.toPython() for o in graph.objects(None, RS.boolean)] == [True]  # type: ignore[attr-defined] # a literal
