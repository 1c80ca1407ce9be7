"""The writer of a data set as the rest of diemcau sees it."""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kg.engine import wire
from kg.engine.admission import PoolBusy
from kg.engine.diagnosis import explained
from kg.engine.guard import RefusedOutwardCall, check_update
from kg.engine.limits import Limits
from kg.engine.preconditions import Precondition, PreconditionFailed
from kg.engine.writer_process import ChangeUnknown, WriterDied, WriterProcess
from kg.release import Release
from kg.store import Document, GraphExists, QuerySyntaxError, RdfSyntaxError

MOMENT = 0.1
"""Seconds after which a change is a long one."""
FURTHER_MEMORY = 1 << 30
"""Bytes that a change may take more than a query."""
PUBLISH_SECONDS = 60.0
ATTEMPTS = 3
_log = logging.getLogger(__name__)


class WriteTimeout(Exception):
    """The change took longer than it may; the writer was killed."""


class WriteError(Exception):
    """The change could not be made, and was not: the fault is its own."""


@dataclass(frozen=True)
class Published:
    """A release and the version of the data set that it has, or a later one."""

    version: int
    release: Release


class Primary:
    """Changes a data set through its writer, one change at a time, and publishes it beside them. Thread-safe.

    `seconds`: how long a change may take from its turn on; for its turn it waits as long as a query may take, among as
    many others as queries may wait. `long` is called when a change takes longer than a moment. A method that changes
    something returns when that is on disk. All of these raise PoolBusy, WriteTimeout, WriterDied and WriteError.
    A writer whose store failed is killed, and the next order is for another, which opens the store anew.
    """

    def __init__(
        self, folder: Path, limits: Limits, seconds: float = 60.0, long: Callable[[], object] = lambda: None
    ) -> None:
        self._folder = folder
        self._limits = limits
        self._seconds = seconds
        self._long = long
        self._places = threading.BoundedSemaphore(limits.queue + 1)
        self._turn = threading.Lock()
        self._publishing = threading.Lock()
        self._starting = threading.Lock()
        self._counting = threading.Lock()
        self._version = 0
        self._acknowledged = 0
        self._published: Published | None = None
        self._closed = False
        self._writer = self._start()

    @property
    def version(self) -> int:
        """Grows with each change, before that is acknowledged.

        It is counted under a lock and read without one: whoever knows of a change reads a number that has it.
        """
        return self._version

    @property
    def acknowledged(self) -> int:
        """The version that has every change which was acknowledged; a later one may have others."""
        return self._acknowledged

    def update(self, text: str, base_iri: str, seconds: float | None = None) -> None:
        """Runs a SPARQL update, for no longer than `seconds`, its turn included, where it is to be less than usual.

        Raises guard.Refused, QuerySyntaxError and GraphExists.
        """
        try:
            try:
                check_update(text, self._limits.depth)
            except RefusedOutwardCall:
                self._order({"order": "check", "base": base_iri}, text.encode())  # it may be no update at all
                raise
            self._order({"order": "update", "base": base_iri}, text.encode(), seconds)
        except QuerySyntaxError as error:
            raise explained(error, text, "update") from None

    def load(
        self,
        graph: str | None,
        documents: Sequence[Document],
        base_iri: str,
        *,
        replace: bool,
        condition: Precondition = Precondition(),  # noqa: B008 – immutable
    ) -> bool:
        """Puts documents into a graph (None: the default one), beside what is there or in its place.

        Returns whether the graph is new. Raises PreconditionFailed and RdfSyntaxError.
        """
        order = {
            "order": "put" if replace else "post",
            "graph": graph,
            "base": base_iri,
            "documents": [(document.format_key, len(document.data)) for document in documents],
            "condition": asdict(condition),
        }
        return bool(self._order(order, b"".join(document.data for document in documents))["created"])

    def delete(self, graph: str | None, condition: Precondition = Precondition()) -> bool:  # noqa: B008 – immutable
        """Removes a graph, or empties the default one (None); returns whether it was there.

        Raises PreconditionFailed for one that is there.
        """
        order = {"order": "delete", "graph": graph, "condition": asdict(condition)}
        return bool(self._order(order, b"")["existed"])

    def publish(self) -> Published:
        """A release of at least what was acknowledged before; made where there is none yet, also during a change.

        Raises WriterDied.
        """
        reason = "the writer ends whenever it is to publish"
        with self._publishing:
            for _ in range(ATTEMPTS):
                writer = self._running()
                version = self._version
                if self._published is not None and self._published.version == version:
                    return self._published
                answer = _publish(writer)
                if answer is None or answer.get("error") == "storage":
                    writer.kill()  # unless a change that overran had it killed already
                    reason = answer["message"] if answer else reason
                    continue
                if "error" in answer:
                    reason = answer["message"]
                    break
                found = Release(answer["release"], self._folder / "releases" / answer["release"])
                self._published = Published(version, found)
                return self._published
        raise WriterDied(f"What was written cannot be published: {reason}.")

    def close(self) -> None:
        """Ends the writer."""
        with self._starting:
            self._closed = True
            self._writer.kill()
            self._writer.wait()

    @contextlib.contextmanager
    def _in_turn(self, seconds: float) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise PoolBusy(f"{self._limits.queue} changes wait for their turn")
        try:
            if not self._turn.acquire(timeout=seconds):
                raise PoolBusy("a change takes long, and no turn came in time")
            try:
                yield
            finally:
                self._turn.release()
        finally:
            self._places.release()

    def _order(self, order: dict[str, Any], payload: bytes, seconds: float | None = None) -> dict[str, Any]:
        began = time.monotonic()
        with self._in_turn(min(seconds or self._limits.seconds, self._limits.seconds)):
            waited = time.monotonic() - began
            left = self._seconds if seconds is None else min(max(seconds - waited, 0.0), self._seconds)
            writer = self._running()
            written = True  # for all that is known
            try:
                answer = self._ask(writer, order, payload, left)
                written = answer.pop("written")
            finally:
                if written:
                    self._count()
            if written:
                self._acknowledged = self._version
        return _checked(answer)

    def _ask(self, writer: WriterProcess, order: dict[str, Any], payload: bytes, seconds: float) -> dict[str, Any]:
        began = time.monotonic()
        try:
            writer.changes.send(wire.frame_json(wire.REQUEST, order) + wire.frame(wire.DATA, payload))
            try:
                answered = writer.changes.receive(began + min(MOMENT, seconds))
            except TimeoutError:
                self._long()
                answered = writer.changes.receive(began + seconds)
        except TimeoutError:
            writer.kill()
            raise WriteTimeout(
                f"The change took longer than {seconds:.3g} s and was stopped; look whether it was made."
            ) from None
        except OSError:
            answered = None
        if answered is None:
            writer.kill()
            raise ChangeUnknown("The writer ended before it answered.")
        found = wire.content(answered[1])
        if found.get("error") == "storage":
            writer.kill()
            raise ChangeUnknown(f"The store failed at a change: {found['message']}.", found["full"])
        return found

    def _running(self) -> WriterProcess:
        """The writer, another one where the last has ended."""
        with self._starting:
            if self._closed:
                raise WriterDied("The writer was closed.")
            if self._writer.ended:
                self._writer.wait()
                self._writer = self._start()
            return self._writer

    def _start(self) -> WriterProcess:
        started = WriterProcess(self._folder, self._limits.memory + FURTHER_MEMORY)
        self._count()  # the last one may have ended between a change and its answer
        return started

    def _count(self) -> None:
        with self._counting:
            self._version += 1


def _publish(writer: WriterProcess) -> dict[str, Any] | None:
    """The answer of a writer that is to publish, or None where it has ended or does not answer."""
    try:
        writer.releases.send(wire.frame_json(wire.REQUEST, {"order": "publish"}))
        answered = writer.releases.receive(time.monotonic() + PUBLISH_SECONDS)
    except OSError:  # or a TimeoutError, which is one
        return None
    return wire.content(answered[1]) if answered is not None else None


def _checked(found: dict[str, Any]) -> dict[str, Any]:
    match found.pop("error", None):
        case "syntax":
            raise QuerySyntaxError(**found)
        case "rdf":
            raise RdfSyntaxError(**found)
        case "conflict":
            raise GraphExists(found["message"])
        case "precondition":
            raise PreconditionFailed(found["message"])
        case "evaluation":
            raise WriteError(found["message"])
    return found
