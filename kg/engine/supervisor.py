"""The process that owns the workers: loads a release once, forks workers from itself, kills those that overrun.

It has one thread, because forking a process with several is unsafe, and is a program of its own, so that the
web server's threads stay out of it:  python -m kg.engine.supervisor RELEASE SOCKET WORKERS MEMORY
It ends when its standard input closes, that is when its parent ends, however that happens.
"""

import contextlib
import ctypes
import mmap
import os
import resource
import select
import signal
import socket
import struct
import sys
import time
from pathlib import Path

from kg.engine import worker
from kg.store import Dataset

POLL_SECONDS = 0.02
IN_MEMORY_BYTES = 2 << 30
BYTES_PER_DUMPED = 3
"""About how many bytes of memory a byte of the N-Quads dump takes."""
_PR_SET_PDEATHSIG = 1
_SLOT = struct.Struct("d")


class Workers:
    """The worker processes and, in memory shared with them, the moment each is to be killed."""

    def __init__(self, listener: socket.socket, release: Path, count: int, memory: int) -> None:
        self._listener = listener
        self._store = release / "store"
        dump = release / "dump.nq"
        fits = dump.stat().st_size * BYTES_PER_DUMPED <= IN_MEMORY_BYTES
        self._dataset = Dataset.in_memory(dump) if fits else None
        self._memory = memory
        self._deadlines = mmap.mmap(-1, _SLOT.size * count)
        self._pids = [0] * count
        for slot in range(count):
            self._fork(slot)

    def _fork(self, slot: int) -> None:
        _SLOT.pack_into(self._deadlines, slot * _SLOT.size, 0.0)
        pid = os.fork()
        if pid:
            self._pids[slot] = pid
            return
        try:
            self._work(slot)
        finally:
            sys.excepthook(*sys.exc_info())  # a worker only ever ends by an exception
            os._exit(1)  # nothing of the supervisor's own ending may run in the child

    def _work(self, slot: int) -> None:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1):
            os.dup2(nowhere, descriptor)
        # An open disk store answers nothing after a fork, so each worker opens its own.
        dataset = self._dataset or Dataset.on_disk(self._store)
        limit = _address_space() + self._memory
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

        def set_deadline(moment: float) -> None:
            _SLOT.pack_into(self._deadlines, slot * _SLOT.size, moment)

        worker.serve(self._listener, dataset, set_deadline)

    def kill_overdue(self) -> None:
        """Kills every worker whose deadline has passed."""
        now = time.monotonic()
        for slot, pid in enumerate(self._pids):
            deadline = _SLOT.unpack_from(self._deadlines, slot * _SLOT.size)[0]
            if deadline and now > deadline:
                os.kill(pid, signal.SIGKILL)

    def replace_dead(self) -> None:
        """Forks a new worker for each that has ended."""
        while True:
            try:
                pid, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            self._fork(self._pids.index(pid))

    def stop(self) -> None:
        """Kills all workers and waits for their end."""
        for pid in self._pids:
            os.kill(pid, signal.SIGKILL)
        for pid in self._pids:
            os.waitpid(pid, 0)


def _address_space() -> int:
    """The bytes of address space this process uses."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


def main(arguments: list[str]) -> None:
    """Runs until standard input closes or a signal asks for the end."""
    release, path, count, memory = Path(arguments[0]), arguments[1], int(arguments[2]), int(arguments[3])
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(path)
        listener.listen(128)
        workers = Workers(listener, release, count, memory)
        try:
            print("ready", flush=True)
            while not select.select([sys.stdin], [], [], POLL_SECONDS)[0]:
                workers.kill_overdue()
                workers.replace_dead()
        finally:
            workers.stop()
            # The parent may have been killed, and then nobody else removes the socket and its folder.
            Path(path).unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                Path(path).parent.rmdir()


if __name__ == "__main__":
    main(sys.argv[1:])
