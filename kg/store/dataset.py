"""A data set that is read: asked with SPARQL, answered as the engine serialises it."""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice
from pathlib import Path
from typing import IO

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Store, Triple

from kg import iris
from kg.formats import Format
from kg.store.files import materialise_union
from kg.store.functions import FUNCTIONS
from kg.store.terms import RDF, RESULTS, Term, query_error

TIDY_TRIPLES = 10_000
"""Up to this many triples of an answer are sorted, so that the same answer always reads the same."""
Found = pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | Iterator[Triple]
"""Rows, a boolean, or the triples of a graph, as far as somebody reads them."""


@dataclass(frozen=True)
class QueryGraphs:
    """The data set that a request names beside its query: IRIs of graphs merged as the default one, and named ones."""

    default: Sequence[str]
    named: Sequence[str]


class Dataset:
    """A release, read-only: named graphs and their union as the default graph."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @classmethod
    def in_memory(cls, dump: Path) -> "Dataset":
        """Loads a dump of N-Quads. What is in memory survives a fork; an open disk store does not."""
        store = Store()
        store.bulk_load(path=str(dump), format=pyoxigraph.RdfFormat.N_QUADS)
        materialise_union(store)
        return cls(store)

    @classmethod
    def on_disk(cls, directory: Path) -> "Dataset":
        """Opens the store of a release. Open it after forking: in a child it answers nothing."""
        return cls(Store.read_only(str(directory)))

    def __len__(self) -> int:
        return len(self._store)

    def query(self, text: str, graphs: QueryGraphs | None = None, base_iri: str | None = None) -> Found:
        """What a query finds, not yet evaluated to its end. `graphs` go before FROM and FROM NAMED in the query.

        `base_iri` resolves relative IRIs where the query has no BASE. Raises QuerySyntaxError.
        """
        defaults: list[NamedNode | BlankNode | DefaultGraph] | None = None
        named: list[NamedNode | BlankNode] | None = None
        if graphs is not None:
            defaults = [NamedNode(iri) for iri in graphs.default]
            named = [NamedNode(iri) for iri in graphs.named]
        try:
            return self._store.query(
                text,
                base_iri=base_iri,
                default_graph=defaults,
                named_graphs=named,
                custom_functions=FUNCTIONS,
            )
        except SyntaxError as error:
            raise query_error(error) from None

    @classmethod
    def empty(cls) -> "Dataset":
        """A data set with nothing in it, on which a query can be tried."""
        return cls(Store())

    @classmethod
    def try_out(cls, text: str, base_iri: str | None) -> None:
        """Raises QuerySyntaxError for what is no query. What calls out can be no more than tried: its call may fail."""
        with contextlib.suppress(OSError, ValueError, RuntimeError):
            cls.empty().query(text, None, base_iri)

    def begin(self, until: float, most_bytes: int) -> None:
        """Is told before a query when and at what size of its answer to stop; whoever asks sees to both here."""

    def confirm(self) -> None:
        """Says that what was found is of this data set still; one that is at hand does not change."""

    @staticmethod
    def is_graph(found: Found) -> bool:
        """Whether a query found triples (CONSTRUCT, DESCRIBE), else rows or a boolean (SELECT, ASK)."""
        return not isinstance(found, pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean)

    @staticmethod
    def write_results(found: Found, form: Format, out: IO[bytes]) -> None:
        """Writes rows or a boolean as the engine serialises them."""
        assert isinstance(found, pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean)
        found.serialize(out, format=RESULTS[form.key])

    @staticmethod
    def write_graph(found: Iterable[Triple], form: Format, out: IO[bytes]) -> None:
        """Writes triples: each once and in order while they are few, as they come when they are many."""
        triples = iter(found)
        first = list(islice(triples, TIDY_TRIPLES + 1))
        many = len(first) > TIDY_TRIPLES
        whole: Iterable[Triple] = chain(first, triples) if many else sorted(set(first), key=str)
        prefixes = iris.PREFIXES if many else _used_prefixes(first)
        takes_prefixes = form.key in ("ttl", "rdf")
        pyoxigraph.serialize(whole, out, format=RDF[form.key], prefixes=prefixes if takes_prefixes else None)

    def about(self, subject: str, graph: str | None = None) -> Iterator[tuple[str, Term]]:
        """Properties and values of an IRI in a named graph, or in the default one, read along an index.

        No release has triple terms.
        """
        where = DefaultGraph() if graph is None else NamedNode(graph)
        for quad in self._store.quads_for_pattern(NamedNode(subject), None, None, where):
            if not isinstance(quad.object, Triple):
                yield quad.predicate.value, quad.object

    def values(self, subject: str, predicate: str) -> Iterator[Term]:
        """The values of a property of an IRI in the default graph, read along an index."""
        for quad in self._store.quads_for_pattern(NamedNode(subject), NamedNode(predicate), None, DefaultGraph()):
            if not isinstance(quad.object, Triple):
                yield quad.object

    def subjects(self) -> Iterator[tuple[str, Iterator[tuple[str, Term]]]]:
        """Each IRI that the default graph says something of, with properties and values, in the order of an index.

        What was not read of one is gone when the next is asked for.
        """
        quads = self._store.quads_for_pattern(None, None, None, DefaultGraph())
        for subject, group in groupby(quads, lambda quad: quad.subject):
            if isinstance(subject, NamedNode):
                yield subject.value, ((q.predicate.value, q.object) for q in group if not isinstance(q.object, Triple))

    def graphs_of(self, subject: str, predicate: str, value: Term) -> Iterator[str]:
        """The named graphs that have a triple."""
        for quad in self._store.quads_for_pattern(NamedNode(subject), NamedNode(predicate), value):
            if isinstance(quad.graph_name, NamedNode):
                yield quad.graph_name.value

    def rows(self, text: str) -> tuple[list[str], list[tuple[Term | None, ...]]]:
        """The columns and rows of a SELECT. Raises QuerySyntaxError, or ValueError for another form."""
        found = self.query(text)
        if not isinstance(found, pyoxigraph.QuerySolutions):
            raise ValueError("not a SELECT query")
        columns = [v.value for v in found.variables]
        return columns, [tuple(solution[c] for c in columns) for solution in found]


def _used_prefixes(triples: Iterable[Triple]) -> dict[str, str]:
    names = {t.value for triple in triples for t in triple if isinstance(t, NamedNode)}
    names |= {t.datatype.value for triple in triples for t in triple if isinstance(t, Literal)}
    return {prefix: base for prefix, base in iris.PREFIXES.items() if any(n.startswith(base) for n in names)}
