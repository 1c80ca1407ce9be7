"""Clients that are slow, leave, say nothing, or come in crowds: connections are what they hold, and nothing else."""

import contextlib
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.hostile.attack import HOST, Attack, form, get, query, request
from tests.hostile.exchange import NEIGHBOUR, Answer, connect, exchange, receive
from tests.hostile.site import LATE, Site

pytestmark = [pytest.mark.long, pytest.mark.clock]
TYPE = "Content-Type: application/sparql-query"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 40000"
DRIP = 0.2
"""Seconds between two bytes of a slow client."""
SLOW = {
    "nothing at all": b"",
    "a method and no more": b"GET",
    "headers without an end": b"GET / HTTP/1.1\r\n" + HOST + b"X-A: " + b"a" * 1_000,
    "a body byte by byte": request("POST", "/sparql", TYPE, "Content-Length: 1000") + b"A" * 1_000,
    "a form byte by byte": form(query="ASK {}" + " " * 1_000),
    "a chunk byte by byte": request("POST", "/sparql", TYPE, "Transfer-Encoding: chunked") + b"3E8\r\n" + b"A" * 1_000,
    "an upload byte by byte": request("PUT", "/graphs?default", "Content-Type: text/turtle", body=b"#" * 1_000),
}
AT_ONCE = {"headers without an end": 40}
"""Bytes that are sent at once before the drip begins; all of the head where there is a body."""


def drip(site: Site, data: bytes, at_once: int) -> tuple[float, int | None]:
    """Sends bytes slowly until the site answers or hangs up; returns when it did, and the status."""
    began = time.monotonic()
    with connect(site.port) as connection:
        connection.settimeout(DRIP)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(data[:at_once])
        for number in range(at_once, at_once + 200):
            try:
                if not connection.recv(1, socket.MSG_PEEK):
                    return time.monotonic() - began, None
                return time.monotonic() - began, receive(connection, "POST", began).status
            except TimeoutError:
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    connection.sendall(data[number : number + 1])
            except ConnectionResetError:
                return time.monotonic() - began, None
    raise AssertionError("a slow client is waited for without end")


@pytest.mark.parametrize("name", SLOW)
def test_a_slow_client_is_waited_for_no_longer_than_the_limit(site: Site, name: str) -> None:
    data = SLOW[name]
    end = data.find(b"\r\n\r\n") + 4
    seconds, status = drip(site, data, AT_ONCE.get(name, end if end > 4 else len(data)))
    site.count(Attack("slow", name, data), seconds)
    assert status in (None, 408)
    assert seconds <= site.limit + LATE + DRIP


@pytest.mark.parametrize("size", [1 << 20, (1 << 20) + 1, 8 << 20, 80 << 20])
@pytest.mark.parametrize("framed", ["length", "chunks"])
def test_a_body_beyond_the_limit_is_refused_before_it_is_read(site: Site, size: int, framed: str) -> None:
    piece = b"#" * (1 << 16)
    length = f"Content-Length: {size}" if framed == "length" else "Transfer-Encoding: chunked"
    began = time.monotonic()
    with connect(site.port) as connection, contextlib.suppress(BrokenPipeError, ConnectionResetError):
        connection.sendall(request("POST", "/sparql", TYPE, length))
        for start in range(0, size, len(piece)):
            part = piece[: size - start]
            connection.sendall(part if framed == "length" else b"%x\r\n%s\r\n" % (len(part), part))
        connection.sendall(b"" if framed == "length" else b"0\r\n\r\n")
        answer = receive(connection, "POST", began)
        assert answer.status in (413, None)
    site.count(Attack("size", f"{size} bytes by {framed}", b""), time.monotonic() - began)
    assert time.monotonic() - began <= site.limit + LATE


@pytest.mark.parametrize("crowd", [1, 8, 64])
@pytest.mark.parametrize("asked", ["an endless query", "a large answer", "half a request", "a reset"])
def test_clients_that_leave_at_once(site: Site, asked: str, crowd: int) -> None:
    data = {
        "an endless query": query(ENDLESS),
        "a large answer": query(LARGE),
        "half a request": query(ENDLESS)[:-20],
        "a reset": query(ENDLESS),
    }[asked]
    for _ in range(crowd):
        with connect(site.port) as connection:
            connection.sendall(data)
            if asked == "a reset":
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    site.count(Attack("leaving", f"{crowd} clients, {asked}", data))
    time.sleep(site.limit if asked != "half a request" else 0)  # what nobody waits for still runs until its deadline


def test_clients_that_never_read(site: Site) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(24):
            connection = stack.enter_context(connect(site.port))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(query(LARGE))
        for _ in range(10):
            site.check_health()
            time.sleep(0.2)
        site.count(Attack("leaving", "24 clients that never read", b""))


def test_half_open_connections(site: Site) -> None:
    with connect(site.port) as connection:
        began = time.monotonic()
        connection.sendall(query("ASK {}"))
        connection.shutdown(socket.SHUT_WR)  # says no more, and still listens
        assert receive(connection, "POST", began).status in (200, None)
    with connect(site.port) as connection:
        connection.sendall(query("ASK {}")[:-3])
        connection.shutdown(socket.SHUT_WR)
        assert receive(connection, "POST", began).status in (400, None)
    site.count(Attack("leaving", "half-open connections", b""))


@pytest.mark.parametrize("many", [10, 200])
def test_requests_on_end_are_answered_in_order_or_not_at_all(site: Site, many: int) -> None:
    data = b"".join(get(f"/no-such-{number:03}") for number in range(many))
    with connect(site.port) as connection:
        connection.settimeout(2.0)
        connection.sendall(data)
        got = b""
        with contextlib.suppress(TimeoutError, ConnectionResetError):
            while got.count(b"HTTP/1.1 404") < many and (more := connection.recv(1 << 16)):
                got += more
    assert got.count(b"HTTP/1.1 404") == many
    site.count(Attack("pipelining", f"{many} requests", data))


def test_many_idle_connections(site: Site) -> None:
    with contextlib.ExitStack() as stack:
        idle = [stack.enter_context(connect(site.port)) for _ in range(500)]
        site.check_health()
        for connection in idle[:250]:
            connection.sendall(b"GET / HTTP/1.1\r\n")
        site.check_health()
        time.sleep(site.limit + LATE)
        for connection in idle[:250]:
            connection.settimeout(1.0)
            with contextlib.suppress(ConnectionResetError):
                connection.recv(1 << 16)  # hung up on, or told that it was too slow; or this raises TimeoutError
    site.count(Attack("crowd", "500 idle connections", b""))


def test_a_crowd_of_clients_with_endless_queries(site: Site) -> None:
    """While they come, a lookup may have to wait its turn, or be told to try again; after them it is answered."""

    def ask(number: int) -> Answer:
        return exchange(site.port, query(ENDLESS), f"127.0.1.{number + 1}")

    with ThreadPoolExecutor(30) as crowd:
        asked = [crowd.submit(ask, number) for number in range(30)]
        while not all(one.done() for one in asked):
            lookup = exchange(site.port, query("ASK {}"), NEIGHBOUR)
            assert lookup.status in (200, 503)
            assert lookup.seconds <= site.limit + 2 * LATE
    answers = [one.result() for one in asked]
    assert {answer.status for answer in answers} <= {503, 504}
    assert max(answer.seconds for answer in answers) <= site.limit + 2 * LATE
    site.count(Attack("crowd", "30 clients with endless queries", query(ENDLESS)))
