"""Rules against sentences: what each rule matches, and which rule reads a mention where several would."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.extract.encoding import Encoded
from kg.extract.patterns import Pattern, kinds_of
from kg.extract.rules import ZONES, Rule
from kg.extract.spans import Mention

_WORD = re.compile(r"[^\W_]+")
_NEAR = 260
"""Characters before a match that guards look at."""
_MOST = 40
"""Matches of one pattern in one sentence."""


@dataclass(frozen=True)
class Slot:
    """What a slot covers: a stretch of the article and the mentions in it."""

    start: int
    end: int
    mentions: tuple[Mention, ...]


@dataclass(frozen=True)
class Match:
    """A rule that holds in a sentence, from `start` to `end` of the article."""

    rule: Rule
    encoded: Encoded
    slots: Mapping[str, Slot]
    start: int
    end: int
    code_start: int
    code_end: int


class Matcher:
    """All rules, ready to be asked sentence by sentence."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._by_zone = {
            zone: [(rule, p, tuple(map(kinds_of, p.needs))) for rule in rules if zone in rule.zones for p in rule.patterns]
            for zone in ZONES
        }

    def matches(self, encoded: Encoded, previous: str = "") -> Iterator[Match]:
        """Every match in the sentence, of the most specific rule first; `previous` is the code of the sentence before."""
        code, zone = encoded.code, encoded.sentence.zone
        present = frozenset(mention.kind for mention in encoded.mentions)
        words = frozenset(_WORD.findall(code))
        for rule, pattern, kinds in self._by_zone[zone]:
            if any(present.isdisjoint(need) for need in kinds) or any(words.isdisjoint(w) for w in pattern.words):
                continue
            yield from self._matches(rule, pattern, encoded, previous)

    def _matches(self, rule: Rule, pattern: Pattern, encoded: Encoded, previous: str) -> Iterator[Match]:
        code, at = encoded.code, 0
        for _ in range(_MOST):
            found = pattern.regex.search(code, at)
            if found is None or found.start() == found.end():
                return
            start, end = found.span()
            if _guarded(rule, code, start, end, previous):
                slots = {name: _slot(encoded, *found.span(name)) for name in pattern.slots if found.start(name) >= 0}
                first = start + len(found[0]) - len(found[0].lstrip(" \"'*(,;:-"))
                yield Match(rule, encoded, slots, encoded.offset(first), encoded.offset(end), first, end)
            at = start + 1


def _slot(encoded: Encoded, start: int, end: int) -> Slot:
    code = encoded.code
    while start < end and code[start] in " \"'*(,;:-":
        start += 1
    while end > start and code[end - 1] in " \"'*,;:-":
        end -= 1
    return Slot(encoded.offset(start), encoded.offset(end), tuple(encoded.within(start, end)))


def _guarded(rule: Rule, code: str, start: int, end: int, previous: str) -> bool:
    """Whether all guards of a rule hold for a match."""
    for name, pattern in rule.guards.items():
        search = pattern.regex.search
        kind = name.removeprefix("not_")
        if kind == "before":
            holds = search(code, max(0, start - _NEAR), start + 1) is not None
        elif kind == "after":
            holds = search(code, max(0, end - 1)) is not None
        elif kind == "prev":
            holds = search(code, max(0, start - _NEAR), start) is not None
        elif kind == "next":
            holds = pattern.regex.match(code, end) is not None
        elif kind == "inside":
            holds = search(code, start, end) is not None
        elif kind == "previous":
            holds = search(previous) is not None
        else:
            holds = search(code) is not None
        if holds == name.startswith("not_"):
            return False
    return True
