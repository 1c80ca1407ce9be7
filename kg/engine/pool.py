"""The pool of query workers as the rest of diemcau sees it."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from kg.binding import substitute
from kg.engine import guard, wire
from kg.engine.admission import KEPT, LONGEST_SLICE, SLICE, ClientBusy, Lanes, Load, PoolBusy
from kg.engine.answer import Answer, AnswerTooLarge, Collector, Spool
from kg.engine.connection import QueryDied, WorkerConnection, WorkerDied
from kg.engine.diagnosis import explained
from kg.engine.guard import RefusedOutwardCall
from kg.engine.limits import Limits
from kg.engine.workers import Workers
from kg.formats import Format
from kg.service.service import Service, ServiceFailed
from kg.store import NotServable, QueryGraphs, QuerySyntaxError, Term, term_text

__all__ = ["Answer", "AnswerTooLarge", "ClientBusy", "EvaluationError", "Load", "PoolBusy", "QueryDied", "QueryPool",
           "QueryTimeout", "StoreChanged", "StoreFailed", "Tally", "WorkerDied"]  # fmt: skip
NO_LIMIT = 1 << 60
ATTEMPTS = 3
MARGIN = 0.1
"""Seconds before the deadline at which a worker itself says that a service is late, and why."""


class QueryTimeout(Exception):
    """The query ran longer than it may; its worker was killed."""


class EvaluationError(Exception):
    """The engine began the query and could not finish it."""


class StoreFailed(WorkerDied):
    """The service that has the release did not answer as it should. The message is for those who operate the site."""


class StoreChanged(PoolBusy):
    """The service that has the release was changed while it was asked."""


@dataclass
class Tally:
    """What happened to workers, for those who operate the site. Counts are added to by several threads."""

    kills: int = 0
    """Workers killed because their query overran, or had no place in the slow lane."""
    deaths: int = 0
    """Workers that ended before their answer."""
    moves: int = 0
    """Queries that moved to the slow lane."""
    seconds: float = 0.0
    """Seconds that workers were at queries."""


class QueryPool:
    """Runs queries on one release in worker processes that are killed when they overrun. Thread-safe.

    Where a `service` has the release, the workers ask that instead of a store of their own.
    """

    def __init__(
        self, release: Path, limits: Limits | None = None, tally: Tally | None = None, service: Service | None = None
    ) -> None:
        self.limits = limits or Limits()
        self._tally = tally or Tally()
        self._lanes = Lanes(self.limits)
        self._spool = Spool(self.limits.spool_bytes)
        self._workers = Workers(release, self.limits.quick + KEPT + 1, self.limits.memory, service)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the workers."""
        self._workers.close()

    def load(self) -> Load:
        """The queries that run and wait at this moment."""
        return self._lanes.load()

    def change(self, release: Path) -> None:
        """Serves another release from now on; running queries end on the one they began with. Raises WorkerDied."""
        self._workers.change(release)

    def query(
        self,
        text: str,
        *,
        bindings: Mapping[str, Term] | None = None,
        results: Format | None = None,
        graph: Format | None = None,
        graphs: QueryGraphs | None = None,
        seconds: float | None = None,
        rows: int | None = None,
        most_bytes: int | None = None,
        whole: bool = False,
        base_iri: str | None = None,
        client: str = "",
        spend: Callable[[float], None] = lambda seconds: None,
    ) -> Answer:
        """The answer to a query, in `results` (SELECT, ASK) or `graph` (CONSTRUCT, DESCRIBE) format.

        `seconds`, `rows` and `most_bytes` can only lower the limits. `whole` lifts the limit of rows and raises
        AnswerTooLarge where the answer would be cut. `base_iri` resolves relative IRIs. `client` is who asks, for a
        fair order; `spend` is told the seconds that reading the query took, and a worker, whatever came of them.
        Raises guard.Refused, BindingError, QuerySyntaxError, NotServable, QueryTimeout, PoolBusy, ClientBusy,
        WorkerDied, EvaluationError, AnswerTooLarge.
        """
        limits = self.limits
        until = time.monotonic() + min(seconds or limits.seconds, limits.seconds)
        most_bytes = min(most_bytes or limits.answer_bytes, limits.answer_bytes)
        reading = time.thread_time()
        try:
            refusal = _guard(text, limits)
        finally:
            read = time.thread_time() - reading  # which costs us as much as a query does
            spend(read)
        request = {
            "text": substitute(text, {n: term_text(term) for n, term in bindings.items()}) if bindings else text,
            "check": refusal is not None,
            "base": base_iri,
            "results": results.key if results else None,
            "graph": graph.key if graph else None,
            "graphs": [list(graphs.default), list(graphs.named)] if graphs else None,
            "rows": NO_LIMIT if whole else min(rows or limits.rows, limits.rows),
            "bytes": most_bytes,
            "until": until - MARGIN,
        }
        try:
            collector, release = self._ask(wire.frame_json(wire.REQUEST, request), most_bytes, client, until, spend)
        except QuerySyntaxError as error:
            raise explained(error, text, "query") from None
        if refusal is not None:
            raise refusal
        assert collector.end is not None
        kind = collector.end["kind"]
        form = graph if kind == "graph" else results
        assert form is not None
        if whole and collector.end["cut"]:
            collector.close()
            raise AnswerTooLarge(f"the answer is larger than {most_bytes:,} bytes")
        return collector.answer(form, read + collector.seconds, release)

    def _ask(
        self, request: bytes, most_bytes: int, client: str, until: float, spend: Callable[[float], None]
    ) -> tuple[Collector, Path]:
        """What answers a request, and its release. It is asked again where a service was changed meanwhile."""
        for left in reversed(range(ATTEMPTS)):
            collector = Collector(most_bytes, self._spool)
            try:
                return collector, self._run(request, collector, client, until)
            except StoreChanged:
                if not left:
                    raise
            finally:
                spend(collector.seconds)
        raise AssertionError  # the last attempt returned or raised

    def _run(self, request: bytes, collector: Collector, client: str, until: float) -> Path:
        """Runs a request until `collector` has its end, and how long a worker was at it; returns the release."""
        steady = self._lanes.enter(client, until)
        began = time.monotonic()
        quick = True
        worker: WorkerConnection | None = None
        try:
            worker = self._workers.set_to_work(request, steady)
            release = worker.release
            if not self._collect_quickly(worker, collector, until):
                quick = False
                self._tally.moves += 1
                if not self._lanes.move(client, time.monotonic() - began):
                    raise PoolBusy("too many long queries are running")
                began_slow = time.monotonic()
                worker.calm()
                try:
                    if not self._collect(worker, collector, until):
                        raise QueryTimeout("the query took longer than it may")
                finally:
                    self._lanes.leave_slow(client, time.monotonic() - began_slow)
            elif not collector.last and self._workers.give_back(worker):
                worker = None
        except ConnectionError:
            raise self._death() from None
        except (PoolBusy, QueryTimeout):
            self._tally.kills += worker is not None
            raise
        finally:
            collector.seconds = time.monotonic() - began
            self._tally.seconds += collector.seconds
            if worker is not None:
                worker.kill()
            if collector.end is None:
                collector.close()
            if quick:
                self._lanes.leave(client, time.monotonic() - began)
        if collector.error is not None:
            raise _error(collector.error)
        return release

    def _collect_quickly(self, worker: WorkerConnection, collector: Collector, until: float) -> bool:
        """Takes frames in until the answer is whole, or the worker has had its slice: False then."""
        began, used = time.monotonic(), worker.processor_seconds()
        while not self._collect(worker, collector, min(time.monotonic() + SLICE, until)):
            elapsed = time.monotonic() - began
            if elapsed >= LONGEST_SLICE or worker.processor_seconds() - used >= SLICE or began + elapsed >= until:
                return False
        return True

    def _collect(self, worker: WorkerConnection, collector: Collector, until: float) -> bool:
        """Takes frames in until the answer is whole, or the moment `until`: False then."""
        try:
            while (frame := worker.channel.receive(until)) is not None:
                if collector.take(*frame):
                    return True
        except TimeoutError:
            return False
        raise self._death()

    def _death(self) -> PoolBusy | WorkerDied:
        """What to say of a worker that ended before its answer."""
        self._tally.deaths += 1
        return self._workers.lost() or QueryDied(_DIED)


