"""Which indicator, entity and period a figure is of."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace

from kg.facts import Fact
from kg.folding import fold
from kg.iris import resource, slugify, term_key
from kg.resolve.agencies import Setting, agency, area, group_of
from kg.resolve.names import bare, key
from kg.resolve.names import words as _names
from kg.things import Thing

_LONGEST = 70
_NO_MARKS = str.maketrans(dict.fromkeys(",.;:()!?", " "))
_CONTEXT = frozenset(("period-from-context",))
_SCOPE = frozenset(("scope-from-context",))
_NATIONAL = re.compile(r"(?:trên |của |trung bình |bình quân )*(?:cả nước|toàn quốc|quốc gia|việt nam)$")
_TAIL = re.compile(
    r"(?: (?:trung bình|bình quân|trên|của|tại|ở|trong)?(?: toàn| trên)? ?(?:cả nước|toàn quốc|tỉnh|thành phố|"
    r"năm \d{4}|đạt|là|tăng|giảm|chiếm|ước|được|có|lên|còn|đã|chỉ|mới))+$"
)
_SHARE = frozenset(("tỷ", "lệ"))
_FILLER = frozenset(
    [
        "được",
        "của",
        "trên",
        "các",
        "những",
        "và",
        "là",
        "dạng",
        "dưới",
        "hình",
        "thức",
        "ở",
        "tại",
        "cho",
        "đã",
        "có",
        "về",
        "với",
        "số",
        "một",
        "trong",
    ]
)
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_ORDINAL = {"1": ("I", "first"), "2": ("II", "second"), "3": ("III", "third"), "4": ("IV", "fourth")}


def indicator(phrase: str, setting: Setting, unit: str = "", near: str = "") -> Thing:
    """The indicator that a phrase names: of the reference data where all words of its name are in the phrase, or in the
    words `near` the number; else one of the phrase's own words. Of the same words, what is counted is another indicator
    than what is a share."""
    name = _TAIL.sub("", key(bare(phrase))) or key(bare(phrase))
    found = setting.references.named("indicator", name, None) or contained(name, setting, unit)
    if found or (near and (found := contained(name, setting, unit, near))):
        return found
    slug = slugify(name) if re.search(r"[^\W_]", fold(name)) else "khong-ro"
    slug = f"{slug[:_LONGEST].rstrip('-')}--{term_key((name, unit))}"
    return Thing("indicator", slug, ("Indicator",), bare(phrase) or name)


def contained(text: str, setting: Setting, unit: str = "", near: str = "") -> Thing | None:
    """The one indicator of the reference data of which a name has all of its telling words in the text, or in the words
    `near` it; the name with the most words counts, and none where two have as many.

    A share is none of a number that is counted, nor the other way round; and a text that speaks of something else that
    can be counted ("hồ sơ", "người") is about that.
    """
    said, beside = (f" {' '.join(key(one).translate(_NO_MARKS).split())} " for one in (text, near))
    own = {*said.split(), *(_SHARE if unit == "%" else ())}
    if unit == "count" and said.startswith(tuple(f" {body} " for body in _names()["bodies_counted"])):
        own |= {"đơn", "vị"}
    words = own | set(beside.split())
    others = [word for word in _names()["counted"] if f" {word} " in said]
    best: dict[int, set[str]] = {}
    for entry in setting.references.of_kind("indicator"):
        for name in map(key, entry.names):
            telling = set(name.translate(_NO_MARKS).split()) - _FILLER
            if len(telling - _SHARE) < 3 or not telling <= words or not _fits(name, unit, others):
                continue
            if name.startswith("chỉ số ") and " chỉ số " not in said:
                continue
            if _begins(said, own, name) or 2 * len(telling & own) >= len(telling):
                best.setdefault(len(telling), set()).add(entry.thing.iri)
    if not best:
        return None
    longest = best[max(best)]  # a thing of two names is one
    return setting.references.entries[next(iter(longest))].thing if len(longest) == 1 else None


def _begins(said: str, own: set[str], name: str) -> bool:
    """Whether a name has the words that a text begins with, or the units as which it counts them."""
    of = set(name.translate(_NO_MARKS).split())
    return {"đơn", "vị"} <= of & own or set(said.split()[:2]) <= of


def _fits(name: str, unit: str, others: Sequence[str]) -> bool:
    """Whether figures of an indicator can be in a unit, and its name has the other things that are spoken of."""
    if unit and name.startswith("tỷ lệ ") != (unit == "%"):
        return False
    return all(f" {word} " in f" {name} " for word in others)


def mentioned(text: str, setting: Setting) -> Thing | None:
    """The indicator of the reference data whose name stands in a text; the longest name counts."""
    low = " ".join(f" {key(text)} ".translate(_NO_MARKS).split(" "))
    names = [
        (len(name), entry.thing)
        for entry in setting.references.of_kind("indicator")
        for name in map(key, sorted(entry.names))
        if name.count(" ") > 1 and f" {name} " in low
    ]
    return max(names, key=lambda pair: (pair[0], pair[1].slug))[1] if names else None


def about(fact: Fact, setting: Setting, *, national: bool) -> Thing:
    """What a figure is about: the place or body it names, else the country or province that the article speaks of."""
    phrase = key(str(fact.slots.get("indicator") or fact.slots.get("subject") or ""))
    country = setting.named("area", "Việt Nam")
    if _NATIONAL.search(phrase) and country is not None:
        return country
    if named := fact.slots.get("about"):
        found = _several(str(named), setting) or area(str(named), setting) or agency(str(named), setting)
        if found is not None:
            return found
    if not national and setting.province is not None:
        return replace(setting.province, bases=_SCOPE)
    if national and country is not None:
        return replace(country, bases=_SCOPE)
    return Thing("area-group", f"khong-neu--{setting.own}", ("AreaGroup",), "đối tượng không nêu rõ",
                 "entity not stated", bases=_SCOPE)  # fmt: skip


def _several(name: str, setting: Setting) -> Thing | None:
    """The group of places or bodies that a name means: "quận, huyện, thị xã", "các sở, ngành"; None for one of them."""
    for form in (name, f"các {name}"):
        if found := setting.named("area-group", form) or setting.named("group", form):
            return found
    return group_of(name, setting) if key(name).startswith("các ") or "," in name else None


def period(iso: str | None, setting: Setting) -> Thing:
    """The period of an ISO-like text ("2019", "2019-Q1", "2020-08-26", "2016-2020"); without one, the year of the
    article's day; without that, one that is the article's own."""
    if not iso and setting.day:
        return replace(period(setting.day[:4], setting), bases=_CONTEXT)
    if not iso:
        return Thing(
            "period", f"khong-neu--{setting.own}", ("Period",), "kỳ không nêu rõ", "period not stated", bases=_CONTEXT
        )
    slug = iso.lower()
    if known := setting.references.entries.get(resource("period", slug)):
        return known.thing
    vi, en = _period_words(iso)
    return Thing("period", slug, ("Period",), vi, en)


def unstated_period(setting: Setting) -> Thing:
    """The period of a figure that nothing dates: one of the article alone."""
    slug = f"khong-neu--{setting.own}"
    return Thing("period", slug, ("Period",), "kỳ không nêu rõ", "period not stated", bases=_CONTEXT)


def _period_words(iso: str) -> tuple[str, str]:
    year, _, rest = iso.partition("-")
    if not rest:
        return f"năm {year}", year
    if found := re.fullmatch(r"Q([1-4])", rest):
        roman, word = _ORDINAL[found[1]]
        return f"quý {roman} năm {year}", f"{word} quarter of {year}"
    if found := re.fullmatch(r"H([12])", rest):
        vi, en = ("đầu", "first") if found[1] == "1" else ("cuối", "second")
        return f"6 tháng {vi} năm {year}", f"{en} half of {year}"
    if found := re.fullmatch(r"M(\d\d)", rest):
        return f"{int(found[1])} tháng đầu năm {year}", f"first {int(found[1])} months of {year}"
    if re.fullmatch(r"\d{4}", rest):
        return f"giai đoạn {year}-{rest}", f"{year}-{rest}"
    if found := re.fullmatch(r"(\d\d)", rest):
        return f"tháng {int(rest)}/{year}", f"{_MONTHS[int(rest) - 1]} {year}"
    day = datetime.date.fromisoformat(iso)
    return f"ngày {day.day}/{day.month}/{day.year}", f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
