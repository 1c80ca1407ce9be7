"""Things and the asserted statements between them as GraphML, for programs that draw and measure graphs."""

from collections.abc import Iterator
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from kg import iris
from kg.export.item import Item
from kg.export.source import Source
from kg.store import NamedNode, Term
from kg.xml_text import xml_text

_INFERRED = iris.GRAPH + "inferred"
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
    for thing, statements in _things(source):
        for predicate, value in statements:
            if _is_edge(source, thing, predicate, value):
                ends = f"source={quoteattr(thing)} target={quoteattr(value.value)}"
                out.write(f'<edge {ends}><data key="predicate">{escape(predicate)}</data></edge>\n'.encode())
    out.write(b"</graph>\n</graphml>\n")


def _things(source: Source) -> Iterator[tuple[str, Iterator[tuple[str, Term]]]]:
    return (one for one in source.dataset.subjects() if one[0].startswith(iris.ID))


def _is_edge(source: Source, subject: str, predicate: str, value: Term) -> bool:
    """Whether a statement is between things, and somebody states it."""
    if not isinstance(value, NamedNode) or not value.value.startswith(iris.ID):
        return False
    stated = any(graph != _INFERRED for graph in source.dataset.graphs_of(subject, predicate, value))
    return stated and any(True for _ in source.dataset.about(value.value))
