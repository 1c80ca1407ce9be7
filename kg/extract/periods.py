"""Which time a number is of: the period or day nearest to it in its clause, then in its sentence."""

import re

from kg.extract.encoding import Encoded
from kg.extract.phrasing import clause_start
from kg.extract.spans import Mention

_LATER = re.compile(r"dự kiến|mục tiêu|phấn đấu|sẽ|đến(?: hết| cuối)? ?$")
_OUTLOOK = re.compile(r"(?:định hướng|tầm nhìn)(?: đến)? *$")
"""Before a year that a document looks ahead to: no number of the sentence is of it."""
_NOW = re.compile(r"đến nay|hiện nay|hiện có|hiện đã")
_COMPARED = re.compile(r"(?:so với|hơn|cùng kì)(?: cùng kì)?(?: của)? *$")


def period_of(encoded: Encoded, place: int, *, last: bool = False) -> str | None:
    """The period for what stands at `place` of `code`, as ISO ("2017-H1", "2017-01"); with `last`, the end of a
    range."""
    found = period_mention(encoded, place)
    return iso(found, last=last) if found else None


def iso(mention: Mention, *, last: bool = False) -> str | None:
    """A period or day as text; None where the article leaves the year open."""
    if mention.kind == "day":
        return mention.text("iso") or None
    if last and mention.value.get("form") == "range":
        return mention.text("last")
    return mention.text("iso") if mention.value.get("year") else None


def period_mention(encoded: Encoded, place: int) -> Mention | None:
    """The mention of a period (with a year) that is nearest: before in the clause, after in it, before, after."""
    known = [
        (p, m) for p, m in zip(encoded.places, encoded.mentions, strict=True)
        if m.kind == "period" and m.value.get("year") and not _COMPARED.search(encoded.code, 0, p)
        and not _OUTLOOK.search(encoded.code, 0, p) and not _NOW.search(encoded.code, p, max(p, place))
    ]  # fmt: skip
    if not known:
        return None
    beside = next(
        (
            m
            for p, m in known
            if p > place
            and not encoded.code[place + 1 : p]
            .replace(" ", "")
            .replace("vào", "")
            .replace("trong", "")
            .replace("của", "")
        ),
        None,
    )
    if beside is not None:
        return beside
    start = clause_start(encoded.code, place)
    end = min((p for p in (encoded.code.find(c, place + 1) for c in ",;:.") if p >= 0), default=len(encoded.code))
    groups = (
        [pair for pair in known if start <= pair[0] < place][::-1],
        [pair for pair in known if place <= pair[0] < end],
        [pair for pair in known if pair[0] < start][::-1],
        [pair for pair in known if pair[0] >= end and not _LATER.search(encoded.code, place, pair[0])],
    )
    return next((group[0][1] for group in groups if group), None)
