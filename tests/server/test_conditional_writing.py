"""Changes of graphs that depend on what is there (RFC 9110, section 13), over HTTP."""

import re
import secrets
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.asking import Answer, refused, send
from tests.running import Server

TOKEN = secrets.token_hex(16)
BEARER = {"Authorization": f"Bearer {TOKEN}"}
TURTLE = {"Content_Type": "text/turtle", **BEARER}
GRAPH, OTHER, ABSENT = (f"/graphs?graph={quote(f'http://example.org/{name}')}" for name in ("g", "other", "absent"))
ONE, TWO = b"<urn:s> <urn:p> 1 .", b"<urn:s> <urn:p> 2 ."
LONG = b"".join(b"<urn:s> <urn:p> %d .\n" % number for number in range(300))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A writable plain data set."""
    folder = tmp_path_factory.mktemp("exact")
    arguments = ("--writable", "--dataset", "exact", "--token", TOKEN)
    with Server(folder, *arguments, DIEMCAU_CLIENT_ERRORS="0", DIEMCAU_CLIENT_SECONDS="0") as running:
        yield running


@pytest.fixture(autouse=True)
def graphs(server: Server) -> None:
    """A graph of one triple, and another."""
    send(server, "DELETE", ABSENT, b"", **BEARER)
    for path in (GRAPH, OTHER):
        assert send(server, "PUT", path, ONE, **TURTLE)[0] in (201, 204)


def tag(server: Server, path: str = GRAPH, **headers: str) -> str:
    status, found, _ = send(server, "GET", path, b"", **headers)
    assert status == 200
    assert found["ETag"] is not None
    return found["ETag"]


def failed(answer: Answer) -> None:
    refused(answer, 412, "Nothing was changed")


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_a_tag_is_good_for_one_change(server: Server, method: str) -> None:
    read = tag(server)
    assert send(server, method, GRAPH, TWO, **TURTLE, If_Match=read)[0] == 204
    send(server, "POST", GRAPH, b"", **TURTLE)  # it is there in any case
    before = server.get(GRAPH, "application/n-triples")[2]
    failed(send(server, method, GRAPH, b"<urn:s> <urn:p> 3 .", **TURTLE, If_Match=read))
    assert server.get(GRAPH, "application/n-triples")[2] == before
    assert send(server, method, GRAPH, TWO, **TURTLE, If_Match=tag(server))[0] == 204


@pytest.mark.parametrize("coding", ["identity", "gzip", "br", "zstd"])
@pytest.mark.parametrize("accept", ["text/turtle", "application/n-triples", "application/rdf+xml"])
def test_any_representation_of_the_graph_will_do(server: Server, accept: str, coding: str) -> None:
    assert send(server, "PUT", GRAPH, LONG, **TURTLE)[0] == 204
    read = tag(server, Accept=accept, Accept_Encoding=coding)
    assert (coding in read) == (coding != "identity")
    assert send(server, "PUT", GRAPH, TWO, **TURTLE, If_Match=f'"x", {read}')[0] == 204
    failed(send(server, "PUT", GRAPH, TWO, **TURTLE, If_Match=read))


def test_a_tag_that_is_weak_or_of_another_graph_or_made_up_is_none(server: Server) -> None:
    read = tag(server)
    for given in (f"W/{read}", tag(server, OTHER), '"x"', '""', "", read.replace(".", ".0")):
        failed(send(server, "PUT", GRAPH, TWO, **TURTLE, If_Match=given))
    assert send(server, "PUT", GRAPH, TWO, **TURTLE, If_Match=read)[0] == 204


def test_an_update_makes_tags_old(server: Server) -> None:
    read = tag(server)
    update = b"INSERT DATA { GRAPH <http://example.org/g> { <urn:s> <urn:p> 9 } }"
    kind = {"Content_Type": "application/sparql-update", **BEARER}
    assert send(server, "POST", "/sparql", update, **kind)[0] == 204
    failed(send(server, "DELETE", GRAPH, b"", **BEARER, If_Match=read))


def test_what_is_refused_makes_no_tag_old(server: Server) -> None:
    read = tag(server)
    failed(send(server, "PUT", GRAPH, TWO, **TURTLE, If_Match='"x"'))
    assert send(server, "PUT", GRAPH, b"<a> <b> .", **TURTLE)[0] == 400
    assert send(server, "DELETE", ABSENT, b"", **BEARER)[0] == 404
    assert tag(server) == read
    assert send(server, "PUT", GRAPH, TWO, **TURTLE, If_Match=read)[0] == 204


def test_a_star_asks_whether_there_is_a_graph(server: Server) -> None:
    failed(send(server, "PUT", ABSENT, ONE, **TURTLE, If_Match="*"))
    failed(send(server, "POST", ABSENT, ONE, **TURTLE, If_Match="*"))
    assert send(server, "DELETE", ABSENT, b"", **BEARER, If_Match="*")[0] == 404  # as without it (section 13.2.1)
    assert server.get(ABSENT)[0] == 404
    assert send(server, "PUT", ABSENT, ONE, **TURTLE, If_None_Match="*")[0] == 201
    failed(send(server, "PUT", ABSENT, TWO, **TURTLE, If_None_Match="*"))
    assert server.get(ABSENT, "application/n-triples")[2].count(b"\n") == 1
    assert send(server, "PUT", ABSENT, TWO, **TURTLE, If_Match="*")[0] == 204
    failed(send(server, "PUT", "/graphs?default", TWO, **TURTLE, If_None_Match="*"))
    assert send(server, "POST", "/graphs", TWO, **TURTLE, If_None_Match="*")[0] == 201
    failed(send(server, "POST", "/graphs", TWO, **TURTLE, If_Match="*"))


def test_a_state_may_be_kept_from_change(server: Server) -> None:
    read = tag(server)
    failed(send(server, "DELETE", GRAPH, b"", **BEARER, If_None_Match=f"W/{read}"))
    assert send(server, "DELETE", GRAPH, b"", **BEARER, If_None_Match='"x"')[0] == 204


@pytest.mark.long
@pytest.mark.clock
def test_no_update_is_lost(server: Server) -> None:
    """Each of several clients adds one to a number, time and again, by reading and putting it."""
    clients, times = 4, 5
    assert send(server, "PUT", GRAPH, b"<urn:s> <urn:p> 0 .", **TURTLE)[0] == 204
    conflicts: list[int] = []

    def add() -> None:
        done = 0
        while done < times:
            status, headers, body = send(server, "GET", GRAPH, b"", Accept="application/n-triples")
            found = re.search(rb'"(\d+)"', body)
            assert status == 200
            assert found is not None
            new = b"<urn:s> <urn:p> %d ." % (int(found[1]) + 1)
            status = send(server, "PUT", GRAPH, new, **TURTLE, If_Match=headers["ETag"] or "")[0]
            assert status in (204, 412)
            done += status == 204
            conflicts.extend([status] * (status == 412))

    threads = [threading.Thread(target=add) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert conflicts, "nobody came in between"
    assert b'"%d"' % (clients * times) in server.get(GRAPH, "application/n-triples")[2]


def test_of_two_with_the_same_tag_one_comes_too_late(server: Server) -> None:
    for _ in range(5):
        read = tag(server)
        answers: list[int] = []
        start = threading.Barrier(4)

        def put(given: str, found: list[int], together: threading.Barrier) -> None:
            together.wait()
            found.append(send(server, "PUT", GRAPH, TWO, **TURTLE, If_Match=given)[0])

        threads = [threading.Thread(target=put, args=(read, answers, start)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(answers) == [204, 412, 412, 412]


@pytest.mark.long
def test_a_tag_of_another_store_is_none(tmp_path: Path) -> None:
    tags = []
    for folder in ("a", "b"):
        with Server(tmp_path / folder, "--writable", "--dataset", "exact", "--token", TOKEN) as store:
            assert send(store, "PUT", GRAPH, ONE, **TURTLE)[0] == 201
            tags.append(tag(store))
            assert send(store, "GET", GRAPH, b"", If_None_Match=tags[0])[0] == (304 if folder == "a" else 200)
            assert send(store, "PUT", GRAPH, TWO, **TURTLE, If_Match=tags[0])[0] == (204 if folder == "a" else 412)
    assert len({read.split("-")[0].partition(".")[0] for read in tags}) == 1  # what would be the same
