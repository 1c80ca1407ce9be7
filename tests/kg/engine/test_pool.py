"""The query workers: right answers, killed when they overrun, gone when they should be."""

import os
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from kg import formats
from kg.engine import wire
from kg.engine.guard import Refused
from kg.engine.limits import Limits
from kg.engine.pool import AnswerTooLarge, QueryPool, QueryTimeout, WorkerDied
from kg.formats import Format
from kg.release import Release
from kg.store import Literal, NamedNode, NotServable, QuerySyntaxError, Term

JSON, CSV, TURTLE = (formats.by_key(key) for key in ("json", "csv", "ttl"))
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?i) }"
HUNGRY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?f ?a"
SECONDS = 1.0


@pytest.fixture(scope="module")
def small_pool(release: Release) -> Iterator[QueryPool]:
    """Two workers with one second for a query and little memory."""
    with QueryPool(release.path, Limits(seconds=SECONDS, memory=256 << 20)) as pool:
        yield pool


def _alive(pool: QueryPool) -> bool:
    return pool.query("ASK { ?s ?p ?o }", results=JSON).read() == b'{"head":{},"boolean":true}'


def test_answers_in_the_format_that_fits_the_query(small_pool: QueryPool) -> None:
    rows = small_pool.query("SELECT (1 AS ?x) {}", results=CSV, graph=TURTLE)
    assert (rows.kind, rows.format, rows.read()) == ("results", CSV, b"x\r\n1\r\n")
    graph = small_pool.query("CONSTRUCT { <http://e/a> <http://e/p> 1 } {}", results=CSV, graph=TURTLE)
    assert (graph.kind, graph.format) == ("graph", TURTLE)
    assert b"<http://e/p>" in graph.read()


def test_parameters_are_bound_as_terms(small_pool: QueryPool) -> None:
    bindings: dict[str, Term] = {"x": NamedNode("http://e/a"), "y": Literal('"} DROP ALL #')}
    answer = small_pool.query("SELECT ?x ?y {}", bindings=bindings, results=CSV)
    assert answer.read().decode() == 'x,y\r\nhttp://e/a,"""} DROP ALL #"\r\n'


ESCAPED = ["ASK { SERV\\u0049CE <http://e/> {} }", "ASK { \\U00000053ERVICE <http://e/> {} }"]
"""SPARQL allows code points to be escaped anywhere; this engine does not, so the guard need not read them."""


@pytest.mark.parametrize("text", [*ESCAPED, "SELECT", "", "INSERT DATA { <http://e/a> <http://e/p> 1 }", "DROP ALL"])
def test_what_is_no_query_is_a_syntax_error(small_pool: QueryPool, text: str) -> None:
    with pytest.raises(QuerySyntaxError):
        small_pool.query(text, results=JSON)


def test_an_unacceptable_form_is_refused(small_pool: QueryPool) -> None:
    with pytest.raises(NotServable):
        small_pool.query("ASK {}", graph=TURTLE)


def test_a_query_that_overruns_is_killed_in_time(small_pool: QueryPool) -> None:
    for _ in range(3):
        start = time.monotonic()
        with pytest.raises(QueryTimeout):
            small_pool.query(SLOW, results=JSON)
        assert time.monotonic() - start < SECONDS + 0.5
    assert _alive(small_pool)


def test_an_answer_that_never_stops_coming_is_ended_in_time(release: Release) -> None:
    with QueryPool(release.path, Limits(seconds=0.5, rows=1 << 40, answer_bytes=1 << 40)) as pool:
        start = time.monotonic()
        with pytest.raises(QueryTimeout):
            pool.query("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", results=CSV)
        assert time.monotonic() - start < 1


def test_a_client_may_ask_for_less_time_but_not_for_more(small_pool: QueryPool) -> None:
    start = time.monotonic()
    with pytest.raises(QueryTimeout):
        small_pool.query(SLOW, results=JSON, seconds=0.2)
    assert time.monotonic() - start < 0.7
    with pytest.raises(QueryTimeout):
        small_pool.query(SLOW, results=JSON, seconds=60)
    assert time.monotonic() - start < 2.5


