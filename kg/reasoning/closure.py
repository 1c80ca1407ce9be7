"""The data with all that follows from them by the rules of OWL 2 RL: what follows, why, and what an addition adds."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kg.reasoning import profile as profiles
from kg.reasoning import useful, why
from kg.reasoning.contradiction import Inconsistent
from kg.reasoning.facts import Facts
from kg.reasoning.intake import Intake, Parts
from kg.reasoning.ontology import Ontology, Statement, is_axiom
from kg.reasoning.profile import SAME, TYPE
from kg.reasoning.program import Program, Run
from kg.reasoning.rule import Fact, Triple
from kg.reasoning.specialising import rules
from kg.reasoning.terms import Node, Terms
from kg.reasoning.uncollected import uncollected
from kg.store import BlankNode, Quad


class OntologyChanged(Exception):
    """What was to be added has axioms that the closure was not made with: it needs to be made anew."""


@dataclass(frozen=True)
class Change:
    """What became of the entailments, sorted: `removed` are those that do not follow any more, or are given now."""

    added: list[Statement]
    removed: list[Statement]


@dataclass(frozen=True)
class Step:
    """A rule by its name in the tables of OWL 2 RL, and the triples, axioms among them, that it concludes from."""

    rule: str
    premises: tuple[Statement, ...]


class Closure:
    """Triples closed under the rules. Names of graphs mean nothing: the triples of all quads count as one graph.

    Raises Inconsistent where they hold a contradiction or make two things one, and Beyond for axioms that the rules
    cannot take. A closure grows by `add` and shrinks by `remove`, at the price of what changes.
    """

    @uncollected()
    def __init__(self, quads: Iterable[Quad]) -> None:
        self._stop_at(self._begin(quads))

    def _begin(self, quads: Iterable[Quad]) -> Run:
        """Makes the rules for the axioms among the quads, and runs them."""
        parts = Parts(quads)
        self._profile, self._terms = profiles.load(), Terms()
        self._ontology = Ontology(parts.axioms(self._profile), self._terms, self._profile)
        self._program = Program(rules(self._ontology, self._profile), self._terms.number(SAME))
        self._intake = Intake(self._terms, self._program.relations, self._profile)
        self._facts = Facts()
        return self._program.start(self._facts, self._intake.facts(parts))

    @uncollected()
    def entailments(self) -> list[Statement]:
        """The useful triples that follow and were not given, sorted by their N-Triples."""
        return self._told((relation, known.derived) for relation, known in self._facts.items())

    def conclusions(self) -> set[Statement]:
        """All that was concluded, about classes and properties too, whether a reader could want it or not."""
        known = itertools.chain(self._facts.items(), self._ontology.facts.items())
        return {self._statement(relation, fact) for relation, found in known for fact in found.derived}

    @uncollected()
    def add(self, quads: Iterable[Quad]) -> Change:
        """Takes in more triples. Raises OntologyChanged, Beyond and Inconsistent; then nothing is added."""
        parts, typed = self._of_data(quads), self._intake.typed
        run = self._program.extend(self._facts, self._intake.facts(parts))
        try:
            self._stop_at(run)
        except Inconsistent:
            run.undo(self._facts)
            self._intake.typed = typed
            raise
        return self._change(run)

    @uncollected()
    def remove(self, quads: Iterable[Quad]) -> Change:
        """Takes out triples that were given, which no other graph should state. Raises OntologyChanged and Beyond."""
        given = {}
        for relation, found in self._intake.known(self._of_data(quads)).items():
            known = self._facts[relation]
            given[relation] = (found & known.facts) - known.derived.keys()
        return self._change(self._program.retract(self._facts, given))

    def why(self, statement: Statement) -> Step | None:
        """Why a triple follows, None where it was given or does not follow.

        The premises that were not given have a reason in turn, and no triple is ever a reason for itself.
        """
        relation, fact = self._fact(statement)
        if relation is None or fact is None:
            return None
        facts, program = self._facts, self._program
        if is_axiom(statement[1], statement[2], self._profile):
            facts, program = self._ontology.facts, self._ontology.program
        found = why.reason(facts, program, relation, fact)
        if found is None:
            return None
        premises = [self._statement(*premise) for premise in found.premises]
        axioms = [(self._terms[s], self._terms[p], self._terms[o]) for s, p, o in found.rule.axioms]
        return Step(found.rule.name, (*premises, *axioms))

    def items(self, head: Node) -> list[Node]:
        """The members of a list that an axiom has, in order; none of what is no such list."""
        number = self._terms.known(head)
        return [] if number is None else [self._terms[item] for item in self._ontology.items(number)]

    def _of_data(self, quads: Iterable[Quad]) -> Parts:
        """The quads by what they say. Raises OntologyChanged where there are axioms among them that are not known."""
        parts = Parts(quads)
        if any(self._ontology.number(*axiom) not in self._ontology.stated for axiom in parts.axioms(self._profile)):
            raise OntologyChanged("there are axioms among the triples: all triples need to be closed anew")
        return parts

    def _change(self, run: Run) -> Change:
        added = ((relation, fresh & self._facts[relation].derived.keys()) for relation, fresh in run.added)
        return Change(self._told(added), self._told(run.removed))

    def _fact(self, statement: Statement) -> tuple[int | None, Fact | None]:
        """The relation and the fact that a triple is, None for what has no number."""
        subject, predicate, obj = map(self._terms.known, statement)
        if subject is None or predicate is None or obj is None:
            return None, None
        return (~obj, subject) if statement[1] == TYPE else (predicate, (subject, obj))

    def _statement(self, relation: int, fact: Fact) -> Statement:
        if isinstance(fact, tuple):
            return self._terms[fact[0]], self._terms[relation], self._terms[fact[1]]
        return self._terms[fact], TYPE, self._terms[~relation]

    def _told(self, found: Iterable[tuple[int, Iterable[Any]]]) -> list[Statement]:
        """The useful ones among facts by their relations, as sorted triples."""
        terms, kind = self._terms, self._terms.number(TYPE)
        triples: list[Triple] = []
        for relation, facts in found:
            if relation < 0 and useful.of_class(terms[~relation]):
                triples += [(one, kind, ~relation) for one in facts]
            elif relation >= 0 and useful.of_property(terms[relation]):
                triples += [(one, relation, other) for one, other in facts]
        told = {number for triple in triples for number in triple}
        ordered = sorted(told, key=lambda number: str(terms[number]))
        rank = {number: place for place, number in enumerate(ordered)}
        named = [terms[number] for number in ordered]
        instance = [useful.of_instance(term) for term in named]
        blank = [isinstance(term, BlankNode) for term in named]
        ranked = sorted((rank[s], rank[p], rank[o]) for s, p, o in triples)
        return [(named[s], named[p], named[o]) for s, p, o in ranked if instance[s] and not blank[o]]

    def _stop_at(self, run: Run) -> None:
        """Raises Inconsistent with the contradictions of a run, and the things that it made one."""
        if messages := self._contradictions(run):
            raise Inconsistent(messages)

    def _contradictions(self, run: Run) -> list[str]:
        messages = []
        for rule, row in run.contradictions:
            value = dict(rule.binding) | dict(zip(rule.variables, row, strict=True))
            messages.append((rule.error or "").format_map({name: self._terms.text(n) for name, n in value.items()}))
        same = self._terms.number(SAME)
        for relation, fresh in run.added:
            if relation == same:
                pairs = ((self._terms.text(one), self._terms.text(other)) for one, other in fresh if one != other)
                messages += [f"{one} and {other} would be one thing" for one, other in pairs]
        return messages
