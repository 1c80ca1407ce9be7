"""The workers of a pool and their supervisor: gone when they should be, replaced when they are killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kg import formats
from kg.engine.admission import KEPT
from kg.engine.limits import Limits
from kg.engine.pool import PoolBusy, QueryPool, WorkerDied
from kg.release import Release
from kg.store import PrimaryStore

JSON, CSV, TURTLE = (formats.by_key(key) for key in ("json", "csv", "ttl"))
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?i) }"
HUNGRY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?f ?a"
SECONDS = 1.0


def _alive(pool: QueryPool) -> bool:
    return pool.query("ASK { ?s ?p ?o }", results=JSON).read() == b'{"head":{},"boolean":true}'


def _processes(release: Path) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if b"kg.engine.supervisor" in command and str(release).encode() in command:
                found.append(int(entry.name))
    return found


def _gone(release: Path) -> bool:
    end = time.monotonic() + 5
    while _processes(release) and time.monotonic() < end:
        time.sleep(0.02)
    return not _processes(release)


def _copy(release: Release, folder: Path) -> Path:
    """The release under a path of its own, so that its processes can be told apart."""
    path = folder / "release"
    path.symlink_to(release.path)
    return path


def test_close_leaves_no_process_and_no_folder(release: Release, tmp_path: Path) -> None:
    path = _copy(release, tmp_path)
    with QueryPool(path) as pool:
        folder = Path(pool._workers._supervisor.socket).parent
        assert len(_processes(path)) == 1 + Limits().quick + KEPT + 1  # the supervisor, and the workers that wait
    assert _gone(path)
    assert not folder.exists()


def test_a_supervisor_whose_parent_has_ended_meanwhile_says_nothing(release: Release, tmp_path: Path) -> None:
    """The parent may end while the supervisor is still loading."""
    path = _copy(release, tmp_path)
    socket = tmp_path / "run" / "queries"
    socket.parent.mkdir()
    command = [sys.executable, "-m", "kg.engine.supervisor", str(path), str(socket), "1", str(1 << 30)]
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as nobody:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=nobody, stderr=subprocess.PIPE, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    assert _gone(path)
    assert not socket.parent.exists()


def test_workers_end_with_a_parent_that_is_killed(release: Release, tmp_path: Path) -> None:
    path = _copy(release, tmp_path)
    program = (
        "import sys, pathlib\nfrom kg.engine.pool import QueryPool\n"
        "pool = QueryPool(pathlib.Path(sys.argv[1])); print('up', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"up\n"
        assert _processes(path)
        os.kill(parent.pid, signal.SIGKILL)
    assert _gone(path)


def test_a_release_that_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WorkerDied, match="could not be started"):
        QueryPool(tmp_path)


def test_a_change_to_what_cannot_be_opened_leaves_the_release_in_service(release: Release, tmp_path: Path) -> None:
    with QueryPool(release.path) as pool:
        before = pool.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", results=JSON).read()
        with pytest.raises(WorkerDied):
            pool.change(tmp_path)
        assert pool.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", results=JSON).read() == before
        pool.change(release.path)
        assert _alive(pool)


def test_a_worker_killed_while_idle_is_nobodys_loss(release: Release, tmp_path: Path) -> None:
    path = _copy(release, tmp_path)
    with QueryPool(path) as pool:
        assert _alive(pool)
        for worker in list(pool._workers._idle):
            os.kill(worker._pid, signal.SIGKILL)
        time.sleep(0.1)
        assert _alive(pool)


def test_after_a_change_of_release_nobody_gets_an_answer_of_the_last_one(tmp_path: Path) -> None:
    releases = {}
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        store = PrimaryStore(tmp_path / name / "store")
        store.update(f"INSERT DATA {{ <urn:s> <urn:p> '{name}' }}")
        store.sync()
        releases[name] = tmp_path / name
        del store  # one process at a time may have it open
    serving: list[str] = ["a"]  # and empty while it is being changed
    stale: list[str] = []
    done = threading.Event()
    with QueryPool(releases["a"]) as pool, ThreadPoolExecutor() as threads:

        def keep_asking() -> None:
            while not done.is_set():
                before = [*serving]
                found = pool.query("SELECT ?o { ?s ?p ?o }", results=CSV).read().split()[1].decode()
                if before and before == serving and found != before[0]:
                    stale.append(found)

        others = [threads.submit(keep_asking) for _ in range(3)]  # queries end while a release is changed
        try:
            for name in "babababa":
                serving.clear()
                pool.change(releases[name])
                serving.append(name)
                time.sleep(0.2)
        finally:
            done.set()
        for other in others:
            other.result()
    assert stale == []


def test_a_supervisor_that_was_killed_is_replaced_and_not_more_than_once_in_a_while(
    release: Release, tmp_path: Path
) -> None:
    path = _copy(release, tmp_path)
    with QueryPool(path) as pool:
        for _ in range(2):
            assert _alive(pool)
            old = pool._workers._supervisor
            os.kill(old._process.pid, signal.SIGKILL)
            old._process.wait()
            with pytest.raises(PoolBusy, match="started again"):
                pool.query("ASK {}", results=JSON)
            until = time.monotonic() + 20
            while pool._workers._supervisor is old and time.monotonic() < until:
                time.sleep(0.05)
            assert pool._workers._supervisor is not old
    assert _gone(path)


def test_a_change_replaces_a_supervisor_that_was_killed(release: Release, tmp_path: Path) -> None:
    path = _copy(release, tmp_path)
    with QueryPool(release.path) as pool:
        for wait in (True, False):
            process = pool._workers._supervisor._process
            os.kill(process.pid, signal.SIGKILL)
            if wait:
                process.wait()
            pool.change(path)
            answer = pool.query("ASK { ?s ?p ?o }", results=JSON)
            assert answer.release == path
