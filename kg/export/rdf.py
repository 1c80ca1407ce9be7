"""The whole release in a format of RDF, as a stream in the order of the dump."""

import shutil
from collections.abc import Callable, Iterator
from typing import IO

from kg import iris
from kg.export.source import Source
from kg.store import Quad, Triple, parse_file, write_statements

Writer = Callable[[Source, IO[bytes]], None]


def nquads(source: Source, out: IO[bytes]) -> None:
    """The dump as it is."""
    with source.dump.open("rb") as dump:
        shutil.copyfileobj(dump, out)


def quads(format_key: str) -> Writer:
    """A writer of named graphs: trig, jsonld."""

    def write(source: Source, out: IO[bytes]) -> None:
        write_statements(parse_file(source.dump), format_key, iris.PREFIXES, out)

    return write


def triples(format_key: str) -> Writer:
    """A writer of the union of the graphs: ttl, rdf."""

    def write(source: Source, out: IO[bytes]) -> None:
        write_statements(_once(parse_file(source.dump)), format_key, iris.PREFIXES, out)

    return write


def _once(statements: Iterator[Quad]) -> Iterator[Triple]:
    """Each triple once: the dump is sorted, so that one of several graphs stands in neighbouring lines."""
    last: Triple | None = None
    for quad in statements:
        if quad.triple != last:
            last = quad.triple
            yield last
