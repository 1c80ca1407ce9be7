"""The triple store engine: the only file that knows it (pyoxigraph: parsing, serialising, storing, querying)."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple, Variable

from kg import iris
from kg.formats import Format, Kind

__all__ = [
    "BlankNode", "Dataset", "DefaultGraph", "Literal", "NamedNode", "NotServable", "Quad", "QuerySyntaxError",
    "SourceSyntaxError", "Store", "Term", "Triple", "Variable", "build_store", "dump_nquads", "parse_file",
    "serialize", "term_text",
]  # fmt: skip

Term = NamedNode | BlankNode | Literal

_RDF = {
    "ttl": pyoxigraph.RdfFormat.TURTLE,
    "nt": pyoxigraph.RdfFormat.N_TRIPLES,
    "rdf": pyoxigraph.RdfFormat.RDF_XML,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
    "trig": pyoxigraph.RdfFormat.TRIG,
    "nq": pyoxigraph.RdfFormat.N_QUADS,
}
_RESULTS = {
    "json": pyoxigraph.QueryResultsFormat.JSON,
    "xml": pyoxigraph.QueryResultsFormat.XML,
    "csv": pyoxigraph.QueryResultsFormat.CSV,
    "tsv": pyoxigraph.QueryResultsFormat.TSV,
}
TIDY_TRIPLES = 10_000
"""Up to this many triples of an answer are sorted, so that the same answer always reads the same."""
_POSITION = re.compile(r"\bat (\d+):(\d+)")


@dataclass
class SourceSyntaxError(Exception):
    """A file that is not RDF in the format its name promises. Lines and columns count from 1."""

    path: Path
    line: int | None
    column: int | None
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line or 1}: {self.message}"


@dataclass
class QuerySyntaxError(Exception):
    """A query that is not SPARQL 1.1. Lines and columns count from 1; None where the engine names none."""

    message: str
    line: int | None
    column: int | None

    def __str__(self) -> str:
        return self.message


@dataclass
class NotServable(Exception):
    """No acceptable format for what the query returns: "results" (SELECT, ASK) or "graph"."""

    kind: Kind

    def __str__(self) -> str:
        return f"none of the accepted formats can hold {self.kind}"


def term_text(term: Term) -> str:
    """A term in N-Triples syntax, which is also SPARQL."""
    return str(term)


def parse_file(path: Path, base_iri: str | None = None) -> Iterator[Quad]:
    """The quads of a .ttl, .trig, .nt or .nq file, in order.

    Blank nodes are numbered in the order they appear and named after the file, so that the same file always
    gives the same quads. Raises SourceSyntaxError; OSError where the file cannot be read.
    """
    try:
        form = _RDF[path.suffix.removeprefix(".")]
    except KeyError:
        raise SourceSyntaxError(path, None, None, f"unknown kind of file {path.suffix!r}") from None
    names: dict[str, BlankNode] = {}
    stem = re.sub(r"[^A-Za-z0-9]", "", path.stem)

    def stable(term: Any) -> Any:
        if not isinstance(term, BlankNode):
            return term
        return names.setdefault(term.value, BlankNode(f"{stem}{len(names)}"))

    try:
        for quad in pyoxigraph.parse(path=str(path), format=form, base_iri=base_iri):
            yield Quad(stable(quad.subject), quad.predicate, stable(quad.object), stable(quad.graph_name))
    except SyntaxError as error:
        raise SourceSyntaxError(path, error.lineno, error.offset, error.msg) from None


def dump_nquads(quads: Iterable[Quad], path: Path) -> str:
    """Writes the quads as sorted N-Quads without repetitions; returns the SHA-256 of the file in hex."""
    data = pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_QUADS)
    lines = sorted(set((data or b"").splitlines(keepends=True)))
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for line in lines:
            file.write(line)
            digest.update(line)
    return digest.hexdigest()


def serialize(statements: Iterable[Quad] | Iterable[Triple], format_key: str, prefixes: Mapping[str, str]) -> bytes:
    """The statements in the RDF format `format_key`, in the order given."""
    data = pyoxigraph.serialize(statements, format=_RDF[format_key], prefixes=dict(prefixes))
    return data or b""


def build_store(quads: Iterable[Quad], directory: Path, progress: Callable[[int], None] | None = None) -> int:
    """Writes an on-disk store: the named graphs, and their union as the default graph.

    Returns the number of quads in named graphs. `progress` is called with the number written so far.
    """
    store = Store(str(directory))
    store.bulk_extend(_counted(quads, progress))
    total = _materialise_union(store)
    store.flush()
    return total


def _counted(quads: Iterable[Quad], progress: Callable[[int], None] | None) -> Iterator[Quad]:
    for number, quad in enumerate(quads, 1):
        if progress is not None and number % 1000 == 0:
            progress(number)
        yield quad


def _materialise_union(store: Store) -> int:
    """Copies every named graph into the default graph: a union computed for each query is far slower."""
    total = len(store)
    store.bulk_extend(Quad(q.subject, q.predicate, q.object) for q in store.quads_for_pattern(None, None, None))
    return total


class Dataset:
    """A release, read-only: named graphs and their union as the default graph."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @classmethod
    def in_memory(cls, dump: Path) -> "Dataset":
        """Loads a dump of N-Quads. What is in memory survives a fork; an open disk store does not."""
        store = Store()
        store.bulk_load(path=str(dump), format=pyoxigraph.RdfFormat.N_QUADS)
        _materialise_union(store)
        return cls(store)

    @classmethod
    def on_disk(cls, directory: Path) -> "Dataset":
        """Opens the store of a release. Open it after forking: in a child it answers nothing."""
        return cls(Store.read_only(str(directory)))

    def __len__(self) -> int:
        return len(self._store)

    def _run(self, text: str) -> object:
        try:
            return self._store.query(text)
        except SyntaxError as error:
            raise _query_error(error) from None

    def answer(self, text: str, results: Format | None, graph: Format | None, out: IO[bytes]) -> Kind:
        """Runs a query and writes the answer to `out` as the engine serialises it.

        `results` is the format for SELECT and ASK, `graph` that for CONSTRUCT and DESCRIBE; None where none is
        acceptable. Raises QuerySyntaxError and NotServable, both before anything is written.
        """
        found = self._run(text)
        if isinstance(found, pyoxigraph.QueryTriples):
            if graph is None:
                raise NotServable("graph")
            _write_graph(found, graph, out)
            return "graph"
        if results is None:
            raise NotServable("results")
        assert isinstance(found, pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean)
        found.serialize(out, format=_RESULTS[results.key])
        return "results"

    def rows(self, text: str) -> tuple[list[str], list[tuple[Term | None, ...]]]:
        """The columns and rows of a SELECT. Raises QuerySyntaxError, or ValueError for another form."""
        found = self._run(text)
        if not isinstance(found, pyoxigraph.QuerySolutions):
            raise ValueError("not a SELECT query")
        columns = [v.value for v in found.variables]
        return columns, [tuple(solution[c] for c in columns) for solution in found]


