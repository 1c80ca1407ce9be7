"""The process that forks the workers: loads a release once and keeps fresh workers ready, forked from itself.

It has one thread, because forking a process with several is unsafe, and is a program of its own, so that the
web server's threads stay out of it:  python -m kg.engine.supervisor RELEASE SOCKET SPARES MEMORY

The environment variable DIEMCAU_SERVICE_ASKED, a JSON object, is the service that has the release, where one has it.

Each worker accepts one connection on the socket and ends with it; whoever holds the connection holds the worker.
On standard input a line "release FOLDER" says what new workers are to serve; its end ends everything.
"""

import contextlib
import json
import os
import select
import signal
import socket
import sys
import time
from pathlib import Path

from kg.engine import isolation, worker
from kg.planning import Statistics
from kg.service.dataset import RemoteDataset
from kg.service.service import Service
from kg.store import Dataset

SERVICE = "DIEMCAU_SERVICE_ASKED"
IN_MEMORY_BYTES = 2 << 30
BYTES_PER_DUMPED = 3
"""About how many bytes of memory a byte of the N-Quads dump takes."""
SHORTEST_LIFE = 1.0
"""Seconds; spares that end sooner are not replaced at once, or a fault would keep this process forking."""


class Nursery:
    """Forks workers on a release and keeps `spares` of them waiting for a connection."""

    def __init__(
        self, listener: socket.socket, release: Path, spares: int, memory: int, service: Service | None = None
    ) -> None:
        self._listener = listener
        self._spares = spares
        self._memory = memory
        self._service = service
        self._waiting: dict[int, float] = {}
        self._taken: set[int] = set()
        self._pid = os.getpid()
        self.signals, self._signal = os.pipe()
        os.set_blocking(self.signals, False)
        self._serve(release)
        self.fill()

    def _serve(self, release: Path) -> None:
        store, dump = release / "store", release / "dump.nq"
        fits = dump.is_file() and dump.stat().st_size * BYTES_PER_DUMPED <= IN_MEMORY_BYTES
        elsewhere = self._service is not None
        dataset = Dataset.in_memory(dump) if fits and not elsewhere else None
        _rehearse(None if fits or elsewhere else store)
        # A data set that is written has no statistics; a service has an order of its own.
        statistics = None if elsewhere else Statistics.read(release / "statistics.json")
        self._release, self._store, self._dataset, self._statistics = release, store, dataset, statistics

    def change(self, release: Path) -> None:
        """Lets new workers serve another release; those that wait serve none any more.

        Raises OSError or SyntaxError where it cannot be opened; the workers then stay with the one they have.
        """
        self._serve(release)
        self.heard(fill=False)
        for pid in self._waiting:
            os.kill(pid, signal.SIGKILL)
        for pid in self._waiting:
            os.waitpid(pid, 0)
        self._waiting.clear()
        self.fill()

    def fill(self) -> None:
        """Forks until enough workers wait."""
        while len(self._waiting) < self._spares:
            pid = os.fork()
            if pid == 0:
                self._work()
            self._waiting[pid] = time.monotonic()

    def _work(self) -> None:
        """The life of a worker; never returns."""
        try:
            isolation.end_with_parent(self._pid)
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
                signal.signal(number, signal.SIG_DFL)
            signal.set_wakeup_fd(-1)
            nowhere = os.open(os.devnull, os.O_RDWR)
            for descriptor in (0, 1):
                os.dup2(nowhere, descriptor)
            # An open disk store answers nothing after a fork, so each worker opens its own.
            dataset = self._dataset or self._open()
            isolation.limit_memory(self._memory)
            connection, _ = self._listener.accept()
            os.write(self._signal, os.getpid().to_bytes(8, "little"))
            self._listener.close()
            isolation.shut_in(connect=self._service is not None)
            worker.serve(connection, dataset, str(self._release), self._statistics)
        except (ConnectionError, KeyboardInterrupt):
            pass  # whoever asked is gone
        finally:
            _end_child()

    def _open(self) -> Dataset:
        """The release in this process, of its own."""
        return RemoteDataset(self._service, self._release) if self._service else Dataset.on_disk(self._store)

    def heard(self, fill: bool = True) -> None:
        """Notes the workers that have got a connection, and forks others to wait in their place."""
        try:
            data = os.read(self.signals, 8 * 512)
        except BlockingIOError:
            return
        for start in range(0, len(data), 8):
            pid = int.from_bytes(data[start : start + 8], "little")
            if self._waiting.pop(pid, None) is not None:
                self._taken.add(pid)
        if fill:
            self.fill()

    def reap(self) -> None:
        """Notes the workers that have ended, and forks others for those that ended while they waited."""
        while self._waiting or self._taken:
            pid, _ = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            self._taken.discard(pid)
            born = self._waiting.pop(pid, None)
            if born is not None and time.monotonic() - born < SHORTEST_LIFE:
                time.sleep(SHORTEST_LIFE / 10)

    def stop(self) -> None:
        """Kills all workers and waits for their end."""
        for pid in (*self._waiting, *self._taken):
            os.kill(pid, signal.SIGKILL)
        for pid in (*self._waiting, *self._taken):
            os.waitpid(pid, 0)


