"""All mentions of a text, in an order of recognisers in which the surer comes first."""

import re
from dataclasses import dataclass

from kg.extract.agencies import Names, put_names
from kg.extract.documents import documents
from kg.extract.gazetteer import Gazetteer
from kg.extract.moments import moments
from kg.extract.names import runs_of
from kg.extract.numbers import numbers
from kg.extract.parts import parts
from kg.extract.people import People
from kg.extract.ranks import ranks
from kg.extract.shortforms import put_short_names
from kg.extract.spans import Board, Mention

_LABEL_BEFORE = re.compile(
    r"(?<!\w)(?:mức độ|mức|cấp độ|cấp|thứ|(?<!trong )(?<!tổng )(?<!trên )số|phiên bản|khóa|khoản|điều|điểm|phụ lục|nội "
    r"dung|nhóm|phiên|lần|lần thứ|kì|tập|hạng|thế hệ|cách mạng công nghiệp|"
    r"công nghiệp|chương|bước|quận|phường|đường|iso|đợt|tổ|vùng|web|android|windows|covid|giờ|lúc|trang|version|"
    r"g|top|đề án|chương trình|dự án|nghị quyết|chỉ thị|nghị định|thông tư|quyết định|kế hoạch|quốc lộ)[ -]?$"
)
_LISTED_LABEL = re.compile(
    r"(?:mức độ|mức|cấp độ|cấp)(?: độ)? \d(?:(?:, | và |,| - | hoặc |/)(?:mức(?: độ)? |cấp(?: độ)? )?\d)*(?: và |"
    r", |,|-| hoặc |/)(?:mức(?: độ)? )?$"
)
_LARGEST_LABEL, _HIGHEST_LEVEL = 150, 4
_PER = re.compile(r"\d[^.;:,()]{3,60} trên $")
_PEOPLE = re.compile(r" (?:dân|người|hộ)(?!\w)")
"""Around what a rate is by: "2,3 doanh nghiệp trên 1.000 dân"."""
_YEAR_LIKE = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Mentions:
    """`top` do not overlap and are in order; `inner` stand inside of persons and offices."""

    top: tuple[Mention, ...]
    inner: tuple[Mention, ...]


def mentions_of(text: str, flat: str, known: Gazetteer) -> Mentions:
    """The mentions of a text (NFC) and its flat form."""
    board = Board(len(text))
    for recognised in (documents(text, flat), moments(flat), parts(flat), ranks(flat)):
        for mention in recognised:
            board.add(mention)
    for mention in numbers(flat):
        if not _is_label(flat, mention):
            board.add(mention)
    hits = known.table.scan(flat)
    for tag in ("meeting", "group"):
        for start, (end, _) in hits.get(tag, {}).items():
            board.add(Mention(tag, start, end, {"text": text[start:end]}))
    runs = runs_of(text, flat, hits, known)
    put_names(Names(text, hits, known, dict(run.name for run in runs if run.name)), board)
    put_short_names(text, board)
    inner = People(text, flat, hits, known, board).put(runs)
    top = sorted((m for m in board.mentions if m.kind != "duration"), key=lambda m: m.start)
    return Mentions(tuple(top), tuple(sorted(inner, key=lambda m: m.start)))


def _is_label(flat: str, mention: Mention) -> bool:
    """Whether a bare number names something ("mức độ 3, 4", "quận 1", "2019") rather than counts it."""
    if mention.kind != "count":
        return False
    before = flat[max(0, mention.start - 40) : mention.start]
    value = mention.value["value"]
    if _YEAR_LIKE.fullmatch(flat, mention.start, mention.end):
        return True
    if _PER.search(flat, max(0, mention.start - 80), mention.start + 5) and _PEOPLE.match(flat, mention.end):
        return True
    if not isinstance(value, int) or value > _LARGEST_LABEL or mention.value["qualifier"]:
        return False
    if value > _HIGHEST_LEVEL and before.endswith("cấp "):
        return False  # "đã cấp 12 giấy phép"
    return bool(_LABEL_BEFORE.search(before) or _LISTED_LABEL.search(before))
