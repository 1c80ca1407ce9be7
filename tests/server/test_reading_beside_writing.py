"""Readers of a plain data set that is being changed: they see what was acknowledged, and wait for no change."""

import contextlib
import os
import secrets
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.asking import Answer, ask, refused, send
from tests.running import Server

TOKEN = secrets.token_hex(16)
UPDATE = {"Content_Type": "application/sparql-update", "Authorization": f"Bearer {TOKEN}"}
SOME = "INSERT DATA { " + " ".join(f"<urn:s> <urn:p> {number} ." for number in range(200)) + " }"
LONG = b"INSERT { ?a ?b ?i } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
READERS = 80
"""More than there are threads for requests on a site with the settings that it comes with."""


def serve(folder: Path, **environment: str) -> Server:
    free = {"DIEMCAU_CLIENT_SECONDS": "0", "DIEMCAU_CLIENT_ERRORS": "0", "DIEMCAU_QUEUE": "100"}
    return Server(folder, "--writable", "--dataset", "exact", "--token", TOKEN, **{**free, **environment})


def change(server: Server, text: bytes) -> Answer:
    return send(server, "POST", "/sparql", text, **UPDATE)


@contextlib.contextmanager
def long_change(server: Server) -> Iterator[list[Answer]]:
    """A change that runs until it may not any more; gives its answer, at the end."""
    answers: list[Answer] = []
    thread = threading.Thread(target=lambda: answers.append(change(server, LONG)))
    thread.start()
    time.sleep(0.5)
    try:
        yield answers
    finally:
        thread.join()


@pytest.mark.long
@pytest.mark.clock
def test_readers_do_not_wait_for_a_long_change(tmp_path: Path) -> None:
    with serve(tmp_path, DIEMCAU_WRITE_SECONDS="15", DIEMCAU_QUERY_SECONDS="10") as server:
        assert change(server, SOME.encode())[0] == 204
        assert change(server, b"INSERT DATA { <urn:last> <urn:q> 1 }")[0] == 204
        found: list[tuple[int, bytes]] = []

        def read(number: int) -> None:
            status, _, body = ask(server, f"SELECT ?o {{ <urn:last> <urn:q> ?o }} #{number}", "text/csv")
            found.append((status, body))

        with long_change(server) as answers:
            threads = [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
            for thread in threads:
                thread.start()
            for path in ("/metrics", "/limits", "/health"):
                assert server.get(path)[0] == 200
            for thread in threads:
                thread.join()
            assert answers == [], "the readers waited for the change"
        refused(answers[0], 504, "15 s")
        assert set(found) == {(200, b"o\r\n1\r\n")}
        assert ask(server, "SELECT ?o { <urn:last> <urn:q> ?o }", "text/csv")[2] == b"o\r\n1\r\n"
        assert change(server, b"INSERT DATA { <urn:last> <urn:q> 2 }")[0] == 204
        assert ask(server, "SELECT ?o { <urn:last> <urn:q> ?o }", "text/csv")[2].count(b"\n") == 3


@pytest.mark.long
@pytest.mark.clock
def test_a_change_that_gets_no_turn_is_told_to_come_again(tmp_path: Path) -> None:
    with serve(tmp_path, DIEMCAU_WRITE_SECONDS="6", DIEMCAU_QUERY_SECONDS="1") as server:
        assert change(server, SOME.encode())[0] == 204
        with long_change(server) as answers:
            busy = change(server, b"CLEAR ALL")
            assert answers == []
        refused(busy, 503, "no turn came in time")
        assert int(busy[1]["Retry-After"]) >= 1
        assert change(server, b"CLEAR ALL")[0] == 204


SECONDS = float(os.environ.get("TESTS_READING_SECONDS", "4"))
STATES = 10
"""So many are seen at least, however busy the machine is."""
CONSTRUCT = "/sparql?query=" + quote("CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <urn:g> { ?s ?p ?o } }")


def test_a_tag_names_one_state_and_a_graph_that_is_read_is_there(tmp_path: Path) -> None:
    graph = "/graphs?graph=urn:g"
    bodies: dict[tuple[str, str | None], set[bytes]] = defaultdict(set)
    statuses: set[int] = set()
    done = threading.Event()
    with serve(tmp_path) as server:

        def read(path: str) -> None:
            while not done.is_set():
                status, headers, body = server.get(path, "application/n-triples")
                statuses.add(status)
                if status == 200:
                    bodies[path, headers["ETag"]].add(body)

        readers = [threading.Thread(target=read, args=(path,)) for path in (graph, CONSTRUCT) for _ in range(2)]
        for reader in readers:
            reader.start()
        began, number = time.monotonic(), 0
        while (spent := time.monotonic() - began) < SECONDS or (len(bodies) <= STATES and spent < 15 * SECONDS):
            number += 1
            headers = {"Content_Type": "text/turtle", "Authorization": f"Bearer {TOKEN}"}
            assert send(server, "PUT", graph, b"<urn:s> <urn:p> %d ." % number, **headers)[0] in (201, 204)
            if number % 3 == 0:
                assert send(server, "DELETE", graph, b"", **headers)[0] == 204
        done.set()
        for reader in readers:
            reader.join()
    assert statuses == {200, 404}
    assert len(bodies) > STATES
    assert {tag: found for tag, found in bodies.items() if len(found) > 1} == {}
    assert not any(b"" in found for (path, _), found in bodies.items() if path == graph)
