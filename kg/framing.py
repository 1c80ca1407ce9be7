"""Graphs as trees of JSON-LD: one node with others in it, as JSON-LD 1.1 Framing has it.

https://www.w3.org/TR/json-ld11-framing/
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from kg import iris
from kg.context import Context
from kg.store import NamedNode, Term

Statements = Iterable[tuple[str, Term]]
"""Properties and values of one node."""
Frame = Mapping[str, Any]
"""What is embedded: by the name of a property in the context the frame of its values."""
_TYPE = iris.RDF + "type"


def node_name(node: Term) -> str:
    """What a node is called among subjects: by its IRI, or the label of a blank node. A literal is none of them."""
    return node.value if isinstance(node, NamedNode) else str(node)


def framed(context: Context, iri: str, frame: Frame, describe: Callable[[str], Statements]) -> dict[str, Any]:
    """The node `iri` with the values of the properties in `frame` embedded (`@embed: @always`), others as references.

    It is in the terms of the context: what follows by alignment in other vocabularies stays out. So do properties that
    only say backwards what another one says, unless the frame names them: they have no bound, and what others say of a
    thing stands at the others.
    """
    by_property: dict[str, list[Any]] = {}
    kept = _kept(context, frame, describe(iri))
    for predicate, value in sorted(kept, key=lambda pair: (pair[0], str(pair[1]))):
        name = context.name(predicate)
        embedded = name in frame and isinstance(value, NamedNode)
        one = framed(context, value.value, frame[name], describe) if embedded else value
        by_property.setdefault(predicate, []).append(one)
    return _node(context, iri, by_property)


def nested(context: Context, root: str, statements: Mapping[str, Statements]) -> dict[str, Any]:
    """All of a small graph: the node `root` with each other one where it is first named (`@embed: @once`).

    What nothing in the tree names, and classes, which cannot stand in a type, are included (`@included`) beside it.
    `statements` are by subject.
    """
    left = set(statements)

    def tree(iri: str) -> dict[str, Any]:
        left.discard(iri)
        by_property: dict[str, list[Any]] = {}
        for predicate, value in sorted(statements.get(iri, ()), key=lambda pair: (pair[0], str(pair[1]))):
            inside = predicate != _TYPE and node_name(value) in left
            by_property.setdefault(predicate, []).append(tree(node_name(value)) if inside else value)
        return _node(context, iri, by_property)

    found = tree(root)
    beside = [tree(iri) for iri in sorted(statements) if iri in left]
    return found | ({"included": beside} if beside else {})


def _kept(context: Context, frame: Frame, statements: Statements) -> Statements:
    for predicate, value in statements:
        term = value.value if predicate == _TYPE else predicate
        if context.has(term) and (predicate not in context.inverse or context.name(predicate) in frame):
            yield predicate, value


def _node(context: Context, iri: str, by_property: dict[str, list[Any]]) -> dict[str, Any]:
    node: dict[str, Any] = {"id": context.identifier(iri)}
    if types := by_property.pop(_TYPE, None):
        names = [context.name(one.value) for one in types]
        node["type"] = names[0] if len(names) == 1 else names
    for predicate, values in by_property.items():
        node |= context.values(predicate, values)
    return node