def test_a_query_that_wants_all_memory_ends_alone(release: Release) -> None:
    with QueryPool(release.path, Limits(quick=1, seconds=20, memory=64 << 20)) as pool:
        with pytest.raises(WorkerDied):
            pool.query(HUNGRY, results=JSON)
        assert _alive(pool)


@pytest.mark.parametrize(
    ("text", "form"),
    [("SELECT * { ?s ?p ?o }", JSON), ("SELECT * { ?s ?p ?o }", CSV), ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", TURTLE),
     ("CONSTRUCT { ?s ?p ?x } { ?s ?p ?o BIND(CONCAT(STR(?o), '%s') AS ?x) }" % ("x" * 400), TURTLE)],
)  # fmt: skip
def test_an_answer_is_cut_at_fewer_bytes_where_that_is_asked(pool: QueryPool, text: str, form: Format) -> None:
    answer = pool.query(text, results=form, graph=form, most_bytes=50_000)
    assert answer.cut == "bytes"
    assert 5_000 < answer.size < 51_000
    assert pool.query(text + " LIMIT 1", results=form, graph=form, most_bytes=1 << 60).cut is None


@pytest.mark.parametrize("text", ["SELECT ?x { BIND('%s' AS ?x) }", "CONSTRUCT { <urn:s> <urn:p> '%s' } {}"])
def test_what_does_not_fit_at_all_is_an_error(pool: QueryPool, text: str) -> None:
    with pytest.raises(AnswerTooLarge, match="single row or triple"):
        pool.query(text % ("x" * 5000), results=JSON, graph=TURTLE, most_bytes=4000)


@pytest.mark.parametrize(
    "text", ["ASK { VALUES ?x { %s }}" % ("1 " * 40_000) + "{" * 70, "ASK { ''%s" % ("@a-@" * 20_000) + "(" * 70]
)
def test_reading_a_query_is_charged_where_that_refuses_it(small_pool: QueryPool, text: str) -> None:
    spent: list[float] = []
    with pytest.raises(Refused):
        small_pool.query(text, results=JSON, spend=spent.append)
    assert sum(spent) > 0.005


def test_many_threads_get_their_own_answers(pool: QueryPool) -> None:
    def ask(number: int) -> str:
        return pool.query(f"SELECT ({number} AS ?n) {{}}", results=CSV, client=str(number % 8)).read().decode()

    with ThreadPoolExecutor(16) as threads:
        found = list(threads.map(ask, range(200)))
    assert found == [f"n\r\n{number}\r\n" for number in range(200)]


def test_clients_that_leave_do_not_hold_workers(small_pool: QueryPool) -> None:
    request: dict[str, object] = {"text": "SELECT * { ?s ?p ?o . ?s ?q ?r }", "check": False, "base": None}
    request |= {
        "results": "json",
        "graph": None,
        "graphs": None,
        "rows": 1 << 30,
        "bytes": 1 << 30,
        "until": time.monotonic() + 60,
    }
    for _ in range(4):
        with socket.socket(socket.AF_UNIX) as leaver:
            leaver.connect(small_pool._workers._supervisor.socket)
            channel = wire.Channel(leaver)
            hello = channel.receive_hello(time.monotonic() + 5)
            assert hello is not None
            os.close(hello[1])
            channel.send(wire.frame_json(wire.REQUEST, request))
            assert channel.receive(time.monotonic() + 5) is not None
    assert _alive(small_pool)


@pytest.mark.parametrize("sent", [b"", b"Q", b"Z\0\0\0\1x", b"Q\0\0\0\2{}", b"Q\0\0\0\3{]}"])
def test_garbage_on_the_socket_harms_nobody(small_pool: QueryPool, sent: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(small_pool._workers._supervisor.socket)
        stranger.sendall(sent)
    assert _alive(small_pool)
