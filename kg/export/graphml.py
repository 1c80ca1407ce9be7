"""Things and the asserted statements between them as GraphML, for programs that draw and measure graphs."""

from collections.abc import Iterator
from functools import lru_cache
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from kg import iris
from kg.export.item import Item
from kg.export.source import Source
from kg.store import NamedNode, Term
from kg.xml_text import xml_text

Statement = tuple[str, Term]
"""Of some thing: a property and its value."""
_INFERRED = iris.GRAPH + "inferred"
_KEPT = 100_000
"""Things of which is kept whether the release describes them."""
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="vi" for="node" attr.name="label" attr.type="string"/>
<key id="en" for="node" attr.name="label_en" attr.type="string"/>
<key id="type" for="node" attr.name="type" attr.type="string"/>
<key id="predicate" for="edge" attr.name="predicate" attr.type="string"/>
<graph id="diemcau" edgedefault="directed">
"""


def write(source: Source, out: IO[bytes]) -> None:
    """A node a thing, with labels and the kind that its IRI has; an edge a statement of some article or file.

    Edges are between things that the release describes. Nodes come first: not all readers take them in any order.
    """
    out.write(_HEAD.encode())
    for thing, _ in _things(source):
        data = {"type": thing.removeprefix(iris.ID).split("/")[0]}
        data |= Item(source, thing).labels
        inner = "".join(f'<data key="{key}">{escape(xml_text(value))}</data>' for key, value in data.items())
        out.write(f"<node id={quoteattr(thing)}>{inner}</node>\n".encode())
    described = lru_cache(_KEPT)(lambda iri: any(True for _ in source.dataset.about(iri)))
    for thing, statements in _things(source):
        for predicate, value in _stated(source, thing, statements):
            if isinstance(value, NamedNode) and value.value.startswith(iris.ID) and described(value.value):
                ends = f"source={quoteattr(thing)} target={quoteattr(value.value)}"
                out.write(f'<edge {ends}><data key="predicate">{escape(predicate)}</data></edge>\n'.encode())
    out.write(b"</graph>\n</graphml>\n")


def _things(source: Source) -> Iterator[tuple[str, Iterator[Statement]]]:
    return (one for one in source.dataset.subjects() if one[0].startswith(iris.ID))


def _stated(source: Source, thing: str, statements: Iterator[Statement]) -> Iterator[Statement]:
    """Those that are not only inferred: what is inferred of a thing is among them, in the same order."""
    inferred = source.dataset.about(thing, _INFERRED)
    ahead = next(inferred, None)
    for statement in statements:
        if statement == ahead:
            ahead = next(inferred, None)
            if all(graph == _INFERRED for graph in source.dataset.graphs_of(thing, *statement)):
                continue
        yield statement
