"""Answers that strangers made large, on pages: what is shown is bounded, says so, and is on the budget."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server import answers
from server.app import create_app
from tests.server.conftest import BROWSER, settings

CUT = {"vi": "Trang này chỉ hiện phần đầu của kết quả.", "en": "This page shows the beginning of the answer."}
_LINKS = "; ".join(["http://a"] * 19)
_DOUBLINGS = "".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1}) " for n in range(10))
LARGE = {
    "texts that list addresses": f"SELECT ?x10 {{ ?s ?p ?o BIND('{'http://a; ' * 7}' AS ?x0) {_DOUBLINGS} }} LIMIT 60",
    "signs to be escaped": f"SELECT ?x10 {{ ?s ?p ?o BIND('{'a<' * 32}' AS ?x0) {_DOUBLINGS} }} LIMIT 1000",
    "columns in which nothing is": f"SELECT {' '.join(f'?v{n}' for n in range(1500))} {{ ?s ?p ?o }} LIMIT 1000",
    "links in every cell": f"SELECT ?a ?b ?c {{ ?s ?p ?o BIND('{_LINKS}' AS ?a) BIND(?a AS ?b) BIND(?a AS ?c) }}",
    "triples": f"CONSTRUCT {{ ?s ?p ?x6 }} {{ ?s ?p ?o BIND('{'a<' * 32}' AS ?x0) {_DOUBLINGS} }}",
}


def at(query: str, **more: str) -> str:
    return "/sparql?" + urlencode({"query": query, **more})


@pytest.mark.parametrize("language", CUT)
@pytest.mark.parametrize("name", LARGE)
def test_a_page_shows_what_it_can_and_says_so(client: FlaskClient, name: str, language: str) -> None:
    began = time.thread_time()
    page = client.get(at(LARGE[name], lang=language), headers=BROWSER)
    assert time.thread_time() - began < 2  # it took up to half a minute
    assert page.status_code == 200
    assert len(page.data) < 3 * answers.PAGE_BYTES
    assert CUT[language] in page.text
    assert "format=json" in page.text or "format=ttl" in page.text


def test_a_cell_shows_the_beginning_of_a_text_and_some_of_many_links(client: FlaskClient) -> None:
    text, links = "é" * 5000, "; ".join(f"http://example.org/{n}" for n in range(50))
    query = f"SELECT ?text ?links ?iri {{ VALUES (?text ?links ?iri) {{ ('{text}' '{links}' <urn:{text}>) }} }}"
    page = client.get(at(query), headers=BROWSER)
    cells = re.findall(r"<td[^>]*>(.*?)</td>", page.text, re.DOTALL)
    assert cells[0] == "é" * (answers.LONGEST_TEXT - 1) + "…"
    assert cells[1].count("<a ") == answers.MOST_LINKS
    assert cells[1].endswith("…")
    assert cells[2].startswith("urn:é")
    assert len(cells[2]) == answers.LONGEST_NAME
    whole = client.get(at(query, format="csv")).text
    assert text in whole
    assert links in whole


@pytest.mark.parametrize("query", ["SELECT ?x11 { %s }", "CONSTRUCT { <urn:s> <urn:p> ?x11 } { %s }"])
def test_a_row_that_no_page_can_show_is_said_to_be_one(client: FlaskClient, query: str) -> None:
    made = f"BIND('{'a<' * 512}' AS ?x0) {_DOUBLINGS} BIND(CONCAT(?x10, ?x10) AS ?x11)"
    page = client.get(at(query % made, lang="en"), headers=BROWSER)
    assert page.status_code == 400
    assert "larger than a page" in page.text
    whole = client.get(at(query % made, format="csv" if "SELECT" in query else "nt"))
    assert (whole.status_code, len(whole.data) > answers.PAGE_BYTES) == (200, True)


def test_making_a_page_is_on_the_budget(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    spent: list[float] = []
    budgets = app.extensions["doorkeeper"]._budgets
    monkeypatch.setattr(budgets, "charge", lambda key, seconds, errors: spent.append(seconds))
    for accept in ("application/sparql-results+json", "text/html"):
        assert client.get(at(LARGE["links in every cell"] + " LIMIT 300"), headers={"Accept": accept}).data
    assert spent[1] > spent[0] + 0.05  # the query took both the same time


@pytest.fixture(scope="module")
def narrow(data_dir: Path) -> Iterator[FlaskClient]:
    """A site whose answers are cut after little."""
    app = create_app(settings(data_dir, DIEMCAU_ANSWER_BYTES="4096"))
    with app.test_client() as client:
        yield client
    app.extensions["site"].close()


@pytest.mark.parametrize("language", CUT)
def test_a_question_whose_answer_was_cut_says_so(narrow: FlaskClient, language: str) -> None:
    graph = narrow.get(f"/queries/meeting-graph?lang={language}", headers=BROWSER)
    assert CUT[language] in graph.text
    rows = narrow.get(f"/queries/rankings?lang={language}", headers=BROWSER)
    assert {"vi": "Trang này hiện", "en": "This page shows the first"}[language] in rows.text


def test_rows_as_a_graph_say_that_they_were_cut(narrow: FlaskClient) -> None:
    answer = narrow.get("/queries/rankings.ttl")
    assert answer.headers["Diemcau-Cut"] == "bytes"
    assert answer.text.startswith("# Cut")
    assert "rs:ResultSet" in answer.text
