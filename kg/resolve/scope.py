"""Which province "tỉnh" is in an article: what its bridge points, its publisher, its title and its places say."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from kg.facts import Article, Fact
from kg.folding import fold, nfc
from kg.resolve.names import place_key
from kg.resolve.references import References
from kg.things import Thing

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
    text = nfc(article.text)
    known = _provinces(references, day)
    foot = text[max(len(text) - _FOOT, len(text) // 2) :]
    witnesses = (
        [known.get(place_key(str(point))) for fact in facts if (point := fact.slots.get("bridge_point"))],
        _places(foot[found.start() :], known) if (found := _RUNS.search(foot)) else [],
        [_of_host(host, known) for host in _HOST.findall(f"{article.url or ''} {text}")],
        _places(article.title, known),
        _places(text, known) if _LOCAL.search(text) else [],
    )
    for said in witnesses:
        named = Counter(thing.slug for thing in said if thing is not None)
        if len(named) == 1:
            slug = next(iter(named))
            return next(thing for thing in known.values() if thing.slug == slug)
        if named:
            return None
    return None


def _provinces(references: References, day: str | None) -> dict[str, Thing]:
    """The provinces by key that there were on a day; those of before 1 July 2025 where the day is not known."""
    return _table(references, day or "2025-06-30")


@lru_cache(maxsize=64)
def _table(references: References, day: str) -> dict[str, Thing]:
    return {
        place_key(name): entry.thing
        for entry in references.of_kind("area")
        if "Province" in entry.thing.classes and entry.lives(day)
        for name in sorted(entry.names)
    }


def _places(text: str, known: dict[str, Thing]) -> list[Thing]:
    """The provinces that a text names; capitals tell "Hòa Bình" from peace."""
    capital = r"(?<!\w)(?:" + "|".join(re.escape(name) for name in sorted(_spelled(known), key=len, reverse=True))
    found = re.findall(capital + r")(?!\w)", text.title() if text.isupper() else text)
    return [known[place_key(name)] for name in found if place_key(name) in known]


def _spelled(known: dict[str, Thing]) -> set[str]:
    """Names as titles write them, without "tỉnh"."""
    return {" ".join(word.capitalize() for word in name.split()) for name in known}


def _of_host(host: str, known: dict[str, Thing]) -> Thing | None:
    """The province of soctrang.gov.vn; None for a site of the State."""
    return next((thing for name, thing in known.items() if fold(name).replace(" ", "") == host.lower()), None)
