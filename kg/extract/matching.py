"""Rules against sentences: what each rule matches, and which rule reads a mention where several would."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.extract.anchors import Anchors
from kg.extract.encoding import Encoded
from kg.extract.lists import is_item
from kg.extract.patterns import Pattern, kinds_of
from kg.extract.rules import ZONES, Rule
from kg.extract.spans import KINDS, Mention

_BIT = {kind: 1 << place for place, kind in enumerate(KINDS)}
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


class _Index:
    """The patterns of a zone, by the words that they cannot do without."""

    def __init__(self, rules: Sequence[Rule], zone: str) -> None:
        self._all = [
            (rule, p, tuple(_bits(kinds_of(need)) for need in p.needs))
            for rule in rules
            if zone in rule.zones
            for p in rule.patterns
        ]
        self._always = frozenset(place for place, (_, p, _) in enumerate(self._all) if not p.words)
        self._by_word: dict[str, list[int]] = {}
        for place, (_, pattern, _) in enumerate(self._all):
            for word in pattern.words[0] if pattern.words else ():
                self._by_word.setdefault(word, []).append(place)

    def likely(self, words: frozenset[str], present: int) -> Iterator[tuple[Rule, Pattern]]:
        """The patterns that a sentence of these words and kinds of mentions can match, in their order."""
        places = set(self._always)
        for word in words & self._by_word.keys():
            places.update(self._by_word[word])
        for place in sorted(places):
            rule, pattern, needs = self._all[place]
            for need in needs:
                if not need & present:
                    break
            else:
                if len(pattern.words) < 2 or not words.isdisjoint(pattern.words[1]):
                    yield rule, pattern


_NONE = Anchors("")


@dataclass(frozen=True, slots=True)
class _Around:
    """The sentence of a match, the one before, and the one above the list that it is an item of, each maybe empty."""

    here: Anchors
    previous: Anchors
    heading: Anchors


class Matcher:
    """All rules, ready to be asked sentence by sentence."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Rules in the order of their precedence."""
        self._zones = {zone: _Index(rules, zone) for zone in ZONES}

    def matches(self, sentences: Iterable[Encoded]) -> Iterator[Match]:
        """Every match in the sentences of an article, sentence by sentence, the most specific rule first."""
        previous = heading = _NONE
        for encoded in sentences:
            heading = heading if is_item(encoded.code, previous.code) else _NONE
            here, present = Anchors(encoded.code), _bits(mention.kind for mention in encoded.mentions)
            for rule, pattern in self._zones[encoded.sentence.zone].likely(here.said, present):
                yield from self._matches(rule, pattern, encoded, _Around(here, previous, heading))
            heading = here if encoded.code.rstrip().endswith(":") else heading
            previous = here

    def _matches(self, rule: Rule, pattern: Pattern, encoded: Encoded, around: "_Around") -> Iterator[Match]:
        for found in itertools.islice(around.here.matches(pattern), _MOST):
            start, end = found.span()
            if start == end:
                return
            if _guarded(rule, around, start, end):
                slots = {name: _slot(encoded, *found.span(name)) for name in pattern.slots if found.start(name) >= 0}
                first = start + len(found[0]) - len(found[0].lstrip(" \"'*(,;:-"))
                yield Match(rule, encoded, slots, encoded.offset(first), encoded.offset(end), first, end)


def _bits(kinds: Iterable[str]) -> int:
    """A set of kinds of mentions as a number: most patterns are ruled out by it, so it has to be fast."""
    bits = 0
    for kind in kinds:
        bits |= _BIT[kind]
    return bits


def _slot(encoded: Encoded, start: int, end: int) -> Slot:
    code = encoded.code
    while start < end and code[start] in " \"'*(,;:-":
        start += 1
    while end > start and code[end - 1] in " \"'*,;:-":
        end -= 1
    return Slot(encoded.offset(start), encoded.offset(end), tuple(encoded.within(start, end)))


def _guarded(rule: Rule, around: _Around, start: int, end: int) -> bool:
    """Whether all guards of a rule hold for a match."""
    here = around.here
    for name, pattern in rule.guards.items():
        kind = name.removeprefix("not_")
        if kind == "before":
            holds = here.search(pattern, max(0, start - _NEAR), start + 1)
        elif kind == "after":
            holds = here.search(pattern, max(0, end - 1))
        elif kind == "prev":
            holds = here.search(pattern, max(0, start - _NEAR), start)
        elif kind == "next":
            holds = pattern.regex.match(here.code, end) is not None
        elif kind == "inside":
            holds = here.search(pattern, start, end)
        elif kind == "previous":
            holds = around.previous.search(pattern)
        elif kind == "heading":
            holds = around.heading.search(pattern)
        else:
            holds = here.search(pattern)
        if holds == name.startswith("not_"):
            return False
    return True
