"""The types and properties of a release, as clients name them: by their local names in the ontology."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg import iris
from server import texts
from server.pages.reader import Reader
from server.problems import Problem
from server.site import Serving

_OBJECT = iris.OWL + "ObjectProperty"
_PROPERTIES = (_OBJECT, iris.OWL + "DatatypeProperty", iris.OWL + "AnnotationProperty")
NAMES = (iris.RDFS + "label", iris.SKOS + "altLabel", iris.DCTERMS + "title")
"""Properties of other people's vocabularies that things here are named with."""


@dataclass(frozen=True)
class Property:
    """A property, whether its values are things, and the classes of what has it and of its values, where said."""

    iri: str
    of_things: bool
    domains: frozenset[str] = frozenset()
    ranges: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Schema:
    """The classes, each with those directly above it, and the properties of a release."""

    classes: Mapping[str, frozenset[str]]
    above: Mapping[str, frozenset[str]]
    """By class all that it is a part of."""
    properties: Mapping[str, Property]
    known: frozenset[str]
    """Classes that things are of, those of other vocabularies included."""

    def narrowest(self, types: Iterable[str]) -> list[str]:
        """Those of the ontology's classes among `types` that no other of them is a part of."""
        ours = [one for one in types if one in self.classes]
        return [one for one in ours if not any(one in self.above[other] for other in ours)]

    def cls(self, identifier: str, where: str) -> str:
        """The IRI of a type as a client names it. Raises Problem."""
        found = expanded(identifier)
        if found not in self.known and found not in self.classes:
            raise _unknown("type", identifier, where, self.classes)
        return found

    def property(self, identifier: str, where: str) -> Property:
        """A property as a client names it. Raises Problem."""
        found = self.properties.get(expanded(identifier))
        if found is None:
            raise _unknown("property", identifier, where, self.properties)
        return found


def of(serving: Serving) -> Schema:
    """The schema of a release."""
    return serving.once("reconcile-schema", lambda: _read(serving))


def proposed(serving: Serving, cls: str | None) -> list[Property]:
    """The properties that things of a class have: those that name them, those of the class, then those of many.

    They are found out from some of the things, not from all, of which there may be millions.
    """
    schema = of(serving)
    if cls is None:
        found = set(schema.properties)
    else:
        found = serving.once(("reconcile-proposed", cls), lambda: _used(serving, cls))
    above = {cls, *schema.above.get(cls, ())} if cls is not None else set()
    listed = [one for iri, one in schema.properties.items() if iri in found]
    return sorted(listed, key=lambda one: (one.iri not in NAMES, not one.domains & above, one.iri))


def short(iri: str) -> str:
    """A term as clients name it: person, where the ontology is ours, else rdfs:label."""
    return iri.removeprefix(iris.ONT) if iri.startswith(iris.ONT) else iris.prefixed(iri)


def expanded(identifier: str) -> str:
    """The IRI of a term that is named in short, with a prefix or in full."""
    text = identifier.strip()
    return iris.expand(text) or iris.ONT + text


def name(reader: Reader, iri: str) -> str:
    """What a term is called in the language of the reader."""
    return texts.term(iri) or reader.name(iri) or short(iri)


def _read(serving: Serving) -> Schema:
    said: dict[str, dict[str, set[str]]] = {}
    for row in Reader(serving).rows("reconcile-terms"):
        said.setdefault(row["term"], {}).setdefault(row["relation"], set()).add(row["value"])
    classes, properties = dict[str, frozenset[str]](), {iri: Property(iri, False) for iri in NAMES}
    for iri, relations in said.items():
        kinds = relations.get(iris.RDF + "type", set())
        if iris.OWL + "Class" in kinds:
            classes[iri] = frozenset(relations.get(iris.RDFS + "subClassOf", ()))
        elif kinds & {*_PROPERTIES}:
            domains, ranges = (frozenset(relations.get(iris.RDFS + one, ())) for one in ("domain", "range"))
            properties[iri] = Property(iri, _OBJECT in kinds, domains, ranges)
    above = {cls: _above(cls, classes) for cls in classes}
    return Schema(classes, above, properties, frozenset(serving.labels.classes()))


def _above(cls: str, classes: Mapping[str, frozenset[str]]) -> frozenset[str]:
    found, new = set[str](), {cls}
    while new := {parent for one in new for parent in classes.get(one, ())} - found:
        found |= new
    return frozenset(found - {cls})


def _used(serving: Serving, cls: str) -> set[str]:
    rows = Reader(serving).listed("reconcile-used", [*of(serving).properties], cls=cls)
    return {row["property"] for row in rows}


def _unknown(what: str, identifier: str, where: str, known: Iterable[str]) -> Problem:
    names: Sequence[str] = sorted(short(iri) for iri in known)
    near = difflib.get_close_matches(identifier.strip(), names, 3)
    meant = f"Is {' or '.join(near)} meant?" if near else f"/reconcile/suggest/{what}?prefix= finds those there are."
    return Problem(400, f"{where}: there is no {what} {identifier[:80]!r}. {meant}", candidates=near)
