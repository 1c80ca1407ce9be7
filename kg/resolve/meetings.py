"""The meeting of an article: its key is its day, part of the day and convener, else chair, else the article."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.facts import Article, Fact
from kg.resolve.agencies import Setting, agency
from kg.resolve.people import held, person
from kg.things import Thing

_NOUN = re.compile(
    r"^(?P<noun>hội nghị|phiên họp|cuộc họp|buổi làm việc|hội thảo|tọa đàm|toạ đàm|lễ \w+|diễn đàn|kỳ họp|họp báo|họp)"
    r"(?: trực tuyến| toàn quốc| thường kỳ| thường kì| toàn thể| lần thứ \w+| sơ kết| tổng kết| triển khai)*",
    re.IGNORECASE,
)
_KINDS = (
    ("tọa đàm", "Seminar"), ("toạ đàm", "Seminar"), ("hội thảo", "Seminar"), ("phiên họp thường k", "RegularSession"),
    ("phiên thường k", "RegularSession"),
)  # fmt: skip


@dataclass(frozen=True)
class Met:
    """What an article says of a meeting. `date` is an ISO day, `month_day` MM-DD or "" where no day is told."""

    fact: Fact
    date: str | None
    month_day: str
    part: str | None
    convener: Thing | None
    chairs: tuple[Thing, ...]
    bases: frozenset[str]
    slug: str


def when(fact: Fact, article: Article) -> tuple[str | None, str, frozenset[str]]:
    """The day of a meeting, its month and day, and on what the year rests: the last such day by publication."""
    if fact.slots.get("date"):
        day = str(fact.slots["date"])
        stated = re.search(rf"(?<!\d){day[:4]}(?!\d)", article.text[fact.start : fact.end]) is not None
        return day, day[5:], frozenset() if stated else frozenset(("year-from-publication",))
    month_day = str(fact.slots.get("date_partial") or "")
    if month_day and article.published:
        year = int(article.published[:4])
        for candidate in (year, year - 1):
            day = f"{candidate}-{month_day}"
            if day <= article.published and _is_day(day):
                return day, month_day, frozenset(("year-from-publication",))
    return None, month_day, frozenset()


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def met(fact: Fact, article: Article, facts: Sequence[Fact], setting: Setting) -> Met:
    """The meeting that a fact of type meeting tells of, in the setting of its article."""
    date, month_day, bases = when(fact, article)
    organizer = fact.slots.get("organizer")
    convener = agency(str(organizer), setting) if organizer else _convener_of_title(fact, setting)
    chairs = [
        person(str(other.slots["person"]), held(str(other.slots["person"]), facts, setting), setting)
        for other in facts
        if other.type == "attendance" and other.slots.get("role") in ("chair", "host")
    ]
    part = fact.slots.get("day_part")
    who = convener or next(iter(chairs), None)
    if date and who:
        parts = [date, *([str(part)] if part else []), who.slug]
    else:  # what is not known well enough to be told from others is a meeting of this article alone
        parts = [date or month_day or "undated", *([str(part)] if part else []), *([who.slug] if who else [])]
    slug = "-".join(parts) + ("" if date and who else f"--{setting.own}")
    return Met(fact, date, month_day, str(part) if part else None, convener, tuple(chairs), bases, slug)


def _convener_of_title(fact: Fact, setting: Setting) -> Thing | None:
    """ "Hội nghị trực tuyến Ủy ban X với …" is the meeting of X: of a body that is known by that name."""
    title = str(fact.slots.get("title") or "")
    found = _NOUN.match(title)
    if found is None:
        return None
    rest = title[found.end() :].split()
    if not rest or not rest[0][:1].isupper():
        return None
    for size in range(min(10, len(rest)), 1, -1):
        known = setting.named("agency", " ".join(rest[:size]))
        if known is not None:
            return known
    return None


def thing(meeting: Met, slug: str, date: str | None) -> Thing:
    """The meeting as a thing; `slug` and `date` are those of the known meeting where it is one."""
    title = str(meeting.fact.slots.get("title") or "").casefold()
    classes = [cls for begin, cls in _KINDS if title.startswith(begin)]
    if meeting.fact.slots.get("form") == "online":
        classes.append("OnlineConference")
    noun = "Phiên họp" if title.startswith("phiên") else "Tọa đàm" if "Seminar" in classes else "Cuộc họp"
    of = f" của {meeting.convener.vi}" if meeting.convener else ""
    of_en = f" of {meeting.convener.english}" if meeting.convener else ""
    if not of and meeting.chairs:
        of, of_en = f" do {meeting.chairs[0].vi} chủ trì", f" chaired by {meeting.chairs[0].vi}"
    said_vi, said_en = day_words(date, meeting.month_day, meeting.part)
    kind_en = "Seminar" if "Seminar" in classes else "Meeting"
    return Thing(
        "meeting", slug, tuple(sorted(classes)) or ("Meeting",), f"{noun}{of}{said_vi}", f"{kind_en}{of_en}{said_en}"
    )


_PART = {
    "am": ("sáng", "morning"), "noon": ("trưa", "noon"), "pm": ("chiều", "afternoon"), "evening": ("tối", "evening"),
}  # fmt: skip


def day_words(date: str | None, month_day: str, part: str | None) -> tuple[str, str]:
    """A day for labels, with a comma before it: ", chiều 26/8/2020" and ", afternoon of 26 August 2020"."""
    known = date or (f"2000-{month_day}" if month_day and _is_day(f"2000-{month_day}") else None)
    if known is None:
        return "", ""
    day = datetime.date.fromisoformat(known)
    vi = f"{day.day}/{day.month}" + (f"/{day.year}" if date else "")
    en = f"{day.day} {_MONTHS[day.month - 1]}" + (f" {day.year}" if date else "")
    vi_part, en_part = _PART.get(part or "", ("ngày", ""))
    return f", {vi_part} {vi}", f", {en_part} of {en}" if en_part else f", {en}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
