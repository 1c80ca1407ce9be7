"""What is wrong with a query, said to programs in one sentence with its place, and to people in their language."""

import json
import secrets
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kg.engine.diagnosis import LONGEST
from kg.store import Dataset, QuerySyntaxError
from server.app import create_app
from tests.server.conftest import BROWSER, settings

PREFIX = "PREFIX diem: <https://w3id.org/diemcau/ontology#>"
FAULTS = [
    ("", "empty", 1, 1),
    (f"{PREFIX}\n# nothing yet\n", "empty", 3, 1),
    ("{ ?s ?p ?o }", "no-form", 1, 1),
    ("\n\nnonsense", "no-form", 3, 1),
    (f"{PREFIX}\ninsert data {{ diem:a diem:b diem:c }}", "update-as-query", 2, 1),
    ("PREFIX diem: https://w3id.org/diemcau/ontology#\nASK {}", "bad-prologue", 1, 1),
    ("SELECT * {\n  ?person a diem:Person ; rdfs:label ?name\n}", "undeclared-prefix", 2, 13),
    (f"{PREFIX}\nSELECT * {{ ?x a diem:Person, ex:Other }}", "unknown-prefix", 2, 30),
    ("SELECT * { ?s a :Thing }", "unknown-prefix", 1, 17),
    ('SELECT * {\n ?s ?p "Thái Bình ;\n ?q "x" }', "unclosed-string", 2, 8),
    ("SELECT * { ?s ?p 'x\\' }", "unclosed-string", 1, 18),
    ('SELECT * { ?s ?p """x\n" }', "unclosed-string", 1, 18),
    ("SELECT * { ?s <https://example.org/p ?o }", "unclosed-iri", 1, 15),
    ("SELECT * { FILTER(?s = <https://example.org/a b>) ?s ?p ?o }", "unclosed-iri", 1, 24),
    ("SELECT * {\n  { ?s ?p ?o }\n  OPTIONAL { ?s ?q ?r\n", "unclosed-bracket", 3, 12),
    ("SELECT * { ?s ?p ?o FILTER(?o > 3 }", "unclosed-bracket", 1, 27),
    ("SELECT * { ?s ?p [ ?q ?r }", "unclosed-bracket", 1, 18),
    ("SELECT * { ?s ?p ?o } }", "unopened-bracket", 1, 23),
    ("SELECT ?a, ?b { ?a ?p ?b }", "comma-in-select", 1, 10),
    ("SELECT COUNT(?s) AS ?n { ?s ?p ?o }", "bare-expression", 1, 8),
    ("SELECT ?p (COUNT(?s) AS ?n) { ?s ?p ?o }", "ungrouped-variable", 1, 8),
    ("SELECT ?p ?o { ?s ?p ?o } GROUP BY ?p", "ungrouped-variable", 1, 11),
    ("SELECT (?n + ?o AS ?m) (COUNT(?s) AS ?n) { ?s ?p ?o } GROUP BY ?o", "ungrouped-variable", 1, 9),
    ("SELECT (STR(?p) AS ?n) { ?s ?p ?o } GROUP BY STR(?p)", "ungrouped-variable", 1, 13),
    ("SELECT ?s { ?s ?p ?o } HAVING (COUNT(?o) > 1)", "ungrouped-variable", 1, 8),
    ("SELECT * { { SELECT ?s (MAX(?o) AS ?m) { ?s ?p ?o } } }", "ungrouped-variable", 1, 21),
    ("SELECT * { ?s ?p ?o } GROUP BY ?s", "grouped-star", 1, 8),
]
SOUND = [
    "SELECT ?p (COUNT(?s) AS ?n) (2 * MAX(?o) AS ?m) { ?s ?p ?o } GROUP BY ?p HAVING (COUNT(?s) > 1) ORDER BY DESC(?n)",
    "SELECT ?q (SUM(?o + ?z) AS ?t) { ?s ?p ?o BIND(1 AS ?z) } GROUP BY (STR(?p) AS ?q)",
    "SELECT ?p { ?s ?p ?o } GROUP BY (?p)",
    "SELECT ?s { { SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s } FILTER(?n<3 && 'a:b' != \"{\") _:b ?p ?s }",
]


@pytest.mark.parametrize(("query", "kind", "line", "column"), FAULTS)
def test_programs_are_told_what_is_wrong_and_where(
    client: FlaskClient, query: str, kind: str, line: int, column: int
) -> None:
    answer = client.post("/sparql", data=query.encode(), content_type="application/sparql-query")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    problem = json.loads(answer.data)
    assert (problem["fault"]["kind"], problem["line"], problem["column"]) == (kind, line, column)
    assert problem["detail"].startswith(f"Line {line}, column {column}: ")
    assert "{" not in problem["detail"].replace(problem["fault"].get("bracket", ""), "").replace(
        problem["fault"].get("text", ""), ""
    )


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("query", "kind", "line", "column"), [fault for fault in FAULTS if fault[0]])
def test_the_page_says_the_same_in_its_language(
    client: FlaskClient, language: str, query: str, kind: str, line: int, column: int
) -> None:
    address = {"query": query, "lang": language}
    page = unescape(client.get("/sparql", query_string=address, headers=BROWSER).text)
    detail = json.loads(client.get("/sparql", query_string=address).data)["detail"]
    said = detail.partition(": ")[2]
    assert (said in page) == (language == "en")
    assert f"{'Dòng' if language == 'vi' else 'Line'} {line}" in page
    assert "<details><summary>What the query engine says" not in page


