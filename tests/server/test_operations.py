"""/health and /ready: alive is not ready, neither can be used to make work, and both answer when all is taken."""

import importlib.metadata
import json
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.app import create_app
from server.problems import Problem
from server.settings import Settings
from server.urls import OPERATIONS
from tests.asking import ENDLESS, ask, metric, refused
from tests.running import Server

BUSY = {
    "DIEMCAU_WORKERS": "1", "DIEMCAU_SLOW_QUERIES": "1", "DIEMCAU_CLIENT_SLOW_QUERIES": "1", "DIEMCAU_QUEUE": "60",
    "DIEMCAU_CLIENT_SECONDS": "0", "DIEMCAU_CLIENT_ERRORS": "0", "DIEMCAU_QUERY_SECONDS": "4",
}  # fmt: skip


@pytest.fixture(scope="module")
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


@pytest.mark.parametrize("folder", ["", "none", "file/below"])
def test_a_site_with_nothing_to_serve_is_alive_and_not_ready(tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").touch()
    app = create_app(Settings.read({"DIEMCAU_DATA": str(tmp_path / folder)}))
    client = app.test_client()
    alive, ready = client.get("/health"), client.get("/ready")
    assert (alive.status_code, json.loads(alive.data)) == (200, {"status": "ok", "release": None})
    assert (ready.status_code, ready.mimetype) == (503, "application/problem+json")
    app.extensions["site"].close()


def test_a_site_whose_data_folder_is_gone_is_alive(data_dir: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(data_dir, folder, symlinks=True)
    app = create_app(Settings.read({"DIEMCAU_DATA": str(folder)}))
    client = app.test_client()
    release = json.loads(client.get("/ready").data)["release"]
    shutil.rmtree(folder)
    alive = client.get("/health")
    assert (alive.status_code, json.loads(alive.data)) == (200, {"status": "ok", "release": release})
    app.extensions["site"].close()


def test_metrics_tell_what_waits_what_runs_and_which_version(server: Server) -> None:
    build = f'diemcau_build_info{{version="{importlib.metadata.version("diemcau")}"}}'
    assert metric(server, build) == 1
    figures = ("diemcau_queries_waiting", 'diemcau_workers_busy{lane="quick"}', 'diemcau_workers_busy{lane="slow"}')
    assert [metric(server, figure) for figure in figures] == [0, 0, 0]
    threads = [threading.Thread(target=ask, args=(server, ENDLESS)) for _ in range(2)]
    for thread in threads:
        thread.start()
    seen = [0.0, 0.0, 0.0]
    while any(thread.is_alive() for thread in threads):
        seen = [max(most, metric(server, figure)) for most, figure in zip(seen, figures, strict=True)]
    for thread in threads:
        thread.join()
    assert seen[2] == 1  # the other one found no place there
    assert [metric(server, figure) for figure in figures] == [0, 0, 0]


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
