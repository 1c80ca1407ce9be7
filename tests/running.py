"""The command `diemcau`, as a process and in this one, and a running site."""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Self
from unittest import mock

import pytest
from click.testing import CliRunner

from server import cli

DIEMCAU = Path(sys.executable).with_name("diemcau")
START_SECONDS = 90.0  # a first start builds a release


def inherited() -> dict[str, str]:
    """The environment without settings of the product."""
    return {name: value for name, value in os.environ.items() if not name.startswith("DIEMCAU_")}


def tool(name: str) -> str:
    """The path of a program of others. Skips the test where there is none, and fails it where none may be skipped."""
    found = shutil.which(name)
    if found is None:
        if "TESTS_REQUIRE_ALL" in os.environ:
            pytest.fail(f"{name} is needed")
        pytest.skip(f"there is no {name}")
    return found


def run(*arguments: str, data: Path, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the command with its output piped."""
    return subprocess.run(
        [DIEMCAU, *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        env={**inherited(), "DIEMCAU_DATA": str(data), **environment},
    )


def call(*arguments: str, data: Path, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """The same in this process, which spares the start of another; an error that the command does not mend is raised.

    Where a process is what is tested (signals, kills, a terminal, what is imported when), `run` it.
    """
    # As wide as output that is piped; this process may have a terminal of another width.
    environment = {**inherited(), "COLUMNS": "80", "DIEMCAU_DATA": str(data), **environment}
    with mock.patch.dict(os.environ, environment, clear=True):
        done = CliRunner().invoke(cli.main, arguments, stdin, catch_exceptions=False, prog_name="diemcau")
    return subprocess.CompletedProcess([DIEMCAU, *arguments], done.exit_code, done.stdout, done.stderr)


class Server:
    """A running `diemcau serve` with a data folder of its own.

    It ends with the `with` block, or when told to stop.
    """

    def __init__(self, data: Path, *arguments: str, **environment: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        began = time.monotonic()
        # A file, because a pipe that nobody reads would stop a server that says much.
        with tempfile.TemporaryFile() as printed:
            self.process = subprocess.Popen(
                [DIEMCAU, "serve", "--port", str(self.port), *arguments],
                env={**inherited(), "DIEMCAU_DATA": str(data), **environment},
                stdout=printed,
                stderr=printed,
                process_group=0,  # as a terminal does it
            )
        while True:
            with contextlib.suppress(OSError):
                if self.get("/ready")[0] == 200:
                    break
            assert self.process.poll() is None, "the server ended while starting"
            assert time.monotonic() - began < START_SECONDS, "the server did not start"
            time.sleep(0.02)
        self.started_in = time.monotonic() - began

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.stop()

    @property
    def url(self) -> str:
        """The address of the site, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, accept: str = "*/*") -> tuple[int, http.client.HTTPMessage, bytes]:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request("GET", path, headers={"Accept": accept})
            response = connection.getresponse()
            return response.status, response.headers, response.read()

    def stop(self, number: int = signal.SIGTERM, whole_group: bool = False) -> str:
        """Ends the server as an operator does, or a terminal all of its processes; returns what it printed."""
        with Path(f"/proc/{self.process.pid}/fd/2").open(encoding="utf-8", errors="replace") as printed:
            if whole_group:
                os.killpg(self.process.pid, number)
            else:
                self.process.send_signal(number)
            status = self.process.wait(timeout=20)
            said = printed.read()
        assert status == 0, said
        return said


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and waits to be reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def descendants(pid: int) -> set[int]:
    found: set[int] = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == pid:
                child = int(stat.parent.name)
                found |= {child} | descendants(child)
    return found
