"""The desk at which people decide: which facts of an archive are worth a look first, and what was decided."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from kg.archive import Archive, Ask
from kg.entries import Kept, outline, printed
from kg.facts import Article, Fact
from kg.review.decisions import Decision, Verdict, name
from kg.review.editing import check
from kg.review.precision import Tally, Trust

MOST_COUNTED = 10_000
"""Rows of waiting facts, one for each rule of an article, that are counted; more are not."""


class NotThere(LookupError):
    """There is no such article or fact in the archive. The message says which."""


class Decided(Exception):
    """A fact has another decision than whoever decides now has seen. The message says which fact."""


@dataclass(frozen=True)
class Waiting:
    """A fact that nobody has decided of: its article, how likely it is right, and what a look at it is worth.

    `worth` is what a wrong fact of the type costs times the probability that this one is wrong.
    """

    article: Article
    fact: Fact
    confidence: float
    worth: float


@dataclass
class Taken:
    """Decisions from elsewhere: how many are new, how many facts had one already, and articles that are not here."""

    new: int = 0
    known: int = 0
    unknown: set[str] = field(default_factory=set)


class Desk:
    """What waits in an archive for a person, and what people decided.

    `left_out` are the SHA-256 of texts that have a reviewed graph: of these nothing is waited for.
    """

    def __init__(self, archive: Archive, left_out: Collection[str] = ()) -> None:
        self._archive, self._left_out = archive, frozenset(left_out)

    def waiting(
        self, most: int, kind: str | None = None, rule: str | None = None, without: Collection[tuple[str, str]] = ()
    ) -> list[Waiting]:
        """The facts that are worth a look, the best first, `most` of them; `without` are articles and keys to skip."""
        found: list[Waiting] = []
        seen = set(without)
        with self._archive.reading() as ask:
            for trust in sorted(self._trusts(ask), key=lambda one: (-one.worth, one.rule)):
                if kind in (None, trust.type) and rule in (None, trust.rule):
                    for one in self._of(ask, trust, seen):
                        found.append(one)
                        seen.add((one.article.id, one.fact.key))
                        if len(found) == most:
                            return found
        return found

    def count(self) -> int:
        """How many facts wait; at least so many where there are more than `MOST_COUNTED` rows."""
        with self._archive.reading() as ask:
            (found,) = ask("SELECT sum(facts) FROM (SELECT facts FROM waiting LIMIT ?)", (MOST_COUNTED,)).fetchone()
        return int(found or 0)

    def find(self, article: str, key: str) -> tuple[Article, Fact, Decision | None]:
        """A fact by its article and its key, and what was decided of it. Raises NotThere."""
        with self._archive.reading() as ask:
            return self._find(ask, article, key)

    def decide(
        self,
        article: str,
        key: str,
        verdict: Verdict,
        instead: Fact | None = None,
        reviewer: str = "",
        *,
        first: bool = False,
    ) -> Decision:
        """Keeps a decision, in place of an earlier one of the same fact unless it is to be the `first`; on disk when it
        returns.

        `instead` goes with "edited" and with nothing else. Raises NotThere, Decided, BadName and
        kg.archive.ArchiveFailed.
        """
        if (verdict == "edited") != (instead is not None):
            raise ValueError(f"{verdict} with{'' if instead else 'out'} a mended fact is no decision")
        with self._archive.transaction() as ask:
            _, fact, before = self._find(ask, article, key)
            if before is not None and first:
                raise Decided(f"somebody has decided of {article}/{key} already")
            if before is not None and before.verdict == "added":
                raise NotThere(f"{article}/{key} was added by a person; undo that and add it as it is right")
            decision = Decision(article, verdict, fact, instead, name(reviewer), _now())
            self._keep(ask, decision)
            self._count(article)
        return decision

    def add(self, article: str, fact: Fact, reviewer: str = "") -> Decision:
        """Keeps a fact that the rules have missed; one that they found, too, counts as accepted.

        Raises NotThere, BadName and kg.archive.ArchiveFailed.
        """
        with self._archive.transaction() as ask:
            found = next((one for one in self._kept(article).facts if one.key == fact.key), None)
            verdict: Verdict = "accepted" if found else "added"
            decision = Decision(article, verdict, found or fact, None, name(reviewer), _now())
            self._keep(ask, decision)
            self._count(article)
        return decision

    def undo(self, article: str, key: str, time: str | None = None) -> Decision:
        """Takes a decision back, that of a `time` where one is given; the fact waits again.

        Raises NotThere, Decided where there is another decision now, and kg.archive.ArchiveFailed.
        """
        with self._archive.transaction() as ask:
            _, _, decision = self._find(ask, article, key)
            if decision is None:
                raise NotThere(f"nothing was decided of {article}/{key}")
            if time not in (None, decision.time):
                raise Decided(f"somebody has decided of {article}/{key} anew")
            ask("DELETE FROM decision WHERE article = ? AND key = ?", (article, key))
            self._count(article)
        return decision

    def take_over(self, decisions: Iterable[Decision]) -> Taken:
        """Keeps decisions that were made elsewhere, all or none, where there is none yet.

        Raises kg.review.faults.BadEdit for a fact that its article cannot state, and kg.archive.ArchiveFailed.
        """
        taken, touched = Taken(), set()
        with self._archive.transaction() as ask:
            for decision in decisions:
                kept = self._archive.article(decision.article)
                where = (decision.article, decision.fact.key)
                if kept is None:
                    taken.unknown.add(decision.article)
                elif ask("SELECT 1 FROM decision WHERE article = ? AND key = ?", where).fetchone():
                    taken.known += 1
                else:
                    for fact in filter(None, (decision.fact, decision.instead)):
                        check(fact, kept.article.text)
                    self._keep(ask, replace(decision, reviewer=name(decision.reviewer)))
                    taken.new += 1
                    touched.add(decision.article)
            for article in touched:
                self._count(article)
        return taken

    def decided(self, most: int | None = None) -> list[Decision]:
        """Decisions, the latest first."""
        with self._archive.reading() as ask:
            rows = ask(f"{_SELECT} ORDER BY time DESC, article, key LIMIT ?", (-1 if most is None else most,))
            return [_decision(row) for row in rows]

    def by_article(self) -> dict[str, dict[str, Decision]]:
        """Every decision, by article and by the key of the fact."""
        found: dict[str, dict[str, Decision]] = {}
        for decision in self.decided():
            found.setdefault(decision.article, {})[decision.fact.key] = decision
        return found

    def trusts(self) -> list[Trust]:
        """The rules whose facts wait or were decided of, by name."""
        with self._archive.reading() as ask:
            return sorted(self._trusts(ask), key=lambda one: one.rule)

    def tallies(self) -> dict[str, Tally]:
        """What was decided of the facts of each rule."""
        with self._archive.reading() as ask:
            return _tallies(ask)

    def open_articles(self) -> set[str]:
        """The articles of which some fact waits, among those that were decided of."""
        with self._archive.reading() as ask:
            rows = ask("SELECT DISTINCT article FROM waiting WHERE article IN (SELECT article FROM decision)")
            return {article for (article,) in rows}

    def _trusts(self, ask: Ask) -> Iterator[Trust]:
        tallies, last = _tallies(ask), ("", "", -1.0)
        while row := ask(_NEXT_RULE, last).fetchone():  # from rule to rule, without reading what is between
            last = row
            yield Trust(row[0], row[1], row[2], tallies.get(row[0], Tally()))

    def _of(self, ask: Ask, trust: Trust, without: Collection[tuple[str, str]]) -> Iterator[Waiting]:
        """The facts of one rule that wait, in the order of articles and of their texts."""
        rule = (trust.rule, trust.type, trust.stated)
        for (article,) in ask(
            "SELECT article FROM waiting WHERE rule = ? AND type = ? AND stated = ? ORDER BY article", rule
        ):
            kept = self._kept(article)
            if kept.article.sha256 in self._left_out:
                continue
            keys = {key for (key,) in ask("SELECT key FROM decision WHERE article = ?", (article,))}
            for fact in kept.facts:
                if (fact.rule, fact.type, fact.confidence) == rule and fact.key not in keys:
                    keys.add(fact.key)
                    if (article, fact.key) not in without:
                        yield Waiting(kept.article, fact, trust.confidence, trust.worth)

    def _find(self, ask: Ask, article: str, key: str) -> tuple[Article, Fact, Decision | None]:
        kept = self._kept(article)
        row = ask(f"{_SELECT} WHERE article = ? AND key = ?", (article, key)).fetchone()
        decision = _decision(row) if row else None
        fact = next((fact for fact in kept.facts if fact.key == key), decision.fact if decision else None)
        if fact is None:
            raise NotThere(f"the article {article} has no fact {key} (any more)")
        return kept.article, fact, decision

    def _kept(self, article: str) -> Kept:
        kept = self._archive.article(article)
        if kept is None:
            raise NotThere(f"there is no article {article} in the archive")
        return kept

    def _keep(self, ask: Ask, one: Decision) -> None:
        instead = None if one.instead is None else _json(one.instead)
        row = (one.article, one.fact.key, one.fact.rule, one.verdict, _json(one.fact), instead, one.reviewer, one.time)
        ask("INSERT OR REPLACE INTO decision VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def _count(self, article: str) -> None:
        kept = self._archive.article(article)
        self._archive.count_waiting(article, outline(kept.facts) if kept else ())


_SELECT = "SELECT article, verdict, fact, instead, reviewer, time FROM decision"
_NEXT_RULE = (
    "SELECT rule, type, stated FROM waiting WHERE (rule, type, stated) > (?, ?, ?) ORDER BY rule, type, stated LIMIT 1"
)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _tallies(ask: Ask) -> dict[str, Tally]:
    counts = Counter({(rule, verdict): n for rule, verdict, n in ask(
        "SELECT rule, verdict, count(*) FROM decision GROUP BY rule, verdict"
    )})  # fmt: skip
    return {
        rule: Tally(counts[rule, "accepted"], counts[rule, "rejected"] + counts[rule, "edited"])
        for rule in {rule for rule, _ in counts}
    }


def _decision(row: tuple[Any, ...]) -> Decision:
    article, verdict, fact, instead, reviewer, time = row
    mended = Fact(**json.loads(instead)) if instead else None
    return Decision(article, verdict, Fact(**json.loads(fact)), mended, reviewer, time)


def _json(fact: Fact) -> str:
    return json.dumps(printed(fact), ensure_ascii=False, separators=(",", ":"))
