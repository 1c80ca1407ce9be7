"""/queries: every canned question as a page and as data."""

import csv
import io
import json

import pytest
from flask.testing import FlaskClient
from rdflib import Graph, URIRef

from kg import paths, query_files, resultset
from tests.server.conftest import BROWSER, MEETING

QUESTIONS = query_files.load_queries(paths.queries_dir())


def test_the_list_names_every_question_in_both_languages(client: FlaskClient) -> None:
    for language in ("vi", "en"):
        page = client.get(f"/queries?lang={language}", headers=BROWSER).text
        assert f'<html lang="{language}">' in page
        assert all(f'href="/queries/{slug}' in page for slug in QUESTIONS)
    listed = json.loads(client.get("/queries", headers={"Accept": "application/json"}).data)
    assert [q["name"] for q in listed] == list(QUESTIONS)
    assert client.get("/queries", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("slug", QUESTIONS)
def test_every_question_has_a_page_and_every_download_it_offers_works(client: FlaskClient, slug: str) -> None:
    for language in ("vi", "en"):
        page = client.get(f"/queries/{slug}?lang={language}", headers=BROWSER)
        assert page.status_code == 200
        assert QUESTIONS[slug].title[language].split('"')[0].split("'")[0] in page.text
    graphs = ("ttl", "nt", "rdf", "jsonld")
    extensions = graphs if QUESTIONS[slug].form == "construct" else ("json", "xml", "csv", "tsv", *graphs)
    for extension in extensions:
        assert f'href="/queries/{slug}.{extension}' in page.text
        assert client.get(f"/queries/{slug}.{extension}").status_code == 200


def test_who_attended_which_bridge_point(client: FlaskClient) -> None:
    response = client.get("/queries/who-attended.csv?meeting=2020-08-26")
    assert response.mimetype == "text/csv"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert len(rows) == 6
    assert len({row["bridgePoint"] for row in rows}) == 3
    assert all(row["sources"] for row in rows)


def test_rows_are_a_result_set_where_rdf_is_asked_for(client: FlaskClient) -> None:
    response = client.get("/queries/who-attended.ttl?meeting=2020-08-26")
    assert (response.status_code, response.content_type) == (200, "text/turtle; charset=utf-8")
    assert "who-attended.ttl" in response.headers["Content-Disposition"]
    graph = Graph().parse(data=response.text, format="turtle")
    rows = json.loads(client.get("/queries/who-attended.json?meeting=2020-08-26").data)["results"]["bindings"]
    values = sorted(cell["value"] for row in rows for cell in row.values())
    assert sorted(str(value) for value in graph.objects(None, URIRef(resultset.RS + "value"))) == values
    again = client.get(response.request.url, headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "meeting",
    [MEETING, f"https://w3id.org/diemcau/id/meeting/{MEETING}", f"meeting:{MEETING}", "2020-08-26", "26/8/2020"],
)
def test_a_parameter_is_an_iri_a_slug_or_a_day(client: FlaskClient, meeting: str) -> None:
    plain = client.get("/queries/who-attended.json?meeting=2020-08-26").data
    assert client.get("/queries/who-attended.json", query_string={"meeting": meeting}).data == plain


def test_a_label_may_be_typed_without_marks(client: FlaskClient) -> None:
    exact = client.get("/queries/person.csv", query_string={"person": "Nguyễn Xuân Phúc"})
    plain = client.get("/queries/person.csv", query_string={"person": "nguyen xuan phuc"})
    assert exact.status_code == 200
    assert exact.data == plain.data != b""


def test_the_format_comes_from_the_suffix_then_from_the_name_then_from_accept(client: FlaskClient) -> None:
    url = "/queries/meetings"
    assert client.get(f"{url}.csv?format=json", headers={"Accept": "text/html"}).mimetype == "text/csv"
    assert client.get(f"{url}?format=csv", headers={"Accept": "text/html"}).mimetype == "text/csv"
    assert client.get(url, headers={"Accept": "text/csv"}).mimetype == "text/csv"
    assert client.get(url, headers=BROWSER).mimetype == "text/html"
    assert client.get(f"{url}.ttl").mimetype == "text/turtle"
    assert client.get(url, headers={"Accept": "application/ld+json"}).mimetype == "application/ld+json"
    assert client.get(url, headers={"Accept": "application/json"}).mimetype == "application/sparql-results+json"
    assert client.get("/queries/meeting-graph.csv").status_code == 406
    assert client.get(f"{url}.exe").status_code == 404
    assert client.get(url, headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/queries/meeting-graph.ttl").mimetype == "text/turtle"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("meeting=zzzz", "meeting"), ("meeting=2020", "meeting"), ("meting=2020-08-26", "meting"), ("lang=fr", "lang")],
)
def test_an_unusable_parameter_is_named_with_what_could_be_meant(
    client: FlaskClient, query: str, parameter: str
) -> None:
    response = client.get(f"/queries/who-attended.json?{query}")
    assert response.status_code in (400, 422)
    problem = json.loads(response.data)
    assert problem["parameter"] == parameter
    if query == "meeting=2020":
        assert MEETING in problem["candidates"]
        page = client.get(f"/queries/who-attended?{query}", headers=BROWSER)
        assert MEETING in page.text


def test_the_form_keeps_what_was_asked_and_escapes_it(client: FlaskClient) -> None:
    page = client.get("/queries/who-attended?meeting=2020-08-26", headers=BROWSER).text
    assert 'name="meeting" value="2020-08-26"' in page
    assert "/queries/who-attended.csv?meeting=2020-08-26" in page
    hostile = client.get("/queries/who-attended", query_string={"meeting": '"><script>'}, headers=BROWSER)
    assert "<script>" not in hostile.text


def test_an_unknown_question_is_a_404(client: FlaskClient) -> None:
    response = client.get("/queries/no-such-question.csv")
    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"


def test_an_answer_of_this_release_is_not_sent_twice(client: FlaskClient) -> None:
    first = client.get("/queries/meetings.csv")
    again = client.get("/queries/meetings.csv", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_a_tag_of_one_address_does_not_excuse_another(client: FlaskClient) -> None:
    tag = client.get("/queries/who-attended.csv").headers["ETag"]
    wrong = client.get("/queries/who-attended.csv?meeting=zzzz", headers={"If-None-Match": tag})
    assert wrong.status_code in (400, 422)
