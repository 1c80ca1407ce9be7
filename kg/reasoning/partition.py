"""A part of the data closed by itself, and what it tells those who bring the parts together.

Parts are closed where they are and may be on different machines. Facts pass between them as terms, and the terms that
parts have in common are found by hashes of 64 bits, which are the same everywhere; where two terms had one hash, some
facts too many would be looked at.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kg.reasoning.closure import Closure
from kg.reasoning.intake import Parts
from kg.reasoning.ontology import Statement
from kg.reasoning.packed import Key, Packed, Packer, pack
from kg.reasoning.terms import Node
from kg.reasoning.uncollected import uncollected
from kg.store import Quad


@dataclass(frozen=True)
class Joins:
    """Relations that rules join across parts: `on` which argument (0, 1), or `whole` where that is not one only."""

    on: Mapping[Key, frozenset[int]]
    whole: frozenset[Key]


class Partition(Closure):
    """What all parts have in common, and what is its own, without axioms, closed together.

    Contradictions are not raised: `wrong` has the messages. Raises Beyond.
    """

    @uncollected()
    def __init__(self, common: Packed, own: Packed) -> None:
        self._wrong = set(self._contradictions(self._begin(common.quads())))
        self._grown: dict[int, set[Any]] = defaultdict(set)
        self._hashes: dict[int, int] = {}
        self._given = self._numbered(own)
        for relation, found in self._intake.facts(Parts(())).items():  # the datatypes of literals that are new
            self._given[relation] = self._given.get(relation, set()) | found
        self._grow(self._given)

    def give(self, quads: Iterable[Quad]) -> None:
        """Makes quads its own, once. Raises OntologyChanged for axioms that are not known, and Beyond."""
        self._given = self._intake.facts(self._of_data(quads))
        self._grow(self._given)

    def _numbered(self, told: Packed) -> dict[int, set[Any]]:
        """Facts by the numbers that their terms have here; their terms may be new."""
        numbers = list(map(self._terms.number, told.nodes()))
        facts: dict[int, set[Any]] = {}
        for place, of_class, places in told.groups:
            members = [numbers[one] for one in places]
            relation = ~numbers[place] if of_class else numbers[place]
            facts[relation] = set(members) if of_class else set(zip(members[::2], members[1::2], strict=True))
        return facts

    def _grow(self, given: Mapping[int, set[Any]]) -> list[tuple[int, set[Any]]]:
        """Takes in facts; returns what is new, by relation."""
        run = self._program.extend(self._facts, given)
        self._wrong.update(self._contradictions(run))
        for relation, fresh in run.added:
            self._grown[relation] |= fresh
        return run.added

    def reads(self, key: Key) -> bool:
        """Whether a rule reads or concludes facts of a relation."""
        number = self._terms.known(key[0])
        return number is not None and (~number if key[1] else number) in self._program.relations

    def wrong(self) -> set[str]:
        """The messages of all contradictions."""
        return self._wrong

    def grown(self) -> set[Key]:
        """The relations of which more is known here than from the common quads."""
        return {self._key(relation) for relation, found in self._grown.items() if found}

    def terms(self, bucket: int, buckets: int) -> set[int]:
        """The hashes of the terms of all that is known here beyond the common quads, those of one bucket of so many."""
        found = {
            number
            for facts in (*self._grown.values(), *self._given.values())
            for fact in facts
            for number in (fact if isinstance(fact, tuple) else (fact,))
        }
        return {one for one in map(self._hash, found) if one % buckets == bucket}

    def touching(self, joins: Joins, terms: Collection[int]) -> Packed:
        """What could be joined with facts of other parts at some terms."""
        told = Packer()
        for relation, facts in self._grown.items():
            key = self._key(relation)
            if key in joins.whole:
                found = list(facts)
            else:
                places = joins.on.get(key, ())
                found = [fact for place in places for fact in facts if self._hash(_at(fact, place)) in terms]
            if found:
                told.add(key, map(self._named, found))
        return told.packed()

    def take(self, told: Packed, joins: Joins) -> set[int]:
        """Takes in what another part told; returns the hashes of the terms at which what follows could be joined."""
        met = set[int]()
        for relation, fresh in self._grow(self._numbered(told)):
            places = joins.on.get(self._key(relation), ())
            derived = fresh & self._facts[relation].derived.keys() if places else ()
            met.update(self._hash(_at(fact, place)) for fact in derived for place in places)
        return met

    def told(self, shared: Collection[int]) -> tuple[Packed, Packed]:
        """The useful entailments of which no other part can know; and those that others may have, or were given."""
        alone: list[Statement] = []
        doubtful: list[Statement] = []
        for statement in self._entailed():
            (doubtful if self._is_shared(statement, shared) else alone).append(statement)
        return pack(alone), pack(doubtful)

    def known(self, told: Packed, shared: Collection[int]) -> Packed:
        """Which of some triples were given here, or are entailments that no other part can know of."""
        found = []
        for statement in told.statements():
            relation, fact = self._fact(statement)
            if relation is not None and (
                fact in self._given.get(relation, ())
                or (fact in self._grown.get(relation, ()) and not self._is_shared(statement, shared))
            ):
                found.append(statement)
        return pack(found)

    def joins(self, grown: Iterable[Key]) -> Joins:
        """What is joined across parts that know more of the relations `grown`, and of what follows from these."""
        reached = {~self._terms.number(node) if of_class else self._terms.number(node) for node, of_class in grown}
        rules, before = self._program.rules, -1
        while before < len(reached):
            before = len(reached)
            reached |= {r.head.relation for r in rules if r.head and any(a.relation in reached for a in r.body)}
        on: dict[Key, set[int]] = defaultdict(set)
        whole: set[Key] = set()
        for rule in rules:
            atoms = [atom for atom in rule.body if atom.relation in reached]
            if len(atoms) < 2:
                continue
            common = set.intersection(*({a for a in atom.arguments if isinstance(a, str)} for atom in atoms))
            if len(atoms) == 2 and common:
                variable = min(common)
                for atom in atoms:
                    on[self._key(atom.relation)].add(atom.arguments.index(variable))
            else:
                whole.update(self._key(atom.relation) for atom in atoms)
        return Joins({key: frozenset(places) for key, places in on.items()}, frozenset(whole))

    def _entailed(self) -> list[Statement]:
        return self._told((number, found & self._facts[number].derived.keys()) for number, found in self._grown.items())

    def _is_shared(self, statement: Statement, shared: Collection[int]) -> bool:
        relation, fact = self._fact(statement)
        assert relation is not None
        return all(self._hash(_at(fact, place)) in shared for place in ((0,) if relation < 0 else (0, 1)))

    def _key(self, relation: int) -> Key:
        return (self._terms[~relation], True) if relation < 0 else (self._terms[relation], False)

    def _named(self, fact: Any) -> tuple[Node, ...]:
        return tuple(self._terms[number] for number in (fact if isinstance(fact, tuple) else (fact,)))

    def _hash(self, number: int) -> int:
        found = self._hashes.get(number)
        if found is None:
            text = str(self._terms[number]).encode()
            found = self._hashes[number] = int.from_bytes(hashlib.blake2b(text, digest_size=8).digest())
        return found


def _at(fact: Any, place: int) -> int:
    """An argument of a fact."""
    number: int = fact[place] if isinstance(fact, tuple) else fact
    return number
