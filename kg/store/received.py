"""Answers of another engine, read as they come in: results of queries, and graphs."""

from collections.abc import Iterator
from typing import IO

import pyoxigraph
from pyoxigraph import Quad, Triple

from kg.store.terms import RDF, RESULTS, ResultsSyntaxError

Results = pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean


def read_results(source: IO[bytes], format_key: str) -> Results:
    """Rows or a boolean; rows are read further while somebody goes through them. Raises ResultsSyntaxError."""
    try:
        return pyoxigraph.parse_query_results(source, format=RESULTS[format_key])
    except (SyntaxError, ValueError) as error:
        raise ResultsSyntaxError(str(error)) from None


def read_triples(source: IO[bytes], format_key: str) -> Iterator[Triple]:
    """The triples of a graph, as they are read. Raises ResultsSyntaxError, also while somebody goes through them."""
    quads: Iterator[Quad] = pyoxigraph.parse(source, format=RDF[format_key], rename_blank_nodes=True)
    try:
        for quad in quads:
            yield quad.triple
    except (SyntaxError, ValueError) as error:
        raise ResultsSyntaxError(str(error)) from None
