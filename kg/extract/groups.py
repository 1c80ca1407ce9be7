"""From matches to groups that took part in a meeting: "lãnh đạo các bộ, ngành", "đại diện Sở Nội vụ", with their bridge
point. Nobody of them is named, so they are facts of a type of their own."""

import functools
import re
from collections.abc import Iterator

from kg.extract.article import Article
from kg.extract.attendance import bridge_point
from kg.extract.directives import BODIES
from kg.extract.matching import Match
from kg.extract.patterns import CODES
from kg.extract.rules import word_lists
from kg.facts import Fact

_NAMED = f"[{CODES['agency']}{CODES['group']}]"
_BARE = "ban chỉ đạo|ban tổ chức|tổ công tác|tổ giúp việc|hội đồng|ủy ban"
"""Bodies that an article has named in full before."""
_ONE = rf"(?:(?:ubnd|ủy ban nhân dân|văn phòng) )?(?:(?:các )?{_NAMED}|(?:các (?:{BODIES})|{_BARE})(?!\w))"
_MORE = rf"(?:,| và|, và) (?:các )?(?:{_NAMED}|(?:{BODIES})(?!\w))"
_WHOSE = re.compile(
    r"(?: (?:trực thuộc|thuộc|của|cấp))?(?: có)?"
    rf"(?: (?:(?:liên quan|trung ương|tỉnh|thành phố|huyện)(?!\w)|[{CODES['agency']}{CODES['area']}]))"
)


def attendances(article: Article, matches: list[Match], *, met: bool) -> Iterator[Fact]:
    """The groups that the matches name, each once in a role; none in an article that reports no meeting (`met`)."""
    seen: set[tuple[str, str]] = set()
    for match in sorted(matches, key=lambda m: (m.start, -m.rule.specificity)) if met else ():
        slot, role = match.slots.get("group"), str(match.rule.set.get("role", "attend"))
        if slot is None:
            continue
        for found in _phrase().finditer(match.encoded.code):
            start, end = found.start(), _end(match.encoded.code, found)
            first, body, last = (match.encoded.offset(place) for place in (start, found.start("of"), end))
            name = " ".join(article.text[first:last].split())
            if not slot.start <= first < slot.end or (name.casefold(), role) in seen:
                continue
            seen.add((name.casefold(), role))
            slots = {
                "group": name,
                "of": " ".join(article.text[body:last].split()),
                "role": role,
                "bridge_point": bridge_point(article, match, start),
            }
            span = min(match.start, first), max(match.end, last)
            yield Fact("group_attendance", slots, *span, match.rule.id, match.rule.confidence)


def _end(code: str, found: re.Match[str]) -> int:
    """Where a group ends, with whose its bodies are: "các sở, ngành | của tỉnh"."""
    whose = _WHOSE.match(code, found.end())
    return whose.end() if whose else found.end()


@functools.cache
def _phrase() -> re.Pattern[str]:
    """Who of which bodies: at least one word for members or leaders, and then bodies."""
    heads = "|".join(sorted(map(re.escape, word_lists()["group_heads"]), key=len, reverse=True))
    return re.compile(
        rf"(?<!\w)(?:(?:các|một số|nhiều|toàn thể) )?(?:{heads})(?:(?: và|,)? (?:{heads}))*"
        rf"(?: (?:của|cho|một số|nhiều|thuộc))* (?P<of>{_ONE}(?:{_MORE})*)"
    )
