"""A running writer: the process, and two connections to it, one for changes and one for releases."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from kg.engine import wire

START_SECONDS = 60.0


class WriterDied(Exception):
    """There is no writer, and no change was made. The message is for those who operate the site."""


class ChangeUnknown(WriterDied):
    """The writer ended, or its store failed, at a change: nobody knows whether that was made.

    `full`: there was no space left for it.
    """

    def __init__(self, message: str, full: bool = False) -> None:
        super().__init__(message)
        self.full = full


class WriterProcess:
    """The writer of the data set in `folder`, which may take `memory` bytes for a change.

    Each connection is for one thread at a time. Raises WriterDied where the process cannot be started.
    """

    def __init__(self, folder: Path, memory: int) -> None:
        changes, its_changes = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        releases, its_releases = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self.changes, self.releases = wire.Channel(changes), wire.Channel(releases)
        command = [sys.executable, "-m", "kg.engine.writer", str(folder.absolute()), str(memory), str(os.getpid())]
        with its_changes, its_releases:
            try:
                self._process = subprocess.Popen(  # noqa: S603 – our own module, no shell
                    [*command, str(its_releases.fileno())],
                    stdin=its_changes.fileno(),
                    pass_fds=[its_releases.fileno()],
                    cwd=Path(__file__).resolve().parents[2],
                    process_group=0,  # Ctrl+C in a terminal is for the web server, which then stops us
                )
            except OSError as error:
                changes.close()
                releases.close()
                raise WriterDied(f"The writer of the data set in {folder} cannot be started: {error}.") from error
        self._killed = False
        try:
            hello = self.changes.receive(time.monotonic() + START_SECONDS)
        except TimeoutError:
            hello = None
        if hello is None or hello[0] != wire.HELLO:
            reason = wire.content(hello[1])["message"] if hello is not None else "its writer does not start"
            self.kill()
            self.wait()
            raise WriterDied(f"The data set in {folder} cannot be opened: {reason.rstrip('.')}.")

    @property
    def ended(self) -> bool:
        """Whether it takes no orders any more."""
        return self._killed or self._process.poll() is not None

    def kill(self) -> None:
        """Ends the process. It may take a while to give its memory back, for which nobody has to wait yet.

        Whoever reads from a connection finds it closed by the other side.
        """
        self._killed = True
        self._process.kill()

    def wait(self) -> None:
        """Returns when a process that was killed has ended: the next one needs its lock on the store."""
        try:
            self._process.wait(START_SECONDS)
        except subprocess.TimeoutExpired:
            raise WriterDied("The last writer does not end.") from None
        self.changes.connection.close()
        self.releases.connection.close()
