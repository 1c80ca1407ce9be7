"""What the site tells a service manager, over the socket by which systemd listens."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import Server, descendants

SECONDS = 0.6
"""Of the watchdog."""


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    """The socket of a service manager."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(20)
        yield listening


def silent(manager: socket.socket) -> bool:
    """Whether nothing is said for two periods, once what was under way has arrived."""
    time.sleep(SECONDS)
    manager.setblocking(False)
    try:
        while manager.recv(100):
            pass
    except BlockingIOError:
        pass
    manager.settimeout(2 * SECONDS)
    try:
        return not manager.recv(100)
    except TimeoutError:
        return True
    finally:
        manager.settimeout(20)


def test_it_says_when_it_answers_and_nothing_while_it_hangs(data_dir: Path, manager: socket.socket) -> None:
    told = {"NOTIFY_SOCKET": manager.getsockname(), "WATCHDOG_USEC": f"{SECONDS * 1e6:.0f}"}
    with Server(data_dir, **told) as site:
        assert manager.recv(100) == b"READY=1"
        assert manager.recv(100) == b"WATCHDOG=1"
        (web,) = [
            pid
            for pid in descendants(site.process.pid)
            if b"kg.engine" not in Path(f"/proc/{pid}/cmdline").read_bytes()
        ]
        os.kill(web, signal.SIGSTOP)
        try:
            assert silent(manager)
        finally:
            os.kill(web, signal.SIGCONT)
        assert manager.recv(100) == b"WATCHDOG=1"
