"""What a request asks: an open release and its query workers."""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kg.engine.pool import Answer, PoolBusy, QueryPool, QueryTimeout
from kg.formats import Format
from kg.release import Release
from kg.store import QueryGraphs, Term
from server import clients

Namer = Callable[[str], str | None]
"""Gives the label of an IRI of ours, None where it has none."""


@dataclass
class OpenRelease:
    """A release that can be asked. What it takes is on the account of the client of the present request.

    `until` is the moment (time.monotonic) at which the last query has to end.
    """

    release: Release
    pool: QueryPool
    edition: str
    until: float = math.inf

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
    ) -> Answer:
        """The answer to a query, of this release or a later one; see kg.engine.pool.QueryPool.query."""
        client = clients.current()
        left = self.until - time.monotonic()
        if left <= 0:
            late = "what was written last was opened too late for this query"
            raise PoolBusy(late) if seconds is None else QueryTimeout(f"the query may take {seconds:g} s; {late}")
        if left < (seconds or self.pool.limits.seconds):
            seconds = left
        with client.at_work():
            text = self.expanded(text)
        return self.pool.query(
            text,
            bindings=bindings,
            results=results,
            graph=graph,
            graphs=graphs,
            seconds=seconds,
            rows=rows,
            most_bytes=most_bytes,
            whole=whole,
            base_iri=base_iri,
            client=client.key,
            spend=client.spend,
        )

    def expanded(self, text: str) -> str:
        """A query with the things that it searches for; a plain data set has no names. Raises guard.Refused."""
        return text

    def name(self, language: str) -> Namer:
        """A function from an IRI to its label; a plain data set has none."""
        return lambda iri: None

    def machine_read(self, iri: str) -> bool:
        """Whether only programs have said something about a thing; a plain data set does not say."""
        return False
