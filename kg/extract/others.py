"""From matches and mentions to documents, held positions and agencies."""

import re
from collections.abc import Iterator

from kg.extract.article import Article
from kg.extract.matching import Match
from kg.extract.spans import Mention
from kg.extract.spelling import keyword
from kg.facts import Fact

_SURE = {"document": 0.97, "holding": 0.95, "agency": 0.95}


def documents(article: Article, matches: list[Match]) -> Iterator[Fact]:
    """One fact a document number; what rules say of its issuer and day is added."""
    said: dict[str, dict[str, object]] = {}
    rule: dict[str, str] = {}
    for match in matches:
        slot = match.slots.get("document")
        for mention in slot.mentions if slot else ():
            key = _number_key(mention)
            rule.setdefault(key, match.rule.id)
            more = said.setdefault(key, {})
            if "issuer" in match.slots and match.slots["issuer"].mentions:
                issuer = match.slots["issuer"].mentions[0]
                more.setdefault("issuer", article.text[issuer.start : issuer.end])
            if "day" in match.slots and match.slots["day"].mentions:
                day = match.slots["day"].mentions[0].value
                more.setdefault("date", day.get("iso"))
                more.setdefault("date_partial", None if day.get("iso") else day.get("month_day"))
    seen: set[str] = set()
    for encoded in article.sentences:
        for mention in encoded.mentions:
            key = _number_key(mention) if mention.kind == "document" else ""
            if not key or key in seen or any(_short_of(key, other) for other in seen):
                continue
            seen.add(key)
            slots = {
                "number": mention.value["number"],
                "kind": mention.value["document_kind"],
                "issuer": None,
                "date": None,
                "date_partial": None,
            }
            yield Fact(
                "document",
                slots | said.get(key, {}),
                mention.start,
                mention.end,
                rule.get(key, "mention.document"),
                _SURE["document"],
            )


def _number_key(mention: Mention) -> str:
    return re.sub(r"\s", "", keyword(mention.text("number")))


def _short_of(key: str, other: str) -> bool:
    """Whether "17" is the short form of "17/nq-cp"."""
    return other.startswith(key + "/")


def holdings(article: Article) -> Iterator[Fact]:
    """The positions that the article gives persons by name: each pair once."""
    seen: set[tuple[str, str]] = set()
    for encoded in article.sentences:
        for mention in encoded.mentions:
            positions = mention.value.get("positions") if mention.kind == "person" else ()
            for position in positions if isinstance(positions, tuple) else ():
                pair = (keyword(mention.text("name")), keyword(position))
                if pair not in seen:
                    seen.add(pair)
                    slots = {"person": mention.value["name"], "position": position}
                    yield Fact("holding", slots, mention.start, mention.end, "mention.person", _SURE["holding"])


def agencies(article: Article) -> Iterator[Fact]:
    """The agencies that the article names: each name once, with its abbreviation where it is introduced."""
    seen: set[str] = set()
    inside = [(e.sentence.start, e.sentence.end) for e in article.sentences]
    for mention in sorted([*article.mentions.top, *article.mentions.inner], key=lambda m: m.start):
        if mention.kind != "agency" or not any(start <= mention.start < end for start, end in inside):
            continue
        name = mention.text("name")
        if keyword(name) not in seen:
            seen.add(keyword(name))
            slots = {
                "name": name,
                "abbreviation": mention.value.get("short"),
                "full_name": _full_name(article, mention),
                "_iris": mention.value.get("iris"),
            }
            yield Fact("agency", slots, mention.start, mention.end, "mention.agency", _SURE["agency"])


def _full_name(article: Article, mention: Mention) -> str | None:
    """The name with the article's own abbreviations written out; None where there is none in it."""
    written = mention.text("long") or mention.text("name")
    for short, long in article.abbreviations.items():
        written = re.sub(rf"(?<!\w)(?<!\(){re.escape(short)}(?!\w)", long, written)
    return written if written != mention.text("name") else None
