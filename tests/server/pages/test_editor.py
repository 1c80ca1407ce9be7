"""The page to type queries: what was typed is kept, an error has its place, examples run."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.server.conftest import BROWSER

EVIL = '"></textarea><script>alert(1)</script>'
FAULTY = "PREFIX diem: <https://w3id.org/diemcau/ontology#>\nSELECT * WHERE {\n  ?person a diem:Person . ?x ?y z }\n"


def ask(client: FlaskClient, query: str, status: int = 200, **arguments: str) -> str:
    answer = client.get("/sparql", query_string={"query": query, **arguments}, headers=BROWSER)
    assert answer.status_code == status
    return answer.text


def typed(page: str) -> str:
    """What stands in the editor; a browser drops the first line break of a textarea."""
    return unescape(page.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0]).removeprefix("\n")


@pytest.mark.parametrize(("language", "title"), [("vi", "Truy vấn SPARQL"), ("en", "SPARQL queries")])
def test_the_page_begins_with_a_query_that_runs(client: FlaskClient, language: str, title: str) -> None:
    page = client.get(f"/sparql?lang={language}", headers=BROWSER)
    assert page.status_code == 200
    assert f"<h1>{title}</h1>" in page.text
    answered = ask(client, typed(page.text), lang=language)
    assert "Nguyễn Xuân Phúc" in answered


@pytest.mark.parametrize(("language", "where"), [("vi", "Dòng 3, cột"), ("en", "Line 3, column")])
def test_a_faulty_query_is_kept_with_the_place_of_its_error(client: FlaskClient, language: str, where: str) -> None:
    page = ask(client, FAULTY, 400, lang=language)
    assert typed(page) == FAULTY
    assert where in page
    line, column = (int(re.search(rf'data-{name}="(\d+)"', page)[1]) for name in ("line", "column"))  # type: ignore[index] # they are there
    assert line == 3
    good, bad = re.search(r"> ([^<]*)<mark>([^<]*)</mark>", page).groups()  # type: ignore[union-attr] # it is there
    assert unescape(good + bad) == FAULTY.splitlines()[2]
    assert len(unescape(good)) == column - 1
    assert 'aria-invalid="true"' in page
    assert 'role="alert"' in page


def test_what_is_wrong_is_said_in_words_that_help(client: FlaskClient) -> None:
    page = ask(client, "SELECT * WHERE {\n  ?person a diem:Person }", 400, lang="en")
    assert "The prefix “diem:” is not declared." in page
    assert "What begins here" not in page
    unclosed = ask(client, "SELECT * WHERE {\n  ?s ?p ?o\n", 400, lang="vi")
    assert "Dấu ngoặc { mở ở đây chưa được đóng." in unclosed
    assert "Dòng 1, cột 16" in unclosed
    assert re.search(r'<span class="line-number">1</span> [^<]*<mark>{</mark>', unclosed)


@pytest.mark.parametrize(("language", "said"), [("vi", "không đúng cú pháp"), ("en", "What begins here")])
def test_the_parser_is_quoted_where_nobody_knows_better(client: FlaskClient, language: str, said: str) -> None:
    page = ask(client, "SELECT (1 AS ?s) WHERE { ?s ?p ?o }", 400, lang=language)
    assert said in page
    assert "The SELECT overrides an existing variable" in page
    silent = ask(client, "SELECT * WHERE { ?s ?p }", 400, lang=language)
    assert said in silent
    assert "<details><summary>" + ("Thông báo của máy" if language == "vi" else "What the query engine") not in silent
    for one in (page, silent):
        assert "u{00B7}" not in one
        assert "error at" not in one


@pytest.mark.parametrize("query", ["SELECT", "SELECT * {", "\n\n\nnonsense", "SELECT * { ?s ?p }", "ASK { ?s ?p 'x }"])
def test_every_faulty_query_is_kept(client: FlaskClient, query: str) -> None:
    page = ask(client, query, 400)
    assert typed(page) == query


def test_a_query_that_is_refused_is_kept(client: FlaskClient) -> None:
    outward = "SELECT * WHERE { SERVICE <https://example.org/> { ?s ?p ?o } }"
    page = ask(client, outward, 403, lang="vi")
    assert typed(page) == outward
    assert "Câu truy vấn chưa chạy được" in page


def test_what_is_typed_is_escaped(client: FlaskClient) -> None:
    for query in (EVIL, f"SELECT * {{ ?s ?p {EVIL} }}"):
        page = ask(client, query, 400)
        assert "<script>alert" not in page
        assert typed(page) == query
    shown = ask(client, 'SELECT ("<script>alert(1)</script>" AS ?x) {}')
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


def test_results_have_names_links_and_downloads(client: FlaskClient) -> None:
    query = "SELECT ?p { ?p a <https://w3id.org/diemcau/ontology#Person> }"
    page = ask(client, query, lang="en")
    assert re.search(r'<a href="/id/person/nguyen-xuan-phuc\?lang=en">Nguyễn Xuân Phúc</a>', page)
    (csv,) = {unescape(found) for found in re.findall(r'<a href="([^"]+)" type="text/csv', page)}
    assert client.get(csv).text.startswith("p\r\n")
    assert re.search(r"<caption>[4-9] rows</caption>", page)


def test_an_answer_may_be_true_or_a_graph_or_nothing(client: FlaskClient) -> None:
    assert "có" in ask(client, "ASK { ?s ?p ?o }", lang="vi")
    assert "<pre tabindex" in ask(client, "CONSTRUCT WHERE { ?s a <https://w3id.org/diemcau/ontology#Person> }")
    assert "No rows." in ask(client, "SELECT * { ?s a <https://example.org/Nothing> }", lang="en")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_example_beside_the_editor_runs(client: FlaskClient, language: str) -> None:
    page = client.get(f"/sparql?lang={language}", headers=BROWSER).text
    examples = [unescape(address) for address in re.findall(r'<a href="([^"]+)" data-example', page)]
    assert len(examples) == 10
    for address in examples:
        answered = client.get(address, headers=BROWSER)
        assert answered.status_code == 200
        assert "#+" not in typed(answered.text)
        assert "No rows" not in answered.text
        assert f'<html lang="{language}">' in answered.text


def test_one_address_is_the_page_for_people_and_the_endpoint_for_programs(client: FlaskClient) -> None:
    query = {"query": "ASK {}"}
    assert client.get("/sparql", query_string=query, headers=BROWSER).mimetype == "text/html"
    assert client.get("/sparql", query_string=query).mimetype == "application/sparql-results+json"
    assert client.get("/sparql", query_string={**query, "format": "xml"}, headers=BROWSER).mimetype != "text/html"
