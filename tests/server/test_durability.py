"""`kill -9` at random moments of writing: what was acknowledged stays, nothing is half-written, every release opens."""

import contextlib
import http.client
import json
import os
import random
import secrets
import signal
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest

from kg import release
from kg.engine.writer import KEEP, KEEP_SECONDS
from tests.asking import ask, send
from tests.running import Server, alive, descendants

TRIPLES = 7
"""Triples of one change, in two graphs: it is whole when all are there."""
WRITERS = 3
EVERYDAY, LONG = 2, int(os.environ.get("TESTS_KILLS", "100"))
LONGEST = 0.25
"""Seconds from the beginning of a round to its kill, at most: some tens of changes."""
COUNT = "SELECT ?s (COUNT(*) AS ?n) { { ?s <urn:p> ?o } UNION { GRAPH ?g { ?s <urn:p> ?o } } } GROUP BY ?s"


@dataclass
class Journal:
    """What the clients sent, and which of it the server acknowledged."""

    sent: set[str] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)


def change(name: str) -> str:
    """An update of TRIPLES triples about <urn:s:name>."""
    triples = " ".join(f"<urn:s:{name}> <urn:p> {number} ." for number in range(TRIPLES - 2))
    named = " ".join(f"<urn:s:{name}> <urn:p> {number} ." for number in range(2))
    return f"INSERT DATA {{ {triples} }} ; INSERT DATA {{ GRAPH <urn:g> {{ {named} }} }}"


def write(port: int, token: str, prefix: str, journal: Journal, stop: threading.Event) -> None:
    """Sends one change after another until told to stop, or until the server is gone."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/sparql-update"}
    number = 0
    while not stop.is_set():
        name = f"{prefix}-{number}"
        number += 1
        journal.sent.add(name)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
            connection.request("POST", "/sparql", change(name), headers)
            if connection.getresponse().status == 204:
                journal.acknowledged.add(name)


def read(port: int, stop: threading.Event) -> None:
    """Reads again and again, so that releases are made while changes are written."""
    while not stop.is_set():
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            with contextlib.closing(connection):
                connection.request("GET", "/sparql?query=ASK%7B%3Curn:s%3E%3Fp%3Fo%7D")
                connection.getresponse().read()


def writer_of(server: Server) -> list[int]:
    """The process that writes the data set."""
    found = []
    for pid in descendants(server.process.pid):
        with contextlib.suppress(OSError):
            if b"kg.engine.writer" in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
    return found


def kill(pids: list[int]) -> int:
    """Kills them all; returns how many there were."""
    killed = 0
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            killed += 1
    return killed


def check(server: Server, journal: Journal) -> None:
    """Reads everything through the front door, and compares it with what was acknowledged."""
    status, _, body = server.get(f"/sparql?query={quote(COUNT)}", "application/sparql-results+json")
    assert status == 200, body
    rows = json.loads(body)["results"]["bindings"]
    found = {row["s"]["value"].removeprefix("urn:s:"): int(row["n"]["value"]) for row in rows}
    assert journal.acknowledged - set(found) == set(), "acknowledged and lost"
    assert {name: n for name, n in found.items() if n != TRIPLES} == {}, "half-written"
    assert set(found) - journal.sent == set()


def one_round(server: Server, token: str, number: int, journal: Journal, everything: bool) -> int:
    """Writes for a moment and kills the writer, or the whole server; returns how many processes were killed."""
    stop = threading.Event()
    threads = [
        threading.Thread(target=write, args=(server.port, token, f"{number}-{client}", journal, stop))
        for client in range(WRITERS)
    ]
    threads.append(threading.Thread(target=read, args=(server.port, stop)))
    for thread in threads:
        thread.start()
    time.sleep(random.uniform(0, LONGEST))  # noqa: S311 – a moment, not a secret
    processes = descendants(server.process.pid)
    killed = kill([server.process.pid, *processes] if everything else writer_of(server))
    stop.set()
    for thread in threads:
        thread.join()
    if everything:
        server.process.communicate(timeout=20)
        deadline = time.monotonic() + 10
        while any(map(alive, processes)) and time.monotonic() < deadline:
            time.sleep(0.01)
    return killed


def check_releases(server: Server, token: str, folder: Path) -> None:
    """Old releases, and what a killed writer left, are cleared away with the next one."""
    time.sleep(KEEP_SECONDS + 1)
    headers = {"Authorization": f"Bearer {token}", "Content_Type": "application/sparql-update"}
    assert send(server, "POST", "/sparql", b"INSERT DATA { <urn:last> <urn:q> 1 }", **headers)[0] == 204
    assert ask(server, "ASK {}")[0] == 200
    assert release.current(folder) is not None
    names = [path.name for path in (folder / "releases").iterdir()]
    assert len(names) <= KEEP, names


def survive(data: Path, kills: int) -> None:
    """Rounds of writing and killing, with a look at everything after each."""
    token, journal, number = secrets.token_hex(16), Journal(), 0
    arguments = ("--writable", "--dataset", "exact", "--token", token)
    server = Server(data, *arguments)
    try:
        done = 0
        while done < kills:
            number += 1
            everything = number % 5 == 0
            done += min(1, one_round(server, token, number, journal, everything))
            if everything:
                server = Server(data, *arguments)
            check(server, journal)
        check_releases(server, token, data / "exact")
    finally:
        server.stop()
    print(f"{done} kills, {len(journal.acknowledged)} of {len(journal.sent)} changes acknowledged, none lost")
    assert len(journal.acknowledged) > kills


def test_what_was_acknowledged_survives_kills(tmp_path: Path) -> None:
    survive(tmp_path, EVERYDAY)


@pytest.mark.long
@pytest.mark.clock
def test_what_was_acknowledged_survives_many_kills(tmp_path: Path) -> None:
    survive(tmp_path, LONG)