def _guard(text: str, limits: Limits) -> RefusedOutwardCall | None:
    """Passes a query, or refuses it; returns a refusal that holds unless it is no query at all: a worker can tell."""
    try:
        guard.check(text, limits)
    except RefusedOutwardCall as error:
        if error.word == "LOAD":
            raise  # never a query; and why it is refused helps more than where it is no query
        return error
    return None


_DIED = "the query took more memory than it may, or nests too deeply, and its worker ended"


def _error(content: dict[str, Any]) -> Exception:
    match content.pop("error"):
        case "syntax":
            return QuerySyntaxError(**content)
        case "not-servable":
            return NotServable(content["kind"])
        case "too-large":
            return AnswerTooLarge("a single row or triple of the answer is larger than an answer may be")
        case "unreadable":
            return WorkerDied("a query worker cannot read its release")
        case "service":
            return _of_service(**content)
    return EvaluationError(content["message"])


def _of_service(kind: str, message: str, said: str) -> Exception:
    """What to tell of a service that did not answer. Its address is for the log."""
    cause = ServiceFailed(message)
    match kind:
        case "ReleaseMoved":
            error: Exception = StoreChanged("its data were exchanged for newer ones while they were asked")
        case "ServiceBusy":
            error = PoolBusy("its store has too much to do")
        case "ServiceLate":
            error = QueryTimeout("the query took longer than it may")
        case "ServiceRefused":
            error = EvaluationError(f"The store cannot answer this query{f': {said}' if said else ''}.")
        case _:
            error = StoreFailed(message)
    error.__cause__ = cause
    return error
