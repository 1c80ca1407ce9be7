"""An article taken apart: zones, sentences, mentions, and what each sentence looks like to the rules."""

import bisect
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kg.extract.encoding import Encoded, encode
from kg.extract.gazetteer import gazetteer
from kg.extract.mentions import Mentions, mentions_of
from kg.extract.reading import Reading
from kg.extract.shortforms import short_forms
from kg.extract.spelling import flat
from kg.extract.zones import Sentence, Zone, sentences_of, zones_of

_PUBLISHED = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)(?!\d)")
_HALF_A_YEAR = 183
"""Days."""


@dataclass(frozen=True)
class Article:
    """All that is known of an article before any rule is asked."""

    reading: Reading
    text: str
    flat: str
    zones: tuple[Zone, ...]
    sentences: tuple[Encoded, ...]
    mentions: Mentions
    abbreviations: Mapping[str, str]
    """What the article's own abbreviations stand for."""
    year: int | None
    """The year of the day that the article itself shows as its own, if it shows one."""
    published: str | None = None
    """The ISO day of publication, where whoever read the article chose one."""

    def day_in_year(self, month_day: str) -> str | None:
        """The ISO day of a day without a year ("12-30"), the one that is nearest to the publication."""
        if self.published is None:
            return f"{self.year}-{month_day}" if self.year else None
        year, day = int(self.published[:4]), month_day
        apart = (int(day[:2]) - int(self.published[5:7])) * 30 + int(day[3:]) - int(self.published[8:])
        return f"{year - 1 if apart > _HALF_A_YEAR else year + 1 if apart < -_HALF_A_YEAR else year}-{day}"


def take_apart(reading: Reading) -> Article:
    """The article of a reading."""
    text = reading.text
    low = flat(text)
    zones = zones_of(text, low)
    mentions = with_years(mentions_of(text, low, gazetteer()))
    encoded = [_encode(sentence, low, mentions) for sentence in sentences_of(zones, low, text)]
    year = _own_year(zones, low)
    return Article(reading, text, low, tuple(zones), tuple(encoded), mentions, short_forms(text), year)


def with_years(mentions: Mentions) -> Mentions:
    """Halves and quarters without a year get that of the last period before: "6 tháng đầu năm" after "năm 2017"."""
    year: int | None = None
    made = []
    for mention in mentions.top:
        if mention.kind == "period":
            if mention.value["year"] is not None:
                year = int(str(mention.value["year"]))
            elif year is not None and mention.value["form"] in ("halves", "quarter", "months"):
                read = {
                    **mention.value,
                    "year": year,
                    "last": year,
                    "iso": f"{year}{mention.value['iso']}",
                    "inferred": True,
                }
                mention = replace(mention, value=read)
        made.append(mention)
    return Mentions(tuple(made), mentions.inner)


def _encode(sentence: Sentence, low: str, mentions: Mentions) -> Encoded:
    top = mentions.top
    first = bisect.bisect_left(top, sentence.start, key=lambda m: m.start)
    last = bisect.bisect_left(top, sentence.end, key=lambda m: m.start)
    return encode(sentence, low, [m for m in top[first:last] if m.end <= sentence.end])


def _own_year(zones: Sequence[Zone], low: str) -> int | None:
    """The year of a line of date below the title; a site's clock above the title says nothing of the article."""
    below = False
    for zone in zones[:8]:
        below = below or zone.name == "title"
        if below and zone.name == "chrome" and (found := _PUBLISHED.search(low, zone.start, zone.end)):
            return int(found[3])
    return None
