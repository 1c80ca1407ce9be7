"""What pages show, taken along as JSON, CSV, Turtle and JSON-LD: by the links of the page, by address and by Accept."""

import csv
import html
import io
import json
import re

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse, serialize
from rdflib import RDF, Graph, URIRef

from kg import iris
from server import answers, urls
from server.pages import taken
from tests.server.conftest import BROWSER

FORMS = ("JSON", "CSV", "Turtle", "JSON-LD")
PAGES = (
    "/", "/about", "/data", urls.RESULTS, "/search?q=thai+binh", *(f"/{name}" for name in urls.LISTS),
    "/page/area/thai-binh", "/page/article/fd45605fa2297ed5", "/page/indicator/ty-le-dvctt-muc-do-4",
    "/page/target/ty-le-dvctt-muc-do-4--viet-nam--2020--ge-30", "/page/ranking/ung-dung-cntt-tinh-2019",
    "/page/meeting/2020-08-26-pm-uy-ban-quoc-gia-ve-chinh-phu-dien-tu",
)  # fmt: skip


def rdf(text: str, form: str) -> Graph:
    """The graph in an answer; JSON-LD is read by the engine, since rdflib's reader of it warns of itself."""
    if form == "Turtle":
        return Graph().parse(data=text)
    triples = serialize(parse(text, RdfFormat.JSON_LD), format=RdfFormat.N_TRIPLES)
    return Graph().parse(data=triples, format="nt")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_each_page_can_be_taken_along_and_each_form_is_what_it_says(client: FlaskClient, path: str, lang: str) -> None:
    text = client.get(f"{path}{'&' if '?' in path else '?'}lang={lang}", headers=BROWSER).text
    foot = text[text.index('<section class="use"') :]
    links = {label: html.unescape(href) for href, label in re.findall(r'<a href="([^"]+)" type="[^"]+">([^<]+)', foot)}
    forms = FORMS if path != "/data" else FORMS[2:]
    assert set(forms) <= set(links)
    for form in forms:
        answer = client.get(links[form], headers={"Accept": "*/*"})
        assert answer.status_code == 200, links[form]
        if form == "JSON":
            assert json.loads(answer.text)
        elif form == "CSV":
            rows = list(csv.reader(io.StringIO(answer.text)))
            assert len(rows) > 1
            assert len({len(row) for row in rows}) == 1
        else:
            assert len(rdf(answer.text, form)) > 0


@pytest.mark.parametrize(
    ("path", "accept", "media"),
    [
        ("/people", "text/csv", "text/csv"),
        ("/people", "application/json", "application/json"),
        ("/people", "text/turtle", "text/turtle"),
        ("/people", "application/ld+json", "application/ld+json"),
        ("/people", "*/*", "text/html"),
        ("/about", "text/csv", "text/csv"),
        ("/about", BROWSER["Accept"], "text/html"),
        ("/", "application/json", "application/sparql-results+json"),
        ("/search?q=thai", "text/csv", "text/csv"),
        ("/search?q=thai", "text/turtle", "text/turtle"),
    ],
)
def test_lists_the_front_page_and_the_method_negotiate(client: FlaskClient, path: str, accept: str, media: str) -> None:
    answer = client.get(path, headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, media)
    assert "Accept" in answer.headers["Vary"]
    again = client.get(path, headers={"Accept": accept, "If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/people", "/about", "/", "/search?q=thai"])
def test_a_form_that_is_not_there_is_refused_with_what_there_is(client: FlaskClient, path: str) -> None:
    refused = client.get(path, headers={"Accept": "application/pdf"})
    assert refused.status_code == 406
    assert "text/csv" in refused.text
    assert "text/turtle" in refused.text


def test_the_statements_of_a_list_are_those_of_what_is_chosen(client: FlaskClient) -> None:
    graph = rdf(client.get("/places.ttl?filter=thai+binh").text, "Turtle")
    listed = client.get("/places.json?filter=thai+binh").json or []
    assert listed
    assert {URIRef(one["iri"]) for one in listed} == set(graph.subjects(RDF.type, URIRef(f"{iris.ONT}Province")))


def test_more_things_than_a_query_names_are_cut_and_that_is_said(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert answers.CUT_HEADER not in client.get("/meetings.ttl").headers
    monkeypatch.setattr(taken, "MOST", 1)
    assert client.get("/meetings.ttl").headers[answers.CUT_HEADER] == "rows"


def test_nothing_that_is_chosen_is_an_empty_graph(client: FlaskClient) -> None:
    assert len(rdf(client.get("/people.jsonld?filter=zzzz").text, "JSON-LD")) == 0


def test_statements_of_a_thing_come_as_rows(client: FlaskClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/data/area/thai-binh.csv").text)))
    labels = {row["language"]: row["value"] for row in rows if row["property"] == f"{iris.RDFS}label"}
    assert labels["vi"].startswith("tỉnh Thái Bình")
    assert {row["inferred"] for row in rows} == {"true", "false"}
    assert client.get("/data/area/nowhere.csv").status_code == 404
    assert client.get("/data/area/thai-binh.xlsx").status_code == 404


def test_the_counts_of_the_front_page_are_those_that_are_taken_along(client: FlaskClient) -> None:
    counts = next(csv.DictReader(io.StringIO(client.get("/?format=csv").text)))
    assert f"<dd>{counts['people']}</dd>" in client.get("/", headers=BROWSER).text