@pytest.mark.parametrize("query", SOUND)
def test_what_is_sound_is_answered(client: FlaskClient, query: str) -> None:
    assert client.get("/sparql", query_string={"query": query}).status_code == 200


@pytest.mark.parametrize("query", SOUND)
def test_nothing_is_found_that_is_sound(client: FlaskClient, query: str) -> None:
    """Another fault, of which only the engine knows, stands behind it."""
    answer = client.get("/sparql", query_string={"query": f"{query} LIMIT -1"})
    problem = json.loads(answer.data)
    assert answer.status_code == 400
    assert "fault" not in problem
    assert problem["detail"].startswith("Line 1, column ")
    assert "[" not in problem["detail"]


def test_the_line_that_declares_a_known_prefix_is_offered(client: FlaskClient) -> None:
    query = "ASK { ?person a diem:Person }"
    problem = json.loads(client.get("/sparql", query_string={"query": query}).data)
    assert problem["fault"]["declaration"] == PREFIX
    assert PREFIX in problem["detail"]
    assert PREFIX in unescape(client.get("/sparql", query_string={"query": query}, headers=BROWSER).text)
    assert client.get("/sparql", query_string={"query": f"{PREFIX}\n{query}"}).status_code == 200


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT (1 AS ?s) { ?s ?p ?o }", "overrides an existing variable"),
        ("SELECT * { ?s ?p", "is not closed"),
        ("SELECT * WHERE { ?s ?p }", "What begins here is not expected."),
        (f"ASK {{ ?s ?p {'1 ' * LONGEST} diem:x", "xpected"),
    ],
)
def test_else_the_engine_is_quoted(client: FlaskClient, query: str, said: str) -> None:
    problem = json.loads(client.post("/sparql", data={"query": query}).data)
    assert said in problem["detail"]
    assert problem["line"] == 1


@pytest.mark.parametrize("quoted", ["<script>alert(1)</script>", "&lt;b&gt;"])
def test_what_is_quoted_is_escaped(client: FlaskClient, quoted: str) -> None:
    page = client.get("/sparql", query_string={"query": f"{quoted} {{ ?s ?p ?o }}"}, headers=BROWSER)
    assert page.status_code == 400
    assert "<script>alert" not in page.text


@pytest.fixture(scope="module")
def writer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FlaskClient, dict[str, str]]]:
    """A client of a plain data set, with what it sends so as to change that."""
    token = secrets.token_hex(16)
    folder: Path = tmp_path_factory.mktemp("faults")
    app = create_app(settings(folder, DIEMCAU_DATASET="exact", DIEMCAU_WRITABLE="1", DIEMCAU_TOKEN=token))
    yield app.test_client(), {"Authorization": f"Bearer {token}"}
    app.extensions["site"].close()


@pytest.mark.parametrize(
    ("update", "kind", "line", "column"),
    [
        ("SELECT * { ?s ?p ?o }", "query-as-update", 1, 1),
        ("UPSERT DATA { <a:b> <a:c> 1 }", "no-form", 1, 1),
        ("INSERT DATA {\n <a:b> a diem:Person }", "undeclared-prefix", 2, 10),
        ("INSERT DATA { <a:b> <a:c> 'x }", "unclosed-string", 1, 27),
        ("DELETE WHERE { ?s ?p ?o ", "unclosed-bracket", 1, 14),
        ("LOAD <https://example.org/> ; ASK {", "unclosed-bracket", 1, 35),
    ],
)
def test_updates_are_explained_as_well(
    writer: tuple[FlaskClient, dict[str, str]], update: str, kind: str, line: int, column: int
) -> None:
    client, bearer = writer
    answer = client.post("/sparql", data=update, content_type="application/sparql-update", headers=bearer)
    problem = json.loads(answer.data)
    assert answer.status_code == 400
    assert (problem["fault"]["kind"], problem["line"], problem["column"]) == (kind, line, column)


def test_an_update_may_be_empty(writer: tuple[FlaskClient, dict[str, str]]) -> None:
    client, bearer = writer
    answer = client.post("/sparql", data="# nothing", content_type="application/sparql-update", headers=bearer)
    assert answer.status_code == 204


def test_the_engine_says_where_it_gave_up_without_what_it_would_have_taken() -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        Dataset.empty().query("SELECT *\nWHERE { ?s ?p }")
    assert (caught.value.line, caught.value.column) == (2, 16)
    assert "error at" not in caught.value.message
    assert "u{" not in caught.value.message
