"""/sparql as clients meet it: the protocol, negotiation, refusals."""

import csv
import io
import json
import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from rdflib import Graph
from rdflib.namespace import Namespace

from kg.formats import FORMATS, Format
from tests.server.conftest import BROWSER

DIEM = """PREFIX diem: <https://w3id.org/diemcau/ontology#>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"""
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SELECT = "SELECT ?p WHERE { ?p a <https://w3id.org/diemcau/ontology#Person> } ORDER BY ?p LIMIT 3"
CONSTRUCT = "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o } LIMIT 5"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"

# rdflib itself uses the class it deprecates when it reads JSON-LD.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


def at(query: str, **more: str) -> str:
    return "/sparql?" + urlencode({"query": query, **more})


def test_get_and_both_kinds_of_post_answer_alike(client: FlaskClient) -> None:
    asked = client.get(at(SELECT))
    form = client.post("/sparql", data={"query": SELECT})
    direct = client.post("/sparql", data=SELECT, content_type="application/sparql-query")
    assert asked.status_code == 200
    assert asked.mimetype == "application/sparql-results+json"
    assert len(json.loads(asked.data)["results"]["bindings"]) == 3
    assert asked.data == form.data == direct.data


@pytest.mark.parametrize("offer", [f for f in FORMATS if f.kind != "dataset"], ids=lambda f: f.key)
def test_every_format_is_served_by_accept_and_by_name(client: FlaskClient, offer: Format) -> None:
    query = SELECT if offer.kind == "results" else CONSTRUCT
    accepted = client.get(at(query), headers={"Accept": offer.media_type})
    named = client.get(at(query, format=offer.key))
    assert accepted.status_code == named.status_code == 200
    assert accepted.mimetype == named.mimetype == offer.media_type
    assert accepted.data == named.data != b""


def test_csv_and_turtle_can_be_read_back(client: FlaskClient) -> None:
    rows = list(csv.reader(io.StringIO(client.get(at(SELECT, format="csv")).text)))
    assert rows[0] == ["p"]
    assert len(rows) == 4
    graph = Graph().parse(data=client.get(at(CONSTRUCT, format="ttl")).text, format="turtle")
    assert len(graph) == 5


def test_answers_may_be_read_by_other_sites_and_kept_per_accept(client: FlaskClient) -> None:
    headers = client.get(at(SELECT)).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Accept" in headers["Vary"]
    assert "Set-Cookie" not in headers
    preflight = client.options("/sparql")
    assert preflight.status_code == 204
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]


def test_what_the_client_has_already_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get(at(SELECT))
    tag = first.headers["ETag"]
    again = client.get(at(SELECT), headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    other_format = client.get(at(SELECT), headers={"If-None-Match": tag, "Accept": "text/csv"})
    assert other_format.status_code == 200
    posted = client.post("/sparql", data={"query": SELECT}, headers={"If-None-Match": tag})
    assert posted.status_code == 200
    for body in ({"query": SELECT}, {"query": f"{SELECT} # as a page", "format": "html"}):
        assert "ETag" not in client.post("/sparql", data=body).headers  # nobody could send it back


@pytest.mark.parametrize(("tags", "status"), [('W/""', 200), ('""', 200), ("", 200), ("x", 200), ("*", 304)])
def test_any_list_of_tags_can_be_sent(client: FlaskClient, tags: str, status: int) -> None:
    assert client.get(at(SELECT), headers={"If-None-Match": tags}).status_code == status


def test_a_syntax_error_names_line_and_column(client: FlaskClient) -> None:
    response = client.get(at("SELECT *\nWHERE { ?s ?p }"))
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"
    problem = json.loads(response.data)
    assert problem["line"] == 2
    assert problem["column"] > 1
    assert problem["status"] == 400


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", 403),
        ("LOAD <http://example.org/>", 403),
        ("SELECT * { ?s ?p '''SERVICE''' } LIMIT 1", 200),  # the word in a string is no call
        ("DELETE WHERE { ?s ?p ?o }", 400),
        ("ASK " + "{" * 5000 + "}" * 5000, 400),
        ("", 400),
    ],
)
def test_what_is_refused_and_what_is_not(client: FlaskClient, query: str, status: int) -> None:
    assert client.post("/sparql", data={"query": query}).status_code == status


