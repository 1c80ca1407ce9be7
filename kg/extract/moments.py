"""Days and periods as articles write them, often without a year: "sáng 23/7", "6 tháng đầu năm 2017", "quý I/2019"."""

import re
from collections.abc import Iterator

from kg.extract.numbers import each
from kg.extract.spans import Mention

_PARTS = {"sáng": "am", "trưa": "noon", "chiều": "pm", "tối": "evening", "đêm": "evening"}
_PART = "sáng|trưa|chiều|tối|đêm"
_DM = (
    r"(?P<d>0?[1-9]|[12]\d|3[01])\s?(?P<sep>[/.-])\s?(?P<m>0?[1-9]|1[0-2])"
    r"(?:\s?(?P=sep)\s?(?P<y>(?:19|20)\d\d))?(?![\d/%]|[.,]\d)"
)
_DAY = re.compile(rf"{_DM}\)?")
_LEAD = re.compile(
    rf"(?<!\w)(?:(?P<p>{_PART}),?\s+(?:qua,?\s+|nay,?\s+|cùng ngày,?\s+)?)?"
    r"(?P<in>ngày\s+|hôm nay,?\s+|hôm qua,?\s+|hôm\s+|thứ \w+,?\s+|nay\s+)?\(?(?:ngày\s+)?$"
)
"""What stands before a day: "sáng nay (", "chiều ngày "."""
_LONG = re.compile(
    r"(?P<d>0?[1-9]|[12]\d|3[01])\s+tháng\s+(?P<m>0?[1-9]|1[0-2])(?:\s+năm\s+(?P<y>(?:19|20)\d\d))?(?!\w)"
)
_AFTER_DAY = re.compile(r"(?:ngày \d{1,2}(?:/\d{1,2})?\s?(?:và|đến|-|,)\s?|trước |hạn |đến )$")
_YEAR = r"(?:19|20)\d\d"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_SPAN = "giai đoạn|các năm|ba năm|thời kì|nhiệm kì|từ năm|năm|năm học"
_PERIODS: tuple[tuple[str, str, str], ...] = (
    ("halves", "tháng", rf"(?P<h>6|sáu) tháng (?P<w>đầu|cuối) năm(?: (?P<y>{_YEAR}|nay))?(?!\w)"),
    ("months", "tháng đầu năm", rf"(?P<n>\d{{1,2}}) tháng đầu năm(?: (?P<y>{_YEAR}))?(?!\w)"),
    ("halves", "tháng", r"(?P<h>6|sáu) tháng (?P<w>đầu|cuối)(?P<y>)(?!\w)"),
    ("quarter", "quý", rf"quý (?P<q>[1-4]|i{{1,3}}|iv)(?:\s?(?:/|năm|-)\s?(?P<y>{_YEAR}))?(?!\w)"),
    (
        "range",
        rf"{_YEAR}\s?(?:-|đến)",
        rf"(?:(?:{_SPAN})\s+)?(?P<y>{_YEAR})\s?(?:-|đến năm|đến)\s?(?P<y2>{_YEAR})(?![\d/])",
    ),
    ("month", "tháng", rf"tháng (?P<m>0?[1-9]|1[0-2])\s?(?:[/-]|năm)\s?(?P<y>{_YEAR})(?!\w)"),
    ("month", rf"/{_YEAR}", rf"(?P<m>0?[1-9]|1[0-2])/(?P<y>{_YEAR})(?!\w)"),
    ("month", "tháng", r"tháng (?P<m>0?[1-9]|1[0-2])(?P<y>)(?![\w/])"),
    ("year", _YEAR, rf"(?:năm|đến|trước|từ|sau|hết|vào|tới|hạn|cuối|đầu)\s+(?P<y>{_YEAR})(?![\d/.,]\d|\w)"),
    ("bare", _YEAR, rf"(?P<y>{_YEAR})(?![\w/-]|[.,]\d)"),
)
_COMPILED = tuple((kind, re.compile(told), re.compile(pattern)) for kind, told, pattern in _PERIODS)
"""Kinds, what a text must have in which a period of that kind stands, and how such periods are written."""
_GLUED = frozenset("/.,-")


def moments(flat: str) -> Iterator[Mention]:
    """The days (kind "day": iso or month_day, part) and periods (kind "period": iso, year, last year) of a text."""
    if " tháng " in flat:
        for found in each(_LONG, flat):
            if not _inside(flat, found.start()):
                yield _day(flat, found, sure=True)
    for found in each(_DAY, flat):
        if _inside(flat, found.start()):
            continue
        day = _day(flat, found, sure=bool(found["y"]))
        if day.value["sure"] or _after_day(flat, found.start()):
            yield day
    for kind, told, pattern in _COMPILED:
        if told.search(flat) is None:
            continue
        for found in pattern.finditer(flat):
            if not _inside(flat, found.start()):
                yield _period(kind, found)


def _inside(flat: str, start: int) -> bool:
    """Whether the character before belongs to the same word or number."""
    before = flat[start - 1 : start]
    return before.isalnum() or before in _GLUED


def _after_day(flat: str, start: int) -> bool:
    """Whether a bare "23/7" follows another day or a word that days follow: "ngày 22 và 23/7"."""
    return _AFTER_DAY.search(flat[max(0, start - 24) : start]) is not None


def _day(flat: str, found: re.Match[str], *, sure: bool) -> Mention:
    month_day = f"{int(found['m']):02}-{int(found['d']):02}"
    year = found["y"]
    lead = _LEAD.search(flat, max(0, found.start() - 30), found.start())
    start = lead.start() if lead else found.start()
    end = found.end() - (found[0].endswith(")") and "(" not in flat[start : found.start()])
    value: dict[str, object] = {
        "iso": f"{year}-{month_day}" if year else None, "month_day": month_day, "year": int(year) if year else None,
        "part": _PARTS.get(lead["p"] or "") if lead else None, "sure": sure or bool(lead and lead[0].strip("( ")),
    }  # fmt: skip
    return Mention("day", start, end, value)


def _period(kind: str, found: re.Match[str]) -> Mention:
    named = found.groupdict()
    year = named["y"] if named["y"] and named["y"].isdigit() else ""
    last = year
    if kind == "halves":
        iso = f"{year}-H{1 if named['w'] == 'đầu' else 2}"
    elif kind == "months":
        iso = f"{year}-M{int(named['n']):02}"
    elif kind == "quarter":
        iso = f"{year}-Q{_ROMAN.get(named['q']) or named['q']}"
    elif kind == "range":
        iso, last = f"{year}-{named['y2']}", named["y2"] or ""
    elif kind == "month":
        iso = f"{year}-{int(named['m']):02}"
    else:
        iso = year
    value: dict[str, object] = {
        "iso": iso, "form": kind, "year": int(year) if year else None, "last": int(last) if last else None,
    }  # fmt: skip
    return Mention("period", found.start(), found.end(), value)
