"""Editors that know nothing of diemcau ask its endpoint what it has: prefixes, classes with properties, examples.

The queries have the patterns of those that the sparql-editor of the Swiss Institute of Bioinformatics sends
(0.2.15, packages/sparql-editor/src/metadata.ts).
"""

import json
from http.client import HTTPMessage
from urllib.parse import urlencode

import pytest
from rdflib import DCAT, RDF, VOID, Graph, Namespace, URIRef

from kg import iris, paths
from kg.dataset import DATASET, SERVICE
from kg.query_files import load_queries
from tests.running import Server

SH = Namespace("http://www.w3.org/ns/shacl#")
SCHEMA = Namespace("https://schema.org/")
PREFIXES = f"PREFIX sh: <{SH}> SELECT DISTINCT ?prefix ?namespace {{ [] sh:namespace ?namespace ; sh:prefix ?prefix }}"
EXAMPLES = f"""PREFIX sh: <{SH}>
PREFIX rdfs: <{iris.RDFS}>
PREFIX spex: <https://purl.expasy.org/sparql-examples/ontology#>
SELECT DISTINCT ?sq ?comment ?query {{
  ?sq a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct|spex:describe ?query
}} ORDER BY ?sq"""
COMPLETIONS = f"""PREFIX rdfs: <{iris.RDFS}>
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX void: <{VOID}>
PREFIX void-ext: <http://ldf.fi/void-ext#>
SELECT DISTINCT ?graph ?subjectClass ?prop ?objectClass ?objectDatatype ?triples ?subjectClassLabel ?objectClassLabel
  ?subjectClassComment ?objectClassComment ?propLabel ?propComment {{
  {{
    OPTIONAL {{ ?graph sd:graph ?described . ?described void:classPartition ?cp }}
    ?cp void:class ?subjectClass ; void:propertyPartition ?pp .
    OPTIONAL {{ ?subjectClass rdfs:label ?subjectClassLabel }}
    OPTIONAL {{ ?subjectClass rdfs:comment ?subjectClassComment }}
    ?pp void:property ?prop .
    OPTIONAL {{ ?pp void:triples ?triples }}
    OPTIONAL {{ ?prop rdfs:label ?propLabel }}
    OPTIONAL {{ ?prop rdfs:comment ?propComment }}
    OPTIONAL {{
      {{
        ?pp void:classPartition [ void:class ?objectClass ] .
        OPTIONAL {{ ?objectClass rdfs:label ?objectClassLabel }}
        OPTIONAL {{ ?objectClass rdfs:comment ?objectClassComment }}
      }} UNION {{ ?pp void-ext:datatypePartition [ void-ext:datatype ?objectDatatype ] }}
    }}
  }} UNION {{
    ?linkset void:subjectsTarget [ void:class ?subjectClass ] ; void:linkPredicate ?prop ;
      void:objectsTarget [ void:class ?objectClass ] .
  }}
}} ORDER BY ?subjectClass ?objectClass ?objectDatatype ?graph ?triples"""


def _get(site: Server, query: str) -> tuple[HTTPMessage, bytes]:
    status, headers, body = site.get(
        f"/sparql?{urlencode({'ac': 1, 'query': query})}", "application/sparql-results+json, text/turtle"
    )
    assert status == 200, body
    assert "Diemcau-Cut" not in headers
    return headers, body