def test_requests_outside_the_protocol_are_refused(client: FlaskClient) -> None:
    assert client.post("/sparql", data="x", content_type="text/plain").status_code == 415
    assert client.post("/sparql", data={"update": "CLEAR ALL"}).status_code == 403
    assert client.get("/sparql?query=ASK{}&query=ASK{}").status_code == 400
    assert client.get(at("ASK {}", **{"default-graph-uri": "no-iri"})).status_code == 400
    assert client.get(at("ASK {}", format="nonsense")).status_code == 400
    assert client.post("/sparql", data={"query": "x" * (2 << 20)}).status_code == 413
    assert client.post("/sparql", data=b"\xff", content_type="application/sparql-query").status_code == 400
    form = {"content_type": "application/x-www-form-urlencoded"}
    assert client.post("/sparql", data=b"query=%ff", **form).status_code == 400
    assert client.post("/sparql", data=b"a=b&" * 20_000, **form).status_code == 400
    for graph in ("/graphs/a%20b", "/graphs?graph=http://[", "/graphs?graph=no-iri"):
        assert client.get(graph).status_code == 400
    wrong = client.put("/sparql")
    assert wrong.status_code == 405
    assert "GET" in wrong.headers["Allow"]


def test_a_query_that_overruns_ends_and_the_next_one_is_answered(client: FlaskClient) -> None:
    late = client.get(at(ENDLESS, timeout="0.2"))
    assert late.status_code in (503, 504)
    assert late.mimetype == "application/problem+json"
    assert client.get(at(SELECT)).status_code == 200


@pytest.mark.parametrize("timeout", ["0", "-1", "nan", "inf", "soon"])
def test_a_timeout_is_a_number_of_seconds(client: FlaskClient, timeout: str) -> None:
    assert client.get(at(SELECT, timeout=timeout)).status_code == 400


@pytest.mark.parametrize("more", ["timeout=1&timeout=2", "format=csv&format=json", "timeout=1e6"])
def test_what_makes_no_sense_is_refused_with_a_query_and_without(client: FlaskClient, more: str) -> None:
    assert client.get(at(SELECT) + "&" + more).status_code == 400
    assert client.get("/sparql?" + more).status_code == 400
    assert client.get("/sparql?default-graph-uri=no-iri").status_code == 400
    assert client.get("/sparql?using-graph-uri=http://example.org/").status_code == 400


@pytest.mark.parametrize(("query", "accept"), [(SELECT, "image/png"), (SELECT, "text/turtle"), (CONSTRUCT, "text/csv")])
def test_406_lists_what_can_be_served(client: FlaskClient, query: str, accept: str) -> None:
    response = client.get(at(query), headers={"Accept": accept})
    assert response.status_code == 406
    assert json.loads(response.data)["available"]


def test_a_bare_get_gives_people_a_form_and_machines_the_service_description(client: FlaskClient) -> None:
    page = client.get("/sparql", headers=BROWSER)
    assert page.mimetype == "text/html"
    assert "<textarea" in page.text
    for accept, name in (("text/turtle", "turtle"), ("application/rdf+xml", "xml"), ("application/ld+json", "json-ld")):
        response = client.get("/sparql", headers={"Accept": accept})
        graph = Graph().parse(data=response.data, format=name)
        endpoints = [str(o) for o in graph.objects(None, SD.endpoint)]
        assert endpoints == ["http://localhost/sparql"]
        assert len(list(graph.objects(None, SD.resultFormat))) == len(FORMATS)


def test_a_browser_gets_the_rows_as_a_table_with_the_query_kept(client: FlaskClient) -> None:
    page = client.get(at(SELECT), headers=BROWSER)
    assert page.text.count("<tr>") == 4
    assert 'href="/id/person/' in page.text
    assert "ORDER BY ?p LIMIT 3" in page.text


