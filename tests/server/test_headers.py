"""What every answer says about itself, whatever it is: to pages of other sites, to caches, to those it refuses."""

import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from server.app import create_app
from tests.asking import ask, refused, send
from tests.running import Server
from tests.server.conftest import BROWSER, MEETING, settings

TOKEN = secrets.token_hex(16)
AUTHORITY = f"Bearer {TOKEN}"
FREE = {"DIEMCAU_CLIENT_ERRORS": "0", "DIEMCAU_CLIENT_SECONDS": "0"}
SELECT = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 100"
LARGE = "/sparql?" + urlencode({"query": SELECT})
EXPOSED = ("etag", "link", "location", "retry-after", "diemcau-cut", "content-disposition")
PATHS = ("/sparql", "/graphs?default", "/graphs/vocab", "/queries", "/queries/meetings", f"/id/meeting/{MEETING}",
         f"/page/meeting/{MEETING}", "/ontology", "/search", "/api/openapi.json", "/health")  # fmt: skip
FORMATTED = ("/sparql?query=ASK{}&", "/sparql?", "/queries?", "/queries/meetings?", "/graphs/vocab?", "/ontology?",
             f"/id/meeting/{MEETING}?", "/search?q=a&")  # fmt: skip


@pytest.fixture(scope="module")
def server(data_dir: Path) -> Iterator[Server]:
    with Server(data_dir, **FREE) as running:
        yield running


@pytest.fixture(scope="module")
def writable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    arguments = ("--dataset", "exact", "--writable", "--token", TOKEN)
    with Server(tmp_path_factory.mktemp("exact"), *arguments, **FREE) as running:
        yield running


def listed(header: str | None) -> set[str]:
    return {name.strip().lower() for name in (header or "").split(",")}


@pytest.mark.parametrize("path", PATHS)
def test_a_page_of_another_site_may_ask_any_address_as_clients_do(server: Server, path: str) -> None:
    asked = {"Origin": "http://e", "Access-Control-Request-Method": "GET"}
    status, headers, _ = send(server, "OPTIONS", path, b"", **asked)
    assert 200 <= status < 300
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "get" in listed(headers["Access-Control-Allow-Methods"])
    sent = {"accept", "accept-language", "authorization", "content-type", "if-match", "if-none-match"}
    assert sent <= listed(headers["Access-Control-Allow-Headers"])
    assert headers["Access-Control-Max-Age"]


@pytest.mark.parametrize(
    "path", [*PATHS, "/sparql?query=x", "/sparql?query=ASK{}&timeout=0.0000001", "/nowhere", "/ontology?format=csv"]
)
def test_a_page_of_another_site_may_read_the_headers_of_every_answer(server: Server, path: str) -> None:
    headers = server.get(path)[1]
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert set(EXPOSED) <= listed(headers["Access-Control-Expose-Headers"])


def test_who_is_refused_for_a_while_may_read_for_how_long(data_dir: Path) -> None:
    with Server(data_dir, DIEMCAU_CLIENT_ERRORS="1") as strict:
        answers = [strict.get("/sparql?query=x") for _ in range(5)]
        status, headers, _ = answers[-1]
        assert status == 429
        assert headers["Retry-After"]
        assert "retry-after" in listed(headers["Access-Control-Expose-Headers"])


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        ("application/problem+json", False),
        ("application/json", False),
        ("*/*", False),
        ("", False),
        ("text/html", True),
        (BROWSER["Accept"], True),
        ("text/html;q=0.5, application/problem+json", False),
        ("text/html, application/problem+json;q=0.5", True),
        ("text/html;q=0.5, application/json;q=0.9", False),
        ("text/html;q=0, */*", False),
        ("application/sparql-results+json, text/html;q=0.1", False),
        ("text/turtle, */*;q=0.1", False),
        ("text/csv", False),
        ("image/png", False),
    ],
)
def test_an_error_is_a_page_for_those_alone_who_like_pages_best(server: Server, accept: str, page: bool) -> None:
    status, headers, body = server.get("/nowhere", accept)
    assert status == 404
    assert headers["Content-Type"] == ("text/html; charset=utf-8" if page else "application/problem+json")
    assert page or json.loads(body)["status"] == 404
    assert {"accept", "accept-language", "accept-encoding"} <= listed(headers["Vary"])


@pytest.mark.parametrize("address", FORMATTED)
def test_an_unknown_format_is_400_and_one_that_does_not_fit_is_406(server: Server, address: str) -> None:
    refused(server.get(address + "format=nonsense"), 400, "nonsense", "ttl", "html")
    if "query=" in address:
        refused(server.get(address + "format=ttl"), 406, "application/sparql-results+json")
    elif address.startswith("/queries/"):
        refused(server.get(address + "format=trig"), 406, "text/csv")
    elif address.startswith("/search"):
        refused(server.get(address + "format=trig"), 406, "Ask for one of")
    else:
        refused(server.get(address + "format=csv"), 406, "Ask for one of")


