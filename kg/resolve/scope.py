"""Which province "tỉnh" is in an article: what its bridge points, its publisher, its title and its places say."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.facts import Article, Fact
from kg.folding import fold, nfc
from kg.resolve.names import place_key
from kg.resolve.references import UNDATED, References
from kg.things import Thing

_MANY_DAYS = 1024
_FOOT = 900
"""Characters at the end of an article in which a site names who runs it."""
_RUNS = re.compile(
    r"(?:cơ quan chủ quản|đơn vị quản l[ýí]|cổng thông tin điện tử|ủy ban nhân dân|ubnd|bản quyền)", re.IGNORECASE
)
_HOST = re.compile(r"(?:[\w-]+\.)*?([a-z]{4,20})\.(?:gov|org)\.vn", re.IGNORECASE)
_LOCAL = re.compile(
    r"(?:ubnd|ủy ban nhân dân|hđnd|trên địa bàn|toàn|sở .{3,40}|của|trong) (?:tỉnh|thành phố)(?! [A-ZĐ])"
)


def scope(article: Article, facts: Iterable[Fact], references: References, day: str | None) -> Thing | None:
    """The province that an article speaks from; None where nothing says so, or two say different things.

    Of several witnesses the surest that speaks at all counts: the bridge point of a local office, who runs the site,
    the title, and the one province that the text names while it speaks of "the province".
    """
    text, known = nfc(article.text), _provinces(references, day or UNDATED)
    for said in _witnesses(article, text, facts, known):
        named = {thing.slug: thing for thing in said if thing is not None}
        if named:
            return next(iter(named.values())) if len(named) == 1 else None
    return None


@dataclass(frozen=True)
class _Provinces:
    """The provinces of a day: by key, by the name in their sites' addresses, and what finds their names in a text."""

    by_key: Mapping[str, Thing]
    by_host: Mapping[str, Thing]
    pattern: re.Pattern[str]

    def named(self, text: str) -> list[Thing]:
        """The provinces that a text names; capitals tell "Hòa Bình" from peace."""
        found = self.pattern.findall(text.title() if text.isupper() else text)
        return [self.by_key[key] for name in found if (key := place_key(name)) in self.by_key]


def _witnesses(
    article: Article, text: str, facts: Iterable[Fact], known: _Provinces
) -> Iterator[Sequence[Thing | None]]:
    """What says of which province an article is, the surest first."""
    yield [known.by_key.get(place_key(str(point))) for fact in facts if (point := fact.slots.get("bridge_point"))]
    foot = text[max(len(text) - _FOOT, len(text) // 2) :]
    yield known.named(foot[found.start() :]) if (found := _RUNS.search(foot)) else []
    yield [known.by_host.get(host.lower()) for host in _HOST.findall(f"{article.url or ''} {text}")]
    yield known.named(article.title)
    yield known.named(text) if _LOCAL.search(text) else []


@lru_cache(maxsize=_MANY_DAYS)
def _provinces(references: References, day: str) -> _Provinces:
    by_key = {
        place_key(name): entry.thing
        for entry in references.of_kind("area")
        if "Province" in entry.thing.classes and entry.lives(day)
        for name in sorted(entry.names)
    }
    by_host = {fold(name).replace(" ", ""): thing for name, thing in by_key.items()}
    written = {" ".join(word.capitalize() for word in name.split()) for name in by_key}
    longest = "|".join(re.escape(name) for name in sorted(written, key=len, reverse=True))
    return _Provinces(by_key, by_host, re.compile(rf"(?<!\w)(?:{longest})(?!\w)"))