def test_what_a_query_holds_is_never_markup(client: FlaskClient) -> None:
    hostile = "SELECT (\"<script>alert(1)</script>\" AS ?x) (IRI('javascript:alert(1)') AS ?y) {}"
    page = client.get(at(hostile), headers=BROWSER)
    assert page.status_code == 200
    assert "<script>" not in page.text
    assert 'href="javascript' not in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_errors_may_be_read_by_other_sites_too(client: FlaskClient) -> None:
    for response in (client.get(at("SELECT")), client.get("/queries/no-such"), client.get("/queries/meetings?x=1")):
        assert response.status_code >= 400
        assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_not_modified_carries_the_headers_of_the_answer(client: FlaskClient) -> None:
    first = client.get(at(SELECT))
    again = client.get(at(SELECT), headers={"If-None-Match": first.headers["ETag"]})
    for name in ("ETag", "Vary", "Cache-Control", "Access-Control-Allow-Origin"):
        assert again.headers[name] == first.headers[name]


@pytest.mark.parametrize(
    ("name", "query", "media_type"),
    [
        ("turtle", CONSTRUCT, "text/turtle"),
        ("json-ld", CONSTRUCT, "application/ld+json"),
        ("rdf+xml", CONSTRUCT, "application/rdf+xml"),
        ("xml", CONSTRUCT, "application/rdf+xml"),
        ("json", CONSTRUCT, "application/ld+json"),
        ("xml", SELECT, "application/sparql-results+xml"),
        ("text/csv", SELECT, "text/csv"),
    ],
)
def test_formats_go_by_the_names_that_clients_use(client: FlaskClient, name: str, query: str, media_type: str) -> None:
    assert client.get(at(query, format=name)).mimetype == media_type


def test_a_data_set_beside_a_query_is_the_one_it_looks_at(client: FlaskClient) -> None:
    article = "https://w3id.org/diemcau/graph/article/fd45605fa2297ed5"
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    within = client.get(at(query.replace("{", f"FROM <{article}> {{"), format="csv")).text
    beside = client.get(at(query, format="csv", **{"default-graph-uri": article})).text
    posted = client.post(
        f"/sparql?{urlencode({'default-graph-uri': article})}",
        data=query,
        content_type="application/sparql-query",
        headers={"Accept": "text/csv"},
    )
    assert within == beside == posted.text != client.get(at(query, format="csv")).text


def test_a_query_can_search_and_sort_as_the_site_does(client: FlaskClient) -> None:
    query = f"""{DIEM} SELECT ?name {{ ?place diem:search "thai nguyen" ; a diem:Province ; rdfs:label ?name
        FILTER(LANG(?name) = "vi" && diem:fold(?name) != "") }} ORDER BY diem:sortKey(?name)"""
    found = client.get(at(query, format="json"))
    names = [row["name"]["value"] for row in found.get_json()["results"]["bindings"]]
    assert names == ["tỉnh Thái Nguyên (đến 30/6/2025)", "tỉnh Thái Nguyên (từ 1/7/2025)"]
    refused = client.get(at(f"{DIEM} SELECT * {{ ?place diem:search ?words }}"))
    assert refused.status_code == 400
    assert '?thing diem:search "words"' in refused.get_json()["detail"]


def test_the_service_description_names_what_goes_beyond_sparql(client: FlaskClient) -> None:
    said = Graph().parse(data=client.get("/sparql", headers={"Accept": "text/turtle"}).text, format="turtle")
    names = {
        str(o).rpartition("#")[2]
        for name in ("extensionFunction", "propertyFeature")
        for o in said.objects(None, SD[name])
    }
    assert names == {"sortKey", "fold", "search"}


def test_the_queries_of_the_readme_give_rows(client: FlaskClient) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"```sparql\n(.*?)```", readme, re.DOTALL)
    assert shown
    for query in shown:
        assert client.get(at(query, format="json")).get_json()["results"]["bindings"], query
