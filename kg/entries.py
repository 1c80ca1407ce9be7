"""Articles with their facts as the archive keeps them, and the rows that they are there."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from kg.facts import Article, Fact


@dataclass(frozen=True)
class Kept:
    """An article with its facts and the reason for its day of publication.

    `offsets`: what the places of facts count in: the characters of the "file" that was given, or of the kept "text".
    """

    article: Article
    facts: tuple[Fact, ...]
    dating: str
    offsets: Literal["file", "text"]


@dataclass(frozen=True)
class Row:
    """An article as the archive has it: `about` and `facts` are JSON, written by whoever read the article.

    `found` has the rule, the type, the stated confidence and the key of each fact of an article that is to be kept.
    """

    id: str
    sha256: str
    text: str
    about: str
    facts: str
    found: tuple[tuple[str, str, float, str], ...] = ()


@dataclass(frozen=True)
class Entry:
    """What one input became: `key` is its address or the SHA-256 of its bytes, `sha256` always the latter.

    `reader` is the version of the code and the rules that read it.
    """

    key: str
    sha256: str
    name: str
    reader: str
    row: Row


def row(kept: Kept) -> Row:
    """An article as a row of the archive."""
    article = kept.article
    about = {**vars(article), "dating": kept.dating, "offsets": kept.offsets}
    del about["text"]
    facts = [printed(fact) for fact in kept.facts]
    return Row(article.id, article.sha256, article.text, _json(about), _json(facts), outline(kept.facts))


def printed(fact: Fact) -> dict[str, Any]:
    """A fact as JSON has it, by the names of its fields."""
    return {name: value for name, value in vars(fact).items() if name != "reviewer"}


def outline(facts: Iterable[Fact]) -> tuple[tuple[str, str, float, str], ...]:
    """The rule, the type, the stated confidence and the key of each fact."""
    return tuple((fact.rule, fact.type, fact.confidence, fact.key) for fact in facts)


def facts_of(row: Row) -> tuple[Fact, ...]:
    """The facts of an article as the archive has it."""
    return tuple(Fact(**fact) for fact in json.loads(row.facts))


def with_facts(row: Row, facts: Iterable[Fact]) -> Row:
    """The row with these facts instead of its own."""
    facts = tuple(facts)
    return replace(row, facts=_json([printed(fact) for fact in facts]), found=outline(facts))


def kept(row: Row) -> Kept:
    """An article from its row."""
    about: dict[str, Any] = json.loads(row.about)
    dating, offsets = about.pop("dating"), about.pop("offsets")
    return Kept(Article(text=row.text, **about), facts_of(row), dating, offsets)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