def _write_graph(found: Iterator[Triple], form: Format, out: IO[bytes]) -> None:
    """Writes triples: each once and in order while they are few, as they come when they are many."""
    first = list(islice(found, TIDY_TRIPLES + 1))
    many = len(first) > TIDY_TRIPLES
    triples: Iterable[Triple] = chain(first, found) if many else sorted(set(first), key=str)
    prefixes = iris.PREFIXES if many else _used_prefixes(first)
    takes_prefixes = form.key in ("ttl", "rdf")
    pyoxigraph.serialize(triples, out, format=_RDF[form.key], prefixes=prefixes if takes_prefixes else None)


def _used_prefixes(triples: Iterable[Triple]) -> dict[str, str]:
    names = {t.value for triple in triples for t in triple if isinstance(t, NamedNode)}
    names |= {t.datatype.value for triple in triples for t in triple if isinstance(t, Literal)}
    return {prefix: base for prefix, base in iris.PREFIXES.items() if any(n.startswith(base) for n in names)}


def _query_error(error: SyntaxError) -> QuerySyntaxError:
    position = _POSITION.search(error.msg)
    line = error.lineno or (int(position[1]) if position else None)
    column = error.offset or (int(position[2]) if position else None)
    return QuerySyntaxError(error.msg, line, column)
