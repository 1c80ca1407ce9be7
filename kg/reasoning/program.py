"""Rules made ready to run: all that follows from facts, and from facts that are added later."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kg.reasoning.facts import Facts
from kg.reasoning.joining import Join, projected, seeds
from kg.reasoning.rule import Rule
from kg.reasoning.trigger import Trigger, triggers


@dataclass
class Run:
    """What a run changed, by relation: facts that are new, and facts that are conclusions no more, with their layers.

    A contradiction is a rule without a head, and the values of its variables.
    """

    added: list[tuple[int, set[Any]]] = field(default_factory=list)
    removed: list[tuple[int, dict[Any, int]]] = field(default_factory=list)
    contradictions: set[tuple[Rule, tuple[int, ...]]] = field(default_factory=set)

    def undo(self, facts: Facts) -> None:
        """Makes `facts` what they were before a run that was given facts."""
        for relation, fresh in self.added:
            facts[relation].remove(fresh)
        for relation, layers in self.removed:
            facts[relation].derived.update(layers)


class Program:
    """Rules to be run together. Of the relation `irreflexive`, nothing is concluded that relates a thing to itself."""

    def __init__(self, rules: Iterable[Rule], irreflexive: int | None = None) -> None:
        self.rules = tuple(dict.fromkeys(rules))
        self.relations = {a.relation for r in self.rules for a in (*r.body, *([r.head] if r.head else []))}
        self._irreflexive = irreflexive
        self._triggers: dict[int, list[Trigger]] = defaultdict(list)
        self._concluding: dict[int, list[Rule]] = defaultdict(list)
        for rule in self.rules:
            for relation, trigger in triggers(rule):
                self._triggers[relation].append(trigger)
            if rule.head is not None:
                self._concluding[rule.head.relation].append(rule)
        self._ranks = _ranks(self.rules)

    def concluding(self, relation: int) -> list[Rule]:
        """The rules that could conclude a fact of a relation."""
        return self._concluding.get(relation, [])

    def start(self, facts: Facts, given: Mapping[int, set[Any]]) -> Run:
        """Closes empty `facts` and `given` under the rules."""
        certain: dict[int, set[Any]] = defaultdict(set)
        for rule in self.rules:
            if not rule.body and rule.head is not None:
                arguments = rule.head.arguments
                certain[rule.head.relation].add(arguments if len(arguments) == 2 else arguments[0])
        run = self.extend(facts, given, certain)
        run.contradictions.update((rule, ()) for rule in self.rules if not rule.body and rule.head is None)
        return run

    def extend(self, facts: Facts, given: Mapping[int, set[Any]], certain: Mapping[int, set[Any]] | None = None) -> Run:
        """Takes facts that are `given` into closed `facts`, and closes them again.

        What is `certain` is concluded at once. A contradiction ends no run; `Run.undo` forgets what was taken in.
        """
        run, due, agenda = Run(), {}, _Agenda(self._ranks)
        for relation, found in given.items():
            run.removed.append((relation, facts[relation].state(found)))
            if fresh := found - facts[relation].facts:
                facts[relation].add(fresh)
                run.added.append((relation, fresh))
                due[relation] = fresh
                agenda.put(relation, set())
        for relation, found in (certain or {}).items():
            agenda.put(relation, found - facts[relation].facts)
        while agenda:
            relation, fresh = agenda.take()
            facts.layer += 1
            if fresh:
                facts[relation].add(fresh)
                facts[relation].derived.update(dict.fromkeys(fresh, facts.layer))
                run.added.append((relation, fresh))
            just_given = due.pop(relation, set())
            changed = fresh | just_given if fresh and just_given else fresh or just_given
            for trigger in self._triggers.get(relation, ()):
                self._fire(trigger, facts, changed, agenda, run)
        return run

    def retract(self, facts: Facts, gone: Mapping[int, set[Any]]) -> Run:
        """Takes given facts that are `gone` out of closed `facts`, with what followed from nothing else.

        All that could follow from them goes, and what still follows from the rest comes back (Gupta, Mumick and
        Subrahmanian, Maintaining views incrementally, 1993).
        """
        lost = self._doubtful(facts, gone)
        before = {relation: facts[relation].state(found) for relation, found in lost.items()}
        for relation, found in lost.items():
            facts[relation].remove(found)
        back = self.extend(
            facts, {}, {relation: self._still(facts, relation, found) for relation, found in lost.items()}
        )
        run = Run([(relation, fresh - before.get(relation, {}).keys()) for relation, fresh in back.added])
        for relation, layers in before.items():
            run.removed.append((relation, {fact: layers[fact] for fact in layers.keys() - facts[relation].facts}))
        return run

    def _doubtful(self, facts: Facts, gone: Mapping[int, set[Any]]) -> dict[int, set[Any]]:
        """Facts that are gone, and every conclusion that a rule draws from such a fact, by relation."""
        lost: dict[int, set[Any]] = defaultdict(set)
        due = [(relation, found) for relation, found in gone.items() if found]
        while due:
            relation, found = due.pop()
            lost[relation] |= found
            for trigger in self._triggers.get(relation, ()):
                if (head := trigger.rule.head) is not None:
                    drawn = trigger.fire(facts, found) & facts[head.relation].derived.keys()
                    if fresh := drawn - lost[head.relation]:
                        due.append((head.relation, fresh))
        return lost

    def _still(self, facts: Facts, relation: int, lost: set[Any]) -> set[Any]:
        """Which of some facts a rule concludes in one step."""
        found: set[Any] = set()
        for rule in self.concluding(relation):
            assert rule.head is not None
            bound, start = seeds(rule.head, lost)
            join = Join(rule.body, bound, rule.head.arguments)
            found |= projected(join, rule.head.arguments)(join.rows(facts, start))
        return found

    def _fire(self, trigger: Trigger, facts: Facts, fresh: set[Any], agenda: "_Agenda", run: Run) -> None:
        head, found = trigger.rule.head, trigger.fire(facts, fresh)
        if head is None:
            run.contradictions.update((trigger.rule, row) for row in found)
            return
        new = found - facts[head.relation].facts
        if head.relation == self._irreflexive:
            new = {(one, other) for one, other in new if one != other}
        if new:
            agenda.put(head.relation, new)


class _Agenda:
    """Conclusions that wait to be taken in, by relation: first those of relations that others follow from."""

    def __init__(self, ranks: Mapping[int, int]) -> None:
        self._ranks = ranks
        self._waiting: dict[int, set[Any]] = {}
        self._queue: list[tuple[int, int]] = []

    def __bool__(self) -> bool:
        return bool(self._queue)

    def put(self, relation: int, fresh: set[Any]) -> None:
        """Lets conclusions wait; the set is the agenda's from now on."""
        if relation in self._waiting:
            self._waiting[relation] |= fresh
        else:
            self._waiting[relation] = fresh
            heapq.heappush(self._queue, (self._ranks.get(relation, 0), relation))

    def take(self) -> tuple[int, set[Any]]:
        """A relation, and all that waits for it."""
        _, relation = heapq.heappop(self._queue)
        return relation, self._waiting.pop(relation)


def _ranks(rules: Iterable[Rule]) -> dict[int, int]:
    """Relations in an order in which, but for cycles, each stands after those that it follows from."""
    following: dict[int, list[int]] = defaultdict(list)
    for rule in rules:
        for atom in rule.body:
            if rule.head is not None:
                following[atom.relation].append(rule.head.relation)
    last: list[int] = []
    seen: set[int] = set()
    for start in list(following):
        path = [] if start in seen else [(start, iter(following[start]))]
        seen.add(start)
        while path:
            relation, nexts = path[-1]
            onward = next((n for n in nexts if n not in seen), None)
            if onward is None:
                last.append(relation)
                path.pop()
            else:
                seen.add(onward)
                path.append((onward, iter(following.get(onward, ()))))
    return {relation: rank for rank, relation in enumerate(reversed(last))}
