"""Triple patterns of a query as text, what they bind, and how many triples they match."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg import iris
from kg.planning.statistics import Statistics

TYPE = iris.RDF + "type"
_FEW = 10.0
"""Things that one thing is taken to be joined to where statistics know nothing."""
_FILTERED = 0.1
"""The part of its triples that a pattern is taken to keep whose variable a filter tests."""


@dataclass(frozen=True)
class Pattern:
    """One triple pattern; each part as it is written. `predicate` is the IRI where it is a single one, else None."""

    subject: str
    verb: str
    object: str
    predicate: str | None
    cls: str | None
    """The class, where this says that the subject is of one."""

    def __str__(self) -> str:
        return f"{self.subject} {self.verb} {self.object} ."

    @property
    def variables(self) -> frozenset[str]:
        """The variables of the subject, the predicate and the object, without their sign."""
        return frozenset(part[1:] for part in (self.subject, self.verb, self.object) if is_variable(part))

    def matches(self, bound: Iterable[str], known: Statistics) -> float:
        """About how many triples this matches for one binding of the variables `bound`."""
        names = set(bound)
        subject, value = (not is_variable(part) or part[1:] in names for part in (self.subject, self.object))
        if self.cls is not None:
            things = known.classes.get(self.cls, 0)
            return min(1.0, things) if subject else float(things)
        if self.predicate is None:
            triples, subjects, values = float(known.triples), known.triples / _FEW, known.triples / _FEW
        else:
            triples, subjects, values = map(float, known.predicates.get(self.predicate, (0, 1, 1)))
        if subject and value:
            return min(1.0, triples)
        if subject or value:
            return triples / max(subjects if subject else values, 1.0)
        return triples


def is_variable(part: str) -> bool:
    """Whether a part of a pattern is a variable."""
    return part[:1] in "?$" and part[1:].isidentifier()


def ordered(patterns: Sequence[Pattern], tested: Mapping[str, int], known: Statistics) -> list[Pattern]:
    """Patterns so that each is joined to those before it, and those that match least come first.

    `tested` are variables that filters test. What is equal stays in its order.
    """
    left, bound, found = list(patterns), set[str](), list[Pattern]()
    while left:
        joined = [p for p in left if not found or p.variables & bound or not p.variables] or left
        best = min(joined, key=lambda p: _cost(p, bound, tested, known))
        left.remove(best)
        found.append(best)
        bound |= best.variables
    return found


def _cost(pattern: Pattern, bound: set[str], tested: Mapping[str, int], known: Statistics) -> float:
    matches = pattern.matches(bound, known)
    return matches * _FILTERED if any(name in tested for name in pattern.variables - bound) else matches
