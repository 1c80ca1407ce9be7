"""Days and periods as articles write them, often without a year: "sáng 23/7", "6 tháng đầu năm 2017", "quý I/2019"."""

import re
from collections.abc import Iterator

from kg.extract.spans import Mention

_PARTS = {"sáng": "am", "trưa": "noon", "chiều": "pm", "tối": "evening", "đêm": "evening"}
_PART = "sáng|trưa|chiều|tối|đêm"
_DM = r"(?P<d>0?[1-9]|[12]\d|3[01])\s?(?P<sep>[/.-])\s?(?P<m>0?[1-9]|1[0-2])(?:\s?(?P=sep)\s?(?P<y>(?:19|20)\d\d))?(?![\d/%]|[.,]\d)"
_DAY = re.compile(
    rf"(?<![\w/.,-])(?:(?:(?P<p>{_PART})\s+(?:qua\s+|nay\s+|nay,\s+)?)?(?P<in>ngày\s+|hôm nay,?\s+|hôm qua,?\s+|hôm\s+|thứ \w+,?\s+|nay\s+)?"
    rf"\(?(?:ngày\s+)?{_DM}\)?)"
)
_LONG = re.compile(
    rf"(?<!\w)(?:(?P<p>{_PART})\s+)?(?:ngày\s+)?(?P<d>0?[1-9]|[12]\d|3[01])\s+tháng\s+(?P<m>0?[1-9]|1[0-2])(?:\s+năm\s+(?P<y>(?:19|20)\d\d))?(?!\w)"
)
_YEAR = r"(?:19|20)\d\d"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_PERIODS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("halves", re.compile(rf"(?<!\w)(?P<h>6|sáu) tháng (?P<w>đầu|cuối) năm(?: (?P<y>{_YEAR}|nay))?(?!\w)")),
    ("months", re.compile(rf"(?<!\w)(?P<n>\d{{1,2}}) tháng đầu năm(?: (?P<y>{_YEAR}))?(?!\w)")),
    ("halves", re.compile(r"(?<!\w)(?P<h>6|sáu) tháng (?P<w>đầu|cuối)(?P<y>)(?!\w)")),
    ("quarter", re.compile(rf"(?<!\w)quý (?P<q>[1-4]|i{{1,3}}|iv)(?:\s?(?:/|năm|-)\s?(?P<y>{_YEAR}))?(?!\w)")),
    ("range", re.compile(rf"(?<!\w)(?:(?:trong )?(?:giai đoạn|các năm|ba năm|thời kì|nhiệm kì|từ năm|năm|năm học)\s+)?(?P<y>{_YEAR})\s?(?:-|đến năm|đến)\s?(?P<y2>{_YEAR})(?![\d/])")),
    ("month", re.compile(rf"(?<!\w)tháng (?P<m>0?[1-9]|1[0-2])\s?(?:[/-]|năm)\s?(?P<y>{_YEAR})(?!\w)")),
    ("month", re.compile(rf"(?<![\w/])(?P<m>0?[1-9]|1[0-2])/(?P<y>{_YEAR})(?!\w)")),
    ("month", re.compile(r"(?<!\w)tháng (?P<m>0?[1-9]|1[0-2])(?P<y>)(?![\w/])")),
    ("year", re.compile(rf"(?<!\w)(?:năm|đến|trước|từ|sau|hết|vào|tới|hạn|cuối|đầu)\s+(?P<y>{_YEAR})(?![\d/.,]\d|\w)")),
    ("bare", re.compile(rf"(?<![\w/.,-])(?P<y>{_YEAR})(?![\w/-]|[.,]\d)")),
)  # fmt: skip


def moments(flat: str) -> Iterator[Mention]:
    """The days (kind "day": iso or month_day, part) and periods (kind "period": iso, year, last year) of a text."""
    for found in _LONG.finditer(flat):
        yield _day(found, sure=True)
    for found in _DAY.finditer(flat):
        sure = bool(found["p"] or found["in"] or found["y"] or "ngày" in found[0])
        if sure or _after_day(flat, found.start()):
            yield _day(found, sure=sure)
    for kind, pattern in _PERIODS:
        for found in pattern.finditer(flat):
            yield _period(kind, found)


def _after_day(flat: str, start: int) -> bool:
    """Whether a bare "23/7" follows another day or a word that days follow: "ngày 22 và 23/7"."""
    return bool(re.search(r"(?:ngày \d{1,2}(?:/\d{1,2})?\s?(?:và|đến|-|,)\s?|trước |hạn |đến )$", flat[max(0, start - 24) : start]))


def _day(found: re.Match[str], *, sure: bool) -> Mention:
    month, day = int(found["m"]), int(found["d"])
    month_day = f"{month:02}-{day:02}"
    year = found["y"]
    end = found.end() - (found[0].endswith(")") and "(" not in found[0])
    value: dict[str, object] = {
        "iso": f"{year}-{month_day}" if year else None, "month_day": month_day, "part": _PARTS.get(found["p"] or ""),
        "year": int(year) if year else None, "sure": sure,
    }  # fmt: skip
    return Mention("day", found.start(), end, value)


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
