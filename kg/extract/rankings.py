"""From matches to places in rankings: of whom, which place, of how many, by which index, with which score."""

import re
from collections.abc import Iterator

from kg.extract.article import Article
from kg.extract.encoding import Encoded
from kg.extract.matching import Match
from kg.extract.periods import period_of
from kg.extract.referents import main_subject
from kg.extract.spans import Mention
from kg.extract.spelling import keyword
from kg.facts import Fact

_REGIONS = frozenset(("châu á", "châu âu", "đông nam á", "châu á - thái bình dương", "asean", "cả nước"))
_RANKED = ("area", "agency")
_ASIDE = re.compile(
    r"(?:\bdo|\btheo|của|\bsau|so với|\btrên|\bdưới|\bcùng|\bở|\btại|bởi|sau là|đơn vị) *(?:tỉnh |thành phố |tp )?\"?$"
)
_SOURCE = re.compile(
    r"(?:\bdo|\btheo|báo cáo của|đánh giá của|công bố của|bởi|liên kết với|phối hợp với)[ "
    r"\"]*(?:[\ue000-\uf8ff][, ]*(?:và )?)*$"
)
_TELLS = re.compile(r" (?:vừa |đã |cũng )?(?:báo cáo|cho biết|cho hay|công bố|thông tin|thông báo|đánh giá)(?!\w)")
"""Behind who says what place somebody has."""
_INDEX_BEFORE = re.compile(
    r"(?:chỉ số|chỉ tiêu|bảng xếp hạng|xếp hạng|hạng mục|nhóm|lĩnh vực|tiêu chí|index)[^,;:.()]{0,80}$"
)
_INDEX_AFTER = re.compile(
    r"^[^,;.()]{0,40}?(?:về|trong bảng xếp hạng|theo bảng xếp hạng|trong|ở|theo)[ \"]+([^,;.()]{3,90})"
)


def rankings(article: Article, matches: list[Match]) -> Iterator[Fact]:
    """The places in rankings that the matches state; the subject that a sentence leaves out is the last one, or
    the article's."""
    main = main_subject(article)
    names = _agency_names(article)
    last: tuple[int, str] | None = None
    for match in _best(matches):
        subjects = [_full(name, names) for name in _subjects(article, match)]
        number = match.encoded.sentence.number
        if not subjects:
            if last is not None and number - last[0] <= 4:
                subjects = [last[1]]
            elif main is not None:
                subjects = [article.text[main.start : main.end]]
            else:
                continue
        last = (number, subjects[-1])
        ranks = _ranks(match)
        if first := match.rule.set.get("follows"):  # "…, tiếp theo là A và B"
            for place, subject in enumerate(subjects, first + 1):
                yield from _facts(article, match, [subject], None, place)
        elif len(ranks) > 1 and len(ranks) == len(subjects):  # "thứ hai và thứ ba lần lượt là A và B"
            for rank, subject in zip(ranks, subjects, strict=True):
                yield from _facts(article, match, [subject], rank)
        else:
            yield from _facts(article, match, subjects, next(iter(ranks), None))


def _best(matches: list[Match]) -> list[Match]:
    """Of the matches that read the same words of a ranking, the most specific; in the order of the text."""
    best: list[Match] = []
    read: set[int] = set()
    for match in sorted(matches, key=lambda m: (-m.rule.specificity, m.rule.id, -len(_ranks(m)), *_reach(m))):
        words = range(*_words(match))
        if read.isdisjoint(words):
            best.append(match)
            read.update(words)
            read.update(m.start for m in _ranks(match))
    return sorted(best, key=_anchor)


def _reach(match: Match) -> tuple[int, int]:
    """How far the subject stands from the words of the ranking, and then the longer list first."""
    slot = match.slots.get("subject")
    return (abs(_anchor(match) - slot.end), slot.start - slot.end) if slot else (match.end - match.start, 0)


def _anchor(match: Match) -> int:
    """Where what is ranked by stands: the place, the word for it, or the score."""
    return _words(match)[0]


def _ranks(match: Match) -> list[Mention]:
    return [m for m in match.slots["rank"].mentions if m.kind == "rank"] if "rank" in match.slots else []


def _words(match: Match) -> tuple[int, int]:
    """From where to where what is ranked by stands: of several places, the first."""
    if ranks := _ranks(match):
        return ranks[0].start, ranks[0].end
    slot = next((match.slots[name] for name in ("rank", "position", "score") if name in match.slots), None)
    return (slot.start, max(slot.end, slot.start + 1)) if slot else (match.start, match.start + 1)


def _agency_names(article: Article) -> set[str]:
    return {m.text("name") for m in (*article.mentions.top, *article.mentions.inner) if m.kind == "agency"}


def _full(name: str, names: set[str]) -> str:
    """The one longer name in the article that begins like `name`: "Bộ Khoa học" of "Bộ Khoa học Công nghệ"."""
    longer = sorted(n for n in names if keyword(n).startswith(keyword(name) + " ") and name.startswith("Bộ "))
    return longer[0] if longer else name


