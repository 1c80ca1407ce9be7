"""Facts as they go from machine to machine: each term once, as text, and facts as numbers.

To pickle terms one by one takes longer than to find all that follows from them.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.reasoning.ontology import Statement
from kg.reasoning.profile import TYPE
from kg.reasoning.terms import Node
from kg.store import BlankNode, Literal, NamedNode, Quad

Key = tuple[Node, bool]
"""A relation, whatever number it has somewhere: a class (True) or a property."""
_Packed = str | tuple[str] | tuple[str, str] | Node
"""An IRI, the name of a blank node, the text and datatype of a literal; what is rare stays what it is."""


@dataclass(frozen=True)
class Packed:
    """Facts by their relations. Numbers are places in `terms`; a property has subjects and objects by turns."""

    terms: list[_Packed]
    groups: "list[tuple[int, bool, array[int]]]"

    def nodes(self) -> list[Node]:
        """The terms."""
        return [_unpacked(term) for term in self.terms]

    def statements(self) -> Iterator[Statement]:
        """The facts as triples."""
        nodes = self.nodes()
        for place, of_class, numbers in self.groups:
            relation, of = nodes[place], iter(numbers)
            for number in of:
                yield (nodes[number], TYPE, relation) if of_class else (nodes[number], relation, nodes[next(of)])

    def quads(self) -> Iterator[Quad]:
        """The facts as triples of the default graph."""
        return (Quad(*statement) for statement in self.statements())  # type: ignore[arg-type] # terms of triples


class Packer:
    """Packs facts, whose terms may have numbers elsewhere already."""

    def __init__(self) -> None:
        self._places: dict[Node, int] = {}
        self._groups: dict[tuple[int, bool], array[int]] = defaultdict(lambda: array("q"))

    def add(self, key: Key, facts: Iterable[tuple[Node, ...]]) -> None:
        """Takes in facts of a relation."""
        group = self._groups[self._place(key[0]), key[1]]
        for fact in facts:
            group.extend(map(self._place, fact))

    def packed(self) -> Packed:
        """All of them."""
        return Packed(list(map(_packed, self._places)), [(*key, numbers) for key, numbers in self._groups.items()])

    def _place(self, node: Node) -> int:
        return self._places.setdefault(node, len(self._places))


def pack(statements: Iterable[Statement]) -> Packed:
    """Triples, packed."""
    by_key: dict[Key, list[tuple[Node, ...]]] = defaultdict(list)
    for subject, predicate, obj in statements:
        if predicate == TYPE:
            by_key[obj, True].append((subject,))
        else:
            by_key[predicate, False].append((subject, obj))
    packer = Packer()
    for key, facts in by_key.items():
        packer.add(key, facts)
    return packer.packed()


def _packed(node: Node) -> _Packed:
    if isinstance(node, NamedNode):
        return node.value
    if isinstance(node, BlankNode):
        return (node.value,)
    if isinstance(node, Literal) and node.language is None:
        return node.value, node.datatype.value
    return node


def _unpacked(term: _Packed) -> Node:
    if isinstance(term, str):
        return NamedNode(term)
    if isinstance(term, tuple):
        return BlankNode(term[0]) if len(term) == 1 else Literal(term[0], datatype=NamedNode(term[1]))
    return term
