"""The writer of a data set as the rest of diemcau sees it."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kg.engine import wire
from kg.engine.guard import RefusedOutwardCall, check_update
from kg.store import Document, GraphExists, QuerySyntaxError, RdfSyntaxError

START_SECONDS = 60.0


class WriteTimeout(Exception):
    """The change took longer than it may; the writer was killed."""


class WriterDied(Exception):
    """The writer ended before it answered, so that nobody knows whether the change was made."""


class WriteError(Exception):
    """The change could not be made, and was not."""


class Primary:
    """Changes a data set through its writer, one change at a time. Thread-safe.

    `seconds`: how long a change may take; `memory`: how many bytes the writer may take for it; `depth`: how deep an
    update may nest. A method returns when its change is on disk. All raise WriteTimeout, WriterDied and WriteError.
    """

    def __init__(self, folder: Path, seconds: float = 60.0, memory: int = 2 << 30, depth: int = 64) -> None:
        self._folder = folder
        self._seconds = seconds
        self._memory = memory
        self._depth = depth
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._ending: subprocess.Popen[bytes] | None = None
        self._start()
        self._changed = True

    def update(self, text: str, base_iri: str) -> None:
        """Runs a SPARQL update. Raises guard.Refused, QuerySyntaxError and GraphExists."""
        try:
            check_update(text, self._depth)
        except RefusedOutwardCall:
            self._order({"order": "check", "base": base_iri}, text.encode())  # it may be no update at all
            raise
        self._order({"order": "update", "base": base_iri}, text.encode())

    def load(self, graph: str | None, documents: Sequence[Document], base_iri: str, *, replace: bool) -> bool:
        """Puts documents into a graph (None: the default one), beside what is there or in its place.

        Returns whether the graph is new. Raises RdfSyntaxError.
        """
        order = {
            "order": "put" if replace else "post",
            "graph": graph,
            "base": base_iri,
            "documents": [(document.format_key, len(document.data)) for document in documents],
        }
        return bool(self._order(order, b"".join(document.data for document in documents))["created"])

    def delete(self, graph: str | None) -> bool:
        """Removes a graph, or empties the default one (None); returns whether it was there."""
        return bool(self._order({"order": "delete", "graph": graph}, b"")["existed"])

    @property
    def changed(self) -> bool:
        """Whether something was written that is in no release yet."""
        return self._changed

    def publish(self) -> bool:
        """Makes a release of what was written last; returns whether there was none yet."""
        if not self._changed:
            return False
        with self._lock:
            made = self._changed
            if made:
                self._ask({"order": "publish"}, b"")
                self._changed = False
            return made

    def close(self) -> None:
        """Ends the writer."""
        with self._lock:
            self._end()
            self._wait_for_end()

    def _order(self, order: dict[str, Any], payload: bytes) -> dict[str, Any]:
        with self._lock:
            try:
                return self._ask(order, payload)
            finally:
                self._changed = True  # before it is acknowledged; until then readers need not wait for it

    def _ask(self, order: dict[str, Any], payload: bytes) -> dict[str, Any]:
        if self._process is None or self._process.poll() is not None:
            self._start()
        try:
            until = time.monotonic() + self._seconds
            self._channel.send(wire.frame_json(wire.REQUEST, order) + wire.frame(wire.DATA, payload))
            answered = self._channel.receive(until)
        except TimeoutError:
            self._end()
            raise WriteTimeout(
                f"The change took longer than {self._seconds:g} s and was stopped; look whether it was made."
            ) from None
        except ConnectionError:
            answered = None
        if answered is None:
            self._end()
            raise WriterDied("The writer ended before it answered; look whether the change was made.")
        return _checked(wire.content(answered[1]))

    def _start(self) -> None:
        self._wait_for_end()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 – our own module, no shell
                [sys.executable, "-m", "kg.engine.writer", str(self._folder), str(self._memory), str(os.getpid())],
                stdin=theirs.fileno(),
                cwd=Path(__file__).resolve().parents[2],
                process_group=0,  # Ctrl+C in a terminal is for the web server, which then stops us
            )
        self._channel = wire.Channel(ours)
        try:
            hello = self._channel.receive(time.monotonic() + START_SECONDS)
        except TimeoutError:
            hello = None
        if hello is None:
            self._end()
            self._wait_for_end()
            raise WriterDied(f"The writer could not be started on {self._folder}.")

    def _end(self) -> None:
        """Kills the process. It may take a while to give its memory back, for which nobody has to wait yet."""
        self._channel.connection.close()
        if self._process is not None:
            self._process.kill()
            self._ending = self._process
        self._process = None

    def _wait_for_end(self) -> None:
        """Waits for a process that was killed: the next one needs its lock on the store."""
        if self._ending is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._ending.wait(START_SECONDS)
        self._ending = None


def _checked(found: dict[str, Any]) -> dict[str, Any]:
    match found.pop("error", None):
        case "syntax":
            raise QuerySyntaxError(**found)
        case "rdf":
            raise RdfSyntaxError(**found)
        case "conflict":
            raise GraphExists(found["message"])
        case "evaluation":
            raise WriteError(found["message"])
    return found
