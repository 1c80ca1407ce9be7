"""A plain data set that clients change: updates and the graph store, with the token and only with it."""

import os
import re
import secrets
import subprocess
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.asking import refused, send
from tests.running import Server, run
from tests.writing import BEARER, GRAPH, TOKEN, TURTLE, UPDATE, rows


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A writable plain data set, empty at first."""
    folder = tmp_path_factory.mktemp("exact")
    with Server(folder, "--writable", "--dataset", "exact", "--token", TOKEN) as running:
        yield running


@pytest.fixture(autouse=True)
def empty(server: Server) -> None:
    assert send(server, "POST", "/sparql", b"DROP ALL", **UPDATE, **BEARER)[0] == 204


def test_what_was_written_is_read_at_once(server: Server) -> None:
    for number in range(20):
        text = f"DELETE WHERE {{ <urn:s> <urn:p> ?o }} ; INSERT DATA {{ <urn:s> <urn:p> {number} }}"
        assert send(server, "POST", "/sparql", text.encode(), **UPDATE, **BEARER)[0] == 204
        assert rows(server, "SELECT ?o { <urn:s> <urn:p> ?o }") == [{"o": str(number)}]


def test_an_update_is_whole_or_nothing(server: Server) -> None:
    text = b"INSERT DATA { <urn:s> <urn:p> 1 } ; CREATE GRAPH <urn:g> ; CREATE GRAPH <urn:g>"
    refused(send(server, "POST", "/sparql", text, **UPDATE, **BEARER), 409)
    assert rows(server, "SELECT * { ?s ?p ?o }") == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 401), ({"Authorization": "Bearer wrong"}, 401), ({"Authorization": f"Basic {TOKEN}"}, 401),
     ({"Authorization": f"Bearer {TOKEN}x"}, 401), ({"Authorization": f"Bearer {TOKEN[:-1]}"}, 401),
     ({"Authorization": "Bearer"}, 401), ({"Authorization": f"bearer {TOKEN}"}, 204)],
)  # fmt: skip
def test_changes_need_the_token(server: Server, headers: dict[str, str], status: int) -> None:
    update = send(server, "POST", "/sparql", b"CLEAR ALL", **UPDATE, **headers)
    assert update[0] == status
    assert send(server, "DELETE", "/graphs?default", b"", **headers)[0] == status
    if status == 401:
        assert update[1]["WWW-Authenticate"].startswith("Bearer")
        assert TOKEN.encode() not in update[2]


@pytest.mark.parametrize("given", ["Basic {}", "{}", "Token {}", "Bearer"])
def test_another_kind_of_authorization_is_told_which_is_wanted(server: Server, given: str) -> None:
    answer = send(server, "POST", "/sparql", b"CLEAR ALL", **UPDATE, Authorization=given.format(TOKEN))
    refused(answer, 401, "of the kind Bearer", "Authorization: Bearer")
    assert TOKEN.encode() not in answer[2]
    refused(send(server, "POST", "/sparql", b"CLEAR ALL", **UPDATE, Authorization="Bearer x"), 401, "wrong")
    refused(send(server, "POST", "/sparql", b"CLEAR ALL", **UPDATE), 401, "need a token")


def test_the_graph_store_puts_posts_reads_and_deletes(server: Server) -> None:
    assert server.get(GRAPH)[0] == 404
    assert send(server, "PUT", GRAPH, b"<a> <b> <c> .", **TURTLE, **BEARER)[0] == 201
    assert send(server, "PUT", GRAPH, b"<a> <b> <d> .", **TURTLE, **BEARER)[0] == 204
    assert send(server, "POST", GRAPH, b"<a> <b> <e> .", **TURTLE, **BEARER)[0] == 204
    status, headers, body = server.get(GRAPH, "application/n-triples")
    assert (status, headers["Content-Type"]) == (200, "application/n-triples")
    assert [line.rpartition(b"/")[2] for line in body.splitlines()] == [b"d> .", b"e> ."]
    head = send(server, "HEAD", GRAPH, b"")
    assert (head[0], head[2]) == (200, b"")
    assert send(server, "DELETE", GRAPH, b"", **BEARER)[0] == 204
    assert send(server, "DELETE", GRAPH, b"", **BEARER)[0] == 404


def test_a_graph_has_an_address_of_its_own(server: Server) -> None:
    address = "/graphs/people/hưng".encode().decode("latin-1")
    path = quote("/graphs/people/hưng")
    assert send(server, "PUT", path, b"<> <urn:p> 1 .", **TURTLE, **BEARER)[0] == 201
    assert rows(server, "SELECT ?g { GRAPH ?g { ?g ?p ?o } }")[0]["g"].endswith("/graphs/people/hưng"), address
    created = send(server, "POST", "/graphs", b"<> <urn:p> 2 .", **TURTLE, **BEARER)
    assert created[0] == 201
    assert server.get(created[1]["Location"].removeprefix(server.url))[0] == 200


def test_a_form_may_carry_several_documents(server: Server) -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="a"; filename="a.ttl"\r\nContent-Type: text/turtle\r\n\r\n'
        b"_:b <urn:p> 1 .\r\n"
        b'--x\r\nContent-Disposition: form-data; name="b"; filename="b.nt"\r\n\r\n_:b <urn:p> "2" .\r\n--x--\r\n'
    )
    kind = {"Content_Type": "multipart/form-data; boundary=x"}
    assert send(server, "POST", GRAPH, body, **kind, **BEARER)[0] == 201
    found = rows(server, "SELECT (COUNT(DISTINCT ?s) AS ?n) { GRAPH ?g { ?s <urn:p> ?o } }")
    assert found == [{"n": "2"}]  # the same label in two documents names two things


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [(b"<a> <b> .", "text/turtle", 400), (b"\xff", "text/turtle", 400), (b"{", "application/ld+json", 400),
     (b"x", "text/csv", 415), (b"x", "application/octet-stream", 415), (b"", "application/n-quads", 415)],
)  # fmt: skip
def test_what_is_no_graph_changes_nothing(server: Server, body: bytes, kind: str, status: int) -> None:
    assert send(server, "PUT", GRAPH, b"<a> <b> <c> .", **TURTLE, **BEARER)[0] == 201
    refused(send(server, "PUT", GRAPH, body, Content_Type=kind, **BEARER), status)
    assert server.get(GRAPH, "text/turtle")[2].count(b" .") == 1


def test_the_data_set_of_an_update_may_stand_beside_it(server: Server) -> None:
    text = "INSERT DATA { GRAPH <urn:a> { <urn:s> <urn:p> 1 } GRAPH <urn:b> { <urn:s> <urn:p> 2 } }"
    assert send(server, "POST", "/sparql", text.encode(), **UPDATE, **BEARER)[0] == 204
    copy = b"INSERT { <urn:s> <urn:copied> ?o } WHERE { <urn:s> <urn:p> ?o }"
    path = "/sparql?using-graph-uri=urn:a"
    assert send(server, "POST", path, copy, **UPDATE, **BEARER)[0] == 204
    assert rows(server, "SELECT ?o { <urn:s> <urn:copied> ?o }") == [{"o": "1"}]
    clash = b"INSERT { ?s <urn:copied> ?o } USING <urn:b> WHERE { ?s <urn:p> ?o }"
    refused(send(server, "POST", path, clash, **UPDATE, **BEARER), 400, "USING")


def test_loading_from_elsewhere_is_refused_by_name(server: Server) -> None:
    refused(send(server, "POST", "/sparql", b"LOAD <http://127.0.0.1:1/>", **UPDATE, **BEARER), 403, "LOAD")


def test_a_plain_data_set_has_no_union(server: Server) -> None:
    text = b"INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 1 } }"
    assert send(server, "POST", "/sparql", text, **UPDATE, **BEARER)[0] == 204
    assert rows(server, "SELECT * { ?s ?p ?o }") == []
    assert rows(server, "SELECT ?o { ?s ?p ?o }", **{"default-graph-uri": "urn:g"}) == [{"o": "1"}]


def test_what_was_written_outlives_the_server(tmp_path: Path) -> None:
    arguments = ("--writable", "--dataset", "exact", "--token", TOKEN)
    with Server(tmp_path, *arguments) as first:
        assert send(first, "PUT", GRAPH, b"<a> <b> <c> .", **TURTLE, **BEARER)[0] == 201
    with Server(tmp_path, "--dataset", "exact") as reader:
        assert reader.get(GRAPH)[0] == 200
        refused(send(reader, "PUT", GRAPH, b"", **TURTLE, **BEARER), 405, "--writable")
        refused(send(reader, "POST", "/sparql", b"CLEAR ALL", **UPDATE, **BEARER), 403, "--writable")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [(("--writable", "--dataset", "exact"), "token"), (("--writable", "--token", TOKEN), "--dataset exact"),
     (("--writable", "--dataset", "exact", "--token", "short"), "128 bits"),
     (("--writable", "--dataset", "exact", "--token", "a" * 40), "128 bits")],
)  # fmt: skip
def test_a_server_that_anybody_could_change_does_not_start(
    arguments: tuple[str, ...], word: str, tmp_path: Path
) -> None:
    done = run("serve", *arguments, data=tmp_path)
    assert done.returncode == 1
    assert word in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.long
def test_the_data_folder_may_be_named_from_where_the_command_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with Server(Path("relative"), "--writable", "--dataset", "exact", "--token", TOKEN) as started:
        assert send(started, "PUT", GRAPH, b"<a> <b> <c> .", **TURTLE, **BEARER)[0] == 201
        assert started.get(GRAPH)[0] == 200
    assert (tmp_path / "relative" / "exact" / "store").is_dir()


def test_what_has_no_content_has_no_type_of_it(server: Server) -> None:
    for method, body in (("PUT", b"<a> <b> <c> ."), ("PUT", b""), ("POST", b""), ("DELETE", b""), ("OPTIONS", b"")):
        status, headers, content = send(server, method, GRAPH, body, **TURTLE, **BEARER)
        assert (status in (201, 204), headers["Content-Type"], content) == (True, None, b"")


def test_guessing_the_token_is_on_the_budget(tmp_path: Path) -> None:
    arguments = ("--writable", "--dataset", "exact", "--token", TOKEN)
    with Server(tmp_path, *arguments, DIEMCAU_CLIENT_ERRORS="2") as strict:
        for _ in range(6):
            last = send(
                strict, "POST", "/sparql", b"CLEAR ALL", **UPDATE, Authorization=f"Bearer {secrets.token_hex(16)}"
            )
        refused(last, 429, "errors")
        assert send(strict, "POST", "/sparql", b"CLEAR ALL", **UPDATE, **BEARER)[0] == 204


_ENTITIES = (
    '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">{}]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:x="urn:"><rdf:Description rdf:about="urn:s"><x:p>&h;</x:p></rdf:Description></rdf:RDF>'
).format("".join(f'<!ENTITY {new} "{f"&{old};" * 8}">' for old, new in pairwise("abcdefgh")))
_CODES = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be")
_PREFIX = f"@prefix a: <http://example.org/{'x' * 50_000}> . a:s a:p {' , '.join(f'a:{n}' for n in range(5_000))} ."


@pytest.mark.parametrize(
    ("media_type", "document", "word"),
    [
        *(("application/rdf+xml", _ENTITIES.encode(code), "entities") for code in _CODES),
        ("application/rdf+xml", _ENTITIES.replace("DOCTYPE", "doctype").encode(), "entities"),
        ("application/rdf+xml", _ENTITIES.replace("<!DOCTYPE", "<!-- x --><?x y?>\n<!DOCTYPE").encode(), "entities"),
        ("text/turtle", _PREFIX.encode(), "64 times"),
    ],
    ids=lambda value: None if isinstance(value, bytes) else value,
)  # fmt: skip
def test_a_document_does_not_become_many_times_as_large(
    server: Server, media_type: str, document: bytes, word: str
) -> None:
    began = time.monotonic()
    refused(send(server, "PUT", GRAPH, document, Content_Type=media_type, **BEARER), 400, word)
    assert time.monotonic() - began < 2
    assert server.get(GRAPH)[0] == 404


def test_a_document_type_that_declares_nothing_is_read(server: Server) -> None:
    document = b"<!DOCTYPE rdf:RDF>" + _ENTITIES.partition("]>")[2].replace("&h;", "&lt;!ELEMENT&gt;").encode()
    assert send(server, "PUT", GRAPH, document, Content_Type="application/rdf+xml", **BEARER)[0] == 201
    assert rows(server, "SELECT ?o { GRAPH ?g { ?s ?p ?o } }") == [{"o": "<!ELEMENT>"}]


def test_a_context_elsewhere_is_refused_in_words_that_help(server: Server) -> None:
    document = b'{"@context": "https://example.org/context", "@id": "urn:s", "urn:p": 1}'
    answer = send(server, "PUT", GRAPH, document, Content_Type="application/ld+json", **BEARER)
    refused(answer, 400, "fetches nothing", "into the document")


def test_an_update_may_be_given_less_time(server: Server) -> None:
    many = " ".join(f"<urn:s> <urn:p> {number} ." for number in range(200))
    assert send(server, "POST", "/sparql", f"INSERT DATA {{ {many} }}".encode(), **UPDATE, **BEARER)[0] == 204
    long = "INSERT { ?a ?b ?i } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    began = time.monotonic()
    refused(send(server, "POST", "/sparql?timeout=0.5", long.encode(), **UPDATE, **BEARER), 504, "longer than 0.5")
    assert 0.4 < time.monotonic() - began < 3
    assert send(server, "POST", "/sparql?timeout=5", b"INSERT DATA { <urn:s> <urn:p> 0 }", **UPDATE, **BEARER)[0] == 204


def test_the_example_of_the_readme_writes(tmp_path: Path) -> None:
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
    example = next(block for block in re.findall(r"```sh\n(.*?)```", readme, re.DOTALL) if "--writable" in block)
    commands = "".join(line for line in example.splitlines(keepends=True) if not line.startswith(("export", "diemcau")))
    with Server(tmp_path, "--writable", "--dataset", "exact", "--token", TOKEN) as other:
        script = commands.replace("localhost:8000", f"127.0.0.1:{other.port}")
        told = {**os.environ, "DIEMCAU_TOKEN": TOKEN}
        done = subprocess.run(["sh", "-e", "-c", script], env=told, capture_output=True, text=True, timeout=30)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.count("<http://example.org/p>") == 2


def test_who_leaves_no_time_hears_that_and_not_that_the_site_is_busy(server: Server) -> None:
    assert send(server, "POST", "/sparql", b"INSERT DATA { <urn:s> <urn:p> 1 }", **UPDATE, **BEARER)[0] == 204
    refused(send(server, "GET", "/sparql?query=ASK%7B%7D&timeout=0.000001", b""), 504)
