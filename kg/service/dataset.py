"""A data set that a service has, asked as the embedded one is: a release, read-only."""

import io
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, cast

from kg import dataset
from kg.engine import isolation
from kg.formats import Format, by_key
from kg.service import state
from kg.service.client import Body, Client
from kg.service.quirks import Mended, cut_by_service
from kg.service.service import TIMES_READ, ReleaseMoved, Service, ServiceBusy, ServiceFailed
from kg.service.state import State
from kg.service.wholeness import LOOKED_AT, behind
from kg.store import (
    Dataset,
    Found,
    QueryGraphs,
    ResultsSyntaxError,
    Triple,
    read_results,
    read_triples,
)
from kg.tokens import tokenize

_RESULTS, _GRAPH = "json", "nt"
"""What a service is asked for, whatever the client wants: it is read and written anew."""
MOST_GRAPHS = 2_000
"""Graphs that can be named with each query, where the default graph of a service is not their union."""


class RemoteDataset(Dataset):
    """The release of the folder `release` in a service. Not thread-safe.

    No query is evaluated here: it is read by the embedded engine, on an empty store and in a thread that can open no
    connection, so that only what is a query of SPARQL 1.1 gets to the service, never an update or a dialect.
    """

    def __init__(self, service: Service, release: Path) -> None:
        self._client = Client(service)
        self._folder = release
        self._state: State | None = None
        self._until, self._most = 0.0, 0
        self._reader = ThreadPoolExecutor(1, "read", initializer=isolation.shut_thread_in)
        self._body: Body | None = None
        self._asked: tuple[str, QueryGraphs | None] = ("", None)
        self._rows: Mended | None = None

    def begin(self, until: float, most_bytes: int) -> None:
        """Has what is asked from now on end at that moment (time.monotonic), for an answer of so many bytes."""
        self._until = until
        self._most = most_bytes * TIMES_READ + state.MOST_BYTES

    def query(self, text: str, graphs: QueryGraphs | None = None, base_iri: str | None = None) -> Found:
        """What the service finds. Raises QuerySyntaxError and ServiceFailed, the latter also while it is read."""
        is_graph = self._reader.submit(_is_graph, text, base_iri).result()
        if self._state is None:
            self._state = self._read_state()
        if graphs is None and not _mentions(text, "FROM"):
            graphs = self._graphs(self._state, text)
        self._finish()
        form = by_key(_GRAPH if is_graph else _RESULTS)
        sent = f"BASE <{base_iri}>\n{text}" if base_iri else text
        body = self._client.query(sent, (form.media_type,), self._until, self._most, graphs)
        self._body = body
        if (cut := cut_by_service(body.headers)) is not None:
            raise ServiceFailed(f"{body.place} answers in part only: {cut}")
        self._asked, self._rows = (sent, graphs), Mended(body)
        source = cast(IO[bytes], io.BufferedReader(self._rows if form.kind == "results" else body))
        if is_graph:
            return _triples(source, body)
        try:
            return read_results(source, _RESULTS)
        except ResultsSyntaxError as error:
            raise _unreadable(body, error) from None

    def write_results(self, found: Found, form: Format, out: IO[bytes]) -> None:  # type: ignore[override]
        """Writes rows or a boolean as the embedded engine does. Raises ServiceFailed where they break off."""
        assert self._body is not None
        try:
            super().write_results(found, form, out)
        except SyntaxError as error:
            raise _unreadable(self._body, error) from None
        self._see_to_the_end()

    def _see_to_the_end(self) -> None:
        """Raises ServiceFailed where the service has more rows than it gave, which some cut without a word."""
        assert self._rows is not None
        rows, (text, graphs) = self._rows.rows, self._asked
        if rows < LOOKED_AT:
            return
        self._finish()
        if state.ask(self._client, behind(text, rows), self._until, graphs=graphs)["results"]["bindings"]:
            raise ServiceFailed(
                f"{self._client.service.query} gives {rows:,} rows of more and does not say so: raise what it gives at "
                "most, or ask for parts, with ORDER BY, LIMIT and OFFSET"
            )

    @classmethod
    def try_out(cls, text: str, base_iri: str | None) -> None:
        """Tries nothing: what would call out is refused, whether it is a query or not."""

    def confirm(self) -> None:
        """Raises ReleaseMoved where the service was changed since it was first asked, and ServiceFailed."""
        self._finish()
        expected, self._state = self._state, None
        found = self._read_state()
        if expected is not None and found != expected:
            raise ReleaseMoved(f"{self._client.service.query} was changed while it was asked")
        self._state = found

    def _finish(self) -> None:
        """Has the connection ready for what is asked next."""
        if self._body is not None:
            self._body.finish()
            self._body = None

    def _read_state(self) -> State:
        found = state.read(self._client, self._until)
        if found.word == "changing":
            raise ServiceBusy(f"{self._client.service.query} is being changed to another release")
        if found.release is not None and found.release != self._folder.name:
            raise ReleaseMoved(f"{self._client.service.query} has release {found.release}, not {self._folder.name}")
        return found

    def _graphs(self, found: State, text: str) -> QueryGraphs | None:
        """The graphs to be named with a query: where the default graph lacks some, or the query would see others.

        While the next release is loaded beside this one, a union shows both, and a graph of its own does not.
        """
        names_graphs = _mentions(text, "GRAPH")
        if found.layout == "named":
            return QueryGraphs([state.UNION], self._names() if names_graphs else [])
        apart = found.layout == "own" and not names_graphs
        if found.whole and (apart or found.word == "served"):
            return None
        names = self._names()
        return QueryGraphs(names, names)

    def _names(self) -> list[str]:
        """The named graphs of the release."""
        graphs = json.loads((self._folder / "report.json").read_text(encoding="utf-8"))["graphs"]
        names = sorted({*graphs, dataset.GRAPH, state.GRAPH})
        if len(names) > MOST_GRAPHS:
            raise ServiceFailed(
                f"The default graph of {self._client.service.query} is not the union of its named graphs, and "
                f"{len(names):,} graphs are too many to name with each query. Have the service make it the union "
                "(Oxigraph: --union-default-graph; Fuseki: tdb2:unionDefaultGraph true)"
            )
        return names


def _is_graph(text: str, base_iri: str | None) -> bool:
    return Dataset.is_graph(Dataset.empty().query(text, None, base_iri))


def _mentions(text: str, keyword: str) -> bool:
    """Whether a query has a keyword, outside of strings, names and comments."""
    return any(token.kind == "word" and token.text.upper() == keyword for token in tokenize(text))


def _triples(source: IO[bytes], body: Body) -> Iterator[Triple]:
    try:
        yield from read_triples(source, _GRAPH)
    except ResultsSyntaxError as error:
        raise _unreadable(body, error) from None


def _unreadable(body: Body, error: Exception) -> ServiceFailed:
    body.drop()
    return ServiceFailed(f"{body.place} answers with what cannot be read ({error!s:.200})")
