"""Bodies of requests: what is refused is refused as everything else is, in time, and costs what errors cost."""

import contextlib
import json
import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.asking import refused, send
from tests.hostile.exchange import Answer, connect, exchange, receive
from tests.running import Server

QUERY = {"Content_Type": "application/sparql-query"}
HEAD = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
FREE = {"DIEMCAU_CLIENT_ERRORS": "0", "DIEMCAU_CLIENT_SECONDS": "0"}
SMALL = {"DIEMCAU_BODY_BYTES": "2000", "DIEMCAU_BODIES_BYTES": "8000", "DIEMCAU_BODY_SECONDS": "2"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("bodies"), "--dataset", "exact", **FREE, **SMALL) as running:
        yield running


def posted(size: int, *headers: bytes) -> bytes:
    """A request whose body has so many bytes."""
    return HEAD + b"".join(h + b"\r\n" for h in headers) + b"Content-Length: %d\r\n\r\n" % size + b" " * size


def test_a_refused_body_is_answered_like_any_other_error(server: Server) -> None:
    for method in ("POST", "PUT", "QUERY"):
        machine = send(server, method, "/sparql", b" " * 3000, **QUERY)
        refused(machine, 413, "3,000", "2,000")
        assert json.loads(machine[2])["title"] == "Too large"
    person = send(server, "POST", "/sparql", b" " * 3000, Accept="text/html,*/*;q=0.8", **QUERY)
    assert (person[0], person[1].get_content_type()) == (413, "text/html")
    assert b"<html" in person[2]
    other = server.get("/nowhere")
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Access-Control-Allow-Origin"):
        assert machine[1][name] == person[1][name] == other[1][name] is not None
    metrics = server.get("/metrics")[2].decode()
    for method in ("POST", "PUT", "QUERY"):
        assert re.search(rf'diemcau_requests_total{{method="{method}",route="[^"]+",status="413"}}', metrics)
    assert 'diemcau_refusals_total{reason="too-large"}' in metrics


@pytest.mark.parametrize("size", [3_000, 300_000, 3_000_000])
@pytest.mark.parametrize("chunked", [False, True])
def test_who_sends_too_much_can_read_why_it_is_refused(server: Server, size: int, chunked: bool) -> None:
    data = posted(size)
    if chunked:
        data = HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % size + b" " * size + b"\r\n0\r\n\r\n"
    for _ in range(5):
        with connect(server.port) as connection:
            connection.sendall(data)  # all of it, without a reset
            answer = receive(connection, "POST", time.monotonic())
        assert (answer.status, answer.headers["Connection"]) == (413, "close")


def test_who_asks_first_is_refused_before_sending(server: Server) -> None:
    with connect(server.port) as connection:
        connection.sendall(posted(3000, b"Expect: 100-continue").removesuffix(b" " * 3000))
        connection.settimeout(5)
        got = b""
        while data := connection.recv(1 << 16):
            got += data
    assert got.startswith(b"HTTP/1.1 413 ")
    assert b" 100 " not in got


def test_who_never_ends_sending_is_left(server: Server) -> None:
    def send_on(number: int) -> float:
        time.sleep(number / 75)  # so that they are not all let go in one moment
        began = time.monotonic()
        with connect(server.port) as connection, contextlib.suppress(OSError):
            connection.sendall(HEAD + b"Content-Length: 999999999\r\n\r\n")
            while time.monotonic() - began < 30:
                connection.sendall(b" " * 1000)
                time.sleep(0.05)
        return time.monotonic() - began

    with ThreadPoolExecutor(10) as clients:
        assert max(clients.map(send_on, range(10))) < 30  # of which a busy machine needs most


@contextlib.contextmanager
def holding(server: Server, sources: list[str]) -> Iterator[list[socket.socket]]:
    """Clients that have each sent nearly all of a body."""
    with contextlib.ExitStack() as stack:
        held = [stack.enter_context(connect(server.port, source)) for source in sources]
        for one in held:
            one.sendall(posted(2000).removesuffix(b" " * 10))
        time.sleep(0.5)
        yield held


def test_bodies_that_are_held_together_have_a_limit(server: Server) -> None:
    with holding(server, [f"127.0.3.{number}" for number in range(1, 5)]) as held:
        busy = exchange(server.port, posted(1000), "127.0.3.9")
        assert busy.status == 503
        assert int(busy.headers["Retry-After"]) >= 1
        assert server.get("/sparql?query=ASK%7B%7D")[0] == 200  # what has no body is not concerned
        for one in held:
            one.sendall(b" " * 10)
            assert receive(one, "POST", time.monotonic()).status == 400  # an empty query: it was taken
    assert exchange(server.port, posted(1000), "127.0.3.9").status == 400


def test_one_client_holds_no_more_than_its_share(server: Server) -> None:
    with holding(server, ["127.0.3.1"]):
        assert exchange(server.port, posted(1000), "127.0.3.1").status == 429
        assert exchange(server.port, posted(1000), "127.0.3.2").status == 400


def test_a_body_that_breaks_off_is_nothing_to_regret(tmp_path: Path) -> None:
    broken = [
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nno number\r\n",
        HEAD + b"Content-Length: 100\r\n\r\n" + b" " * 50,
        HEAD + b"Content-Length: 1500\r\n\r\n" + b" " * 500,
        HEAD + b"Content-Length: 100000\r\n\r\n" + b" " * 5000,
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n1000\r\n" + b" " * 0x1000 + b"\r\nno number\r\n",
    ]
    running = Server(tmp_path, "--dataset", "exact", **FREE, **SMALL)
    with running as server:
        for data in broken:
            for leave in (False, True):
                with connect(server.port) as connection, contextlib.suppress(OSError):
                    connection.sendall(data)
                    if not leave:
                        connection.shutdown(socket.SHUT_WR)
                    connection.settimeout(3)
                    if not leave:
                        connection.recv(1 << 16)
        time.sleep(1.5)
        assert len(server.stop().splitlines()) == 1


def test_a_client_without_a_budget_is_refused_before_its_body_is_taken(tmp_path: Path) -> None:
    with Server(tmp_path, "--dataset", "exact", DIEMCAU_CLIENT_ERRORS="2", DIEMCAU_BODY_BYTES="2000") as server:

        def post(data: bytes) -> Answer:
            return exchange(server.port, data, "127.0.3.1")

        statuses = [post(posted(3000)).status for _ in range(6)]
        assert statuses[:4] == [413] * 4  # they are on the budget
        assert statuses[-1] == 429
        with connect(server.port, "127.0.3.1") as connection:
            connection.sendall(posted(1000).removesuffix(b" " * 1000))  # and not a byte of the body
            began = time.monotonic()
            answer = receive(connection, "POST", began)
        assert answer.status == 429
        assert int(answer.headers["Retry-After"]) >= 1
        assert answer.seconds < 1
        assert exchange(server.port, posted(1000), "127.0.3.2").status == 400
