"""Why an article gives the facts that it gives: what stands at a place, which rules match there, what no fact uses."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.extract.article import Article, take_apart
from kg.extract.extractor import Extractor
from kg.extract.matching import Match
from kg.extract.reading import read_text
from kg.facts import Fact

_TELLING = ("person", "rank", "percent", "money", "count", "document", "meeting")
"""Kinds of mentions that an article seldom has without a fact."""


@dataclass(frozen=True)
class Why:
    """What is to be said of a place: the sentence and its part of the article, mentions, matches with slots, facts."""

    zone: str
    sentence: str
    mentions: tuple[tuple[str, str], ...]
    matches: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]
    facts: tuple[Fact, ...]


def why(raw: str, offset: int, extractor: Extractor | None = None) -> Why | None:
    """What the extractor sees in the sentence at `offset` (code points of `raw`); None where no prose stands there."""
    extractor = extractor or Extractor()
    article = take_apart(read_text(raw))
    place = next(
        (e for e in article.sentences if _raw(article, e.sentence.start) <= offset < _raw(article, e.sentence.end)),
        None,
    )
    if place is None:
        return None
    start, end = place.sentence.start, place.sentence.end
    matches = tuple(
        (match.rule.id, article.text[match.start : match.end], _slots(article, match))
        for match in extractor.matches(article)
        if match.encoded is place
    )
    facts = tuple(f for f in extractor.facts(article) if f.start < _raw(article, end) and f.end > _raw(article, start))
    seen = tuple((m.kind, article.text[m.start : m.end]) for m in place.mentions)
    return Why(place.sentence.zone, article.text[start:end], seen, matches, facts)


def _slots(article: Article, match: Match) -> tuple[tuple[str, str], ...]:
    return tuple((name, article.text[slot.start : slot.end]) for name, slot in sorted(match.slots.items()))


def _raw(article: Article, place: int) -> int:
    return article.reading.raw_offset(place)


@dataclass(frozen=True)
class Coverage:
    """What rules gave in some articles: facts by rule, and mentions that no fact covers, by kind with examples."""

    articles: int
    facts: Counter[str]
    unused: Counter[str]
    examples: tuple[tuple[str, str, str], ...]


def coverage(raws: Iterable[tuple[str, str]], extractor: Extractor | None = None) -> Coverage:
    """Counts over articles, given as (name, text)."""
    extractor = extractor or Extractor()
    facts: Counter[str] = Counter()
    unused: Counter[str] = Counter()
    examples: list[tuple[str, str, str]] = []
    number = 0
    for name, raw in raws:
        number += 1
        article = take_apart(read_text(raw))
        found = extractor.facts(article)
        facts.update(fact.rule for fact in found)
        for kind, sentence in _unused(article, found):
            unused[kind] += 1
            examples.append((name, kind, sentence))
    return Coverage(number, facts, unused, tuple(examples))


def _unused(article: Article, facts: list[Fact]) -> Iterator[tuple[str, str]]:
    stated = [fact for fact in facts if fact.type not in ("agency", "holding")]
    for encoded in article.sentences:
        for mention in encoded.mentions:
            start, end = _raw(article, mention.start), _raw(article, mention.end)
            if mention.kind in _TELLING and not any(f.start < end and start < f.end for f in stated):
                yield mention.kind, article.text[encoded.sentence.start : encoded.sentence.end]
