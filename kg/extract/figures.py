"""From matches to figures: targets, observations and changes, each of a number, its unit, hedge, subject and period."""

import re
from collections.abc import Iterator
from dataclasses import replace

from kg.extract.article import Article
from kg.extract.directives import task_start
from kg.extract.encoding import Encoded
from kg.extract.matching import Match, Slot
from kg.extract.patterns import CODES
from kg.extract.periods import iso, period_mention
from kg.extract.phrasing import after, after_loosely, before, clause_start
from kg.extract.spans import Mention
from kg.extract.spelling import keyword
from kg.extract.surroundings import among, each_of, near, whose
from kg.facts import Fact

FIGURES = ("count", "percent", "money", "times", "score", "steps")
_NOW = re.compile(r"hiện nay|đến nay|tính đến|hiện có|hiện đã")
_BARE = re.compile(r"^(?:\d+|trong|vào|năm|quý|tháng|cuối|hết|đầu|lên|xuống|còn|đến|tới|chỉ|là|và|với|so| )*$")
_FIGURE_CODE = re.compile("[" + "".join(CODES[kind] for kind in FIGURES) + "]")
_ALL_PROVINCES, _PROVINCES = (34, 63, 64), re.compile(r" (?:tỉnh|địa phương)")
_THIS = re.compile(r"^(?:\w+ ){0,2}(?:tỉ lệ|con số|chỉ số|mức|số) (?:này|trên|nói trên|đó)$")
_SHARE_OF = re.compile(r"(?<!\w)(?:chiếm|đóng góp)(?: (?:khoảng|tới|đến))? $")
_WHOLE = re.compile(r" (?:của )?(?:grdp|gdp|tổng số|tổng sản phẩm)(?!\w)")
"""Before a share of what follows: what it is the share of, stands before ("Kinh tế số chiếm 20% GRDP")."""
_OPENING, _HOLDS, _NEAR = 45, 4, 30
_LEVEL = re.compile(r"(?:ở |đạt )?(?:mức độ|mức|cấp độ) \d")
_DEADLINE = re.compile(
    rf"(?:đến|hết|trước|vào|trong|tới|cuối|từ|từ nay đến|hạn)[^,.;:]{{0,24}}[{CODES['period']}{CODES['day']}]"
)
_NO_NOUN = re.compile(
    r"[ \"']*(?:[,.;:()!?]|$|(?:trong|so|vào|và|lên|năm|của|ở|tại|nhưng|thì|trên|còn|theo|khi|cao|thấp|trở|từ|do|"
    r"với|là|để|nhằm|mà)\b|"
    rf"[{''.join(CODES[kind] for kind in (*FIGURES, 'period', 'day', 'rank', 'person'))}])"
)


class Deadlines:
    """The years that an article's targets are set for, as far as it is read: a plan's year holds until another is
    named."""

    def __init__(self) -> None:
        self._year: str | None = None
        self._number = -10
        self._topic: tuple[int, str | None] = (-10, None)

    def see(self, encoded: Encoded) -> None:
        """Keeps the period that a sentence opens with, and the year of one that speaks of a plan or target."""
        opening = [
            m
            for p, m in zip(encoded.places, encoded.mentions, strict=True)
            if p < _OPENING and m.kind == "period" and m.value.get("year")
        ]
        if opening:
            self._topic = (encoded.sentence.number, iso(opening[0]))
        if re.search(r"mục tiêu|kế hoạch|chỉ tiêu|phấn đấu|lộ trình", encoded.code):
            periods = [m for m in encoded.mentions if m.kind == "period" and m.value.get("year")]
            if periods:
                self._year, self._number = iso(periods[-1], last=True), encoded.sentence.number

    def topic(self, encoded: Encoded) -> str | None:
        """The period that a sentence shortly before began with: "Năm 2018, …" holds on until another is named."""
        if _NOW.search(encoded.code) or encoded.sentence.number - self._topic[0] > _HOLDS:
            return None
        return self._topic[1]

    def of(self, encoded: Encoded, place: int) -> str | None:
        """The deadline for a number at `place`: of its clause or sentence, else of the plan spoken of shortly
        before."""
        found = period_mention(encoded, place)
        if found is not None:
            return iso(found, last=True)
        days = [m for m in encoded.mentions if m.kind == "day" and m.value.get("iso")]
        if days and _DEADLINE.search(encoded.code):
            return iso(days[-1])
        return self._year if encoded.sentence.number - self._number <= 8 else None


