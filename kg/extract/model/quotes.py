"""Where the quotes of a proposal stand in an article, and whether each is the whole of what it names."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.article import Article
from kg.extract.names import RUN
from kg.extract.spans import Mention
from kg.extract.zones import PROSE

LONGEST = 500
"""Characters of an evidence."""


class NotProven(Exception):
    """The article does not prove what is proposed. The message is the reason, one of a few, which are counted."""


@dataclass(frozen=True)
class Stretch:
    """The characters from `start` to `end` of an article's text."""

    start: int
    end: int

    def has(self, start: int, end: int) -> bool:
        """Whether a stretch lies inside of this one."""
        return self.start <= start and end <= self.end

    def cuts(self, start: int, end: int) -> bool:
        """Whether a part of a stretch lies inside of this one, and a part outside."""
        return self.start < end and start < self.end and not self.has(start, end)


def evidence(article: Article, quote: str) -> Stretch:
    """Where an evidence stands: in one paragraph of the article's prose, in whole words; the first place of several,
    which prove the same. Raises NotProven."""
    found = list(_places(article.text, quote))
    if not found:
        raise NotProven("evidence not in the article")
    prose = [Stretch(zone.start, zone.end) for zone in article.zones if zone.name in PROSE]
    inside = [place for place in found if any(zone.has(place.start, place.end) for zone in prose)]
    if not inside:
        raise NotProven("evidence not in one paragraph of the article's prose")
    if len(quote) > LONGEST:
        raise NotProven("evidence too long")
    return _whole_words(article, inside[0])


def within(article: Article, proof: Stretch, quote: str, *, elsewhere: bool = False, name: bool = False) -> Stretch:
    """Where a quote stands: at one place of the evidence, or (`elsewhere`) at one place of the whole article. A `name`
    means the same at each place of the evidence. Raises NotProven."""
    found = list(_places(article.text, quote))
    if not found:
        raise NotProven("quote not in the article")
    inside = [place for place in found if proof.has(place.start, place.end)]
    if not inside and not elsewhere:
        raise NotProven("quote not in the evidence")
    whole = [place for place in inside or found if _is_whole(article, place)]
    if len(whole) > 1 and not (name and inside):
        raise NotProven("quote at several places")
    return _whole_words(article, (whole or inside or found)[0])


def phrase(article: Article, place: Stretch) -> str:
    """The words of a stretch that takes no mention in two: no half of a name, a number or a day. Raises NotProven."""
    told = " ".join(article.text[place.start : place.end].split())
    for mention in _mentions(article):
        if place.cuts(mention.start, mention.end) and not _told_of(mention, told):
            raise NotProven("part of a longer mention")
    return told


def _told_of(mention: Mention, told: str) -> bool:
    """Whether words are the name, or one or several of the positions, that a person is mentioned with."""
    positions = mention.value.get("positions")
    held = [" ".join(str(one).split()) for one in positions] if isinstance(positions, tuple) else []
    return told in (mention.value.get("name"), *held) or all(part in held for part in re.split(r", | kiêm | - ", told))


def body(article: Article, place: Stretch) -> str:
    """The whole name of a place, a body or a group of them. Raises NotProven."""
    for mention in _mentions(article):
        if mention.kind in ("area", "agency", "group") and (mention.start, mention.end) == (place.start, place.end):
            return " ".join(article.text[place.start : place.end].split())
    raise NotProven("not the whole name of a place or body")


def person(article: Article, place: Stretch) -> str:
    """The whole name of a person: one that our reader sees, or all of a run of capitalised syllables that it sees as
    nothing else. Raises NotProven."""
    name = article.text[place.start : place.end]
    over = [m for m in _mentions(article) if m.start < place.end and place.start < m.end]
    if any((m.value.get("name_start"), m.value.get("name_end")) == (place.start, place.end) for m in over):
        return name
    run = RUN.match(article.text, place.start)
    if over or run is None or run.end() != place.end or " " not in name or _capital_before(article.text, place.start):
        raise NotProven("not the whole name of a person")
    return name


def inside(article: Article, place: Stretch, *kinds: str) -> list[Mention]:
    """The mentions of these kinds that a stretch has whole."""
    return [m for m in article.mentions.top if m.kind in kinds and place.has(m.start, m.end)]


def _capital_before(text: str, start: int) -> bool:
    return bool(re.search(r"\w+ $", text[:start]) and text[:start].split()[-1][0].isupper())


def _mentions(article: Article) -> tuple[Mention, ...]:
    return (*article.mentions.top, *article.mentions.inner)


def _places(text: str, quote: str) -> Iterator[Stretch]:
    """Every place of a quote, character by character but for the normal form."""
    wanted = unicodedata.normalize("NFC", quote).strip()
    start = text.find(wanted) if wanted else -1
    while start >= 0:
        yield Stretch(start, start + len(wanted))
        start = text.find(wanted, start + 1)


def _whole_words(article: Article, place: Stretch) -> Stretch:
    if not _is_whole(article, place):
        raise NotProven("half a word")
    return place


def _is_whole(article: Article, place: Stretch) -> bool:
    """Whether a stretch begins and ends where words do."""
    text, start, end = article.text, place.start, place.end
    return not (text[start].isalnum() and text[start - 1 : start].isalnum()) and not (
        text[end - 1].isalnum() and text[end : end + 1].isalnum()
    )