def _subjects(article: Article, match: Match) -> list[str]:
    slot = match.slots.get("subject")
    if slot is not None:
        named = slot.mentions
        if next_place := next((m.start for m in named if m.kind == "rank"), None):
            named = tuple(m for m in named if m.start < next_place)  # "hạng nhì là A; hạng ba là B"
        return [article.text[m.start : m.end] for m in named if m.kind in _RANKED]
    anchor = next((match.slots[name] for name in ("rank", "position", "score") if name in match.slots), None)
    if anchor is None:
        return []
    code_place = next(
        (p for p, m in zip(match.encoded.places, match.encoded.mentions, strict=True) if m.start >= anchor.start),
        match.code_end,
    )
    found = _nearest(match.encoded, min(code_place, match.code_end))
    return [article.text[found.start : found.end]] if found else []


def _nearest(encoded: Encoded, place: int) -> Mention | None:
    """The last place or agency before `place` that can be ranked: not the one that ranks, nor one that another is
    measured by."""
    code = encoded.code
    candidates = [
        (p, m)
        for p, m in zip(encoded.places, encoded.mentions, strict=True)
        if p < place and m.kind in ("area", "agency") and keyword(m.text("name")) not in _REGIONS
    ]
    fallback: Mention | None = None
    for at, mention in reversed(candidates):
        before = code[:at]
        if before.count("(") > before.count(")"):
            continue
        if _SOURCE.search(before) or _TELLS.match(code, at + 1):
            continue
        if not _ASIDE.search(before):
            return mention
        if before.rstrip(' "').endswith("của") and fallback is None:
            fallback = mention
    return fallback


def _facts(
    article: Article, match: Match, subjects: list[str], rank: Mention | None, told: int | None = None
) -> Iterator[Fact]:
    position = match.slots.get("position") if told is None else None
    top = bool(rank and rank.value.get("top"))
    number = rank.value["rank"] if rank and not top else told
    if rank is None and position is not None and match.rule.set.get("first") and len(subjects) == 1:
        number = 1
    score = next(iter(match.slots["score"].mentions), None) if "score" in match.slots else None
    if score is not None and score.kind == "count" and isinstance(score.value["value"], int):
        return  # a whole number is no score
    if score is None and rank is not None:
        score = _score_beside(match.encoded, rank)
    for subject in subjects:
        slots = {
            "subject": subject,
            "rank": number,
            "out_of": rank.value["out_of"] if rank else None,
            "position": article.text[position.start : position.end]
            if position
            else article.text[rank.start : rank.end]
            if rank and top
            else None,
            "index": _index(article, match, rank),
            "score": score.value["value"] if score else None,
            "period": period_of(match.encoded, match.code_start),
            "_anchor": rank.start if rank else position.start if position else score.start if score else match.start,
        }
        yield Fact(
            "ranking",
            slots,
            match.start,
            max(match.end, rank.end if rank else match.end),
            match.rule.id,
            match.rule.confidence,
        )


def _score_beside(encoded: Encoded, rank: Mention) -> Mention | None:
    """The score that is named within a few words of a rank: "xếp thứ 2 (với 0,85 điểm)", "4,70 điểm, xếp thứ 60/63"."""
    scores = [
        m
        for m in encoded.mentions
        if (m.kind == "score" and -30 < m.start - rank.end < 20) or (m.kind == "score" and 0 <= rank.start - m.end < 14)
    ]
    return min(scores, key=lambda m: abs(m.start - rank.start), default=None)


def _index(article: Article, match: Match, rank: Mention | None) -> str | None:
    """What the ranking is about, as the sentence has it."""
    slot = match.slots.get("index")
    if slot is not None:
        return article.text[slot.start : slot.end]
    code, encoded = match.encoded.code, match.encoded
    place = encoded.place_of(rank) if rank is not None else match.code_end - 1
    if found := _INDEX_AFTER.match(code[place + 1 :]):
        return article.text[
            encoded.offset(place + 1 + found.start(1)) : encoded.offset(place + 1 + found.end(1))
        ].strip()
    if before := _INDEX_BEFORE.search(code[: match.code_start]):
        return article.text[encoded.offset(before.start()) : encoded.offset(match.code_start)].strip()
    return None


def distinct(facts: list[Fact]) -> list[Fact]:
    """One fact a place of the text; what another fact of the same subject says with more (of how many, of which
    rank) goes."""
    ranked = [f for f in facts if f.slots["rank"] is not None]
    full = {(_key(f), f.slots["rank"]) for f in ranked if f.slots["out_of"]}
    scored = {(_key(f), f.slots["score"]) for f in ranked if f.slots["score"] is not None}
    return [
        f for f in facts
        if (f.slots["out_of"] or (_key(f), f.slots["rank"]) not in full)
        and (f.slots["rank"] is not None or f.slots["position"] or (_key(f), f.slots["score"]) not in scored)
    ]  # fmt: skip


def _key(fact: Fact) -> str:
    return place_key(str(fact.slots["subject"]))


def place_key(name: str) -> str:
    """A name as names of places are compared: without the level before it."""
    return re.sub(r"^(?:tỉnh|thành phố|tp\.?) ", "", keyword(name))
