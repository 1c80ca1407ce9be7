"""Which nodes may not have their shape: a quick look at all of them, so that pySHACL looks at those alone.

The checks are made from the graph of the shapes. Each says of a node whether it keeps to its shape for sure: a node
that does not may still be right, one that does is right. What the checks do not know of SHACL Core is refused.
"""

import functools
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import rdflib
from rdflib import RDF, RDFS, SH
from rdflib.collection import Collection as Listed
from rdflib.term import Node

from kg.store import Literal, NamedNode, Quad, Triple
from kg.validate import components
from kg.validate.components import Value

Keeps = Callable[[str, Collection[Value]], bool]
"""Whether the values that a node (by its IRI) has on a path keep to a component."""
_TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetNode)
_SILENT = frozenset((RDF.type, SH.name, SH.message, SH.severity, SH.path, SH.property, SH.qualifiedMinCount, *_TARGETS))
"""What says nothing of values, or is read with something else."""


class UnknownComponent(ValueError):
    """A shape that uses what is not known here; the message names both."""


@dataclass
class Data:
    """The triples of a union of graphs: by subject and predicate, both as IRIs, the values."""

    values: dict[str, dict[str, dict[Value, None]]] = field(default_factory=dict)

    @classmethod
    def of(cls, quads: Iterable[Quad]) -> "Data":
        """The union of the quads."""
        values: dict[str, dict[str, dict[Value, None]]] = {}
        for quad in quads:
            subject = quad.subject
            assert not isinstance(subject, Triple)  # the data are RDF 1.1
            values.setdefault(subject.value, {}).setdefault(quad.predicate.value, {})[quad.object] = None
        return cls(values)

    @functools.cached_property
    def _below(self) -> Mapping[str, set[str]]:
        """By class, the classes that are stated to be below it."""
        below: dict[str, set[str]] = {}
        for name, said in self.values.items():
            for above in said.get(str(RDFS.subClassOf), ()):
                below.setdefault(components.name(above), set()).add(name)
        return below

    def classes(self, top: str) -> set[str]:
        """A class and all below it."""
        found, new = {top}, [top]
        while new:
            more = self._below.get(new.pop(), set()) - found
            found |= more
            new += more
        return found

    @functools.cached_property
    def instances(self) -> Mapping[str, set[str]]:
        """By class, the nodes that are said to be of it."""
        found: dict[str, set[str]] = {}
        for node in self.values:
            for name in self.types(node):
                found.setdefault(name, set()).add(node)
        return found

    @functools.cached_property
    def subjects(self) -> Mapping[str, set[str]]:
        """By predicate, the nodes of which something is stated with it."""
        found: dict[str, set[str]] = {}
        for node, said in self.values.items():
            for predicate in said:
                found.setdefault(predicate, set()).add(node)
        return found

    def types(self, node: str) -> Iterable[str]:
        """The classes of which a node is said to be."""
        return map(components.name, self.values.get(node, {}).get(str(RDF.type), ()))


def suspects(shapes: rdflib.Graph, data: Data) -> set[str]:
    """The nodes, by their IRIs, that do not keep to a shape for sure. Raises UnknownComponent."""
    found: set[str] = set()
    compiler = _Compiler(shapes, data)
    for shape in {shape for target in _TARGETS for shape in shapes.subjects(target)}:
        keeps = compiler.shape(shape)
        found.update(node for node in compiler.targets(shape) if node not in found and not keeps(node))
    return found


def around(nodes: Collection[str], quads: Iterable[Quad], data: Data) -> list[Quad]:
    """The quads by which nodes have their shapes: what is said of them, the classes of their values, and of classes."""
    near = {components.name(value) for node in nodes for said in data.values.get(node, {}).values() for value in said}
    return [
        quad
        for quad in quads
        if components.name(quad.subject) in nodes
        or (quad.predicate.value == str(RDF.type) and components.name(quad.subject) in near)
        or quad.predicate.value == str(RDFS.subClassOf)
    ]


