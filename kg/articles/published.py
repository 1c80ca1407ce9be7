"""The day on which an article was published, chosen among all that a page shows, with the reason.

What a publisher marks as the day of publication counts before what it marks as that of a change; of several that count
alike the earliest does, because updates, and clocks taken for dates, only ever make days later. The clock of a site,
days in the footer and in teasers, and days in the story say nothing of the publication. Where nothing says it, it is
None: no day is invented.
"""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Weight = Literal["published", "changed", "never"]
_RANK: dict[Weight, int] = {"published": 0, "changed": 1, "never": 2}
FIRST_YEAR = 1997
"""Viet Nam has been on the web since then; an earlier day in a page is a default that nobody filled in."""
_VIET_NAM = datetime.timezone(datetime.timedelta(hours=7))
_DAY = (
    r"(?<!\d)(?:ngày\s+)?(?P<d>\d{1,2})(?:\s*[/.-]\s*|\s+tháng\s+)(?P<m>\d{1,2})"
    r"(?:\s*[/.-]\s*|,?\s+năm\s+)(?P<y>(?:19|20)\d\d)(?!\d)"
)
_HOUR = re.compile(r"(?<!\d)(?P<H>[01]?\d|2[0-3])[:h](?P<M>[0-5]\d)(?::(?P<S>[0-5]\d))?(?!\d)")
_FOUND = re.compile(_DAY, re.IGNORECASE)
_LABEL = re.compile(
    r"^\W*(?:ngày đăng(?: tin| bài)?|đăng (?:ngày|lúc|vào)|ngày xuất bản|xuất bản(?: ngày| lúc)?|ngày phát hành)\b",
    re.IGNORECASE,
)
_CHANGED = re.compile(r"^\W*(?:cập nhật|ngày cập nhật|cập nhật lần cuối|chỉnh sửa|sửa đổi)\b", re.IGNORECASE)
_DATELINE = re.compile(
    rf"^\W*(?:\([^()\n]{{2,30}}\)\s*[-–—,:]?\s*)?(?:[^\W\d_]+ ?){{1,4}},\s*{_DAY}\s*(?:\([^()\n]{{2,30}}\)\s*)?[-–—:]",
    re.IGNORECASE,
)
_ISO = re.compile(
    r"\s*(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?:[T ](?P<H>\d{2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:\.\d+)?)?\s*"
    r"(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_IN_ADDRESS = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)[/-]?(?P<m>0[1-9]|1[0-2])[/-]?(?P<d>0[1-9]|[12]\d|3[01])(?=(?:\d{6}(?:\d{3})?)?(?!\d))"
)


@dataclass(frozen=True)
class Candidate:
    """A day that stands somewhere in a page or a text: ISO `day`, "HH:MM:SS" where given, and where it stands."""

    day: str
    time: str | None
    where: str
    weight: Weight


@dataclass(frozen=True)
class Dating:
    """The day of publication, None where nothing says it, and the reason, a sentence without a full stop."""

    day: str | None
    time: str | None
    reason: str


def choose(candidates: Sequence[Candidate]) -> Dating:
    """The day of publication among the candidates, and why that one."""
    usable = [one for one in candidates if one.weight != "never"]
    if not usable:
        seen = "; ".join(dict.fromkeys(f"{one.day}: {one.where}" for one in candidates))
        why = f"no day of publication ({seen})" if seen else "no day of publication is given"
        return Dating(None, None, why)
    chosen = min(usable, key=lambda one: (_RANK[one.weight], one.day, one.time is None))
    time = next((one.time for one in usable if one.day == chosen.day and one.time), None)
    others = dict.fromkeys(f"{one.day}: {one.where}" for one in candidates if one.day != chosen.day)
    reason = chosen.where + (f"; not taken: {'; '.join(others)}" if others else "")
    return Dating(chosen.day, time, reason)


def stamp(text: str, where: str, weight: Weight) -> Candidate | None:
    """The day of an ISO 8601 time as machines write it, in Viet Nam's time; or of a day as people write it."""
    if found := _ISO.match(text):
        try:
            year, month, day, hour, minute, second = (int(found[name] or 0) for name in "ymdHMS")
            moment = datetime.datetime(year, month, day, hour, minute, second)
        except ValueError:
            return None
        if found["zone"]:
            zone = datetime.datetime.strptime(found["zone"], "%z").tzinfo
            moment = moment.replace(tzinfo=zone).astimezone(_VIET_NAM)
        time = moment.strftime("%H:%M:%S") if found["H"] and (moment.hour or moment.minute) else None
        return _candidate(moment.year, moment.month, moment.day, time, where, weight)
    return _written(text, where, weight)


def in_text(text: str, parts: Iterable[tuple[str, int, int]]) -> list[Candidate]:
    """The candidates in a text. `parts` are its lines in order: their zone (kg.extract.zones), start and end."""
    found: list[Candidate | None] = []
    titled, told = False, False
    for zone, start, end in parts:
        line = text[start:end]
        if zone == "teaser":
            break
        if zone in ("footer", "caption"):
            continue
        if _CHANGED.match(line):
            found.append(_written(line, "a line that says when it was changed", "changed"))
        elif _LABEL.match(line) and len(line) < 120:
            found.append(_written(line, "a line that says when it was published", "published"))
        elif zone == "chrome" and not titled:
            found.append(_written(line, "above the title, where the clock of the site is", "never"))
        elif zone in ("chrome", "dateline", "byline") and len(line) < 120:
            found.append(
                _written(line, "a line of date at the end", "changed")
                if told
                else _written(line, "the line of date below the title", "published")
            )
        elif zone in ("lead", "body") and not told:
            found.append(_written(_dateline(line), "the dateline of the first paragraph", "published"))
        titled = titled or zone in ("title", "lead", "body")
        told = told or (zone in ("lead", "body") and end - start > 120)
    return [one for one in found if one is not None]


def in_address(url: str) -> list[Candidate]:
    """The day in the address of an article: /2020/08/26/, or …-20200826143000123 with the time of day."""
    found = _IN_ADDRESS.search(url)
    one = found and _candidate(int(found["y"]), int(found["m"]), int(found["d"]), None, "the address", "published")
    return [one] if one else []


def _dateline(line: str) -> str:
    found = _DATELINE.match(line)
    return found[0] if found else ""


def _written(text: str, where: str, weight: Weight) -> Candidate | None:
    """The first day in a line, with the hour beside it."""
    found = _FOUND.search(text)
    if found is None:
        return None
    hour = _HOUR.search(text[: found.start()] + " " * (found.end() - found.start()) + text[found.end() :])
    time = f"{int(hour['H']):02}:{hour['M']}:{hour['S'] or '00'}" if hour else None
    shown = time if time != "00:00:00" else None  # midnight stands where a portal keeps no hours
    return _candidate(int(found["y"]), int(found["m"]), int(found["d"]), shown, where, weight)


def _candidate(y: int, m: int, d: int, time: str | None, where: str, weight: Weight) -> Candidate | None:
    try:
        day = datetime.date(y, m, d)
    except ValueError:
        return None
    return Candidate(day.isoformat(), time, where, weight) if y >= FIRST_YEAR else None
