"""Bodies of rules matched against facts, a set of rows at a time."""

from collections.abc import Callable, Sequence
from typing import Any

from kg.reasoning.facts import Facts
from kg.reasoning.rule import Argument, Atom

Row = tuple[int, ...]
Step = Callable[[Facts, list[Row]], list[Row]]


class Join:
    """Extends rows that have values for `bound` to rows that match all `atoms`.

    `columns` says what the values of those rows are, in order.
    """

    def __init__(self, atoms: Sequence[Atom], bound: Sequence[str], wanted: Sequence[Argument] = ()) -> None:
        arguments = [*(a for atom in atoms for a in atom.arguments), *wanted]
        self._constants = tuple(dict.fromkeys(a for a in arguments if isinstance(a, int)))
        self.columns: list[Argument] = [*bound, *self._constants]
        self._steps: list[Step] = []
        left = list(atoms)
        while left:
            atom = min(left, key=self._unbound)
            left.remove(atom)
            self._steps.append(self._step(atom))
            self.columns += [a for a in dict.fromkeys(atom.arguments) if a not in self.columns]

    def rows(self, facts: Facts, start: list[Row]) -> list[Row]:
        """All rows that extend one of `start`."""
        rows = [row + self._constants for row in start] if self._constants else start
        for step in self._steps:
            if not rows:
                break
            rows = step(facts, rows)
        return rows

    def _unbound(self, atom: Atom) -> tuple[int, bool]:
        """What to match first: what only narrows, then what follows an index, then the rest."""
        free = sum(argument not in self.columns for argument in atom.arguments)
        return free, free == len(atom.arguments)

    def _step(self, atom: Atom) -> Step:
        places = [self.columns.index(a) if a in self.columns else None for a in atom.arguments]
        match places:
            case [None]:
                return _members(atom.relation)
            case [int(i)]:
                return _kept_members(atom.relation, i)
            case [int(i), int(j)]:
                return _kept_pairs(atom.relation, i, j)
            case [int(i), None]:
                return _followed(atom.relation, i, 0)
            case [None, int(i)]:
                return _followed(atom.relation, i, 1)
        if atom.arguments[0] == atom.arguments[1]:
            return _loops(atom.relation)
        return _pairs(atom.relation)


def _members(relation: int) -> Step:
    return lambda facts, rows: [(*row, one) for row in rows for one in facts[relation].facts]


def _loops(relation: int) -> Step:
    return lambda facts, rows: [(*row, one) for row in rows for one, other in facts[relation].facts if one == other]


def _pairs(relation: int) -> Step:
    return lambda facts, rows: [row + pair for row in rows for pair in facts[relation].facts]


def _kept_members(relation: int, i: int) -> Step:
    def step(facts: Facts, rows: list[Row]) -> list[Row]:
        known = facts[relation].facts
        return [row for row in rows if row[i] in known]

    return step


def _kept_pairs(relation: int, i: int, j: int) -> Step:
    def step(facts: Facts, rows: list[Row]) -> list[Row]:
        known = facts[relation].facts
        return [row for row in rows if (row[i], row[j]) in known]

    return step


def _followed(relation: int, i: int, place: int) -> Step:
    def step(facts: Facts, rows: list[Row]) -> list[Row]:
        index = facts[relation].index(place)
        return [(*row, one) for row in rows for one in index.get(row[i], ())]

    return step


def seeds(atom: Atom, delta: set[Any]) -> tuple[list[str], list[Row]]:
    """The variables of an atom, and their values in the facts of `delta` that match it."""
    first, last = atom.arguments[0], atom.arguments[-1]
    variables = list(dict.fromkeys(a for a in atom.arguments if isinstance(a, str)))
    if len(atom.arguments) == 1:
        return variables, [(one,) for one in delta] if variables else [()] * (first in delta)
    if len(variables) == 2:
        return variables, list(delta)
    if first == last and variables:
        return variables, [(one,) for one, other in delta if one == other]
    if isinstance(first, str):
        return variables, [(one,) for one, other in delta if other == last]
    if isinstance(last, str):
        return variables, [(other,) for one, other in delta if one == first]
    return variables, [()] * ((first, last) in delta)


def rows_of(join: Join, wanted: Sequence[Argument]) -> Callable[[list[Row]], set[Any]]:
    """What makes of the rows of a join those of the `wanted` columns."""
    places = [join.columns.index(argument) for argument in wanted]
    return lambda rows: {tuple([row[i] for i in places]) for row in rows}


def projected(join: Join, head: Sequence[Argument]) -> Callable[[list[Row]], set[Any]]:
    """What makes of the rows of a join facts with the arguments of a head."""
    places = [join.columns.index(argument) for argument in head]
    if len(places) == 1:
        only = places[0]
        return lambda rows: {row[only] for row in rows}
    first, second = places
    return lambda rows: {(row[first], row[second]) for row in rows}
