"""The rules tested by their own examples: each must be found, each counter-example must not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kg.extract.article import take_apart
from kg.extract.extractor import Extractor
from kg.extract.reading import read_text
from kg.extract.rules import Rule, load_rules
from kg.extract.spelling import keyword


@dataclass(frozen=True)
class Failure:
    """An example that a rule does not find, or a counter-example that it does."""

    rule: str
    text: str
    why: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.why}: {self.text}"


def failures(rules: tuple[Rule, ...] | None = None) -> Iterator[Failure]:
    """Every example that fails, of all rules or of those given."""
    everything = load_rules()
    for rule in everything if rules is None else rules:
        yield from _failures(rule, Extractor(everything))


def _failures(rule: Rule, extractor: Extractor) -> Iterator[Failure]:
    for example in rule.examples:
        article = take_apart(read_text(example.text))
        if not any(match.rule.id == rule.id for match in extractor.matches(article)):
            yield Failure(rule.id, example.text, "the pattern does not match, or a guard forbids it")
            continue
        facts = [fact for fact in extractor.facts(article) if fact.type == rule.type]
        if not any(_agrees(example.slots, fact.slots) for fact in facts):
            found = [{key: fact.slots.get(key) for key in example.slots} for fact in facts]
            yield Failure(rule.id, example.text, f"expected {dict(example.slots)}, found {found}")
    of_meeting = (
        rule.set.get("weak") or rule.type == "group_attendance"
    )  # such a rule needs the meeting that others find
    alone = extractor if of_meeting else Extractor((rule,))
    for text in rule.counter:
        if any(fact.rule == rule.id for fact in alone.extract(text)):
            yield Failure(rule.id, text, "a counter-example is found")


def _agrees(expected: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    return all(_same(value, found.get(key)) for key, value in expected.items())


def _same(expected: object, found: object) -> bool:
    if isinstance(expected, str) and isinstance(found, str):
        return keyword(expected) == keyword(found)
    return expected == found
