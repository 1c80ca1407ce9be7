"""Why something follows, down to what was given: a tree of steps, as lines."""

from collections.abc import Iterator
from dataclasses import dataclass

from kg.reasoning.closure import Closure
from kg.reasoning.ontology import Statement


@dataclass(frozen=True)
class Line:
    """A triple in a proof: how deep, and the rule it follows by, None for what was given."""

    depth: int
    statement: Statement
    rule: str | None


def proof(closure: Closure, statement: Statement) -> Iterator[Line]:
    """A triple that holds, and below it what it follows from, each premise with its own proof the first time."""
    proved: set[Statement] = set()
    due = [(0, statement)]
    while due:
        depth, premise = due.pop()
        step = closure.why(premise)
        yield Line(depth, premise, step.rule if step else None)
        if step is not None and premise not in proved:
            proved.add(premise)
            due += [(depth + 1, below) for below in reversed(step.premises)]
