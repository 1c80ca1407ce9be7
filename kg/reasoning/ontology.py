"""The axioms of an ontology: told from the data, closed under the rules about axioms, and matched by patterns."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kg import iris
from kg.reasoning.facts import Facts
from kg.reasoning.joining import Join
from kg.reasoning.profile import MEMBER, NOTHING, THING, TYPE, Pattern, Profile, Template, pattern
from kg.reasoning.program import Program
from kg.reasoning.rule import Argument, Atom, Rule, Triple
from kg.reasoning.terms import Node, Terms
from kg.store import Literal, NamedNode

Statement = tuple[Node, Node, Node]
_FIRST, _REST, _NIL = (NamedNode(iris.RDF + name) for name in ("first", "rest", "nil"))
_COUNTED = (NamedNode(iris.OWL + "maxCardinality"), NamedNode(iris.OWL + "maxQualifiedCardinality"))
_CLASS, _DISJOINT = NamedNode(iris.OWL + "Class"), NamedNode(iris.OWL + "disjointWith")
_SUBCLASS = NamedNode(iris.RDFS + "subClassOf")
_INTEGER = NamedNode(iris.XSD + "integer")


class Beyond(Exception):
    """Axioms that the rules cannot take. `reasons` has a sentence for each, without its full stop."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(dict.fromkeys(reasons))
        super().__init__("; ".join(self.reasons))


def is_axiom(predicate: Node, obj: Node, profile: Profile) -> bool:
    """Whether a triple is of the ontology, not of the data. Raises Beyond for a term of OWL that no rule knows."""
    typed = predicate == TYPE
    term = obj if typed else predicate
    if term in (profile.classes if typed else profile.properties):
        return True
    if isinstance(term, NamedNode) and term.value.startswith(iris.OWL) and term not in profile.others:
        raise Beyond([f"{term.value} is no term that the rules of OWL 2 RL know"])
    return False


def _canonical(cardinality: Node) -> Literal:
    """A cardinality as rules ask for it, however it is written."""
    if not isinstance(cardinality, Literal) or not cardinality.value.strip().isdigit():
        raise Beyond([f"a cardinality should be a number, not {cardinality}"])
    return Literal(str(int(cardinality.value)), datatype=_INTEGER)


class Ontology:
    """Axioms, and what follows from them about classes and properties.

    Raises Beyond for a list that is none, and for a cardinality that is no number.
    """

    def __init__(self, axioms: Iterable[Statement], terms: Terms, profile: Profile) -> None:
        self.terms = terms
        self.facts = Facts()
        self.stated = {self.number(*axiom) for axiom in axioms}
        self.program = Program(map(self._rule, profile.axioms))
        self._lists = _Lists(self.stated, terms)
        given: dict[int, set[Any]] = defaultdict(set)
        for triple in (*self.stated, *self._members(profile), *self._certain(profile)):
            atom = self._atom_of(*triple)
            given[atom.relation].add(atom.arguments if len(atom.arguments) == 2 else atom.arguments[0])
        self.program.start(self.facts, given)

    def match(self, patterns: Sequence[Pattern]) -> Iterator[dict[str, int]]:
        """What the variables of `patterns` can be, so that all are axioms or follow from them; in a fixed order."""
        join = Join([self.atom(one, {}) for one in patterns], ())
        for row in sorted(join.rows(self.facts, [()])):
            yield {name: value for name, value in zip(join.columns, row, strict=True) if isinstance(name, str)}

    def items(self, head: int) -> list[int]:
        """The members of a list that an axiom has, in order."""
        return self._lists.items(head) or []

    def atom(self, one: Pattern, binding: Mapping[str, int]) -> Atom:
        """A pattern over numbers, with what `binding` says of its variables."""
        return self._atom_of(*self._numbered(one, binding))

    def triples(self, patterns: Sequence[Pattern], binding: Mapping[str, int]) -> tuple[Triple, ...]:
        """The axioms that `patterns` are for a binding of all their variables, but for members of lists."""
        found = [self._numbered(one, binding) for one in patterns if one.predicate != MEMBER]
        return tuple((s, p, o) for s, p, o in found if isinstance(s, int) and isinstance(p, int) and isinstance(o, int))

    def _numbered(self, one: Pattern, binding: Mapping[str, int]) -> tuple[Argument, Argument, Argument]:
        def numbered(part: str | Node) -> Argument:
            return binding.get(part, part) if isinstance(part, str) else self.terms.number(part)

        return numbered(one.subject), numbered(one.predicate), numbered(one.object)

    def _atom_of(self, subject: Argument, predicate: Argument, obj: Argument) -> Atom:
        if not isinstance(predicate, int):
            raise TypeError(f"a rule needs to know its property: {predicate!r}")
        if predicate == self.terms.number(TYPE) and isinstance(obj, int):
            return Atom(~obj, (subject,))
        return Atom(predicate, (subject, obj))

    def _rule(self, template: Template) -> Rule:
        body = tuple(self.atom(one, {}) for one in template.body)
        return Rule(template.name, body, self.atom(pattern(template.head or ""), {}))

    def number(self, subject: Node, predicate: Node, obj: Node) -> Triple:
        """An axiom over numbers. Raises Beyond for a cardinality that is none."""
        value = _canonical(obj) if predicate in _COUNTED else obj
        return self.terms.number(subject), self.terms.number(predicate), self.terms.number(value)

    def _members(self, profile: Profile) -> Iterator[Triple]:
        member, listed = self.terms.number(MEMBER), {self.terms.number(one) for one in profile.listed}
        for subject, predicate, head in self.stated:
            if predicate in listed:
                items = self._lists.items(head)
                if items is None:
                    of = f"{self.terms.text(predicate)} of {self.terms.text(subject)}"
                    raise Beyond([f"{of} is no list: it needs one rdf:first and one rdf:rest at each step"])
                yield from ((head, member, item) for item in items)

    def _certain(self, profile: Profile) -> Iterator[Triple]:
        """cls-thing, cls-nothing1, and of datatypes that an axiom names, what they are part of and have no value of."""
        for universal in (THING, NOTHING):
            yield self.number(universal, TYPE, _CLASS)
        objects = {obj for _, _, obj in self.stated}
        named = [datatype for datatype in profile.datatypes if self.terms.number(datatype) in objects]
        for datatype in named:
            for one, whole in itertools.pairwise(profile.datatypes[datatype]):
                yield self.number(one, _SUBCLASS, whole)
        for one, other in itertools.product({profile.datatypes[datatype][-1] for datatype in named}, profile.disjoint):
            if one != other:
                yield self.number(one, _DISJOINT, other)


class _Lists:
    """The lists among triples."""

    def __init__(self, triples: Iterable[Triple], terms: Terms) -> None:
        first, rest, self._nil = map(terms.number, (_FIRST, _REST, _NIL))
        self._parts: dict[int, dict[int, list[int]]] = {first: defaultdict(list), rest: defaultdict(list)}
        self._first, self._rest = self._parts[first], self._parts[rest]
        for subject, predicate, obj in triples:
            if predicate in self._parts:
                self._parts[predicate][subject].append(obj)

    def items(self, head: int) -> list[int] | None:
        """The members of a list, in order; None for what is no list."""
        found, node, seen = [], head, {head}
        while node != self._nil:
            members, nexts = self._first.get(node, []), self._rest.get(node, [])
            if len(members) != 1 or len(nexts) != 1 or nexts[0] in seen:
                return None
            found += members
            node = nexts[0]
            seen.add(node)
        return found
