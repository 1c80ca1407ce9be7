"""What fails beneath a site: its disk, its publishing, its query workers. It says so, and goes on when it can."""

import contextlib
import os
import resource
import secrets
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.engine.admission import PoolBusy
from kg.engine.pool import WorkerDied
from kg.engine.writer_process import ChangeUnknown, WriterDied
from server.exact import PAUSE
from server.problems import of_query
from tests.asking import Answer, ask, refused, send
from tests.running import Server, alive, descendants

TOKEN = secrets.token_hex(16)
BEARER = {"Authorization": f"Bearer {TOKEN}"}
UPDATE, TURTLE = {"Content_Type": "application/sparql-update", **BEARER}, {"Content_Type": "text/turtle", **BEARER}
EXACT = ("--writable", "--dataset", "exact", "--token", TOKEN)
FREE = {"DIEMCAU_CLIENT_SECONDS": "0", "DIEMCAU_CLIENT_ERRORS": "0"}
GRAPH = "/graphs?graph=urn:g"
MOST = 1 << 20
LARGE = b"<urn:s> <urn:large> '" + b"x" * (2 * MOST) + b"' ."
COUNT = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
LONGEST = 20.0


def processes(server: Server, module: str) -> list[int]:
    """The processes of a site that run a module."""
    found = []
    for pid in descendants(server.process.pid):
        with contextlib.suppress(OSError):
            if module.encode() in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"):
                found.append(pid)
    return found


def supervisor(server: Server) -> int:
    """The supervisor; its workers are forked from it and have its command line."""
    eventually(lambda: bool(_supervisors(server)))
    return _supervisors(server)[0]


def _supervisors(server: Server) -> list[int]:
    found = processes(server, "kg.engine.supervisor")
    workers = {worker for pid in found for worker in descendants(pid)}
    return [pid for pid in found if pid not in workers]


def quads(server: Server) -> int:
    status, _, body = ask(server, COUNT, "text/csv")
    assert status == 200, body
    return int(body.split()[1])


def eventually(holds: Callable[[], bool]) -> None:
    """Asserts that something becomes true before long."""
    until = time.monotonic() + LONGEST
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.1)


def tells_nothing(answer: Answer, folder: Path) -> None:
    """Asserts that a problem has no text of the system's or the engine's, and no path."""
    for word in (str(folder), "store/", "releases/", "Errno", "IO error", "Traceback"):
        assert word.encode() not in answer[2], answer


def insert(number: int) -> bytes:
    return f"INSERT DATA {{ <urn:s> <urn:p> {number} }}".encode()


CHANGES: dict[str, Callable[[Server], Answer]] = {
    "update": lambda server: send(server, "POST", "/sparql", b"INSERT DATA { " + LARGE + b" }", **UPDATE),
    "put": lambda server: send(server, "PUT", GRAPH, LARGE, **TURTLE),
    "post": lambda server: send(server, "POST", GRAPH, LARGE, **TURTLE),
}


@pytest.mark.long
@pytest.mark.clock
@pytest.mark.parametrize("change", CHANGES)
def test_a_store_that_fails_at_a_change_is_opened_anew(tmp_path: Path, change: str) -> None:
    with Server(tmp_path, *EXACT, **FREE) as server:
        assert send(server, "POST", "/sparql", insert(1), **UPDATE)[0] == 204
        assert quads(server) == 1
        (writer,) = processes(server, "kg.engine.writer")
        _, hard = resource.prlimit(writer, resource.RLIMIT_FSIZE)
        resource.prlimit(writer, resource.RLIMIT_FSIZE, (MOST, hard))  # a write beyond it is an error of the disk
        failed = CHANGES[change](server)
        refused(failed, 503, "not known whether it was made", "look")
        assert int(failed[1]["Retry-After"]) >= 1
        tells_nothing(failed, tmp_path)
        before = quads(server)
        assert before in (1, 2)
        assert send(server, "POST", "/sparql", insert(2), **UPDATE)[0] == 204
        assert quads(server) == before + 1
        assert CHANGES[change](server)[0] in (201, 204)
        assert quads(server) == 3
        assert processes(server, "kg.engine.writer") != [writer]


def test_a_change_that_cannot_be_evaluated_is_a_fault_of_its_own(tmp_path: Path) -> None:
    with Server(tmp_path, *EXACT, **FREE) as server:
        assert send(server, "POST", "/sparql", insert(1), **UPDATE)[0] == 204
        writer = processes(server, "kg.engine.writer")
        text = b"INSERT { ?s ?p ?x } WHERE { ?s ?p ?o BIND(<urn:f>(1) AS ?x) }"
        refused(send(server, "POST", "/sparql", text, **UPDATE), 400, "urn:f")
        assert processes(server, "kg.engine.writer") == writer


