"""A rule set off by new facts of one atom of its body (semi-naive evaluation)."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kg.reasoning.facts import Facts
from kg.reasoning.joining import Join, projected, rows_of, seeds
from kg.reasoning.rule import Rule

Fire = Callable[[Facts, set[Any]], set[Any]]
"""What a rule concludes from facts of which at least one is among the new ones given: facts of its head, or values
of `rule.variables` for a rule without one. It may return its argument."""


@dataclass(frozen=True)
class Trigger:
    """A rule, and what it concludes when one atom of its body has new facts."""

    rule: Rule
    fire: Fire


def triggers(rule: Rule) -> list[tuple[int, Trigger]]:
    """One trigger for each atom of the body, with the relation that sets it off."""
    return [
        (atom.relation, Trigger(rule, _of_one(rule) or _of_members(rule, place) or _of_join(rule, place)))
        for place, atom in enumerate(rule.body)
    ]


def _of_one(rule: Rule) -> Fire | None:
    """The quick way for a body of one atom: sets are taken over, projected or turned around."""
    if len(rule.body) != 1 or rule.head is None:
        return None
    had, wanted = rule.body[0].arguments, rule.head.arguments
    if len(set(had)) < len(had) or not all(isinstance(a, str) for a in (*had, *wanted)):
        return None
    if had == wanted:
        return lambda _, delta: delta
    if len(had) == 2 and wanted == had[:1]:
        return lambda _, delta: {subject for subject, _ in delta}
    if len(had) == 2 and wanted == had[1:]:
        return lambda _, delta: {obj for _, obj in delta}
    if wanted == had[::-1]:
        return lambda _, delta: {(obj, subject) for subject, obj in delta}
    return None


def _of_members(rule: Rule, place: int) -> Fire | None:
    """The quick way for a body whose atoms all say the same of other relations: sets are intersected."""
    arguments = rule.body[0].arguments
    atoms = rule.body if rule.head is None else (*rule.body, rule.head)
    if any(atom.arguments != arguments for atom in atoms) or rule.variables != arguments:
        return None
    others = [atom.relation for number, atom in enumerate(rule.body) if number != place]

    def common(facts: Facts, delta: set[Any]) -> set[Any]:
        return functools.reduce(lambda left, other: left & facts[other].facts, others, delta)

    if rule.head is None and len(arguments) == 1:
        return lambda facts, delta: {(one,) for one in common(facts, delta)}
    return common


def _of_join(rule: Rule, place: int) -> Fire:
    atom = rule.body[place]
    wanted = rule.head.arguments if rule.head else rule.variables
    bound, _ = seeds(atom, set())
    join = Join([other for number, other in enumerate(rule.body) if number != place], bound, wanted)
    project = projected(join, wanted) if rule.head else rows_of(join, wanted)
    return lambda facts, delta: project(join.rows(facts, seeds(atom, delta)[1]))
