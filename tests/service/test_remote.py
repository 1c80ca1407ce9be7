"""A release in Oxigraph's own server: read as the embedded one is, published in one step."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kg import formats, paths, query_files
from kg.engine.guard import Refused
from kg.engine.pool import EvaluationError, PoolBusy, QueryPool
from kg.release import Release
from kg.service import state
from kg.service.client import Client
from kg.service.publishing import NotPublished, publish
from kg.service.service import Service, ServiceFailed
from kg.store import QuerySyntaxError
from tests.running import Server, run
from tests.service import reading, servers

QUERIES = query_files.load_queries(paths.queries_dir())
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
MEETINGS = "SELECT (COUNT(*) AS ?n) WHERE { ?m a <https://w3id.org/diemcau/ontology#Meeting> }"
BOTH = """SELECT (COUNT(?s) AS ?n) WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"""
"""What is in the default graph and in the named ones, in one answer."""


@pytest.fixture(scope="module")
def remote(oxigraph: Service, whole: Release) -> Iterator[QueryPool]:
    """Query workers that ask the service."""
    with QueryPool(whole.path, service=oxigraph) as workers:
        yield workers


def test_canned_questions_have_the_same_answers(remote: QueryPool, pool: QueryPool) -> None:
    for slug, query in QUERIES.items():
        assert reading.same(reading.rows(remote, query), reading.rows(pool, query)), slug


def test_the_default_graph_is_the_union_once(remote: QueryPool, pool: QueryPool) -> None:
    """The service has two more triples: the release that it says it has."""
    assert reading.count(remote, COUNT) == reading.count(pool, COUNT) + 2


@pytest.mark.parametrize("key", ["json", "xml", "csv", "tsv"])
def test_rows_read_as_those_of_the_embedded_engine(key: str, remote: QueryPool, pool: QueryPool) -> None:
    text = 'SELECT ?x ?y WHERE { VALUES (?x ?y) { (<urn:a> "một\\t\\"hai\\""@vi) (UNDEF 1.50) ("<&>" true) } }'
    form = formats.by_key(key)
    assert remote.query(text, results=form).read() == pool.query(text, results=form).read()


def test_graphs_and_booleans_are_answered(remote: QueryPool, pool: QueryPool) -> None:
    construct = "CONSTRUCT WHERE { ?p a <https://w3id.org/diemcau/ontology#Person> }"
    form = formats.by_key("ttl")
    assert remote.query(construct, graph=form).read() == pool.query(construct, graph=form).read()
    assert (
        remote.query("ASK { ?s a <urn:none> }", results=formats.by_key("json")).read() == b'{"head":{},"boolean":false}'
    )


def test_limits_hold(remote: QueryPool) -> None:
    answer = remote.query("SELECT * WHERE { ?s ?p ?o }", results=formats.by_key("json"), rows=5)
    assert answer.cut == "rows"
    assert answer.read().count(b'"s":{') == 5
    assert remote.query("ASK {}", results=formats.by_key("json")).read()  # on the same connection, or a new one


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("INSERT DATA { <urn:a> <urn:a> <urn:a> }", QuerySyntaxError),
        ("DROP ALL", QuerySyntaxError),
        ("SELECT * WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", Refused),
        ("SELECT * WHERE { ?s ?p", QuerySyntaxError),
        ("SELECT (COUNT(*) AS ?n) WHERE { { SELECT ?n WHERE { ?n ?p ?o } } ", QuerySyntaxError),
    ],
)
def test_only_queries_get_to_the_service(text: str, error: type[Exception], remote: QueryPool) -> None:
    with pytest.raises(error):
        remote.query(text, results=formats.by_key("json"))


def test_from_and_base_mean_the_same(remote: QueryPool, pool: QueryPool) -> None:
    text = "SELECT (COUNT(*) AS ?n) FROM <vocab> WHERE { ?s ?p ?o }"
    form = formats.by_key("csv")
    answers = [p.query(text, results=form, base_iri="https://w3id.org/diemcau/graph/").read() for p in (remote, pool)]
    assert answers[0] == answers[1]
    assert int(answers[0].split()[1]) > 1000


def test_the_site_runs_over_it(oxigraph: Service, remote_data: Path) -> None:
    with Server(remote_data, DIEMCAU_STORE=oxigraph.query) as site:
        for path in ("/", "/queries/meetings", "/queries/meetings.csv", "/search?q=chinh%20phu", "/ontology", "/page/"):
            status, _, body = site.get(path)
            assert status == (404 if path == "/page/" else 200), (path, body[:300])
        status, _, body = site.get("/sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D", "application/sparql-results+json")
        assert (status, b"true" in body) == (200, True)
        page = "/page/agency/bo-thong-tin-va-truyen-thong"
        status, _, body = site.get(page)
        assert status == 200
        assert "Bộ Thông tin và Truyền thông" in body.decode()


@pytest.mark.long
def test_the_command_asks_it(oxigraph: Service, remote_data: Path) -> None:
    done = run("query", "meetings", "--format", "csv", "--store", oxigraph.query, data=remote_data)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 5
    done = run("search", "chinh phu", "--store", oxigraph.query, data=remote_data)
    assert "agency/chinh-phu" in done.stdout


@pytest.mark.long
def test_readers_see_the_one_release_or_the_other(oxigraph: Service, whole: Release, smaller: Release) -> None:
    """Three ways to read: by the pool of each release, and past them, as anybody may."""
    seen: set[int] = set()
    wrong: list[str] = []
    ended = threading.Event()
    with (
        closing(Client(oxigraph)) as client,
        QueryPool(whole.path, service=oxigraph) as reader,
        QueryPool(smaller.path, service=oxigraph) as other,
    ):
        expected = {reader: reading.count(reader, MEETINGS), other: 0}
        plain = {_plainly(client, MEETINGS), 0}

        def read() -> None:
            while not ended.is_set():
                for pool in (reader, other):
                    try:
                        found = reading.count(pool, MEETINGS)
                    except PoolBusy:
                        continue
                    if found != expected[pool]:
                        wrong.append(f"{found} meetings, not {expected[pool]}")
                seen.add(_plainly(client, MEETINGS))

        thread = threading.Thread(target=read)
        thread.start()
        try:
            for release in (smaller, whole):
                done = publish(oxigraph, release)
                assert done is not None
                assert done.at_once
        finally:
            ended.set()
            thread.join()
    assert not wrong
    assert seen <= plain


def _soon() -> float:
    return time.monotonic() + 30


def _plainly(client: Client, text: str) -> int:
    found = state.ask(client, text, _soon())
    return int(found["results"]["bindings"][0]["n"]["value"])


def test_what_is_published_again_stays(oxigraph: Service, whole: Release) -> None:
    assert publish(oxigraph, whole) is None


@pytest.mark.long
def test_by_updates_where_there_is_no_graph_store(whole: Release, tmp_path: Path, pool: QueryPool) -> None:
    with servers.oxigraph(tmp_path / "server") as service:
        done = publish(Service(service.query, service.update), whole)
        assert done is not None
        with QueryPool(whole.path, service=service) as remote:
            assert reading.count(remote, COUNT) == reading.count(pool, COUNT) + 2
            blank = "SELECT (COUNT(*) AS ?n) WHERE { ?c a <http://www.w3.org/2002/07/owl#Restriction> ; ?p ?o }"
            assert reading.count(remote, blank) == reading.count(pool, blank) > 0


def test_data_of_others_are_left_alone(whole: Release, tmp_path: Path) -> None:
    with servers.oxigraph(tmp_path / "server") as service, closing(Client(service)) as client:
        client.update("INSERT DATA { GRAPH <urn:theirs> { <urn:a> <urn:a> <urn:a> } }", _soon(), again=True)
        with pytest.raises(NotPublished, match=r"urn:theirs.*--adopt"):
            publish(service, whole)
        assert publish(service, whole, adopt=True) is not None
        assert state.ask(client, "ASK { GRAPH <urn:theirs> { ?s ?p ?o } }", _soon())["boolean"]


def test_a_broken_dump_changes_nothing(oxigraph: Service, whole: Release, tmp_path: Path) -> None:
    lines = whole.dump.read_bytes().splitlines(keepends=True)
    (tmp_path / "dump.nq").write_bytes(b"".join(lines[:500]) + b"no quad\n")
    with closing(Client(oxigraph)) as client:
        before = state.read(client, _soon())
        with pytest.raises(NotPublished, match=r":501: .*diemcau build.* stays in service"):
            publish(oxigraph, Release("f" * 16, tmp_path))
        after = state.read(client, _soon())
    assert (after.release, after.word) == (before.release, "served")
    with pytest.raises(ServiceFailed, match="DIEMCAU_STORE_UPDATE"):
        publish(Service(oxigraph.query), Release("f" * 16, tmp_path))


def test_a_query_that_the_service_refuses_says_so(remote: QueryPool) -> None:
    with pytest.raises((EvaluationError, QuerySyntaxError)):
        remote.query("SELECT (<urn:no-function>(1) AS ?x) WHERE { ?s ?p ?o } ORDER BY", results=formats.by_key("json"))
