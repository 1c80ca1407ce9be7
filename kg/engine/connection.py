"""A connection to a query worker: whoever holds it holds the worker's process, and can kill it."""

import contextlib
import math
import os
import signal
import socket
import time
from pathlib import Path
from typing import Self

from kg.engine import wire
from kg.engine.admission import PoolBusy

CONNECT_SECONDS = 5.0
LOW_PRIORITY = 19


class WorkerDied(Exception):
    """There is no worker to answer. The message is for those who operate the site."""


class QueryDied(WorkerDied):
    """The worker ended before the answer did: it ran out of memory, or the engine failed."""


class WorkerConnection:
    """A worker that is ours alone as long as its connection is open."""

    @classmethod
    def open(cls, path: str) -> Self:
        """The connection to a worker that waits at the socket `path`. Raises PoolBusy, and WorkerDied."""
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(CONNECT_SECONDS)
        try:
            connection.connect(path)
        except OSError as error:
            connection.close()
            raise PoolBusy("no query worker was ready") from error
        return cls(connection)

    def __init__(self, connection: socket.socket) -> None:
        self.channel = wire.Channel(connection)
        try:
            hello = self.channel.receive_hello(time.monotonic() + CONNECT_SECONDS)
        except OSError as error:
            connection.close()
            raise PoolBusy("no query worker was ready") from error
        if hello is None:
            connection.close()
            raise WorkerDied("the query worker ended before it began")
        self._pid, self._process = hello[0]["pid"], hello[1]
        self.release = Path(hello[0]["release"])
        """The folder of the release that it answers from."""

    def processor_seconds(self) -> float:
        """The processor time that the worker's process has used so far; without end for one that has ended."""
        try:
            return time.clock_gettime(~self._pid << 3 | 2)  # the clock of another process: clock_getcpuclockid(3)
        except OSError:
            return math.inf

    def calm(self) -> None:
        """Lets this worker's process run only when others have nothing to do; that is for good."""
        with contextlib.suppress(ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, self._pid, LOW_PRIORITY)

    def kill(self) -> None:
        """Ends the process, whatever it is doing."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._process, signal.SIGKILL)
        self.close()

    def close(self) -> None:
        """Lets go of the worker, which then ends."""
        self.channel.connection.close()
        os.close(self._process)
