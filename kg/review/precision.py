"""How far a rule can be trusted: what its author stated, corrected by what people decided of its facts."""

from dataclasses import dataclass

from kg.review.slots import fact_types

PRIOR = 10
"""How many decisions the confidence that a rule states is worth."""


@dataclass(frozen=True)
class Tally:
    """Decisions on the facts of one rule: how many were right, and how many wrong (rejected, or mended)."""

    right: int = 0
    wrong: int = 0

    @property
    def precision(self) -> float | None:
        """The share that was right; None without a decision."""
        seen = self.right + self.wrong
        return self.right / seen if seen else None


def confidence(stated: float, tally: Tally) -> float:
    """The probability that the next fact of the rule is right: the mean of a beta distribution, whose prior is what the
    rule states and weighs `PRIOR` decisions."""
    return (stated * PRIOR + tally.right) / (PRIOR + tally.right + tally.wrong)


@dataclass(frozen=True)
class Trust:
    """A rule: the confidence it states, what was decided of its facts, and the confidence that follows."""

    rule: str
    type: str
    stated: float
    tally: Tally

    @property
    def confidence(self) -> float:
        """The probability that the next fact of the rule is right."""
        return confidence(self.stated, self.tally)

    @property
    def worth(self) -> float:
        """What a look at one of its facts is worth."""
        return fact_types()[self.type].worth * (1 - self.confidence)
