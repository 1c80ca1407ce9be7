"""Large answers: whole, with a length, and no burden when their clients read slowly or not at all."""

import gzip
import json
import os
import re
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import brotli
import pytest

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

from server.downloads import SEND_SECONDS
from server.gateway import AT_ONCE
from server.serving import UNREAD_SECONDS
from tests.asking import ask, metric
from tests.hostile.site import web_process
from tests.running import Server

DECODERS = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstd.decompress}
PATH = "/sparql?query=" + quote("SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 500")


@pytest.fixture(scope="module")
def server(data_dir: Path) -> Iterator[Server]:
    with Server(data_dir, DIEMCAU_CLIENT_ERRORS="0", DIEMCAU_CLIENT_SECONDS="0", DIEMCAU_QUERY_SECONDS="3") as running:
        yield running


@pytest.mark.long
@pytest.mark.clock
def test_a_large_answer_comes_whole_and_no_reader_holds_a_thread(data_dir: Path) -> None:
    text = "SELECT ?s ?p ?o ?x { ?s ?p ?o . ?s a ?x }"
    few = {"DIEMCAU_WORKERS": "1", "DIEMCAU_SLOW_QUERIES": "1", "DIEMCAU_QUEUE": "1", "DIEMCAU_CLIENT_SECONDS": "0",
           "DIEMCAU_DOWNLOADS": "1000"}  # fmt: skip
    with Server(data_dir, **few) as server:
        whole = ask(server, text)
        assert len(whole[2]) > 4 << 20
        assert json.loads(whole[2])["results"]["bindings"]
        lazy = []
        for _ in range(30):  # more than there are threads
            connection = socket.create_connection(("127.0.0.1", server.port))
            connection.sendall(f"GET /sparql?query={quote(text)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert connection.recv(1) == b"H"
            lazy.append(connection)
        began = time.monotonic()
        assert ask(server, "ASK {}")[0] == 200
        assert time.monotonic() - began < 3
        for connection in lazy:
            connection.close()


def resident(server: Server) -> int:
    """Bytes of memory that the process which answers requests has."""
    pages = Path(f"/proc/{web_process(server.process.pid)}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.long
@pytest.mark.clock
def test_clients_that_read_nothing_cost_no_memory(data_dir: Path) -> None:
    text = "SELECT ?s ?p ?o ?x ?y ?z { ?s ?p ?o . ?s a ?x BIND(CONCAT(STR(?s), STR(?p)) AS ?y) BIND(?y AS ?z) }"
    with Server(data_dir, DIEMCAU_CLIENT_SECONDS="0", DIEMCAU_CLIENT_ERRORS="0", DIEMCAU_DOWNLOADS="16") as server:
        with ThreadPoolExecutor(2) as crowd:  # what the threads keep for the next answer is no matter here
            for answer in crowd.map(lambda _: ask(server, text), range(4)):
                assert len(answer[2]) > 16 << 20
        before, held, statuses = resident(server), [], Counter[bytes]()
        for _ in range(4):  # at once, since a client has not long to take what it asked for
            connection = socket.create_connection(("127.0.0.1", server.port))
            connection.sendall(f"GET /sparql?query={quote(text)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            held.append(connection)
        for connection in held:
            statuses[connection.recv(12)[-3:]] += 1
        assert statuses == {b"200": 2, b"429": 2}
        assert resident(server) - before < 24 << 20  # two answers have more than 32
        for connection in held:
            connection.close()
        until = time.monotonic() + 20
        while metric(server, "diemcau_answers_left_total") < 2 and time.monotonic() < until:
            time.sleep(0.1)
        assert metric(server, "diemcau_answers_left_total") == 2
        assert ask(server, text)[0] == 200


@pytest.mark.long
@pytest.mark.clock
def test_a_client_that_takes_too_little_learns_that_its_answer_is_short(data_dir: Path) -> None:
    """A compressed answer, too, has a length, or what came of it would pass for the whole."""
    with Server(data_dir, DIEMCAU_CLIENT_SECONDS="0") as site, socket.socket() as lazy:
        lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        lazy.connect(("127.0.0.1", site.port))
        query = quote("SELECT (SHA512(CONCAT(STR(?s), STR(?o))) AS ?x) { ?s ?p ?o . ?a ?b ?c } LIMIT 90000")
        lazy.sendall(f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n".encode())
        answer = lazy.recv(65536)
        time.sleep(SEND_SECONDS + 2)
        while piece := lazy.recv(65536):
            answer += piece
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-encoding: gzip" in head.lower()
    length = re.search(rb"(?i)content-length: (\d+)", head)
    assert length is not None
    assert len(body) < int(length[1])


def open_files(server: Server) -> int:
    """How many files, sockets and pipes the web process has open."""
    return len(os.listdir(f"/proc/{web_process(server.process.pid)}/fd"))


@pytest.mark.long
@pytest.mark.clock
def test_large_answers_leave_no_files_open(server: Server) -> None:
    large = "/sparql?format=csv&query=" + quote("SELECT * { ?s ?p ?o }")
    assert len(server.get(large)[2]) > AT_ONCE
    before = open_files(server)
    for number in range(30):
        assert server.get(f"{large}%20%23{number}")[0] == 200
    time.sleep(0.5)
    assert open_files(server) <= before + 5


@pytest.mark.long
@pytest.mark.clock
def test_a_client_that_takes_nothing_is_let_go(server: Server) -> None:
    path = "/sparql?format=csv&query=" + quote("SELECT * { ?s ?p ?o } LIMIT 1500")
    with socket.socket() as lazy:
        lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        lazy.connect(("127.0.0.1", server.port))
        lazy.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode() * 20)
        time.sleep(1)
        held = open_files(server)
        time.sleep(UNREAD_SECONDS + 5)
        assert open_files(server) < held
