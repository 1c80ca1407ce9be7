"""What query editors of the SIB's kind ask an endpoint for: prefixes, classes with their properties, examples."""

import json
import re
from collections import Counter

import rdflib
from rdflib.namespace import RDF, SH, VOID

from kg import iris, paths, query_files
from kg.dataset import DATASET
from tests.asking import ask
from tests.running import Server

# To the effect of those in the sources of sparql-editor and sparql-examples.
PREFIXES = """PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?prefix ?namespace WHERE { [] sh:namespace ?namespace ; sh:prefix ?prefix } ORDER BY ?prefix"""
CLASSES = """PREFIX void: <http://rdfs.org/ns/void#>
PREFIX void-ext: <http://ldf.fi/void-ext#>
SELECT DISTINCT ?subjectClass ?prop ?objectClass ?objectDatatype WHERE {
  { ?cp void:class ?subjectClass ; void:propertyPartition ?pp .
    ?pp void:property ?prop .
    OPTIONAL {
      { ?pp void:classPartition [ void:class ?objectClass ] }
      UNION { ?pp void-ext:datatypePartition [ void-ext:datatype ?objectDatatype ] }
    }
  } UNION {
    ?ls void:subjectsTarget/void:class ?subjectClass ; void:linkPredicate ?prop ;
      void:objectsTarget/void:class ?objectClass
  }
}"""
EXAMPLES = """PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX spex: <https://purl.expasy.org/sparql-examples/ontology#>
PREFIX schema: <https://schema.org/>
SELECT DISTINCT ?sq ?comment ?query ?keyword WHERE {
  ?sq a sh:SPARQLExecutable ; rdfs:label|rdfs:comment ?comment ; sh:select|sh:ask|sh:construct|spex:describe ?query .
  OPTIONAL { ?sq schema:keywords ?keyword }
} ORDER BY ?sq"""
ROWS, TRIPLES = "application/sparql-results+json", "application/n-triples"
QUESTIONS = query_files.load_queries(paths.queries_dir())
COUNT = f"""SELECT ?class (COUNT(DISTINCT ?thing) AS ?n) WHERE {{
  GRAPH ?g {{ ?thing a ?class }}
  FILTER(STRSTARTS(STR(?class), "{iris.ONT}") && (?g = <{iris.GRAPH}inferred>
    || STRSTARTS(STR(?g), "{iris.GRAPH}article/") || STRSTARTS(STR(?g), "{iris.GRAPH}reference/")))
}} GROUP BY ?class"""
"""The things of each class, counted by the engine."""


def _asked(site: Server, query: str, form: str = ROWS) -> str:
    status, _, body = ask(site, query, form)
    assert status == 200, (query, body)
    return body.decode()


def _rows(site: Server, query: str) -> list[dict[str, str]]:
    found = json.loads(_asked(site, query))["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


def test_they_learn_the_prefixes(site: Server) -> None:
    assert {row["prefix"]: row["namespace"] for row in _rows(site, PREFIXES)} == iris.PREFIXES


def test_they_complete_classes_and_properties(site: Server) -> None:
    found = {
        tuple(row.get(name) for name in ("subjectClass", "prop", "objectClass", "objectDatatype"))
        for row in _rows(site, CLASSES)
    }
    ont, xsd = iris.ONT, iris.XSD
    assert (ont + "Attendance", ont + "atMeeting", ont + "OnlineConference", None) in found
    assert (ont + "OnlineConference", ont + "date", None, xsd + "date") in found
    assert (ont + "Person", iris.RDFS + "label", None, iris.RDF + "langString") in found
    counted = {row["class"]: row["n"] for row in _rows(site, COUNT)}
    told = _rows(
        site,
        f"""PREFIX void: <http://rdfs.org/ns/void#>
        SELECT ?class ?n WHERE {{ <{DATASET}> void:classPartition [ void:class ?class ; void:entities ?n ] }}""",
    )
    assert {row["class"]: row["n"] for row in told} == counted


def test_they_list_every_canned_question_and_each_runs(site: Server) -> None:
    rows = _rows(site, EXAMPLES)
    titles = {(row["sq"].rpartition("/")[2], row["comment"]) for row in rows}
    assert titles == {(slug, title) for slug, one in QUESTIONS.items() for title in one.title.values()}
    assert all(
        {row["keyword"] for row in rows if row["sq"].endswith("/" + slug)} == set(one.tags)
        for slug, one in QUESTIONS.items()
    )
    texts = {row["sq"].rpartition("/")[2]: row["query"] for row in rows}
    assert Counter(text.startswith("#+") for text in texts.values()) == {False: len(QUESTIONS)}
    for slug, text in texts.items():
        rows_asked = QUESTIONS[slug].answers == "results"
        answer = _asked(site, text, ROWS if rows_asked else TRIPLES)
        given = len(json.loads(answer)["results"]["bindings"]) if rows_asked else answer.count("\n")
        assert given >= QUESTIONS[slug].minimum_rows, slug


def test_both_are_at_well_known_addresses(site: Server) -> None:
    made = {}
    for name in ("void", "sparql-examples"):
        status, _, body = site.get(f"/.well-known/{name}", "text/turtle")
        assert status == 200, body
        made[name] = rdflib.Graph().parse(data=body, format="turtle")
    dataset = rdflib.URIRef(DATASET)
    assert len(set(made["void"].objects(dataset, SH.declare))) == len(iris.PREFIXES)
    parts = set(made["void"].objects(dataset, VOID.classPartition))
    assert len(parts) > 20
    assert all(made["void"].value(part, VOID["class"]) for part in parts)
    properties = set(made["void"].objects(None, VOID.propertyPartition))
    assert all(made["void"].value(one, VOID.property) and made["void"].value(one, VOID.triples) for one in properties)
    listed = set(made["sparql-examples"].subjects(RDF.type, SH.SPARQLExecutable))
    assert {re.sub(".*/", "", str(one)) for one in listed} == set(QUESTIONS)
