"""One worker: answers one query at a time from a data set it may read and never change."""

import contextlib
import io
import json
import os
import resource
import socket
import sys
from typing import IO, Any, cast

from kg import formats
from kg.engine import wire
from kg.engine.cutting import Reason, RowLimit, RowTooLarge
from kg.formats import Format
from kg.planning import Statistics, plan
from kg.service.service import ServiceFailed, ServiceRefused
from kg.store import Dataset, NotServable, QueryGraphs, QuerySyntaxError

GROWTH = 64 << 20
"""Bytes that a worker may have taken at some moment before it is too large to be used again."""


class _LimitReached(Exception):
    """Raised in the engine's writing, so that it stops."""


class _Rows(io.RawIOBase):
    """A binary file that sends what is written to it as DATA frames, up to the limits of rows and bytes."""

    def __init__(self, channel: wire.Channel, limit: RowLimit) -> None:
        self._channel = channel
        self._limit = limit
        self._pending = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        view = memoryview(data)  # type: ignore[arg-type] # a buffer, which typing can name from 3.12 on
        self._pending += view
        if len(self._pending) >= wire.CHUNK:
            self._pass_on()
        return view.nbytes

    def _pass_on(self) -> None:
        passed = self._limit.feed(bytes(self._pending))
        self._pending.clear()
        if passed:
            self._channel.send(wire.frame(wire.DATA, passed))
        if self._limit.cut:
            raise _LimitReached

    def rest(self) -> bytes:
        """The last frame, when the engine has written everything."""
        try:
            self._pass_on()
        except _LimitReached:
            return b""
        left = self._limit.finish()
        return wire.frame(wire.DATA, left) if left else b""


class _Graph(io.RawIOBase):
    """A binary file that sends what is written to it as DATA frames. The triples are counted as they are read."""

    def __init__(self, channel: wire.Channel) -> None:
        self._channel = channel
        self._pending = bytearray()
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        view = memoryview(data)  # type: ignore[arg-type] # a buffer, which typing can name from 3.12 on
        self.size += view.nbytes
        self._pending += view
        if len(self._pending) >= wire.CHUNK:
            self._channel.send(self.rest())
        return view.nbytes

    def rest(self) -> bytes:
        """What was not sent yet, as a frame."""
        found = wire.frame(wire.DATA, bytes(self._pending)) if self._pending else b""
        self._pending.clear()
        return found


def serve(connection: socket.socket, dataset: Dataset, release: str, known: Statistics | None = None) -> None:
    """Answers the requests of one connection until it closes, or until this process has grown too large.

    `release` is the folder of the release that `dataset` is of; queries are put in order by what is `known` of it.
    """
    channel = wire.Channel(connection)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + GROWTH // 1024
    descriptor = os.pidfd_open(os.getpid())
    wire.send_hello(connection, {"pid": os.getpid(), "release": release}, descriptor)
    os.close(descriptor)
    while request := channel.receive(None):
        frames = _answer(channel, dataset, json.loads(request[1]), release, known)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > most
        channel.send(wire.frame(wire.LAST) + frames if grown else frames)
        if grown:
            return


def _found(dataset: Dataset, request: dict[str, Any], known: Statistics | None) -> Any:
    """What a query finds, asked in a better order. Raises QuerySyntaxError, of the query as it is."""
    text, graphs = request["text"], QueryGraphs(*request["graphs"]) if request["graphs"] else None
    planned = plan(text, known) if known is not None and graphs is None else text
    if planned != text:
        with contextlib.suppress(QuerySyntaxError):
            return dataset.query(planned, None, request["base"])
    return dataset.query(text, graphs, request["base"])


def _answer(
    channel: wire.Channel, dataset: Dataset, request: dict[str, Any], release: str, known: Statistics | None
) -> bytes:
    """Answers a request; returns its last frames, to be sent together."""
    results, graph = (formats.by_key(k) if k else None for k in (request["results"], request["graph"]))
    try:
        if request["check"]:
            dataset.try_out(request["text"], request["base"])
            return wire.frame_json(wire.END, {})
        dataset.begin(request["until"], request["bytes"])
        found = _found(dataset, request, known)
        if dataset.is_graph(found):
            return _graph(channel, dataset, found, graph, request)
        return _rows(channel, dataset, found, results, request)
    except QuerySyntaxError as error:
        return wire.frame_json(wire.ERROR, {"error": "syntax", **vars(error)})
    except NotServable as error:
        return wire.frame_json(wire.ERROR, {"error": "not-servable", "kind": error.kind})
    except ServiceFailed as error:
        return wire.frame_json(wire.ERROR, {"error": "service", "kind": type(error).__name__, **_told(error)})
    except RowTooLarge:
        return wire.frame_json(wire.ERROR, {"error": "too-large"})
    except ConnectionError:
        raise
    except (OSError, ValueError, RuntimeError) as error:
        if isinstance(error, OSError) or release in str(error):  # no fault of the query, and nothing for strangers
            print(f"diemcau: query worker: {error}", file=sys.stderr, flush=True)
            return wire.frame_json(wire.ERROR, {"error": "unreadable"})
        return wire.frame_json(wire.ERROR, {"error": "evaluation", "message": str(error)})


def _told(error: ServiceFailed) -> dict[str, str]:
    return {"message": str(error), "said": error.said if isinstance(error, ServiceRefused) else ""}


def _rows(channel: wire.Channel, dataset: Dataset, found: Any, form: Format | None, request: dict[str, Any]) -> bytes:
    if form is None:
        raise NotServable("results")
    limit = RowLimit(form.key, request["rows"], request["bytes"])
    out = _Rows(channel, limit)
    try:
        dataset.write_results(found, form, cast(IO[bytes], out))
        last = out.rest()
    except _LimitReached:
        last = b""
    dataset.confirm()
    return last + _end("results", limit.cut)


def _graph(channel: wire.Channel, dataset: Dataset, found: Any, form: Format | None, request: dict[str, Any]) -> bytes:
    if form is None:
        raise NotServable("graph")
    out = _Graph(channel)
    cut: Reason | None = None

    def counted() -> Any:
        nonlocal cut
        held = 0  # while triples are only sorted, nothing is written that could be counted
        for number, triple in enumerate(found):
            if not out.size:
                held += len(str(triple).encode())
            if number >= request["rows"] or max(held, out.size) > request["bytes"]:
                cut = "rows" if number >= request["rows"] else "bytes"
                if cut == "bytes" and not number:
                    raise RowTooLarge
                return
            yield triple

    dataset.write_graph(counted(), form, cast(IO[bytes], out))
    dataset.confirm()
    return out.rest() + _end("graph", cut)


def _end(kind: str, cut: Reason | None) -> bytes:
    return wire.frame_json(wire.END, {"kind": kind, "cut": cut})