def figures(article: Article, matches: list[Match]) -> Iterator[Fact]:
    """The figures that the matches state: of several rules that read one number, the most specific counts."""
    deadlines = Deadlines()
    shares: list[str] = []
    by_sentence: dict[int, list[Match]] = {}
    for match in matches:
        by_sentence.setdefault(match.encoded.sentence.number, []).append(match)
    for encoded in article.sentences:
        deadlines.see(encoded)
        taken: set[int] = set()
        found: list[tuple[int, Fact]] = []
        for match in sorted(
            by_sentence.get(encoded.sentence.number, ()), key=lambda m: (-m.rule.specificity, m.rule.id, m.start)
        ):
            value = match.slots.get("value")
            mentions = [m for m in value.mentions if m.kind in FIGURES] if value else []
            if value is None and "subject" in match.slots and match.rule.type == "target":
                wordy = article.text[match.slots["subject"].start : match.slots["subject"].end]
                if (
                    match.slots["subject"].start not in taken
                    and wordy.count(" ") > 1
                    and match.slots["deadline"].mentions[0].value.get("year")
                ):
                    taken.add(match.slots["subject"].start)
                    yield _wordy(article, match)
                continue
            for mention in mentions:
                if mention.start not in taken:
                    made = _figure(article, match, mention, deadlines)
                    if made is not None:
                        taken.add(mention.start)
                        found.append((mention.start, made))
        for fact in _completed(_unconditional(found)):
            key = "subject" if fact.type == "target" else "indicator"
            named = str(fact.slots[key])
            if shares and _THIS.search(keyword(named)):
                fact = replace(fact, slots={**fact.slots, key: shares[-1]})
            elif fact.slots["unit"] == "%":
                shares.append(named)
            yield fact


def _unconditional(found: list[tuple[int, Fact]]) -> list[tuple[int, Fact]]:
    """The figures of a sentence without the bound that those who are counted have passed: "11 tỉnh đạt tỷ lệ trên
    30%" says how many provinces, not what the share is."""
    counted = [fact for _, fact in found if fact.rule == "observation.has-bodies"]

    def bound(fact: Fact) -> bool:
        return (
            fact.slots.get("qualifier") in ("moreThan", "atLeast")
            and fact.slots["unit"] == "%"
            and any(0 < fact.start - count.end < _NEAR for count in counted)
        )

    return [(place, fact) for place, fact in found if not bound(fact)]


def merged(facts: list[Fact]) -> list[Fact]:
    """Each figure once: of the same number, unit and nearly the same subject in lead and body, the one that says
    of when."""
    kept: list[Fact] = []
    for fact in facts:
        key, when = ("subject", "deadline") if fact.type == "target" else ("indicator", "period")
        for place, other in enumerate(kept):
            same = (
                other.type == fact.type
                and other.slots["value"] == fact.slots["value"]
                and other.slots["unit"] == fact.slots["unit"]
            )
            if same and fact.slots["value"] is not None and alike(str(fact.slots[key]), str(other.slots[key])):
                if other.slots["_zone"] == fact.slots["_zone"]:
                    continue  # a body does not sum itself up
                if other.slots[when] is None:
                    kept[place] = fact
                    break
                if fact.slots[when] in (None, other.slots[when]):
                    break
        else:
            kept.append(fact)
    return kept


def alike(one: str, other: str) -> bool:
    """Whether two names share half of the words of the shorter one."""
    a, b = set(keyword(one).split()), set(keyword(other).split())
    return bool(a and b) and 2 * len(a & b) >= min(len(a), len(b))


def _completed(found: list[tuple[int, Fact]]) -> Iterator[Fact]:
    """The figures of a sentence in order: one that does not say what it is of is of the same as the one before it."""
    facts = [fact for _, fact in sorted(found, key=lambda pair: pair[0])]
    names = [
        "" if _BARE.search(keyword(name)) else name
        for name in (str(f.slots["subject" if f.type == "target" else "indicator"]) for f in facts)
    ]
    named: list[str] = []
    last = next(filter(None, names), "")  # "từ 4 lên 7 triệu hồ sơ": the first is of what the second says
    for fact, name in zip(facts, names, strict=True):
        key = "subject" if fact.type == "target" else "indicator"
        whole = re.split(r" của (?=các |từng )", last)[0]
        last = f"{whole} {name}" if last and name.startswith("của các ") else name or last
        if last:
            longer = [other for other in named if keyword(other).startswith(f"{keyword(last)} ")]
            if fact.slots["unit"] == "count":
                named.append(last)
                last = longer[-1] if longer else last  # "13.284 hồ sơ trực tuyến, …, 3.672 hồ sơ"
            yield replace(fact, slots={**fact.slots, key: last})


