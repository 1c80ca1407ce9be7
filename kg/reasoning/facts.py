"""What holds: for each class its members, for each property its pairs, with the indexes that rules need."""

from typing import Any

from kg.reasoning.rule import Fact

Index = dict[int, list[int]]


class Relation:
    """A class or a property. `facts` are all that hold, `derived` those that were concluded, with their layers.

    A layer is a number that grows as conclusions are drawn: every conclusion has a reason in lower layers, and what
    was given is in layer 0.
    """

    __slots__ = ("_indexes", "derived", "facts")

    def __init__(self) -> None:
        # The elements are all int (a class) or all pairs (a property); which, the atoms of the rules know.
        self.facts: set[Any] = set()
        self.derived: dict[Any, int] = {}
        self._indexes: list[Index | None] = [None, None]

    def add(self, fresh: set[Any]) -> None:
        """Takes in facts that are new here."""
        self.facts |= fresh
        for place, index in enumerate(self._indexes):
            if index is not None:
                _fill(index, fresh, place)

    def state(self, facts: set[Any]) -> dict[Any, int]:
        """Takes facts as given from now on; returns those that were conclusions, with their layers."""
        return {fact: self.derived.pop(fact) for fact in facts & self.derived.keys()}

    def remove(self, gone: set[Any]) -> None:
        """Forgets facts, which are here."""
        self.facts -= gone
        for fact in gone & self.derived.keys():
            del self.derived[fact]
        subjects, objects = self._indexes
        if subjects is not None:
            for subject in {subject for subject, _ in gone}:
                subjects[subject] = [obj for obj in subjects[subject] if (subject, obj) not in gone]
        if objects is not None:
            for obj in {obj for _, obj in gone}:
                objects[obj] = [subject for subject in objects[obj] if (subject, obj) not in gone]

    def index(self, place: int) -> Index:
        """By subject (place 0) its objects, or by object (place 1) its subjects; made when it is first wanted."""
        found = self._indexes[place]
        if found is None:
            found = self._indexes[place] = {}
            _fill(found, self.facts, place)
        return found

    def layer(self, fact: Fact) -> int | None:
        """The layer of a fact, None where it does not hold."""
        return self.derived.get(fact, 0 if fact in self.facts else None)


class Facts(dict[int, Relation]):
    """Relations by their numbers (see Atom); one that nothing is known of is empty."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = 0

    def __missing__(self, relation: int) -> Relation:
        found = self[relation] = Relation()
        return found


def _fill(index: Index, pairs: set[tuple[int, int]], place: int) -> None:
    other = 1 - place
    for pair in pairs:
        key = pair[place]
        if key in index:
            index[key].append(pair[other])
        else:
            index[key] = [pair[other]]