def test_without_a_release_a_client_is_told_when_to_come_back(tmp_path: Path) -> None:
    from server.app import create_app
    from tests.server.conftest import settings

    app = create_app(settings(tmp_path))
    response = app.test_client().get("/queries")
    app.extensions["site"].close()
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert "diemcau build" in response.text
    assert str(tmp_path) not in response.text


@pytest.mark.parametrize("coding", ["zstd", "br", "gzip", "x-gzip", "identity"])
def test_not_modified_has_the_tag_that_the_answer_has(server: Server, coding: str) -> None:
    accepted = {"Accept-Encoding": coding, "Accept": "application/sparql-results+json"}
    first = send(server, "GET", LARGE, b"", **accepted)
    assert first[1]["Content-Encoding"] == {"x-gzip": "gzip", "identity": None}.get(coding, coding)
    for tags in (first[1]["ETag"], f'"other", {first[1]["ETag"]}', f"W/{first[1]['ETag']}"):
        again = send(server, "GET", LARGE, b"", If_None_Match=tags, **accepted)
        assert (again[0], again[1]["ETag"]) == (304, first[1]["ETag"])
    other = "gzip" if first[1]["Content-Encoding"] != "gzip" else "br"
    assert send(server, "GET", LARGE, b"", If_None_Match=first[1]["ETag"], **accepted | {"Accept-Encoding": other})[
        0
    ] == (304 if coding == "identity" else 200)
    small = "/sparql?query=ASK{}"
    tag = send(server, "GET", small, b"", **accepted)[1]["ETag"]
    assert send(server, "GET", small, b"", If_None_Match=tag, **accepted)[1]["ETag"] == tag


@pytest.mark.parametrize(
    ("method", "path", "media_type"),
    [("POST", "/sparql", "application/sparql-query"), ("POST", "/sparql", "application/x-www-form-urlencoded"),
     ("POST", "/sparql", "application/sparql-update"), ("PUT", "/graphs?default", "text/turtle"),
     ("POST", "/graphs?default", "multipart/form-data; boundary=x")],
)  # fmt: skip
def test_a_body_in_a_coding_is_refused_with_what_is_taken(
    writable: Server, method: str, path: str, media_type: str
) -> None:
    headers = {"Content-Type": media_type, "Authorization": AUTHORITY}
    answer = send(writable, method, path, b"x", Content_Encoding="gzip", **headers)
    refused(answer, 415, "gzip")
    assert answer[1]["Accept-Encoding"] == "identity"
    assert send(writable, method, path, b"", Content_Encoding="identity", **headers)[0] != 415


def test_a_graph_in_another_character_set_is_refused(writable: Server) -> None:
    turtle = '<urn:a> <urn:b> "é" .'
    form = '--x\r\nContent-Disposition: form-data; name="a"; filename="a.ttl"\r\nContent-Type: text/turtle; charset={}'
    for charset, status in (("iso-8859-1", 415), ("utf-16", 415), ("utf-8", 204), ("UTF-8", 204), ('"utf-8"', 204)):
        alone = f"text/turtle; charset={charset}"
        put = send(writable, "PUT", "/graphs?default", turtle.encode(), Content_Type=alone, Authorization=AUTHORITY)
        body = f"{form.format(charset)}\r\n\r\n{turtle}\r\n--x--\r\n".encode()
        several = "multipart/form-data; boundary=x"
        posted = send(writable, "POST", "/graphs?default", body, Content_Type=several, Authorization=AUTHORITY)
        assert put[0] == posted[0] == status, (charset, put, posted)
        if status == 415:
            refused(put, 415, "UTF-8")
    assert "é" in ask(writable, "SELECT ?o { ?s ?p ?o }")[2].decode()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("ROWS", "10"),
        pytest.param("ANSWER_BYTES", "2048", marks=pytest.mark.long),
        pytest.param("ORIGIN", "https://example.org", marks=pytest.mark.long),
        pytest.param("CONTACT", "nobody@example.org", marks=pytest.mark.long),
    ],
)
def test_what_was_answered_under_other_settings_is_answered_anew(data_dir: Path, setting: str, value: str) -> None:
    changed = {f"DIEMCAU_{setting}": value}
    tags: list[str] = []
    for environment in (changed, changed, {}):
        app = create_app(settings(data_dir, **environment))
        with app.test_client() as client:
            answer = client.get(LARGE, headers={"If-None-Match": tags[0]} if tags else {})
            assert answer.status_code == (304 if len(tags) == 1 else 200)
            tags.append(answer.headers["ETag"])
        app.extensions["site"].close()
    assert tags[0] == tags[1] != tags[2]