class _Compiler:
    def __init__(self, shapes: rdflib.Graph, data: Data) -> None:
        self._shapes, self._data = shapes, data

    def targets(self, shape: Node) -> set[str]:
        """The nodes that a shape is for."""
        found = {str(node) for node in self._shapes.objects(shape, SH.targetNode)}
        for top in self._shapes.objects(shape, SH.targetClass):
            for name in self._data.classes(str(top)):
                found |= self._data.instances.get(name, set())
        for predicate in self._shapes.objects(shape, SH.targetSubjectsOf):
            found |= self._data.subjects.get(str(predicate), set())
        return found

    def shape(self, shape: Node) -> Callable[[str], bool]:
        """Whether a node keeps to a shape."""
        inner = [self.shape(one) for one in self._shapes.objects(shape, SH.property)]
        path, parts = self._shapes.value(shape, SH.path), self._components(shape)
        if path is None:
            return lambda node: (
                all(keeps(node, (NamedNode(node),)) for keeps in parts) and all(keeps(node) for keeps in inner)
            )
        if inner:
            raise UnknownComponent(f"{_shown(self._shapes, shape)} has sh:property on a path")
        predicates, values = self._predicates(shape, path), self._data.values

        def keeps_on_path(node: str) -> bool:
            said = values.get(node, {})
            found: Collection[Value] = said.get(predicates[0], {})
            if len(predicates) > 1:
                found = {value: None for predicate in predicates for value in said.get(predicate, ())}
            return all(keeps(node, found) for keeps in parts)

        return keeps_on_path

    def _predicates(self, shape: Node, path: Node) -> Sequence[str]:
        either = self._shapes.value(path, SH.alternativePath)
        steps = list(Listed(self._shapes, either)) if either is not None else [path]
        if not steps or not all(isinstance(step, rdflib.URIRef) for step in steps):
            raise UnknownComponent(
                f"{_shown(self._shapes, shape)} has a path that is no property and no choice of some"
            )
        return [str(step) for step in steps]

    def _components(self, shape: Node) -> list[Keeps]:
        found: list[Keeps] = []
        for predicate, stated in self._shapes.predicate_objects(shape):
            if predicate in _SILENT:
                continue
            if predicate in components.OF_VALUES:
                found.append(_each(components.OF_VALUES[predicate](self._shapes, stated)))
            elif predicate == SH["class"]:
                found.append(_each(self._of_class(str(stated))))
            elif predicate in (SH.minCount, SH.maxCount):
                found.append(_counted(int(str(stated)), least=predicate == SH.minCount))
            elif predicate in (SH.lessThan, SH.lessThanOrEquals):
                found.append(self._below_other(str(stated), equal=predicate == SH.lessThanOrEquals))
            elif predicate == SH.uniqueLang:
                found.append(_unique_languages)
            elif predicate == SH.qualifiedValueShape:
                found.append(self._qualified(shape, stated))
            elif predicate == SH.xone:
                found.append(self._exactly_one(stated))
            else:
                raise UnknownComponent(f"{_shown(self._shapes, shape)} uses {_shown(self._shapes, predicate)}")
        return found

    def _of_class(self, top: str) -> Callable[[Value], bool]:
        members = set().union(*(self._data.instances.get(name, set()) for name in self._data.classes(top)))
        return lambda value: not isinstance(value, Literal) and components.name(value) in members

    def _below_other(self, other: str, *, equal: bool) -> Keeps:
        values = self._data.values

        def keeps(node: str, found: Collection[Value]) -> bool:
            others = values.get(node, {}).get(other, ())
            return all(components.ordered(one, two, equal=equal) for one in found for two in others)

        return keeps

    def _qualified(self, shape: Node, inner: Node) -> Keeps:
        """At least so many values of a shape; only that is known, and only shapes of single values."""
        least = self._shapes.value(shape, SH.qualifiedMinCount)
        if least is None or set(self._shapes.predicates(inner)) - {*components.OF_VALUES, RDF.type}:
            raise UnknownComponent(f"{_shown(self._shapes, shape)} uses sh:qualifiedValueShape in another way")
        parts, number = self._components(inner), int(str(least))
        return lambda node, found: number <= sum(all(keeps(node, (one,)) for keeps in parts) for one in found)

    def _exactly_one(self, stated: Node) -> Keeps:
        """One of several shapes that count values, of which a look is enough to know both ways."""
        ways = list(Listed(self._shapes, stated))
        for way in ways:
            for part in self._shapes.objects(way, SH.property):
                if set(self._shapes.predicates(part)) - {SH.minCount, SH.maxCount, *_SILENT}:
                    raise UnknownComponent(f"{_shown(self._shapes, way)}, one of sh:xone, does more than count values")
            if set(self._shapes.predicates(way)) - _SILENT:
                raise UnknownComponent(f"{_shown(self._shapes, way)}, one of sh:xone, does more than count values")
        shapes = [self.shape(way) for way in ways]
        return lambda node, found: sum(keeps(node) for keeps in shapes) == 1


def _each(keeps: Callable[[Value], bool]) -> Keeps:
    return lambda node, found: all(map(keeps, found))


def _counted(number: int, *, least: bool) -> Keeps:
    return (lambda node, found: len(found) >= number) if least else (lambda node, found: len(found) <= number)


def _unique_languages(node: str, found: Collection[Value]) -> bool:
    languages = [value.language.lower() for value in found if isinstance(value, Literal) and value.language]
    return len(languages) == len(set(languages))


def _shown(shapes: rdflib.Graph, node: Node) -> str:
    """A shape by its name, one without a name by the shape that it is in."""
    while isinstance(node, rdflib.BNode):
        node = next(iter(shapes.subjects(None, node)), rdflib.URIRef("a shape without a name"))
    return str(node).replace(str(SH), "sh:").rpartition("#")[2]
