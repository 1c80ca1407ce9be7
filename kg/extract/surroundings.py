"""What stands around a number: whose it is, and the words that belong to it and to no other number."""

import re

from kg.extract.article import Article
from kg.extract.directives import BODIES
from kg.extract.encoding import Encoded
from kg.extract.patterns import CODES
from kg.extract.spans import Mention

_WHOSE = re.compile(r"(?<!\w)(?:của|do|theo|trình|được) $")
_JOINED = re.compile(r"(?:,| và|, và) ")
_AMONG = re.compile(
    rf" ({CODES['group']}|(?:các )?(?:{BODIES})(?!\w)(?:(?:,| và|, và) (?:{BODIES})(?!\w))*)(?! (?:về|của|cho))"
)
_BODIES = re.compile(r" (?:bộ|tỉnh|thành phố|địa phương|đơn vị|cơ quan|sở|ngành|huyện|quận|thị xã|xã|phường)(?!\w)")
_END = re.compile(r"[;.!?(]|, trong đó")


def whose(article: Article, encoded: Encoded, place: int) -> str | None:
    """The place or agency that is named last before the number, in another clause not only as whose something is."""
    for at, mention in reversed(list(zip(encoded.places, encoded.mentions, strict=True))):
        if at < place and mention.kind in ("area", "agency"):
            if _WHOSE.search(encoded.code, 0, at) and re.search("[,;]", encoded.code[at:place]):
                continue
            return article.text[mention.start : mention.end]
    return None


def each_of(article: Article, encoded: Encoded, place: int) -> tuple[str, ...]:
    """All places or agencies of the list that ends with the last one before the number: "Bộ A và Bộ B có …"."""
    named = [
        (p, m) for p, m in zip(encoded.places, encoded.mentions, strict=True)
        if p < place and m.kind in ("area", "agency")
    ]  # fmt: skip
    listed = named[-1:]
    for other in reversed(named[:-1]):
        if not _JOINED.fullmatch(encoded.code, other[0] + 1, listed[0][0]):
            break
        listed.insert(0, other)
    return tuple(article.text[m.start : m.end] for _, m in listed)


def among(article: Article, encoded: Encoded, place: int) -> str | None:
    """The bodies or places of which a share is told: "(đến) 100% các sở, ngành", "96% quận, huyện"."""
    found = _AMONG.match(encoded.code, place + 1)
    if found is None:
        return None
    return " ".join(article.text[encoded.offset(found.start(1)) : encoded.offset(found.end(1))].split())


def near(article: Article, encoded: Encoded, mention: Mention, place: int) -> str:
    """The words around a number from the last number of its kind before it to the next: "đã tiếp nhận 12 hồ sơ". Of
    bodies that are counted the clause to its end: what "12 bộ, 9 tỉnh có …" have stands behind all of them."""
    known = zip(encoded.places, encoded.mentions, strict=True)
    alike = [(p, m) for p, m in known if m.kind == mention.kind and p != place]
    start = max((p + 1 for p, _ in alike if p < place), default=0)
    found = _END.search(encoded.code, place)
    end = found.start() if found else len(encoded.code)
    if not (mention.kind == "count" and _BODIES.match(encoded.code, place + 1)):
        comma = encoded.code.find(",", place)
        end = min(
            [end, *(p for p, _ in alike if p > place), *([comma] if comma > 0 and mention.kind == "count" else [])]
        )
    return " ".join(article.text[encoded.offset(start) : encoded.offset(end)].split())
