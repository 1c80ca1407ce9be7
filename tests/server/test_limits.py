"""Every limit bites where its setting says, and says so."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from rdflib import Graph

from server.settings import SETTINGS
from tests.asking import ENDLESS, MANY, Answer, ask, refused, send
from tests.running import Server

pytestmark = [pytest.mark.long, pytest.mark.clock]
TOKEN = "0123456789abcdef" * 2
HUNGRY = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?b ?e"
NO_BUDGETS = {"DIEMCAU_CLIENT_SECONDS": "0", "DIEMCAU_CLIENT_ERRORS": "0"}


@contextlib.contextmanager
def asking(server: Server, query: str, times: int) -> Iterator[list[Answer]]:
    """Clients that ask this in the background."""
    answers: list[Answer] = []
    threads = [threading.Thread(target=lambda: answers.append(ask(server, query))) for _ in range(times)]
    for thread in threads:
        thread.start()
    time.sleep(0.6)
    try:
        yield answers
    finally:
        for thread in threads:
            thread.join()


def seconds(server: Server) -> None:
    began = time.monotonic()
    refused(ask(server, ENDLESS), 504, "longer")
    assert 0.9 < time.monotonic() - began < 1.5
    began = time.monotonic()
    refused(ask(server, ENDLESS, timeout="0.3"), 504)
    assert time.monotonic() - began < 0.8
    refused(ask(server, ENDLESS, timeout="60"), 504)
    assert time.monotonic() - began < 2.5


def rows(server: Server) -> None:
    status, headers, body = ask(server, MANY)
    assert (status, headers["Diemcau-Cut"]) == (200, "rows")
    content = json.loads(body)
    assert len(content["results"]["bindings"]) == 7
    assert content["head"]["link"] == ["https://w3id.org/diemcau/limits#rows"]
    _, headers, body = ask(server, MANY, "text/csv")
    assert (headers["Diemcau-Cut"], len(body.splitlines())) == ("rows", 8)
    _, headers, body = ask(server, "CONSTRUCT WHERE { ?s ?p ?o }", "text/turtle")
    assert headers["Diemcau-Cut"] == "rows"
    assert body.startswith(b"# Cut")
    assert 1 <= len(Graph().parse(data=body.decode(), format="turtle")) <= 7
    exact = ask(server, f"{MANY} LIMIT 7")
    assert exact[1]["Diemcau-Cut"] is None
    assert "link" not in json.loads(exact[2])["head"]


def answer_bytes(server: Server) -> None:
    for accept in ("application/sparql-results+json", "application/sparql-results+xml", "text/csv"):
        _, headers, body = ask(server, MANY, accept)
        assert headers["Diemcau-Cut"] == "bytes"
        assert 2000 < len(body) < 4096 + 200
    refused(ask(server, "SELECT ?x { BIND(CONCAT('" + "x" * 5000 + "') AS ?x) }"), 400, "larger")


def query_bytes(server: Server) -> None:
    assert ask(server, "ASK {}" + " " * 994)[0] == 200
    refused(ask(server, "ASK {}" + " " * 995), 413, "1,001", "1,000")


def query_depth(server: Server) -> None:
    assert ask(server, "ASK " + "{" * 10 + "}" * 10)[0] == 200
    refused(ask(server, "ASK " + "{" * 11 + "}" * 11), 400, "10 levels")


def query_patterns(server: Server) -> None:
    star = " ; ".join(f"<urn:p{n}> ?o{n}" for n in range(9))
    assert ask(server, f"ASK {{ ?s {star} }}")[0] == 200
    refused(ask(server, f"ASK {{ ?s {star} ; <urn:x> ?x ; <urn:y> ?y }}"), 400, "patterns", "10")


def query_memory(server: Server) -> None:
    hungry = ask(server, HUNGRY)
    refused(hungry, 503, "memory", "Narrow it")
    assert hungry[1]["Retry-After"] is None  # it would end in the same way
    assert ask(server, "ASK {}")[0] == 200


def workers(server: Server) -> None:
    with asking(server, ENDLESS, 4) as answers:
        began = time.monotonic()
        assert ask(server, "ASK {}")[0] == 200  # the long ones have moved aside
        assert time.monotonic() - began < 0.5
    assert {answer[0] for answer in answers} == {504}


def slow_queries(server: Server) -> None:
    with asking(server, ENDLESS, 2) as answers:
        pass
    assert sorted(answer[0] for answer in answers) == [503, 504]
    busy = next(answer for answer in answers if answer[0] == 503)
    refused(busy, 503, "busy")
    assert int(busy[1]["Retry-After"]) >= 1


def client_slow_queries(server: Server) -> None:
    with asking(server, ENDLESS, 1):
        answer = ask(server, "ASK {}")
    refused(answer, 429, "long queries")
    assert int(answer[1]["Retry-After"]) >= 1


def queue(server: Server) -> None:
    with asking(server, ENDLESS, 40) as answers:
        pass
    busy = [answer for answer in answers if answer[0] in (429, 503) and b"wait for their turn" in answer[2]]
    assert busy
    assert int(busy[0][1]["Retry-After"]) >= 1
    assert ask(server, "ASK {}")[0] == 200


def client_seconds(server: Server) -> None:
    answers = [ask(server, ENDLESS)]
    while answers[-1][0] == 504 and len(answers) < 10:  # twice as many seconds as a minute brings are there
        answers.append(ask(server, ENDLESS))
    assert len(answers) >= 3
    answer = answers[-1]
    refused(answer, 429, "query seconds")
    assert 1 <= int(answer[1]["Retry-After"]) <= 60
    assert server.get("/health")[0] == 200  # what operators need is free


def client_errors(server: Server) -> None:
    for _ in range(5):  # twice as many as a minute brings, and what this minute brought
        refused(ask(server, "SELECT"), 400)
    answer = ask(server, "ASK {}")
    refused(answer, 429, "errors")
    assert int(answer[1]["Retry-After"]) >= 1
    assert send(server, "OPTIONS", "/sparql", b"", Origin="https://elsewhere.example")[0] < 300


def header_bytes(server: Server) -> None:
    refused(send(server, "GET", "/sparql?query=ASK{}", b"", X_Padding="x" * 2000), 431, "2,000")
    for _ in range(6):
        answer = send(server, "POST", "/sparql", b"ASK {}", Accept="text/html, " + "a/b," * 1_000)
    refused(answer, 429, "errors")


def body_bytes(server: Server) -> None:
    kind = {"Content_Type": "application/sparql-query"}
    assert send(server, "POST", "/sparql", b"ASK {}" + b" " * 1994, **kind)[0] == 200
    refused(send(server, "POST", "/sparql", b"ASK {}" + b" " * 1995, **kind), 413, "2,001", "2,000")


def bodies_bytes(server: Server) -> None:
    request = (
        "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 2000\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port)) as slow:
        slow.sendall(request.encode() + b" " * 1999)
        time.sleep(0.3)
        kind = {"Content_Type": "application/sparql-query"}
        refused(send(server, "POST", "/sparql", b"ASK {}", **kind), 429, "2,000")
    for _ in range(100):  # the site has yet to notice that the client is gone
        if send(server, "POST", "/sparql", b"ASK {}", **kind)[0] == 200:
            return
        time.sleep(0.1)
    raise AssertionError("what a client that left had taken was not given back")


def upload_bytes(server: Server) -> None:
    headers = {"Content_Type": "text/turtle", "Authorization": f"Bearer {TOKEN}"}
    path = f"/graphs?graph={quote('urn:g')}"
    assert send(server, "PUT", path, b"#" * 2000, **headers)[0] == 201
    refused(send(server, "PUT", path, b"#" * 2001, **headers), 413, "2,001", "2,000")


def body_seconds(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as slow:
        slow.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
            b"Content-Length: 9\r\n\r\nASK"
        )
        began = time.monotonic()
        assert slow.recv(4096).startswith(b"HTTP/1.1 408 ")
        assert time.monotonic() - began < 1.5


def write_seconds(server: Server) -> None:
    headers = {"Content_Type": "application/sparql-update", "Authorization": f"Bearer {TOKEN}"}
    many = " ".join(f"<urn:s> <urn:p> {number} ." for number in range(200))
    assert send(server, "POST", "/sparql", f"INSERT DATA {{ {many} }}".encode(), **headers)[0] == 204
    long = "INSERT { ?a ?b ?i } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    refused(send(server, "POST", "/sparql", long.encode(), **headers), 504, "longer than 1 s")
    assert ask(server, MANY)[2].count(b'"o"') == 201  # the head and 200 rows: nothing of it was written


def cache_bytes(server: Server) -> None:
    def seconds() -> bytes:
        lines = server.get("/metrics")[2].splitlines()
        return next(line for line in lines if line.startswith(b"diemcau_query_seconds_total"))

    ask(server, "ASK {}")
    before = seconds()
    ask(server, "ASK {}")
    assert seconds() != before  # a worker was asked again


def proxies(server: Server) -> None:
    path = "/sparql?query=SELECT"
    for _ in range(6):
        last = send(server, "GET", path, b"", X_Forwarded_For="203.0.113.7, 198.51.100.1")
    refused(last, 429, "errors")  # all came from 198.51.100.1, whatever they said before it
    assert send(server, "GET", path, b"", X_Forwarded_For="198.51.100.1, 198.51.100.2")[0] == 400


def downloads(server: Server) -> None:
    large = "SELECT * { ?s ?p ?o }"
    with contextlib.ExitStack() as lazy:
        connection = lazy.enter_context(socket.create_connection(("127.0.0.1", server.port)))
        connection.sendall(f"GET /sparql?{urlencode({'query': large})} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert connection.recv(12) == b"HTTP/1.1 200"
        answer = ask(server, large)
        refused(answer, 429, "large answers")
        assert int(answer[1]["Retry-After"]) >= 1
        assert ask(server, "ASK {}")[0] == 200
        counted = server.get("/metrics")[2].decode()
    # The one that is being sent, and the small one: what was refused is counted as that and nothing else.
    assert 'diemcau_requests_total{method="GET",route="/sparql",status="200"} 2.0' in counted
    assert 'diemcau_requests_total{method="GET",route="/sparql",status="429"} 1.0' in counted


def spool_bytes(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as lazy:
        lazy.sendall(f"GET /sparql?{urlencode({'query': MANY})} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert lazy.recv(12) == b"HTTP/1.1 200"
        refused(ask(server, f"{MANY} #"), 503, "large answers")
        assert ask(server, "ASK {}")[0] == 200
    for _ in range(100):
        if ask(server, f"{MANY} #")[0] == 200:
            return
        time.sleep(0.2)
    raise AssertionError("what a client that left had taken was not given back")


CASES: dict[str, tuple[Callable[[Server], None], str, dict[str, str]]] = {
    "query_seconds": (seconds, "1", NO_BUDGETS),
    "rows": (rows, "7", NO_BUDGETS),
    "answer_bytes": (answer_bytes, "4096", NO_BUDGETS),
    "query_bytes": (query_bytes, "1000", NO_BUDGETS),
    "query_depth": (query_depth, "10", NO_BUDGETS),
    "query_patterns": (query_patterns, "10", NO_BUDGETS),
    "query_memory": (query_memory, "64", NO_BUDGETS),
    "workers": (workers, "1", {**NO_BUDGETS, "DIEMCAU_QUERY_SECONDS": "2", "DIEMCAU_CLIENT_SLOW_QUERIES": "8"}),
    "slow_queries": (slow_queries, "1", {**NO_BUDGETS, "DIEMCAU_QUERY_SECONDS": "2"}),
    "client_slow_queries": (client_slow_queries, "1", {**NO_BUDGETS, "DIEMCAU_QUERY_SECONDS": "2"}),
    "queue": (queue, "1", {**NO_BUDGETS, "DIEMCAU_QUERY_SECONDS": "2", "DIEMCAU_WORKERS": "1"}),
    "client_seconds": (client_seconds, "1", {"DIEMCAU_QUERY_SECONDS": "1"}),
    "client_errors": (client_errors, "2", {}),
    "header_bytes": (header_bytes, "2000", {"DIEMCAU_CLIENT_ERRORS": "2"}),
    "body_bytes": (body_bytes, "2000", NO_BUDGETS),
    "bodies_bytes": (bodies_bytes, "2000", {**NO_BUDGETS, "DIEMCAU_BODY_BYTES": "2000"}),
    "downloads": (downloads, "1", NO_BUDGETS),
    "spool_bytes": (spool_bytes, "10000000", NO_BUDGETS),
    "body_seconds": (body_seconds, "0.5", NO_BUDGETS),
    "cache_bytes": (cache_bytes, "0", NO_BUDGETS),
    "proxies": (proxies, "1", {"DIEMCAU_CLIENT_ERRORS": "2"}),
}
WRITING = {"upload_bytes": (upload_bytes, "2000"), "write_seconds": (write_seconds, "1")}
NO_LIMITS = {"data", "articles", "host", "port", "origin", "dataset", "writable", "token", "contact"}
OF_EXTRACTION = {"model", "model_url", "model_key", "model_seconds"}
"""What the site does not read; tests/server/test_modelling.py tries them."""
OF_A_SERVICE = {
    "store", "store_update", "store_graphs", "store_user", "store_password", "store_token", "store_seconds",
}  # fmt: skip
"""What names a store elsewhere; tests/service tries them."""


def test_every_limit_is_tried() -> None:
    assert set(CASES) | set(WRITING) == {s.name for s in SETTINGS} - NO_LIMITS - OF_EXTRACTION - OF_A_SERVICE


@pytest.mark.parametrize("name", CASES)
def test_a_limit_bites(name: str, data_dir: Path) -> None:
    attempt, value, environment = CASES[name]
    variable = next(s.variable for s in SETTINGS if s.name == name)
    with Server(data_dir, **{**environment, variable: value}) as server:
        attempt(server)


@pytest.mark.parametrize("name", WRITING)
def test_a_limit_of_writing_bites(name: str, tmp_path: Path) -> None:
    attempt, value = WRITING[name]
    variable = next(s.variable for s in SETTINGS if s.name == name)
    with Server(tmp_path, "--writable", "--dataset", "exact", "--token", TOKEN, **{variable: value}) as server:
        attempt(server)


TOO_LARGE = (
    "SELECT (GROUP_CONCAT(STR(?p)) AS ?all) { SELECT ?p { ?s ?p ?o . ?a ?b ?c } LIMIT 300000 }",
    "a single row",
)


def test_a_query_that_fails_costs_its_time(data_dir: Path) -> None:
    text, words = TOO_LARGE
    settings = {"DIEMCAU_CLIENT_SECONDS": "0.1", "DIEMCAU_CLIENT_ERRORS": "0", "DIEMCAU_ANSWER_BYTES": "4096"}
    with Server(data_dir, **settings) as server:
        refused(ask(server, text), 400, words)
        for _ in range(20):
            answer = ask(server, text)
            if answer[0] == 429:
                break
        refused(answer, 429, "seconds")
