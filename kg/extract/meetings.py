"""From matches to meetings: day, part of the day, who convened it, what it was called; one fact a meeting of the
article."""

import re
from collections.abc import Iterator

from kg.extract.article import Article
from kg.extract.encoding import Encoded
from kg.extract.matching import Match
from kg.extract.patterns import CODES
from kg.extract.spans import Mention
from kg.facts import Fact

_TITLE_END = re.compile(
    rf"[.;!?]|,? (?:tổ chức (?:vào |tại |sáng|chiều|ngày)|diễn ra|do {CODES['agency']}|được tổ chức|đã (?:diễn|"
    rf"được|chính|khai)|với sự tham|dưới sự|có sự|"
    rf"vào (?:sáng|chiều|ngày)|nhằm)|, (?=[{CODES['day']}{CODES['period']}])| (?=[{CODES['day']}])|$"
)
_ONLINE = ("trực tuyến", "điểm cầu", "đầu cầu", "truyền hình")
_OTHER_DAY = re.compile(
    r"(?:trước đó|từ|kể từ|ban hành|kí|có hiệu lực|công bố|trước|đến|hết|sinh|thành lập|tháng trước|công văn|"
    r"quyết định|nghị quyết|số|vừa)[ ,]*(?:vào )?$"
)


def meetings(article: Article, matches: list[Match]) -> Iterator[Fact]:
    """The meetings that the matches state, one each."""
    for match in matches:
        slot = match.slots.get("meeting")
        if slot is None:
            continue
        noun = next((m for m in slot.mentions if m.kind == "meeting"), None)
        day = _day(match)
        organizer = _organizer(article, match)
        start = noun.start if noun else slot.start
        title_end = _title_end(article, match.encoded, noun, slot.end)
        title = article.text[start:title_end]
        form = form_of(article, start, title_end + 40)
        value = day.value if day else {}
        iso = value.get("iso") or (article.day_in_year(str(value["month_day"])) if day else None)
        slots = {
            "date": iso,
            "date_partial": value.get("month_day") if day and not iso else None,
            "day_part": value.get("part"),
            "form": form,
            "organizer": organizer,
            "title": title,
            "_zone": match.encoded.sentence.zone,
            "_sure": day is not None and "day" in match.slots,
        }
        first = min(match.start, day.start if day else match.start)
        yield Fact("meeting", slots, first, max(match.end, title_end), match.rule.id, match.rule.confidence)


def form_of(article: Article, start: int, end: int) -> str | None:
    """ "online" where a stretch of the article says so."""
    return "online" if any(word in article.flat[start:end] for word in _ONLINE) else None


def _day(match: Match) -> Mention | None:
    """The day in the match, or else the one day of its sentence that is not the day of something else."""
    slot = match.slots.get("day")
    if slot and slot.mentions:
        return slot.mentions[0]
    days = [m for m in match.encoded.mentions if m.kind == "day" and not _other(match.encoded, m)]
    parted = [m for m in days if m.value.get("part")]
    return next(iter(parted or days), None)


def _other(encoded: Encoded, day: Mention) -> bool:
    return bool(_OTHER_DAY.search(encoded.code[: encoded.place_of(day)]))


def _organizer(article: Article, match: Match) -> str | None:
    slot = match.slots.get("organizer")
    if slot is None or not slot.mentions:
        return None
    agencies = [m for m in slot.mentions if m.kind in ("agency", "area", "group")]
    if not agencies:
        return None
    return article.text[agencies[0].start : agencies[-1].end]


def _title_end(article: Article, encoded: Encoded, noun: Mention | None, least: int) -> int:
    """Where the name of a meeting ends: at the words that say when, where and who."""
    if noun is None:
        return least
    place = encoded.place_of(noun) + 1
    found = _TITLE_END.search(encoded.code, place)
    return max(noun.end, min(encoded.offset(found.start() if found else len(encoded.code)), noun.end + 220))


def merged(facts: list[Fact]) -> list[Fact]:
    """One fact a day; what names no day joins the first that does, or stays alone when none does."""
    dated: dict[str, Fact] = {}
    loose: list[Fact] = []
    for fact in sorted(facts, key=lambda f: (not f.slots["_sure"], f.start)):
        key = str(fact.slots["date"] or fact.slots["date_partial"] or "")[-5:]
        if not key:
            loose.append(fact)
        elif key not in dated:
            dated[key] = fact
        else:
            dated[key] = _joined(dated[key], fact)
    if not dated:
        sure = [f for f in loose if f.slots["_zone"] in ("lead", "body")]
        return [_all(sure)] if sure else []
    first = min(dated, key=lambda key: dated[key].start)
    for fact in loose:
        if fact.slots["organizer"] and not dated[first].slots["organizer"] and fact.start < dated[first].end + 1500:
            dated[first] = _joined(dated[first], fact)
    return sorted(dated.values(), key=lambda f: f.start)


def _all(facts: list[Fact]) -> Fact:
    made = facts[0]
    for fact in facts[1:]:
        made = _joined(made, fact)
    return made


def _joined(fact: Fact, other: Fact) -> Fact:
    """A fact with what it lacks from another statement of the same meeting."""
    slots = {key: (value if value is not None else other.slots[key]) for key, value in fact.slots.items()}
    return Fact(
        fact.type, slots, fact.start, fact.end, fact.rule, max(fact.confidence, other.confidence), fact.modality
    )
