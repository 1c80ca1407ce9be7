"""The parts of an article: title, dateline, lead, body, caption, byline, teaser, footer, chrome; and its sentences.

Facts are taken from the title, the lead, the body and (few) captions. The rest is the page around the article.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from kg.extract.spelling import UPPER

ZoneName = Literal["title", "dateline", "lead", "body", "caption", "byline", "teaser", "footer", "chrome"]
PROSE: frozenset[ZoneName] = frozenset(("title", "lead", "body", "caption"))


@dataclass(frozen=True)
class Zone:
    """A paragraph of the article, `start` to `end` in its text, and which part it is."""

    name: ZoneName
    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    """A sentence in a zone; `number` counts the sentences of the article from 0."""

    zone: ZoneName
    start: int
    end: int
    number: int


_LINE = re.compile(r"[^\n\r]+")
_AFTER = re.compile(
    r"^\W*(?:từ khóa|tags?|tin liên quan|tin cùng chuyên mục|tin mới|tin khác|bài viết liên quan|bài liên quan|"
    r"xem thêm|"
    r"đọc thêm|các tin khác|tin bài khác|tin đọc nhiều|bình luận|ý kiến bạn đọc|chia sẻ|có thể bạn quan tâm|tin "
    r"nổi bật)"
    r"\W*(?:$|:)"
)
_FOOTER = re.compile(
    r"^\W*(?:cơ quan chủ quản|đơn vị quản lí|giấy phép|bản quyền|địa chỉ|điện thoại|email|ghi rõ nguồn|tòa soạn|"
    r"ban biên tập|chịu trách nhiệm|copyright|tổng biên tập|© )|ghi rõ nguồn .* khi phát hành lại|giấy phép số \d+/gp"
)
_CHROME = re.compile(
    r"^\W*(?:thứ \d|thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật)?[\s,]*\d{1,2}[/.-]\d{1,2}[/.-]\d{4}[\s,|"
    r"]*(?:\d{1,2}:\d{2}(?::\d{2})?)?\s*"
    r"(?:\[?\(?gmt\s*\+?\s*7\]?\)?)?\W*$|^\W*[\d.,]+ lượt (?:xem|truy cập)\W*$|lượt truy cập|^\W*tất cả: \d+|"
    r"^\W*(?:trang chủ|thông báo|báo cáo - thống kê|videos?|xem tin theo ngày|truy cập nội dung luôn|in bài viết|"
    r"gửi email|"
    r"cỡ chữ|facebook|twitter|zalo|đăng nhập|liên hệ|sơ đồ site)\W*$"
)
_CAPTION = re.compile(
    r"(?:^|[\s.(\-])(?:ảnh|ảnh minh họa|nguồn ảnh|đồ họa|video|clip|ảnh chụp màn hình)\s*[:;]\s*\S|^\W*ảnh\s*:"
)
_BY = re.compile(r"^\W*(?:theo |nguồn:?|tác giả:?|bài, ảnh:?|tin, ảnh:?|bài và ảnh:?|pv|p\.v)\b.{0,50}$")
_STOP = re.compile(r"""[.!?;:…]["')\]”’]*\s*$""")
_NAME_LINE = re.compile(r"^\W*(?:[^\W\d_][\w.]*\s*[-–,&/(]?\s*(?:và )?){1,6}\W*$")
_SPLIT = re.compile(rf"[.!?…]+[\"'”’)\]]*\s+(?=[\"'“‘(\-–]?\s?[{UPPER}]|\d)")
_SHORT = re.compile(
    r"(?:\b(?:tp|tx|tt|ts|ths|pgs|gs|bs|ks|ths|mr|mrs|ms|dr|st|tr|v\.v|đ/c|p|q|h|ts\.bs|pgs\.ts|gs\.ts|cn|nxb|no|"
    r"vs)|\b[^\W\d])$"
)
_SOURCE = re.compile(r"(?:\([^()\n]{2,40}\)|[A-ZĐ]{2,6}[a-zà-ỹ]{0,4}(?: Online)?)\s*[-–:]\s+")
"""The agency or paper before the first words: "(PLVN) - ", "TTO - "."""
_VERB = re.compile(r"\b(?:là|đã|được|có|cho|của|với|trong|sẽ|tại|về|không|các|những)\b")


def zones_of(text: str, flat: str) -> list[Zone]:
    """The paragraphs of an article with their parts; `flat` is the same text as `spelling.flat` gives it."""
    lines = [Zone(_kind(flat[a:b], text[a:b]), a, b) for a, b in _lines(flat)]
    for place, line in enumerate(lines):  # nothing after the first heading of teasers belongs to the article
        if line.name == "teaser" and place:
            lines[place:] = [
                replace(z, name=z.name if z.name in ("footer", "chrome") else "teaser") for z in lines[place:]
            ]
            break
    _name_head(lines, flat)
    _name_tail(lines, text)
    return lines


def _lines(flat: str) -> Iterator[tuple[int, int]]:
    for found in _LINE.finditer(flat):
        line = found[0]
        lead = len(line) - len(line.lstrip())
        if stripped := line.strip():
            yield found.start() + lead, found.start() + lead + len(stripped)


def _kind(line: str, raw: str) -> ZoneName:
    if len(line) < 60 and _AFTER.search(line):
        return "teaser"
    if _FOOTER.search(line):
        return "footer"
    if len(line) < 120 and _CHROME.search(line):
        return "chrome"
    if len(line) < 350 and _CAPTION.search(line[:8] + line[max(8, len(line) - 60) :]):
        return "caption"
    if len(line) < 60 and _BY.search(line) and not _STOP.search(raw):
        return "byline"
    return "body"


def _name_head(lines: list[Zone], flat: str) -> None:
    """The first line is the title; a short paragraph of its own after it is the lead; else the first long one is."""
    prose = [i for i, line in enumerate(lines) if line.name == "body"]
    if not prose:
        return
    line = flat[lines[prose[0]].start : lines[prose[0]].end]
    if not line.endswith(".") or line.endswith(".."):  # an article without a title begins with a sentence
        lines[prose[0]] = replace(lines[prose[0]], name="title")
        prose = prose[1:]
    if len(prose) > 1 or (prose and prose[0] != 0):
        lines[prose[0]] = replace(lines[prose[0]], name="lead")


def _name_tail(lines: list[Zone], text: str) -> None:
    """Names of authors and captions without a mark stand last: no full stop, no verb."""
    body = [i for i, line in enumerate(lines) if line.name == "body"]
    for i in reversed(body[-3:]):
        line = text[lines[i].start : lines[i].end]
        bare = line.strip()
        if len(bare) < 60 and not _STOP.search(bare) and _NAME_LINE.match(bare) and not _VERB.search(bare.lower()):
            lines[i] = replace(lines[i], name="byline")
        else:
            break


def sentences_of(zones: list[Zone], flat: str, text: str) -> list[Sentence]:
    """The sentences of the parts that hold facts, in order."""
    made: list[Sentence] = []
    for zone in zones:
        if zone.name not in PROSE:
            continue
        source = _SOURCE.match(text, zone.start, zone.end)
        start = source.end() if source else zone.start
        for found in _SPLIT.finditer(text, zone.start, zone.end):
            if text[found.start()] == "." and _SHORT.search(flat, max(zone.start, found.start() - 8), found.start()):
                continue
            made.append(Sentence(zone.name, start, found.start() + len(found[0].rstrip()), len(made)))
            start = found.end()
        if start < zone.end:
            made.append(Sentence(zone.name, start, zone.end, len(made)))
    return made