def _rehearse(store: Path | None) -> None:
    """Raises OSError where workers could not open the store, or not be shut in. A child tries, for this will fork."""
    pid = os.fork()
    if pid == 0:
        try:
            if store is not None:
                Dataset.on_disk(store)
            isolation.shut_in()
        finally:
            _end_child()
    if os.waitpid(pid, 0)[1] != 0:
        raise OSError("query workers cannot work here")


def _end_child() -> None:
    """Ends a forked process, from a `finally`, without anything of the supervisor's own ending."""
    kind, error, trace = sys.exc_info()
    if isinstance(error, OSError):
        _say(error)
    elif kind is not None and error is not None:
        sys.excepthook(kind, error, trace)
    os._exit(kind is not None)


def _say(error: Exception) -> None:
    print(f"diemcau: query worker: {error}", file=sys.stderr, flush=True)


def _tell(word: str) -> None:
    """Tells the parent, at once: what stays in a buffer would be complained of when that is gone."""
    os.write(1, f"{word}\n".encode())


def _run(nursery: Nursery, ended: int) -> None:
    """Until standard input closes, or a signal asks for the end."""
    orders = bytearray()
    while True:
        ready, _, _ = select.select([0, nursery.signals, ended], [], [])
        if nursery.signals in ready:
            nursery.heard()
        if ended in ready:
            os.read(ended, 512)
            nursery.reap()
            nursery.fill()
        if 0 in ready:
            data = os.read(0, 1 << 16)
            if not data:
                return
            orders += data
            while (end := orders.find(b"\n")) >= 0:
                line = orders[:end].decode()
                del orders[: end + 1]
                try:
                    nursery.change(Path(line.removeprefix("release ")))
                except (OSError, SyntaxError) as error:
                    _say(error)
                    _tell("failed")
                else:
                    _tell("ready")


def main(arguments: list[str]) -> None:
    """Runs the workers. The arguments are those of the module."""
    release, path, spares, memory = Path(arguments[0]), arguments[1], int(arguments[2]), int(arguments[3])
    asked = os.environ.pop(SERVICE, None)
    service = Service(**json.loads(asked)) if asked else None
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    ended, wake = os.pipe()
    for descriptor in (ended, wake):
        os.set_blocking(descriptor, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(path)
        listener.listen(128)
        try:
            nursery = Nursery(listener, release, spares, memory, service)
        except (OSError, SyntaxError) as error:
            _say(error)
            sys.exit(1)
        try:
            # A parent that ended meanwhile hears nothing any more, and wants none.
            with contextlib.suppress(BrokenPipeError):
                _tell("ready")
                _run(nursery, ended)
        finally:
            nursery.stop()
            # The parent may have been killed, and then nobody else removes the socket and its folder.
            Path(path).unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                Path(path).parent.rmdir()


if __name__ == "__main__":
    main(sys.argv[1:])
