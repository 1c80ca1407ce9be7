"""Numbers of Vietnamese prose with unit and hedge: "khoảng 48,8 tỉ đồng" is 48,800,000,000 đồng, approximately.

"." groups thousands and "," is the decimal mark; "1,900 lượt xem" is what some portals make of 1.900.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from kg.extract.spans import Mention

SCALES = {
    "trăm": 100, "nghìn": 1000, "ngàn": 1000, "vạn": 10_000, "triệu": 10**6, "tỉ": 10**9,
    "nghìn tỉ": 10**12, "ngàn tỉ": 10**12, "triệu tỉ": 10**15, "trăm nghìn": 10**5, "chục nghìn": 10**4,
}  # fmt: skip
QUALIFIERS = {
    "gần": "almost",
    "ngót": "almost",
    "xấp xỉ": "approx",
    "khoảng": "approx",
    "chừng": "approx",
    "ước": "approx",
    "ước tính": "approx",
    "ước đạt": "approx",
    "ước khoảng": "approx",
    "vào khoảng": "approx",
    "hơn": "moreThan",
    "trên": "moreThan",
    "quá": "moreThan",
    "vượt": "moreThan",
    "trên dưới": "approx",
    "ít nhất": "atLeast",
    "tối thiểu": "atLeast",
    "không dưới": "atLeast",
    "từ": "atLeast",
    "tối đa": "atMost",
    "không quá": "atMost",
    "dưới": "atMost",
    "nhiều nhất": "atMost",
    "cao nhất": "atMost",
    "không thấp hơn": "atLeast",
    "thấp nhất": "atLeast",
    "nhiều hơn": "moreThan",
    "cao hơn": "moreThan",
    "ít nhất là": "atLeast",
    "tối thiểu là": "atLeast",
}
_UNITS = {
    "%": "%",
    "phần trăm": "%",
    "đồng": "đồng",
    "vnđ": "đồng",
    "vnd": "đồng",
    "usd": "USD",
    "đô la": "USD",
    "đô la mĩ": "USD",
    "euro": "EUR",
    "điểm": "điểm",
    "bậc": "bậc",
    "lần": "lần",
    "điểm phần trăm": "điểm %",
    "lần/năm": "lần/năm",
    "lần/tháng": "lần/tháng",
    "lần/tuần": "lần/tuần",
    "lần/ngày": "lần/ngày",
}
_DURATIONS = {
    "ngày",
    "ngày làm việc",
    "giờ",
    "phút",
    "giây",
    "tuần",
    "tháng",
    "năm",
    "quý",
    "tuổi",
    "thế kỉ",
    "thập kỉ",
    "giờ đồng hồ",
    "buổi",
    "km",
    "m",
    "m2",
    "ha",
    "kg",
    "tấn",
    "mét",
    "km2",
    "h",
    "gb",
    "mb",
    "mbps",
    "gbps",
    "kb",
    "tb",
    "độ",
}
_NUMERAL = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3}){2,}|\d+,\d+|\d+\.\d{1,2}(?!\d)|\d+"
_WORD = "|".join(sorted((re.escape(h) for h in QUALIFIERS if h != "từ"), key=len, reverse=True))
_SCALE = "|".join(sorted(SCALES, key=len, reverse=True))
_UNIT = "|".join(
    re.escape(u) + (r"(?! (?:cầu|giao|phục|tiếp|bưu|đến|dân|phát|truy|bán|du|đỗ))" if u == "điểm" else "")
    for u in sorted([*_UNITS, *_DURATIONS], key=len, reverse=True)
)
_NUMBER = re.compile(
    rf"(?P<n>{_NUMERAL})(?:\s?-\s?(?P<to>{_NUMERAL})(?=\s*(?:%|phần|{_SCALE})))?(?![\w/]|[.,]\d|-\d)"
    rf"(?:\s+(?P<scale>{_SCALE})\b(?:\s+(?P<scale2>{_SCALE})\b)?)?(?:\s*(?P<unit>%|(?:{_UNIT})(?!\w)))?"
    r"(?P<after>\s+trở lên)?(?:\s+(?:trong|trên)\s+(?:tổng\s+)?số\s+(?P<of>\d{1,6})(?![\w/]|[.,]\d))?"
)
_HEDGE = re.compile(rf"(?<!\w)(?P<hedge>{_WORD})\s+$")
_GLUED = frozenset(".,/%-")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_WITH_COMMAS = re.compile(r"\d{1,3}(?:,\d{3}){2,}")
_ONE_COMMA = re.compile(r"[1-9]\d{0,2},\d{3}")
_DIGIT = re.compile(r"\d")


def decimal(numeral: str, unit: str = "") -> Decimal:
    """The value of a numeral: "30.500" is 30500, "0,7653" a fraction, "1,900" is 1900 where `unit` counts visits."""
    if numeral.isdigit():
        return Decimal(numeral)
    if _GROUPED.fullmatch(numeral):
        return Decimal(numeral.replace(".", "").replace(",", "."))
    if _WITH_COMMAS.fullmatch(numeral) or (unit.startswith("lượt") and _ONE_COMMA.fullmatch(numeral)):
        return Decimal(numeral.replace(",", ""))
    return Decimal(numeral.replace(",", "."))


def unit(word: str) -> str | None:
    """The unit that a flat word means ("phần trăm" is "%"); None where it names what is counted."""
    return _UNITS.get(word)


def plain(value: Decimal) -> int | float:
    """A number as JSON has it."""
    return int(value) if value == value.to_integral_value() else float(value)


def each(pattern: re.Pattern[str], flat: str) -> Iterator[re.Match[str]]:
    """The matches of a pattern that begins with a digit, as `finditer` finds them: it would try every character."""
    digit = _DIGIT.search(flat)
    while digit is not None:
        found = pattern.match(flat, digit.start())
        if found is not None:
            yield found
        digit = _DIGIT.search(flat, found.end() if found is not None else digit.end())


def numbers(flat: str) -> Iterator[Mention]:
    """The numbers of a text, as mentions of kind count, percent, money, score, steps or times, or duration
    (dropped)."""
    for found in each(_NUMBER, flat):
        before = flat[found.start() - 1 : found.start()]
        if before.isalnum() or before in _GLUED:
            continue
        hedged = _HEDGE.search(flat, max(0, found.start() - 18), found.start())
        printed = found["unit"] or ""
        value = decimal(found["n"], flat[found.end() : found.end() + 6].strip())
        for scale in (found["scale"], found["scale2"]):
            if scale:
                value *= SCALES[scale]
        to = found["to"]
        if to:
            low, value = value, decimal(to) * (SCALES[found["scale"]] if found["scale"] else 1)
        kind = _kind(printed)
        if kind is None:
            continue
        hedge = QUALIFIERS.get(" ".join(hedged["hedge"].split()), "") if hedged else ""
        if found["after"]:
            hedge = "atLeast"
        read: dict[str, object] = {
            "value": plain(value), "unit": _UNITS.get(printed, "count"), "qualifier": hedge or None,
            "raw": flat[found.start("n") : found.end()], "numeral": found.start("n"),
        }  # fmt: skip
        if found["of"]:
            read["out_of"] = int(found["of"])
        if to:
            read["low"] = plain(low)
        yield Mention(kind, hedged.start() if hedged else found.start(), found.end(), read)


def _kind(unit: str) -> str | None:
    if unit in _DURATIONS:
        return "duration"
    named = _UNITS.get(unit, "count")
    return {
        "%": "percent",
        "đồng": "money",
        "USD": "money",
        "EUR": "money",
        "điểm": "score",
        "bậc": "steps",
        "count": "count",
        "điểm %": "percent",
    }.get(named, "times")
