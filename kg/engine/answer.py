"""The answer to a query: collected whole before any of it is passed on, so that a slow client never holds a worker."""

import contextlib
import json
import logging
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from kg.engine import wire
from kg.engine.admission import PoolBusy
from kg.engine.cutting import Reason, announced
from kg.formats import Format, Kind

_log = logging.getLogger(__name__)
IN_MEMORY = 1 << 20
"""Bytes of an answer that are held in memory; what a client that does not read costs."""


class NoRoom(PoolBusy):
    """There is no room for another large answer now."""


class Spool:
    """The files of large answers, `most_bytes` in all. Thread-safe."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._held = 0
        self._lock = threading.Lock()

    def open(self) -> "SpoolFile":
        """A file for an answer. Raises NoRoom where there can be none."""
        try:
            return SpoolFile(self, tempfile.TemporaryFile())
        except OSError as error:
            raise _no_room(error) from error

    def take(self, size: int) -> None:
        """Counts bytes that are to be written. Raises NoRoom where they are too many."""
        with self._lock:
            if self._held + size > self._most:
                raise NoRoom("too many large answers are held for slow clients")
            self._held += size

    def give_back(self, size: int) -> None:
        """Counts bytes that are gone."""
        with self._lock:
            self._held -= size


class SpoolFile:
    """A large answer on disk, which is gone when it is closed."""

    def __init__(self, spool: Spool, file: IO[bytes]) -> None:
        self._spool = spool
        self._file = file
        self._size = 0

    def write(self, data: bytes) -> None:
        """Adds bytes. Raises NoRoom."""
        self._spool.take(len(data))
        self._size += len(data)
        try:
            self._file.write(data)
            self._file.flush()
        except OSError as error:
            raise _no_room(error) from error

    def read(self, size: int) -> bytes:
        """The next bytes."""
        return self._file.read(size)

    def rewind(self) -> None:
        """Has the next reading begin at the first byte."""
        self._file.seek(0)

    def close(self) -> None:
        """Lets go of it; more than once does no harm."""
        size, self._size = self._size, 0
        self._spool.give_back(size)
        with contextlib.suppress(OSError):  # what is left in its buffer is nobody's any more
            self._file.close()


def _no_room(error: OSError) -> NoRoom:
    _log.error("a large answer cannot be held in %s: %s", tempfile.gettempdir(), error.strerror)
    return NoRoom("there is no room for large answers at the moment")


class AnswerTooLarge(Exception):
    """The answer is larger than an answer may be, and cannot be cut."""


@dataclass
class Answer:
    """An answer: what kind it is, its format, its size in bytes, what it cost, and its bytes.

    `cut` says which limit ended it, with its last row complete; None for an answer that is whole.
    """

    kind: Kind
    format: Format
    size: int
    cut: Reason | None
    seconds: float
    """How long a worker was at it."""
    release: Path
    """The release that it comes from: while a pool changes to another, the one or the other."""
    _data: bytes = field(repr=False, default=b"")
    _file: SpoolFile | None = field(repr=False, default=None)

    def __iter__(self) -> Iterator[bytes]:
        yield self._data
        if self._file is None:
            return
        with contextlib.closing(self._file) as file:
            while chunk := file.read(wire.CHUNK):
                yield chunk

    def read(self) -> bytes:
        """All bytes at once."""
        return b"".join(self)

    @property
    def in_memory(self) -> bool:
        """Whether the answer is small enough to be held in memory."""
        return self._file is None

    def close(self) -> None:
        """Lets go of an answer that is not read to its end."""
        if self._file is not None:
            self._file.close()


class Collector:
    """Takes the frames of an answer in. A large one goes to a file."""

    def __init__(self, most_bytes: int, spool: Spool) -> None:
        self.end: dict[str, Any] | None = None
        self.error: dict[str, Any] | None = None
        self.seconds = 0.0
        """How long a worker was at it."""
        self.last = False
        """Whether the worker answers no other request."""
        self._most = 2 * most_bytes + wire.CHUNK  # the worker cuts at most_bytes; this is for one that does not
        self._parts: list[bytes] = []
        self._size = 0
        self._spool = spool
        self._file: SpoolFile | None = None

    def take(self, kind: bytes, payload: bytes) -> bool:
        """Takes a frame; True where it was the last one. Raises AnswerTooLarge and NoRoom."""
        if kind == wire.DATA:
            self._keep(payload)
            return False
        if kind == wire.LAST:
            self.last = True
            return False
        content = json.loads(payload)
        if kind == wire.END:
            self.end = content
        else:
            self.error = content
        return True

    def _keep(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > self._most:
            raise AnswerTooLarge("the answer is larger than an answer may be; add a LIMIT")
        if self._file is None and self._size > IN_MEMORY:
            self._file = self._spool.open()
            for part in self._parts:
                self._file.write(part)
            self._parts.clear()
        if self._file is None:
            self._parts.append(data)
        else:
            self._file.write(data)

    def close(self) -> None:
        """Lets go of an answer that nobody will read."""
        if self._file is not None:
            self._file.close()

    def answer(self, form: Format, seconds: float, release: Path) -> Answer:
        """The answer, when its END was taken in."""
        assert self.end is not None
        cut: Reason | None = self.end["cut"]
        if self._file is not None:
            self._file.rewind()
            self._parts = [self._file.read(IN_MEMORY)]
        head = b"".join(self._parts)
        if cut:
            size = len(head)
            head = announced(head, form.key, cut)
            self._size += len(head) - size
        return Answer(self.end["kind"], form, self._size, cut, seconds, release, head, self._file)
