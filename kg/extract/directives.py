"""What somebody tells somebody to do: the sentences with the word of command, and those that go on from them.

"X yêu cầu các sở …. Sở Y tham mưu …. Cần xây dựng …, sử dụng …" are several directives of X: a sentence of the same
paragraph that begins with an addressee and a task, or with a task, goes on from the command before it.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.extract.article import Article
from kg.extract.encoding import Encoded
from kg.extract.gazetteer import read_lexicon
from kg.extract.matching import Match
from kg.extract.patterns import CODES
from kg.extract.referents import Referents
from kg.extract.spelling import keyword
from kg.facts import Fact

_BODY = f"[{CODES['agency']}{CODES['group']}]"
BODIES = (
    "bộ ngành|sở ngành|ban ngành|bộ|ban|sở|phòng|ngành|địa phương|đơn vị|cơ quan|tỉnh|thành phố|quận|huyện|thị xã|xã|"
    "phường"
)
"""What groups of bodies are made of: "các sở, ngành"."""
_ONE = rf"(?:(?:văn phòng|lãnh đạo|người đứng đầu) )?(?:{_BODY}|các (?:{BODIES}))"
_MORE = rf"(?:,| và|, và) (?:các )?(?:{BODIES})(?! (?:về|của|cho))"
_ADDRESSEE = re.compile(rf"{_ONE}(?:(?:,| và|, các)? {_BODY}|{_MORE}(?!\w))*(?: (?:có )?liên quan| trung ương)?(?= )")
_ORDER = re.compile(
    r"(?<!\w)(?P<verb>(?:thống nhất |đã |cũng |tiếp tục |và |đồng thời )*"
    r"(?:giao(?: cho| nhiệm vụ cho)?|yêu cầu|đề nghị))(?= )"
)
_NO_ORDER = re.compile(
    r"(?:được|bị|theo|của|các|những|việc|bàn|đáp ứng|tiếp|một số|hai|ba|nhiều|mọi|có|bảo đảm|đảm bảo|ý kiến|văn bản|"
    r"nhu cầu|phù hợp|thể hiện)\s*$"
)
_NOUN = re.compile(
    r" (?:của|về|chính|tối thiểu|này|trên|đó|đặt ra|kĩ thuật|dịch|thông|lưu|tiếp|ban|diện|cao|mới|được|là|khi|"
    r"lại)(?!\w)"
)
_TIME = re.compile(r",? ?(?:trong thời gian tới|thời gian tới|trước mắt|trong giai đoạn tới|ngay sau hội nghị)? ?,? *")
_GO_ON = re.compile(
    r"^ *\"?(?:bên cạnh đó|cùng với đó|ngoài ra|đồng thời|đặc biệt|trước mắt|trong đó|(?:trong )?thời gian tới),?"
    r" *"
)
_MODAL = re.compile(r"(?:cần|phải|cần phải|tiếp tục|chủ động|thực hiện việc) ")
_LEAST, _PIECE, _FAR, _SHORTEST = 4, 5, 90, 12


@dataclass
class _Passage:
    """A paragraph under a command: whose, to whom, how strong; `rule` is what found the command."""

    zone: tuple[int, int] = (0, 0)
    issuer: str | None = None
    assignee: str | None = None
    force: str = "request"


@functools.cache
def _tasks() -> re.Pattern[str]:
    """The verbs that a task begins with."""
    words = sorted(map(keyword, read_lexicon("words")["tasks"]), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, words))})(?!\w)")


def directives(article: Article, matches: list[Match], people: Referents) -> Iterator[Fact]:
    """The directives of an article: those that rules match, then what goes on from words of command."""
    read = {match.encoded.sentence.number for match in matches if not _by_person(match)}
    yield from _matched(article, matches)
    found_by = {match.encoded.sentence.number: match.rule for match in matches if _by_person(match)}
    passage = _Passage()
    for encoded in article.sentences:
        if encoded.sentence.zone not in ("lead", "body"):
            continue
        zone = _paragraph(article, encoded)
        if zone != passage.zone:
            passage = _Passage(zone)
        for fact in _told(article, encoded, passage, people, read):
            rule = found_by.get(encoded.sentence.number)
            yield replace(fact, rule=rule.id, confidence=rule.confidence) if rule else fact


def _by_person(match: Match) -> bool:
    """Whether a person gives the order, not an agency, nor nobody ("được giao")."""
    issuer = match.slots.get("issuer")
    return bool(issuer and issuer.mentions and issuer.mentions[0].kind in ("person", "office"))


def _matched(article: Article, matches: list[Match]) -> Iterator[Fact]:
    """What rules match where no person gives the order."""
    for match in matches:
        issuer, text, to = (match.slots.get(name) for name in ("issuer", "task", "assignee"))
        if text is None or text.end - text.start < _SHORTEST or _by_person(match):
            continue
        mention = issuer.mentions[0] if issuer and issuer.mentions else None
        slots = {
            "issuer": article.text[mention.start : mention.end] if mention else None,
            "assignee": article.text[to.start : to.end] if to else None,
            "task": article.text[text.start : text.end],
            "force": match.rule.set.get("force", "request"),
        }
        yield Fact("directive", slots, match.start, match.end, match.rule.id, match.rule.confidence, "directive")


def _paragraph(article: Article, encoded: Encoded) -> tuple[int, int]:
    start = encoded.sentence.start
    return next(((zone.start, zone.end) for zone in article.zones if zone.start <= start < zone.end), (start, start))


def _told(article: Article, encoded: Encoded, passage: _Passage, people: Referents, read: set[int]) -> Iterator[Fact]:
    """The directives of one sentence, which may open a passage or go on with it."""
    code = encoded.code
    order = _command(encoded, passage, people)
    if order is not None:
        place, passage.issuer, passage.force = order
        if later := _TIME.match(code, place):
            place = later.end()
        to = _ADDRESSEE.match(code, place)
        passage.assignee = _printed(article, encoded, to.start(), to.end()) if to else None
        place, rule, sure = to.end() if to else place, "directive.told", 0.93
    elif passage.issuer is not None and encoded.sentence.number not in read:
        opened = _GO_ON.match(code)
        place = opened.end() if opened else len(code) - len(code.lstrip())
        to = _ADDRESSEE.match(code, place)
        if to:
            passage.assignee, passage.force = _printed(article, encoded, to.start(), to.end()), "request"
            place = to.end() + 1
        if not (_MODAL.match(code, place) or _tasks().match(code, place)):
            passage.issuer = passage.issuer if to or opened else None  # somebody speaks of something else
            return
        rule, sure = "directive.goes-on", 0.9
    else:
        return
    if encoded.sentence.number in read:
        return
    for start, end in _pieces(code, place):
        first, last = encoded.offset(start), encoded.offset(end)
        slots = {"issuer": passage.issuer, "assignee": passage.assignee, "force": passage.force,
                 "task": " ".join(article.text[first:last].strip(' ,;.:"“”').split())}  # fmt: skip
        yield Fact("directive", slots, first, last, rule, sure, "directive")


def _command(encoded: Encoded, passage: _Passage, people: Referents) -> tuple[int, str, str] | None:
    """Where the word of command of a sentence ends, who gives it, and how strong it is; None where there is none."""
    code = encoded.code
    for found in _ORDER.finditer(code):
        if _NO_ORDER.search(code, max(0, found.start() - 14), found.start()) or _NOUN.match(code, found.end()):
            continue
        force = "assign" if "giao" in found["verb"] else "ask" if "đề nghị" in found["verb"] else "request"
        before = [
            (p, m)
            for p, m in zip(encoded.places, encoded.mentions, strict=True)
            if p < found.start() and m.kind in ("person", "office") and found.start() - p < _FAR
        ]
        for _, mention in reversed(before):
            if (person := people.person_of(mention, encoded.sentence.number)) is not None:
                return found.end(), person.name, force
        if passage.issuer is not None and not code[: found.start()].strip(' "'):
            return found.end(), passage.issuer, force
    return None


def _printed(article: Article, encoded: Encoded, start: int, end: int) -> str:
    return " ".join(article.text[encoded.offset(start) : encoded.offset(end)].split())


def _pieces(code: str, place: int) -> Iterator[tuple[int, int]]:
    """The tasks of a sentence from `place` on: divided at semicolons, and at commas before a verb of a task where each
    side has words enough to be a task."""
    end = len(code.rstrip(' .!"…'))
    start = place
    for cut in re.finditer(r"[,;] (?:và |đồng thời |phấn đấu )?", code[:end]):
        if cut.start() <= start or not (code[cut.start()] == ";" or _tasks().match(code, cut.end())):
            continue
        words = code[start : cut.start()].split()
        if len(words) < _PIECE or len(code[cut.end() : end].split()) < _PIECE:
            continue
        yield start, cut.start()
        start = cut.start() + 2
    if len(code[start:end].split()) >= _LEAST:
        yield start, end


def task_start(code: str, start: int, end: int) -> int:
    """Where in a stretch of a sentence the task begins that somebody is told: after the command and the addressee;
    `start` where nobody is told anything."""
    for found in _ORDER.finditer(code, start, end):
        if _NO_ORDER.search(code, max(0, found.start() - 14), found.start()) or _NOUN.match(code, found.end()):
            continue
        place = later.end() if (later := _TIME.match(code, found.end())) else found.end()
        to = _ADDRESSEE.match(code, place)
        place = to.end() if to else place
        if end - place > _SHORTEST:
            return place
    return start
