"""Why an inferred statement holds: the axiom that gives it, and what it needs, down to what sources say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from server.pages.reader import Row

Statement = tuple[str, str, str]
"""Subject, predicate and object; an IRI or a text each."""

_DEEPEST = 4
"""Steps that a page explains; each deeper one is a link away."""


@dataclass
class Premise:
    """A statement that a rule needs: asserted by a source, or with the reason why it holds itself."""

    statement: Statement
    asserted: bool
    reason: "Reason | None" = None


@dataclass
class Reason:
    """The kind of axiom (a key in words/rule.yaml), and what it was applied to."""

    rule: str
    premises: list[Premise] = field(default_factory=list)


def explain(statement: Statement, ask: Callable[[Statement], Sequence[Row]]) -> Reason | None:
    """One reason for an inferred statement, the shortest first; None where no axiom of the ontology gives it.

    `ask` answers sparql/fact-rules.rq for a statement.
    """
    return _explain(statement, ask, (statement,))


def _explain(
    statement: Statement, ask: Callable[[Statement], Sequence[Row]], above: tuple[Statement, ...]
) -> Reason | None:
    candidates = [_reason(row) for row in ask(statement)]
    candidates.sort(key=lambda one: (sum(not p.asserted for p in one.premises), len(one.premises), _key(one)))
    for reason in candidates:
        if any(premise.statement in above for premise in reason.premises):
            continue  # a statement is no reason for itself
        if all(_settle(premise, ask, above) for premise in reason.premises):
            return reason
    return None


def _settle(premise: Premise, ask: Callable[[Statement], Sequence[Row]], above: tuple[Statement, ...]) -> bool:
    """Finds the reason of a premise that no source states. A premise too deep down is left to its own page."""
    if premise.asserted or len(above) >= _DEEPEST:
        return True
    premise.reason = _explain(premise.statement, ask, (*above, premise.statement))
    return premise.reason is not None


def _reason(row: Row) -> Reason:
    found = Reason(row["rule"], [Premise((row["s1"], row["p1"], row["o1"]), row["first"] == "true")])
    if "s2" in row:
        found.premises.append(Premise((row["s2"], row["p2"], row["o2"]), row["second"] == "true"))
    return found


def _key(reason: Reason) -> list[Statement]:
    return [premise.statement for premise in reason.premises]
