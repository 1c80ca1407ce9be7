"""What a closure is made of: quads sorted by what they say, and the facts that rules read among them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from kg.reasoning.ontology import Statement, is_axiom
from kg.reasoning.profile import TYPE, Profile
from kg.reasoning.terms import Node, Terms
from kg.store import Literal, Quad


class Parts:
    """Quads by their property, or by their class where they say what something is."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self.properties: dict[Node, list[Quad]] = defaultdict(list)
        self.classes: dict[Node, list[Quad]] = defaultdict(list)
        for quad in quads:
            predicate = quad.predicate
            if predicate == TYPE:
                self.classes[quad.object].append(quad)
            else:
                self.properties[predicate].append(quad)

    def axioms(self, profile: Profile) -> Iterator[Statement]:
        """The triples of the ontology. Raises Beyond for a term of OWL that no rule knows."""
        for predicate, quads in self.properties.items():
            if is_axiom(predicate, predicate, profile):
                yield from ((quad.subject, predicate, quad.object) for quad in quads)
        for obj, quads in self.classes.items():
            if is_axiom(TYPE, obj, profile):
                yield from ((quad.subject, TYPE, obj) for quad in quads)


class Intake:
    """Makes facts of quads, those that some rule reads or concludes; of literals also that they are in their datatypes.

    The literals before `typed` have been told of.
    """

    def __init__(self, terms: Terms, relations: set[int], profile: Profile) -> None:
        self._terms = terms
        self._relations = relations
        self._datatypes: dict[Node, list[int]] = {}
        for datatype, wholes in profile.datatypes.items():
            found = [~number for one in wholes if (number := terms.known(one)) is not None and ~number in relations]
            if found:
                self._datatypes[datatype] = found
        self.typed = 0

    def facts(self, parts: Parts) -> dict[int, set[Any]]:
        """The facts of quads by their relations (see Atom); their terms may be new."""
        found: dict[int, set[Any]] = defaultdict(set, self._found(parts, self._terms.number))
        literals = self._terms.literals
        while self.typed < len(literals):
            literal = literals[self.typed]
            term = self._terms[literal]
            for relation in self._datatypes.get(term.datatype, ()) if isinstance(term, Literal) else ():
                found[relation].add(literal)
            self.typed += 1
        return found

    def known(self, parts: Parts) -> dict[int, set[Any]]:
        """The facts of quads, and among them what cannot hold, because it is of terms that never came."""
        return self._found(parts, self._terms.known)

    def _found(self, parts: Parts, number: Callable[[Node], Any]) -> dict[int, set[Any]]:
        found: dict[int, set[Any]] = {}
        for predicate, quads in parts.properties.items():
            relation = self._terms.known(predicate)
            if relation is not None and relation in self._relations:
                found[relation] = {(number(quad.subject), number(quad.object)) for quad in quads}
        for obj, quads in parts.classes.items():
            relation = self._terms.known(obj)
            if relation is not None and ~relation in self._relations:
                found[~relation] = {number(quad.subject) for quad in quads}
        return found
