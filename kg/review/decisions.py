"""Decisions of people on facts, by the content of the facts: they hold however often an article is read anew."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

from kg.facts import Fact
from kg.folding import nfc

Verdict = Literal["accepted", "rejected", "edited", "added"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
SURE = 1.0
"""The confidence of a fact that a person has accepted or mended."""
LONGEST_NAME = 80
"""Characters of a reviewer's name."""


class BadName(ValueError):
    """A reviewer's name that cannot be kept. The message says why."""


@dataclass(frozen=True)
class Decision:
    """What a person decided of one fact of one article.

    `fact` is the fact as it was found (where the verdict is "added": as the person found it, and no rule), `instead`
    what the article says instead of it where the verdict is "edited", `reviewer` a name or "", `time` an ISO time in
    UTC.
    """

    article: str
    verdict: Verdict
    fact: Fact
    instead: Fact | None
    reviewer: str
    time: str

    @property
    def holds(self) -> Fact | None:
        """What the article says by this decision; None for a fact that was rejected."""
        if self.verdict == "rejected":
            return None
        return replace(self.instead or self.fact, confidence=SURE, reviewer=self.reviewer)


def settled(facts: Iterable[Fact], decisions: Mapping[str, Decision]) -> list[Fact]:
    """The facts of an article as people left them, in the order of the text.

    `decisions` are those of the article, by the key of the fact. Facts without a decision stay; what was accepted,
    mended or added is there also when today's rules do not find it any more.
    """
    kept: list[Fact] = []
    applied: set[str] = set()
    for fact in facts:
        decision = decisions.get(fact.key)
        if decision is None:
            kept.append(fact)
            continue
        if decision.verdict in ("accepted", "added"):  # at the place and in the form in which it is found today
            kept.append(replace(fact, confidence=SURE, reviewer=decision.reviewer))
            applied.add(fact.key)
    kept += [held for key, one in decisions.items() if key not in applied and (held := one.holds) is not None]
    return sorted(kept, key=lambda fact: (fact.start, fact.end))


def name(given: str) -> str:
    """A reviewer's name as it is kept and shown. Raises BadName."""
    said = " ".join(nfc(given).split())
    if len(said) > LONGEST_NAME or not said.isprintable():
        raise BadName(f"a reviewer's name has at most {LONGEST_NAME} characters, and none that cannot be printed")
    return said
