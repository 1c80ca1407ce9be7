"""The pool of query workers as the rest of diemcau sees it."""

import contextlib
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from kg.binding import substitute
from kg.engine import guard, wire
from kg.formats import Format, Kind
from kg.store import NotServable, QuerySyntaxError, Term, term_text

START_SECONDS = 60.0
QUEUE_SECONDS = 5.0
IN_MEMORY_ANSWER = 8 << 20
MAX_ANSWER = 256 << 20
WORKER_MEMORY = 2 << 30


class QueryTimeout(Exception):
    """The query ran longer than it may; its worker was killed."""


class WorkerDied(Exception):
    """The worker ended before the answer did: it ran out of memory, or the engine failed."""


class PoolBusy(Exception):
    """No worker became free in time."""


class EvaluationError(Exception):
    """The engine began the query and could not finish it."""


class AnswerTooLarge(Exception):
    """The answer is larger than the server holds for one query."""


@dataclass
class Answer:
    """A whole answer: what kind it is, its format, its size in bytes and its bytes."""

    kind: Kind
    format: Format
    size: int
    _file: IO[bytes]

    def __iter__(self) -> Iterator[bytes]:
        with self._file as file:
            while chunk := file.read(wire.CHUNK):
                yield chunk

    def read(self) -> bytes:
        """All bytes at once."""
        return b"".join(self)

    def close(self) -> None:
        """Lets go of an answer that is not read to its end."""
        self._file.close()


class QueryPool:
    """Runs queries on one release in worker processes that are killed when they overrun. Thread-safe.

    `seconds`: how long a query may take, planning included; `memory`: how many bytes more than the loaded
    release a worker may take.
    """

    def __init__(self, release: Path, workers: int = 2, seconds: float = 10.0, memory: int = WORKER_MEMORY) -> None:
        self.seconds = seconds
        self._folder = Path(tempfile.mkdtemp(prefix="diemcau-"))
        self._socket = str(self._folder / "queries")
        command = [sys.executable, "-m", "kg.engine.supervisor"]
        command += [str(release), self._socket, str(workers), str(memory)]
        self._supervisor = subprocess.Popen(  # noqa: S603 – our own module, no shell
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).resolve().parents[2],
            start_new_session=True,  # Ctrl+C in a terminal is for the web server, which then stops us
        )
        assert self._supervisor.stdout is not None
        if self._supervisor.stdout.readline() != b"ready\n":
            self.close()
            raise WorkerDied(f"the query workers could not be started on {release}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the supervisor and its workers."""
        with contextlib.suppress(BrokenPipeError):
            self._supervisor.communicate(timeout=START_SECONDS)
        shutil.rmtree(self._folder, ignore_errors=True)

    def query(
        self,
        text: str,
        *,
        bindings: Mapping[str, Term] | None = None,
        results: Format | None = None,
        graph: Format | None = None,
        seconds: float | None = None,
    ) -> Answer:
        """The whole answer to a query, in `results` (SELECT, ASK) or `graph` (CONSTRUCT, DESCRIBE) format.

        Raises guard.Refused, QuerySyntaxError, NotServable, BindingError, QueryTimeout, PoolBusy, WorkerDied,
        EvaluationError and AnswerTooLarge.
        """
        guard.check(text)
        text = substitute(text, {name: term_text(term) for name, term in (bindings or {}).items()})
        allowed = min(seconds or self.seconds, self.seconds)
        request = {
            "text": text,
            "seconds": allowed,
            "results": results.key if results else None,
            "graph": graph.key if graph else None,
        }
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(QUEUE_SECONDS)
            try:
                connection.connect(self._socket)
                wire.send_json(connection, wire.REQUEST, request)
                started = wire.receive(connection)
            except (TimeoutError, BlockingIOError):
                raise PoolBusy(f"no worker became free within {QUEUE_SECONDS:g} s") from None
            if started is None:
                raise WorkerDied("the query worker ended before it began")
            began = time.monotonic()
            connection.settimeout(allowed + 5)
            kind, size, file = _collect(connection, began + allowed)
        form = graph if kind == "graph" else results
        assert form is not None
        return Answer(kind, form, size, file)


def _collect(connection: socket.socket, deadline: float) -> tuple[Kind, int, IO[bytes]]:
    """Reads a whole answer. A large one goes to a file, so that a slow client never holds a worker."""
    with contextlib.ExitStack() as stack:
        file: IO[bytes] = stack.enter_context(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_ANSWER))
        size = 0
        while frame := wire.receive(connection):
            kind, payload = frame
            if kind == wire.DATA:
                size += len(payload)
                if size > MAX_ANSWER:
                    raise AnswerTooLarge(f"the answer is larger than {MAX_ANSWER >> 20} MiB; add a LIMIT")
                file.write(payload)
            elif kind == wire.END:
                stack.pop_all()  # from here on the answer closes it
                file.seek(0)
                return json.loads(payload)["kind"], size, file
            elif kind == wire.ERROR:
                raise _error(json.loads(payload))
    if time.monotonic() >= deadline - 0.05:
        raise QueryTimeout("the query took longer than it may")
    raise WorkerDied("the query worker ended before the answer did, most likely for want of memory")


def _error(content: dict[str, Any]) -> Exception:
    match content.pop("error"):
        case "syntax":
            return QuerySyntaxError(**content)
        case "not-servable":
            return NotServable(content["kind"])
    return EvaluationError(content["message"])
