"""Servers that a benchmark starts: on a free port, watched, and ended whatever happens."""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.running import descendants

START_SECONDS = 600.0
_TICK = os.sysconf("SC_CLK_TCK")


class DidNotStart(Exception):
    """A server that ended or gave no answer in time; the message has the end of what it printed."""


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(
    command: Sequence[str], folder: Path, ready: str, environment: Mapping[str, str] | None = None
) -> Iterator[int]:
    """Runs a server in a folder until the end of the block; gives its process id once the URL `ready` answers.

    Raises DidNotStart.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "printed").open("wb") as printed:
        process = subprocess.Popen(command, stdout=printed, stderr=printed, env=environment)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(ready):
            if process.poll() is not None or time.monotonic() > deadline:
                raise DidNotStart((folder / "printed").read_text(errors="replace")[-2000:])
            time.sleep(0.02)
        yield process.pid
    finally:
        end(process)


def _answers(address: str) -> bool:
    with contextlib.suppress(OSError), urllib.request.urlopen(address) as response:  # noqa: S310 – our own server
        response.read()
        return True
    return False


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends a server and what it started, and waits for it."""
    started = descendants(process.pid)
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pid in started:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def memory(pid: int) -> int:
    """The bytes of memory that a server has; what its processes share is counted once."""
    return sum(map(pss, {pid} | descendants(pid)))


def pss(pid: int) -> int:
    """The bytes of memory of a process and its part of what it shares (proc(5), smaps_rollup); 0 when it has ended."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) << 10
    return 0


def processor(pid: int) -> float:
    """Seconds of processor time that a server and what it started have had."""
    return sum(had(one) or 0.0 for one in {pid} | descendants(pid))


def had(pid: int) -> float | None:
    """Seconds of processor time that a process has had; None when it has ended."""
    with contextlib.suppress(OSError):
        times = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        return sum(map(int, times)) / _TICK
    return None


def quiet(pid: int, seconds: float) -> bool:
    """Waits until a server does nothing any more; whether it came to that in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        before = processor(pid)
        time.sleep(0.1)
        if processor(pid) - before <= 0.02:
            return True
    return False


def disk(folder: Path) -> int:
    """The bytes that the files of a folder take on the disk."""
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())