@pytest.mark.long
@pytest.mark.clock
def test_a_full_disk_stops_changes_while_it_is_full_and_reading_never(small_disk: Path) -> None:
    with Server(small_disk, *EXACT, **FREE) as server:
        assert send(server, "POST", "/sparql", insert(0), **UPDATE)[0] == 204
        assert quads(server) == 1
        filler, made, failed = small_disk / "filler", 1, 0
        statuses: set[int] = set()
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while file.write(bytes(1 << 16)):
                pass
        for number in range(1, 200):
            # Another large literal each time; what the engine has reserved takes some of them.
            text = b"INSERT DATA { <urn:s> <urn:p> '%d" % number + b"x" * MOST + b"' }"
            answer = send(server, "POST", "/sparql", text, **UPDATE)
            if answer[0] == 204:
                made += 1
                continue
            assert answer[0] in (503, 507), answer
            statuses.add(answer[0])
            tells_nothing(answer, small_disk)
            failed += 1
            assert 1 <= quads(server) <= made + failed
            assert server.get("/ready")[0] == 200
            if failed == 3:
                break
        assert failed == 3
        assert 507 in statuses
        filler.unlink()
        eventually(lambda: send(server, "POST", "/sparql", insert(-1), **UPDATE)[0] == 204)
        eventually(lambda: ask(server, "ASK { <urn:s> <urn:p> -1 }")[2].endswith(b"true}"))
        assert made + 1 <= quads(server) <= made + 1 + failed


@pytest.mark.long
@pytest.mark.clock
def test_readers_keep_the_last_release_while_none_can_be_published(tmp_path: Path) -> None:
    with Server(tmp_path, *EXACT, **FREE) as server:
        assert send(server, "POST", "/sparql", insert(1), **UPDATE)[0] == 204
        assert quads(server) == 1
        lock = tmp_path / "exact" / ".lock"
        lock.unlink()
        lock.mkdir()
        assert send(server, "POST", "/sparql", insert(2), **UPDATE)[0] == 204
        for _ in range(5):
            assert quads(server) == 1
        assert server.get("/ready")[0] == server.get("/health")[0] == 200
        lock.rmdir()
        time.sleep(PAUSE)
        assert quads(server) == 2
        assert send(server, "POST", "/sparql", insert(3), **UPDATE)[0] == 204
        assert quads(server) == 3


@pytest.mark.long
@pytest.mark.clock
@pytest.mark.parametrize("dataset", ["union", "exact"])
def test_a_supervisor_that_was_killed_is_replaced(data_dir: Path, tmp_path: Path, dataset: str) -> None:
    exact = dataset == "exact"
    arguments = EXACT if exact else ()
    with Server(tmp_path if exact else data_dir, *arguments, **FREE) as server:
        for number in range(2):
            killed = supervisor(server)
            os.kill(killed, signal.SIGKILL)
            eventually(lambda killed=killed: not alive(killed))  # type: ignore[misc] # its workers answer until then
            if exact:
                assert send(server, "POST", "/sparql", insert(number), **UPDATE)[0] == 204
            failures: list[Answer] = []

            def answered(failures: list[Answer] = failures, number: int = number) -> bool:
                found = ask(server, f"SELECT * {{ ?s ?p ?o }} LIMIT {number + 2}", "text/csv")
                if found[0] != 200:
                    failures.append(found)
                return found[0] == 200

            eventually(answered)
            for failure in failures:
                refused(failure, 503)
                assert int(failure[1]["Retry-After"]) >= 1
                tells_nothing(failure, tmp_path)
            assert supervisor(server) != killed
            assert server.get("/health")[0] == 200
        eventually(lambda: server.get("/ready")[0] == 200)
        if exact:
            assert quads(server) == 2


def _busy() -> PoolBusy:
    error = PoolBusy("no query worker was ready")
    error.__cause__ = ConnectionRefusedError(111, "refused at /secret/socket")
    return error


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (WorkerDied("not started on /secret/release"), 503),
        (WriterDied("The data set in /secret cannot be opened"), 503),
        (ChangeUnknown("IO error: While appending to file: /secret/store/1.log"), 503),
        (ChangeUnknown("IO error: No space left on device: /secret/store/1.log", full=True), 507),
        (_busy(), 503),
    ],
)
def test_causes_are_for_the_log(error: Exception, status: int, caplog: pytest.LogCaptureFixture) -> None:
    problem = of_query(error)
    assert problem.status == status
    assert "secret" not in problem.detail
    assert problem.members["retry_after"] >= 1
    assert "secret" in caplog.text
