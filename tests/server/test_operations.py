"""/health and /ready: alive is not ready, neither can be used to make work, and both answer when all is taken."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.app import create_app
from server.problems import Problem
from server.settings import Settings
from server.urls import OPERATIONS
from tests.asking import ENDLESS, ask, refused
from tests.running import Server
from tests.server.test_gateway import metric

BUSY = {
    "DIEMCAU_WORKERS": "1", "DIEMCAU_SLOW_QUERIES": "1", "DIEMCAU_CLIENT_SLOW_QUERIES": "1", "DIEMCAU_QUEUE": "60",
    "DIEMCAU_CLIENT_SECONDS": "0", "DIEMCAU_CLIENT_ERRORS": "0", "DIEMCAU_QUERY_SECONDS": "8",
}  # fmt: skip


@pytest.fixture
def server(data_dir: Path) -> Iterator[Server]:
    with Server(data_dir, **BUSY) as running:
        yield running


def test_operators_are_answered_while_all_threads_are_taken(server: Server) -> None:
    release = json.loads(server.get("/health")[2])["release"]
    done = threading.Event()

    def crowd() -> None:
        while not done.is_set():
            ask(server, ENDLESS)

    threads = [threading.Thread(target=crowd) for _ in range(100)]  # more than the site has threads
    for thread in threads:
        thread.start()
    time.sleep(2)
    try:
        for path in ("/health", "/metrics", "/limits"):
            began = time.monotonic()
            status, _, body = server.get(path)
            assert status == 200
            assert time.monotonic() - began < 2
            if path == "/health":
                assert json.loads(body) == {"status": "ok", "release": release}
        began = time.monotonic()
        assert server.get("/ready")[0] in (200, 503)
        assert time.monotonic() - began < 4
    finally:
        done.set()
        for thread in threads:
            thread.join()


def test_asking_for_health_asks_no_query_and_readiness_one_a_second(server: Server) -> None:
    def seconds() -> float:
        return metric(server, "diemcau_query_seconds_total")

    server.get("/ready")
    began, before = time.monotonic(), seconds()
    for _ in range(50):
        assert server.get("/health")[0] == 200
    assert seconds() == before
    changes = 0
    while time.monotonic() - began < 2.5:
        assert server.get("/ready")[0] == 200
        changes, before = changes + (seconds() != before), seconds()
    assert 1 <= changes <= 3


def test_nothing_to_serve_is_neither_alive_nor_ready(tmp_path: Path) -> None:
    app = create_app(Settings.read({"DIEMCAU_DATA": str(tmp_path)}))
    client = app.test_client()
    for path in ("/health", "/ready"):
        found = client.get(path)
        assert (found.status_code, found.mimetype) == (503, "application/problem+json")
    app.extensions["site"].close()


def test_operators_are_on_no_budget(data_dir: Path) -> None:
    with Server(data_dir, DIEMCAU_CLIENT_ERRORS="1") as server:
        while ask(server, "SELECT")[0] != 429:
            pass
        refused(ask(server, "ASK {}"), 429, "errors")
        assert {server.get(path)[0] for path in OPERATIONS} == {200}


def test_what_was_found_long_ago_is_not_believed(data_dir: Path) -> None:
    from server.operations import STALE_SECONDS, Readiness

    app = create_app(Settings.read({"DIEMCAU_DATA": str(data_dir)}))
    site, now = app.extensions["site"], [0.0]
    readiness = Readiness(site, lambda: now[0])
    release = readiness.release()
    with readiness._asking:  # somebody asks, and is not answered
        now[0] = STALE_SECONDS
        assert readiness.release() == release
        now[0] += 1
        with pytest.raises(Problem) as found:
            readiness.release()
    assert found.value.status == 503
    assert readiness.release() == release
    site.close()
