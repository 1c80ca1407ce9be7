"""Conditions across nodes: the SPARQL constraints of the shapes (SHACL, section 5), asked of the store's engine.

rdflib's takes minutes for the joins that they are; a hundred articles are enough. Each has one target node and finds
the culprits as ?value, with the ?path that shows it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import rdflib
from rdflib import SH
from rdflib.term import Node

from kg.store import Dataset, NamedNode, Quad, Store


@dataclass(frozen=True)
class Culprit:
    """A node that does not keep to a condition: its IRI, the IRI of the property that shows it, and the condition."""

    node: str
    path: str | None
    constraint: Node
    severity: Node


def split(shapes: rdflib.Graph) -> list[tuple[Node, Node]]:
    """Takes the SPARQL constraints out of the shapes; returns each with the severity of its shape."""
    found = []
    for shape, constraint in list(shapes.subject_objects(SH.sparql)):
        found.append((constraint, shapes.value(shape, SH.severity) or SH.Violation))
        shapes.remove((shape, SH.sparql, constraint))
    return found


def check(quads: Iterable[Quad], shapes: rdflib.Graph, constraints: Iterable[tuple[Node, Node]]) -> Iterator[Culprit]:
    """The culprits in the union of the quads."""
    store = Store()
    store.bulk_extend(Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    data = Dataset(store)
    for constraint, severity in constraints:
        columns, rows = data.rows(_prefixes(shapes, constraint) + str(shapes.value(constraint, SH.select)))
        for row in rows:
            said = dict(zip(columns, row, strict=True))
            value, path = said.get("value"), said.get("path")
            assert isinstance(value, NamedNode)  # what a condition is about has a name
            yield Culprit(value.value, path.value if isinstance(path, NamedNode) else None, constraint, severity)


def _prefixes(shapes: rdflib.Graph, constraint: Node) -> str:
    declared = (part for of in shapes.objects(constraint, SH.prefixes) for part in shapes.objects(of, SH.declare))
    pairs = {(str(shapes.value(one, SH.prefix)), str(shapes.value(one, SH.namespace))) for one in declared}
    return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in sorted(pairs))
