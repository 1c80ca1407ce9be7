"""Which classes a graph has, with which properties, and where these lead: what editors complete queries by.

Things are counted by the set of classes that they are of, of which a graph has some hundred whatever its size: one
pass over the types, one over the triples, and the classes are told apart in the end.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kg import iris
from kg.store import Literal, NamedNode, Quad

_TYPE = iris.RDF + "type"
Classes = frozenset[str]


@dataclass(frozen=True)
class Partitions:
    """Counts of the union of all graphs, the ontology's own among them."""

    classes: dict[str, int]
    """By class, the things of it."""
    properties: dict[str, int]
    """By property, its triples."""
    used: dict[tuple[str, str], int]
    """By class and property, the triples of the property whose subjects are of the class."""
    targets: dict[tuple[str, str], tuple[str, ...]]
    """By class and property, the classes of ours that its objects are of, without those that only say less."""
    datatypes: dict[tuple[str, str], tuple[str, ...]]
    """By class and property, the datatypes of its objects."""


def count(quads: Iterable[Quad]) -> Partitions:
    """The partitions of the union of `quads`: a triple of several graphs counts once."""
    triples = {quad.triple for quad in quads}
    types: dict[object, set[str]] = defaultdict(set)
    for triple in triples:
        if triple.predicate.value == _TYPE and isinstance(triple.object, NamedNode):
            types[triple.subject].add(triple.object.value)
    # Equal sets become one object, so that counting by them compares addresses.
    known: dict[Classes, Classes] = {}
    of = {thing: known.setdefault(frozenset(found), frozenset(found)) for thing, found in types.items()}
    none: Classes = frozenset()
    counted: Counter[tuple[Classes, str, Classes | str]] = Counter()
    for triple in triples:
        value = triple.object
        kind = value.datatype.value if isinstance(value, Literal) else of.get(value, none)
        counted[of.get(triple.subject, none), triple.predicate.value, kind] += 1
    things = Counter(of.values())
    return _told_apart(things, counted)


def _told_apart(things: Counter[Classes], counted: Counter[tuple[Classes, str, Classes | str]]) -> Partitions:
    classes: Counter[str] = Counter()
    properties: Counter[str] = Counter()
    used: Counter[tuple[str, str]] = Counter()
    reached: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    datatypes: dict[tuple[str, str], set[str]] = defaultdict(set)
    for found, n in things.items():
        classes.update(dict.fromkeys(found, n))
    for (found, predicate, kind), n in counted.items():
        properties[predicate] += n
        for cls in found:
            used[cls, predicate] += n
            if isinstance(kind, str):
                datatypes[cls, predicate].add(kind)
            else:
                reached[cls, predicate].update({one: n for one in kind if one.startswith(iris.ONT)})
    broader = _broader(things)
    targets = {key: _telling(found, broader) for key, found in reached.items() if found}
    return Partitions(
        dict(sorted(classes.items())),
        dict(sorted(properties.items())),
        dict(sorted(used.items())),
        targets,
        {key: tuple(sorted(found)) for key, found in datatypes.items()},
    )


def _broader(things: Iterable[Classes]) -> dict[str, set[str]]:
    """By class, the other ones that all its things are of."""
    broader: dict[str, set[str]] = {}
    for found in things:
        for cls in found:
            broader[cls] = broader[cls] & found if cls in broader else set(found)
    return {cls: found - {cls} for cls, found in broader.items()}


def _telling(found: Counter[str], broader: dict[str, set[str]]) -> tuple[str, ...]:
    """The classes without those of which a narrower one has as many of these objects: the same ones."""
    dull = {
        wide
        for cls, n in found.items()
        for wide in broader.get(cls, ())
        if found[wide] == n and (cls not in broader.get(wide, ()) or cls < wide)
    }
    return tuple(sorted(found.keys() - dull))