def _wordy(article: Article, match: Match) -> Fact:
    """A target without a number: what is to be done, and by when."""
    slot, when = match.slots["subject"], match.slots.get("deadline")
    deadline = iso(when.mentions[0], last=True) if when and when.mentions else None
    slots = {
        "subject": article.text[slot.start : slot.end],
        "value": None,
        "unit": None,
        "deadline": deadline,
        "_zone": match.encoded.sentence.zone,
    }
    return Fact("target", slots, match.start, match.end, match.rule.id, match.rule.confidence, match.rule.modality)


def _figure(article: Article, match: Match, mention: Mention, deadlines: Deadlines) -> Fact | None:
    encoded, place = match.encoded, match.encoded.place_of(mention)
    if not _within(match, mention):
        return None
    start, end, subject = _subject(article, match, mention, place)
    value = mention.value
    of = among(article, encoded, place) if match.rule.set.get("among") else None
    slots: dict[str, object] = {
        "value": value["value"],
        "unit": value["unit"],
        "qualifier": value["qualifier"],
        "raw": article.text[mention.start : mention.end],
        "_zone": encoded.sentence.zone,
        "about": of or whose(article, encoded, place),
        "_abouts": () if of else each_of(article, encoded, place),
        "_near": near(article, encoded, mention, place),
    }
    if match.rule.type == "target":
        when = match.slots.get("deadline")
        named = iso(when.mentions[0], last=True) if when and when.mentions else None
        slots |= {"subject": subject, "deadline": named or deadlines.of(encoded, place)}
    else:
        when = match.slots.get("period")
        found = when.mentions[0] if when and when.mentions else period_mention(encoded, place)
        slots |= {"indicator": subject, "period": iso(found) if found else deadlines.topic(encoded)}
        if match.rule.type == "change":
            slots["direction"] = match.rule.set.get("direction", "up")
    return Fact(
        match.rule.type,
        slots,
        min(match.start, start),
        max(mention.end, end, match.end),
        match.rule.id,
        match.rule.confidence,
        match.rule.modality,
    )


def _within(match: Match, mention: Mention) -> bool:
    """Whether the number is one that the rule is for: `least`, `most`, `equals`, `qualifier`."""
    value, least, equals = mention.value["value"], match.rule.set.get("least"), match.rule.set.get("equals")
    most = match.rule.set.get("most")
    if (
        not isinstance(value, int | float)
        or match.rule.set.get("qualifier", mention.value["qualifier"]) != mention.value["qualifier"]
    ):
        return False
    if value in _ALL_PROVINCES and _PROVINCES.match(match.encoded.code, match.encoded.place_of(mention) + 1):
        return False  # how many provinces there are is no finding
    return (least is None or value >= least) and (most is None or value <= most) and (equals is None or value == equals)


def _subject(article: Article, match: Match, mention: Mention, place: int) -> tuple[int, int, str]:
    """What the number is of: the rule's slot, else what stands behind it (for counts), or before it (for shares)."""
    encoded = match.encoded
    for name in ("subject", "indicator"):
        if name in match.slots and match.slots[name].end > match.slots[name].start:
            slot: Slot = match.slots[name]
            return slot.start, slot.end, _text(article, slot.start, slot.end)
    behind = after(encoded, place + 1) if mention.kind == "count" else after_loosely(encoded, place + 1)
    ahead = before(encoded, place)
    if mention.kind == "percent" and _NO_NOUN.match(encoded.code, place + 1):
        behind = (0, 0)
    told = behind[1] - behind[0] > 1 or encoded.code[behind[0] : behind[1]] >= "\ue000"
    start = clause_start(encoded.code, place)
    if not told and ahead[1] <= ahead[0] and start > 1 and not _FIGURE_CODE.search(encoded.code, start, place):
        ahead = before(encoded, start - 1)
    ahead = task_start(encoded.code, *ahead), ahead[1]
    back = match.rule.set.get("look") == "before" or (
        ahead[0] < ahead[1] and (_SHARE_OF.search(encoded.code, 0, place) or _WHOLE.match(encoded.code, place + 1))
    )
    chosen = behind if told and not back else ahead
    if chosen[1] <= chosen[0]:
        return mention.start, mention.end, ""
    start, end = encoded.offset(chosen[0]), encoded.offset(chosen[1])
    text = _text(article, start, end)
    if chosen == behind and ahead[0] < ahead[1] and _LEVEL.match(encoded.code, behind[0]):
        start = encoded.offset(ahead[0])  # "dịch vụ công trực tuyến ít nhất 30% mức độ 4"
        text = f"{_text(article, start, encoded.offset(ahead[1]))} {text}"
    return start, end, text


def _text(article: Article, start: int, end: int) -> str:
    return " ".join(article.text[start:end].strip(" ,;:-(\"'“”").split())
