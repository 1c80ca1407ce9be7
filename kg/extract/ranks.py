"""Places in a ranking: "thứ 20/63 tỉnh", "vị trí thứ 3", "hạng 86 trên 193", "thứ nhì", "top 10"."""

import re
from collections.abc import Iterator

from kg.extract.spans import Mention

_ORDINALS = {
    "nhất": 1,
    "nhì": 2,
    "hai": 2,
    "ba": 3,
    "tư": 4,
    "bốn": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
}
_TENS = {"mười": 10, **{f"{word} mươi": 10 * n for word, n in _ORDINALS.items() if 1 < n < 10}}
_UNITS = {**_ORDINALS, "một": 1, "mốt": 1, "lăm": 5}
_TENS_WORDS = "|".join(sorted(_TENS, key=len, reverse=True))
_UNIT_WORDS = "|".join(word for word in _UNITS if word not in ("nhất", "nhì"))
_WORDS = rf"(?:{_TENS_WORDS}) (?:{_UNIT_WORDS})|{_TENS_WORDS}|{'|'.join(_ORDINALS)}"
_GROUPS = "tỉnh|thành|nước|quốc gia|bộ|địa phương|đơn vị|cơ quan|sở|huyện|quận|nền kinh tế|vùng lãnh thổ|xã|ngành"
_OF = (
    r"(?:\s?/\s?(?P<of>\d{1,4})|\s+(?:trong|trên|/|trong tổng số|trên tổng số|trong số|trên tổng|của)\s+"
    rf"(?:tổng số\s+)?(?P<of2>\d{{1,4}})(?=\s+(?:{_GROUPS})))"
)
_HEAD = r"(?:vị trí|thứ hạng|thứ bậc|hạng|bậc|ngôi|vị thế|top|tốp)"
_RANK = re.compile(
    rf"(?<!\w)(?:(?:{_HEAD})\s+(?:số\s+|thứ\s+|xếp\s+)?|thứ\s+|số\s+(?=\d+/\d))(?P<n>\d{{1,3}}){_OF}?(?![\w/]|"
    rf"[.,]\d|-\d)"
)
_WORDED = re.compile(rf"(?<!\w)(?:{_HEAD}\s+(?:thứ\s+)?|thứ\s+)(?P<w>{_WORDS})(?!\w)(?:{_OF})?")
_TITLED = re.compile(r"(?<!\w)(?:(?<=về )|(?<=đứng )|(?<=xếp ))nhì(?!\w)|(?<!\w)(?:ngôi )?á quân(?!\w)")
"""The second, by a word that has no "thứ" before it."""
_BRACKETED = re.compile(rf"\((?:{_HEAD}|thứ|xếp)[^()]{{0,12}}\d\)")
_BRACKETED_MORE = re.compile(r"(?:,| và|;) [^()\n.]{2,40}\((?P<n>\d{1,3})\)")
_RANKED_BEFORE = re.compile(r"(?:(?:xếp|đứng|vị trí|hạng)(?: (?:hạng|ở|vị trí))?|thứ [^\s,]+(?: mươi)?(?:,| và))$")
_FRACTION = re.compile(
    rf"(?P<n>\d(?<![\w/.,-].)\d{{0,2}})\s?/\s?(?P<of>\d{{1,3}})(?![\d/]|[.,]\d)(?=\s+(?:{_GROUPS}|châu|trên cả nước|"
    rf"cả nước|đông nam á|asean|toàn quốc))"
)
_MORE = re.compile(r"(?:, \d{1,3})*,? và \d{1,3}(?![\w/]|[.,]\d)")
_DIGITS = re.compile(r"\d+")
_NO_RANK_BEFORE = re.compile(
    r"(?:lần|năm|khóa|kì|tập|đợt|phiên|ngày|sáng|chiều|tối|hôm|cấp|bên|người|quý|điều|nước|lớp|khu|tổ) $"
)
_WEEKDAY_AFTER = re.compile(r"[,\s(]*(?:ngày\s+)?\d{1,2}[/-]\d{1,2}")
_LISTED_AFTER = re.compile(r"\s?(?:là\b|,|:)")


def ranks(flat: str) -> Iterator[Mention]:
    """The places in rankings (kind "rank": rank, out_of, top)."""
    for found in _RANK.finditer(flat):
        if _NO_RANK_BEFORE.search(flat[max(0, found.start() - 6) : found.start()]):
            continue
        if _WEEKDAY_AFTER.match(flat, found.end()):
            continue
        yield _rank(found, int(found["n"]), top=found[0].startswith(("top", "tốp")))
        if "lần lượt" in flat[max(0, found.start() - 40) : found.start()] and (more := _MORE.match(flat, found.end())):
            for number in _DIGITS.finditer(flat, more.start(), more.end()):
                yield Mention("rank", number.start(), number.end(), {"rank": int(number[0]), "out_of": None})
    for found in _WORDED.finditer(flat):
        before = flat[max(0, found.start() - 6) : found.start()]
        if _NO_RANK_BEFORE.search(before) or _WEEKDAY_AFTER.match(flat, found.end()):
            continue
        starts = not before.strip() or before.rstrip()[-1:] in '.:;-"\n'
        if (
            found[0].startswith("thứ")
            and (starts or _LISTED_AFTER.match(flat, found.end()))
            and not _RANKED_BEFORE.search(flat[max(0, found.start() - 24) : found.start()].rstrip())
        ):
            continue  # "Thứ nhất, …" counts arguments, not places
        yield _rank(found, _ordinal(found["w"]), top=False)
    for found in _TITLED.finditer(flat):
        yield Mention("rank", found.start(), found.end(), {"rank": 2, "out_of": None, "top": False})
    yield from _listed_in_brackets(flat)
    for found in _FRACTION.finditer(flat):
        if int(found["n"]) <= int(found["of"]):
            yield Mention(
                "rank", found.start(), found.end(), {"rank": int(found["n"]), "out_of": int(found["of"]), "bare": True}
            )


def _ordinal(words: str) -> int:
    """The number of an ordinal: "nhì" is 2, "mười một" 11, "hai mươi tư" 24."""
    if words in _ORDINALS:
        return _ORDINALS[words]
    if words in _TENS:
        return _TENS[words]
    tens, _, unit = words.rpartition(" ")
    return _TENS[tens] + _UNITS[unit]


def _listed_in_brackets(flat: str) -> Iterator[Mention]:
    """What follows a place in brackets, each with a bare number: "Singapore (thứ 3), Thái Lan (52)"."""
    for found in _BRACKETED.finditer(flat):
        while more := _BRACKETED_MORE.match(flat, found.end()):
            yield Mention("rank", more.start("n"), more.end("n"), {"rank": int(more["n"]), "out_of": None})
            found = more


def _rank(found: re.Match[str], rank: int, *, top: bool) -> Mention:
    out_of = found["of"] or found["of2"]
    return Mention(
        "rank", found.start(), found.end(), {"rank": rank, "out_of": int(out_of) if out_of else None, "top": top}
    )
