"""Changes whose bodies do not come whole: nothing of them is taken for a change."""

import socket
import time
from collections.abc import Iterator

import pytest

from tests.asking import send
from tests.running import Server
from tests.writing import BEARER, GRAPH, TOKEN, TURTLE, UPDATE, rows


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A writable plain data set, empty at first."""
    folder = tmp_path_factory.mktemp("broken")
    with Server(folder, "--writable", "--dataset", "exact", "--token", TOKEN) as running:
        yield running


@pytest.fixture(autouse=True)
def empty(server: Server) -> None:
    assert send(server, "POST", "/sparql", b"DROP ALL", **UPDATE, **BEARER)[0] == 204


BROKEN_CHUNKS = {
    "no size": b"ZZ\r\n",
    "a second one without a size": b"4\r\nabc.\r\nZZ\r\n",
    "a size beyond all": b"ffffffffffffffffffff\r\nabc\r\n",
    "nothing": b"",
    "the end missing": b"21\r\n<urn:new> <urn:p> 1 . # a comment \r\n",
    "half of one": b"1000\r\n<urn:new> <urn:p> 1 .\n",
}


def exchange(server: Server, head: bytes, body: bytes, *, leave: bool = False, broken: bool = False) -> bytes:
    """The first line of the answer to a request as its bytes. A client whose request is `broken` says that no more
    comes; one that is to `leave` hears no answer."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(head + b"Host: x\r\nAuthorization: Bearer %s\r\n" % TOKEN.encode() + b"\r\n" + body)
        if leave:
            return b""
        if broken:
            connection.shutdown(socket.SHUT_WR)
        return connection.makefile("rb").readline()


@pytest.mark.parametrize("leave", [False, True], ids=["waits", "leaves"])
@pytest.mark.parametrize("broken", BROKEN_CHUNKS)
def test_a_body_that_breaks_off_changes_nothing(server: Server, broken: str, leave: bool) -> None:
    assert send(server, "PUT", GRAPH, b"<urn:old> <urn:p> 1 .", **TURTLE, **BEARER)[0] in (201, 204)
    chunked = b"Content-Type: %s\r\nTransfer-Encoding: chunked\r\n"
    for head in (
        b"PUT %s HTTP/1.1\r\n" % GRAPH.encode() + chunked % b"text/turtle",
        b"POST /sparql HTTP/1.1\r\n" + chunked % b"application/sparql-update",
    ):
        body = BROKEN_CHUNKS[broken] if b"turtle" in head else b"8\r\nDROP ALL\r\n" + BROKEN_CHUNKS[broken]
        answer = exchange(server, head, body, leave=leave, broken=True)
        assert leave or answer == b"" or b" 400 " in answer, answer
    time.sleep(0.3 if leave else 0)
    assert rows(server, "SELECT ?s { GRAPH ?g { ?s ?p ?o } }") == [{"s": "urn:old"}]


def test_a_whole_body_in_chunks_is_a_change(server: Server) -> None:
    head = b"PUT %s HTTP/1.1\r\nContent-Type: text/turtle\r\nTransfer-Encoding: chunked\r\n" % GRAPH.encode()
    body = b"e\r\n<urn:new> <urn\r\n8\r\n:p> 1 .\n\r\n0\r\n\r\n"
    assert b" 201 " in exchange(server, head, body)
    assert rows(server, "SELECT ?s { GRAPH ?g { ?s ?p ?o } }") == [{"s": "urn:new"}]


def test_a_body_in_a_coding_that_is_not_understood_changes_nothing(server: Server) -> None:
    head = b"PUT %s HTTP/1.1\r\nContent-Type: text/turtle\r\nTransfer-Encoding: gzip, chunked\r\n" % GRAPH.encode()
    assert b" 400 " in exchange(server, head, b"e\r\n<urn:new> <urn\r\n8\r\n:p> 1 .\n\r\n0\r\n\r\n")
    assert rows(server, "SELECT ?s { GRAPH ?g { ?s ?p ?o } }") == []
