"""/context.jsonld, and the JSON-LD of resources in its terms, read by rdflib and PyLD."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from pyld import jsonld
from rdflib import OWL, RDF, Graph

from kg import iris, paths
from server import answers, urls
from tests.server.conftest import MEETING

THINGS = [f"meeting/{MEETING}", "person/nguyen-xuan-phuc", "agency/chinh-phu", "area/thai-binh"]

# rdflib itself uses the class it deprecates when it reads JSON-LD.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


def test_the_context_is_kept_and_asked_for_again(client: FlaskClient) -> None:
    response = client.get(urls.CONTEXT)
    assert (response.status_code, response.mimetype) == (200, "application/ld+json")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cache-Control"] == "public, max-age=86400"
    again = client.get(urls.CONTEXT, headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Cache-Control"] == response.headers["Cache-Control"]


def test_the_context_has_each_term_of_the_ontology(client: FlaskClient) -> None:
    context = client.get(urls.CONTEXT).json["@context"]  # type: ignore[index]
    ontology = Graph().parse(paths.ontology_dir() / "schema.ttl")
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    terms = {str(one) for kind in kinds for one in ontology.subjects(RDF.type, kind) if str(one).startswith(iris.ONT)}
    names = {term.removeprefix(iris.ONT) for term in terms}
    assert len(names) > 200
    said = {"@context": context, "id": "urn:x", **{name: [] for name in names if name[0].islower()}}
    said["type"] = [name for name in names if name[0].isupper()]
    (read,) = jsonld.expand(said)
    assert {*read.keys(), *read["@type"]} >= terms
    named = {term: one for term, one in context.items() if isinstance(one, dict) and one.get("@type") == "xsd:date"}
    assert {"date", "startDate", "endDate"} <= set(named)


@pytest.mark.parametrize("thing", THINGS)
def test_a_resource_is_one_object_of_the_same_statements(client: FlaskClient, thing: str) -> None:
    text = client.get(f"/data/{thing}.jsonld").text
    read: dict[str, Any] = json.loads(text)
    published = client.get(urls.CONTEXT).json["@context"]  # type: ignore[index]
    assert read["id"] == iris.ID + thing
    assert read["label"]["vi"]
    assert {name: published[name] for name in read["@context"]} == read["@context"]
    plain = Graph().parse(data=client.get(f"/data/{thing}.nt").text, format="nt")
    assert set(Graph().parse(data=text, format="json-ld")) == set(plain)
    lines = jsonld.to_rdf(read, {"format": "application/n-quads"})
    assert set(Graph().parse(data=lines, format="nt")) == set(plain)


def test_a_large_resource_is_as_the_engine_writes_it(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "PAGE_BYTES", 1000)
    text = client.get(f"/data/{THINGS[0]}.jsonld").text
    assert isinstance(json.loads(text), list)
    plain = Graph().parse(data=client.get(f"/data/{THINGS[0]}.nt").text, format="nt")
    assert set(Graph().parse(data=text, format="json-ld")) == set(plain)
