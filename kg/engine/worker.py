"""One worker: answers one query at a time from a data set it may read and never change."""

import io
import json
import socket
import time
from collections.abc import Callable

from kg import formats
from kg.engine import wire
from kg.store import Dataset, NotServable, QuerySyntaxError

REQUEST_SECONDS = 5.0


class _Frames(io.RawIOBase):
    """A binary file that sends what is written to it as DATA frames."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._pending = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        view = memoryview(data)  # type: ignore[arg-type]
        self._pending += view
        if len(self._pending) >= wire.CHUNK:
            self.flush()
        return view.nbytes

    def flush(self) -> None:
        if self._pending:
            wire.send(self._connection, wire.DATA, bytes(self._pending))
            self._pending.clear()


def serve(listener: socket.socket, dataset: Dataset, set_deadline: Callable[[float], None]) -> None:
    """Answers connections for ever. `set_deadline` tells the supervisor when to kill this process (0: never)."""
    while True:
        connection, _ = listener.accept()
        with connection:
            try:
                connection.settimeout(REQUEST_SECONDS)
                frame = wire.receive(connection)
                if frame is None or frame[0] != wire.REQUEST:
                    continue
                request = json.loads(frame[1])
                set_deadline(time.monotonic() + request["seconds"])
                connection.settimeout(None)
                wire.send(connection, wire.STARTED)
                _answer(connection, dataset, request)
            except (ConnectionError, TimeoutError):
                pass  # the client is gone, and nobody else waits for this answer
            finally:
                set_deadline(0.0)


def _answer(connection: socket.socket, dataset: Dataset, request: dict[str, str | None]) -> None:
    results, graph = (formats.by_key(k) if k else None for k in (request["results"], request["graph"]))
    out = _Frames(connection)
    try:
        kind = dataset.answer(str(request["text"]), results, graph, out)  # type: ignore[arg-type]
    except QuerySyntaxError as error:
        wire.send_json(connection, wire.ERROR, {"error": "syntax", **vars(error)})
    except NotServable as error:
        wire.send_json(connection, wire.ERROR, {"error": "not-servable", "kind": error.kind})
    except (OSError, ValueError, RuntimeError) as error:
        if isinstance(error, ConnectionError):
            raise
        wire.send_json(connection, wire.ERROR, {"error": "evaluation", "message": str(error)})
    else:
        out.flush()
        wire.send_json(connection, wire.END, {"kind": kind})
