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


def proof(closure: Closure, statement: Statement, depth: int = 0) -> Iterator[Line]:
    """A triple that holds, and below it what it follows from, each premise with its own proof."""
    step = closure.why(statement)
    yield Line(depth, statement, step.rule if step else None)
    for premise in step.premises if step else ():
        yield from proof(closure, premise, depth + 1)
