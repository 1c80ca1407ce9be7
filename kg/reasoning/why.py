"""Why something holds: a rule that concludes it, and from what."""

from collections.abc import Iterator
from dataclasses import dataclass

from kg.reasoning.facts import Facts
from kg.reasoning.joining import Join
from kg.reasoning.program import Program
from kg.reasoning.rule import Argument, Fact, Rule


@dataclass(frozen=True)
class Reason:
    """A rule, and the facts that its body was matched with, each with its relation."""

    rule: Rule
    premises: tuple[tuple[int, Fact], ...]


def reasons(facts: Facts, program: Program, relation: int, fact: Fact) -> Iterator[Reason]:
    """Every reason for a conclusion among `facts`; none for what was given or does not hold.

    Premises are in lower layers than what they are a reason for, so that to ask for their reasons in turn comes to
    an end.
    """
    layer = facts[relation].layer(fact)
    if not layer:
        return
    values = fact if isinstance(fact, tuple) else (fact,)
    for rule in program.concluding(relation):
        assert rule.head is not None
        known = _matched(rule.head.arguments, values)
        if known is None:
            continue
        join = Join(rule.body, tuple(known))
        for row in join.rows(facts, [tuple(known.values())]):
            value: dict[Argument, int] = dict(zip(join.columns, row, strict=True))
            premises = []
            for atom in rule.body:
                found = tuple(value[argument] for argument in atom.arguments)
                premises.append((atom.relation, (found[0], found[1]) if len(found) == 2 else found[0]))
            if all(_before(facts[other].layer(premise), layer) for other, premise in premises):
                yield Reason(rule, tuple(premises))


def reason(facts: Facts, program: Program, relation: int, fact: Fact) -> Reason | None:
    """The plainest reason: the one with the fewest premises that were concluded themselves, then the fewest at all."""

    def weight(one: Reason) -> tuple[int, int, str, str]:
        concluded = sum(bool(facts[other].layer(premise)) for other, premise in one.premises)
        return concluded, len(one.premises), one.rule.name, str(one.premises)

    return min(reasons(facts, program, relation, fact), key=weight, default=None)


def _matched(arguments: tuple[Argument, ...], values: tuple[int, ...]) -> dict[str, int] | None:
    """What the variables of a head are for a fact, None where the head cannot be that fact."""
    known: dict[str, int] = {}
    for argument, value in zip(arguments, values, strict=True):
        if (known.setdefault(argument, value) if isinstance(argument, str) else argument) != value:
            return None
    return known


def _before(layer: int | None, other: int) -> bool:
    return layer is not None and layer < other
