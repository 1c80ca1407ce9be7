"""Which classes the data have, with which properties, and what these lead to: VoID's partitions.

In the form of the SIB's void-generator (https://github.com/JervenBolleman/void-generator), which query editors read to
complete classes and properties: of a class the properties, of a property the classes and datatypes of its values.
"""

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import cast

from kg import dataset, iris
from kg.store import Literal, NamedNode, Quad, Term

_TYPE = iris.RDF + "type"
_VOID = "http://rdfs.org/ns/void#"
_EXT = "http://ldf.fi/void-ext#"
_Statement = tuple[object, NamedNode, object]


def describe(asserted: Iterable[Quad], inferred: Iterable[Quad]) -> list[Quad]:
    """The partitions of what was said and of what follows, whatever the graphs, by the classes of the ontology.

    A thing counts for each of its classes; a value only for those that somebody said it has, where there are any, since
    it has their superclasses, too. The statements are held in memory, each once.
    """
    said: set[_Statement] = {(quad.subject, quad.predicate, quad.object) for quad in asserted}
    follows: set[_Statement] = {(quad.subject, quad.predicate, quad.object) for quad in inferred}
    follows -= said
    own, classes = _classes(said), _classes(itertools.chain(said, follows))
    entities, triples, leads = Counter[str](), Counter[tuple[str, str]](), set[tuple[str, str, str, str]]()
    for of in classes.values():
        entities.update(of)
    for subject, predicate, value in itertools.chain(said, follows):
        if predicate.value == _TYPE:
            continue
        for one in classes.get(subject, ()):
            triples[one, predicate.value] += 1
            if isinstance(value, Literal):
                leads.add((one, predicate.value, "datatype", value.datatype.value))
            else:
                others = own.get(value) or classes.get(value) or ()
                leads.update((one, predicate.value, "class", other) for other in others)
    return list(_statements(entities, triples, leads))


def _classes(statements: Iterable[_Statement]) -> dict[object, set[str]]:
    """The classes of the ontology that each thing has."""
    found: dict[object, set[str]] = {}
    for subject, predicate, value in statements:
        if predicate.value == _TYPE and isinstance(value, NamedNode) and value.value.startswith(iris.ONT):
            found.setdefault(subject, set()).add(value.value)
    return found


def _statements(
    entities: Counter[str], triples: Counter[tuple[str, str]], leads: set[tuple[str, str, str, str]]
) -> Iterator[Quad]:
    whole = NamedNode(dataset.DATASET)
    yield _quad(whole, _VOID + "classes", dataset.integer(len(entities)))
    yield _quad(whole, _VOID + "properties", dataset.integer(len({name for _, name in triples})))
    for name, count in sorted(entities.items()):
        part = _part(name)
        yield _quad(whole, _VOID + "classPartition", part)
        yield _quad(part, _VOID + "class", NamedNode(name))
        yield _quad(part, _VOID + "entities", dataset.integer(count))
    for (of, name), count in sorted(triples.items()):
        part = _part(of, name)
        yield _quad(_part(of), _VOID + "propertyPartition", part)
        yield _quad(part, _VOID + "property", NamedNode(name))
        yield _quad(part, _VOID + "triples", dataset.integer(count))
    for of, name, kind, target in sorted(leads):
        space, part = _EXT if kind == "datatype" else _VOID, _part(of, name, target)
        yield _quad(_part(of, name), f"{space}{kind}Partition", part)
        yield _quad(part, space + kind, NamedNode(target))


def _part(*names: str) -> NamedNode:
    """The IRI of a partition: that of the data set with the short names of what it is of."""
    return NamedNode(f"{dataset.DATASET}#{'--'.join(_short(name) for name in names)}")


def _short(iri: str) -> str:
    name = iris.prefixed(iri)
    return (name if name != iri else iri.rpartition("/")[2].replace("#", "-")).replace(":", "-")


def _quad(subject: NamedNode, predicate: str, value: Term) -> Quad:
    return Quad(subject, NamedNode(predicate), cast(NamedNode | Literal, value), NamedNode(dataset.GRAPH))