def _rows(site: Server, query: str) -> list[dict[str, str]]:
    found = json.loads(_get(site, query)[1])["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


def test_an_editor_is_told_the_prefixes(site: Server) -> None:
    found = {row["prefix"]: row["namespace"] for row in _rows(site, PREFIXES)}
    assert found.items() >= iris.PREFIXES.items()


@pytest.fixture(scope="module")
def completions(site: Server) -> list[dict[str, str]]:
    return _rows(site, COMPLETIONS)


@pytest.mark.parametrize(
    ("cls", "predicate", "column", "value"),
    [(iris.ONT + "Attendance", iris.ONT + "atMeeting", "objectClass", iris.ONT + "OnlineConference"),
     (iris.ONT + "Attendance", iris.ONT + "attendee", "objectClass", iris.ONT + "Person"),
     (iris.ONT + "Meeting", iris.ONT + "date", "objectDatatype", iris.XSD + "date"),
     (iris.ONT + "Meeting", iris.RDFS + "label", "objectDatatype", iris.RDF + "langString")],
)  # fmt: skip
def test_an_editor_completes_properties_by_class(
    completions: list[dict[str, str]], cls: str, predicate: str, column: str, value: str
) -> None:
    found = [row for row in completions if (row["subjectClass"], row["prop"]) == (cls, predicate)]
    assert value in {row.get(column) for row in found}
    assert all(int(row["triples"]) > 0 for row in found)


def test_every_class_of_ours_and_every_property_of_it_is_complete(
    site: Server, completions: list[dict[str, str]]
) -> None:
    used = f"""SELECT DISTINCT ?c ?p {{
      {{ SELECT DISTINCT ?s ?c {{ ?s a ?c FILTER(STRSTARTS(STR(?c), "{iris.ONT}")) }} }} ?s ?p ?o }}"""
    assert {(row["subjectClass"], row["prop"]) for row in completions} == {(r["c"], r["p"]) for r in _rows(site, used)}


def test_the_counts_are_those_of_the_graph(site: Server) -> None:
    counted = f"""PREFIX void: <{VOID}> PREFIX diem: <{iris.ONT}> SELECT ?entities ?triples ?n ?m {{
      <{DATASET}> void:classPartition ?cp .
      ?cp void:class diem:Attendance ; void:entities ?entities ; void:propertyPartition ?pp .
      ?pp void:property diem:attendee ; void:triples ?triples .
      {{ SELECT (COUNT(DISTINCT ?a) AS ?n) {{ ?a a diem:Attendance }} }}
      {{ SELECT (COUNT(*) AS ?m) {{ ?a a diem:Attendance ; diem:attendee ?who }} }} }}"""
    (row,) = _rows(site, counted)
    assert (row["entities"], row["triples"]) == (row["n"], row["m"])


def test_an_editor_lists_each_question_in_each_language_and_runs_it_as_it_stands(site: Server) -> None:
    questions = load_queries(paths.queries_dir())
    listed = {row["sq"]: row for row in _rows(site, EXAMPLES)}
    wanted = {f"{iris.BASE}queries/{slug}#{language}" for slug in questions for language in ("vi", "en")}
    assert set(listed) == wanted
    for iri, row in listed.items():
        slug, _, language = iri.rpartition("/")[2].partition("#")
        assert row["comment"] == questions[slug].title[language]
        headers, body = _get(site, row["query"])
        if questions[slug].form == "select":
            assert len(json.loads(body)["results"]["bindings"]) >= questions[slug].minimum_rows, iri
        else:
            assert len(Graph().parse(data=body, format="turtle")) >= questions[slug].minimum_rows, iri
        assert "json" in headers["Content-Type"] or "turtle" in headers["Content-Type"]


def test_the_well_known_description_has_it_all(site: Server) -> None:
    status, _, body = site.get("/.well-known/void", "text/turtle")
    assert status == 200
    graph = Graph().parse(data=body, format="turtle")
    assert set(graph.objects(URIRef(SERVICE), DCAT.endpointURL)) == {URIRef(f"{site.url}/sparql")}
    assert set(graph.objects(None, SCHEMA.target)) == {URIRef(f"{site.url}/sparql")}
    assert len(set(graph.subjects(RDF.type, SH.SPARQLExecutable))) == 2 * len(load_queries(paths.queries_dir()))
    assert len(set(graph.objects(URIRef(DATASET), SH.declare))) > len(iris.PREFIXES)
    assert len(set(graph.objects(URIRef(DATASET), VOID.classPartition))) == int(
        str(graph.value(URIRef(DATASET), VOID.classes))
    )


def test_the_service_description_leads_there(site: Server) -> None:
    _, _, body = site.get("/sparql", "text/turtle")
    graph = Graph().parse(data=body, format="turtle")
    assert (URIRef(DATASET), URIRef(iris.RDFS + "seeAlso"), URIRef(f"{site.url}/.well-known/void")) in graph


def test_the_examples_have_an_address_of_their_own(site: Server) -> None:
    status, _, body = site.get("/.well-known/sparql-examples", "text/turtle")
    assert status == 200
    graph = Graph().parse(data=body, format="turtle")
    listed = {str(one) for one in graph.subjects(RDF.type, SH.SPARQLExecutable)}
    assert listed == {row["sq"] for row in _rows(site, EXAMPLES)}
    assert set(iris.PREFIXES) <= {str(prefix) for prefix in graph.objects(None, SH.prefix)}
    assert set(graph.objects(None, SCHEMA.target)) == {URIRef(f"{site.url}/sparql")}
