"""The answer to a query: collected whole before any of it is passed on, so that a slow client never holds a worker."""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from kg.engine import wire
from kg.engine.cutting import Reason, announced
from kg.formats import Format, Kind

IN_MEMORY = 1 << 20
"""Bytes of an answer that are held in memory; what a client that does not read costs."""


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
    _file: IO[bytes] | None = field(repr=False, default=None)

    def __iter__(self) -> Iterator[bytes]:
        yield self._data
        if self._file is None:
            return
        with self._file as file:
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

    def __init__(self, most_bytes: int) -> None:
        self.end: dict[str, Any] | None = None
        self.error: dict[str, Any] | None = None
        self.seconds = 0.0
        """How long a worker was at it."""
        self.last = False
        """Whether the worker answers no other request."""
        self._most = 2 * most_bytes + wire.CHUNK  # the worker cuts at most_bytes; this is for one that does not
        self._parts: list[bytes] = []
        self._size = 0
        self._file: IO[bytes] | None = None

    def take(self, kind: bytes, payload: bytes) -> bool:
        """Takes a frame; True where it was the last one. Raises AnswerTooLarge."""
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
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 – the answer closes it
            self._file.writelines(self._parts)
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
            self._file.seek(0)
            self._parts = [self._file.read(IN_MEMORY)]
        head = b"".join(self._parts)
        if cut:
            size = len(head)
            head = announced(head, form.key, cut)
            self._size += len(head) - size
        return Answer(self.end["kind"], form, self._size, cut, seconds, release, head, self._file)
