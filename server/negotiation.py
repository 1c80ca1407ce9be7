"""Content negotiation as a pure function (RFC 9110, section 12.5.1)."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from kg.formats import Format, by_name

HTML = Format("html", "page", "text/html", "html", "HTML", ("application/xhtml+xml",))
"""A page for people: negotiated like a format, written by a template."""
NEGOTIATED = ("Accept", "Accept-Language")
"""Headers of a request that what is answered depends on; compression adds its own."""
LONGEST_KEPT = 200
"""Characters of a header up to which its reading is kept; clients send few different ones."""
MOST_RANGES = 100
"""Parts of a header that are read; browsers send fewer than ten."""


def first_ranges(header: str) -> str:
    """As much of a list that a client says what it likes with as is read: what all of it costs is up to us."""
    return ",".join(header.split(",", MOST_RANGES)[:MOST_RANGES]) if len(header) > MOST_RANGES else header


@dataclass(frozen=True)
class _Range:
    kind: str
    subtype: str
    quality: float

    def specificity(self, media_type: str) -> int:
        """2 for the very type, 1 for type/*, 0 for */*, -1 where it does not match."""
        kind, _, subtype = media_type.partition("/")
        if self.kind == "*" and self.subtype == "*":
            return 0
        if self.kind != kind:
            return -1
        if self.subtype == "*":
            return 1
        return 2 if self.subtype == subtype else -1


def choose(accept: str | None, offers: Sequence[Format]) -> Format | None:
    """The offer that an Accept header likes best, the earlier of two liked the same; None where none will do.

    For each offer the most specific range decides, as the specification says. A format's own media type is
    preferred to its aliases. No header, or an empty one, accepts everything.
    """
    accept = first_ranges(accept or "")
    if len(accept) > LONGEST_KEPT:
        return _choose.__wrapped__(accept, tuple(offers))
    return _choose(accept, tuple(offers))


@functools.lru_cache(1024)
def _choose(accept: str, offers: tuple[Format, ...]) -> Format | None:
    ranges = _parse(accept) if accept.strip() else [_Range("*", "*", 1.0)]
    best: tuple[float, int] = (0.0, -1)
    chosen: Format | None = None
    for offer in offers:
        for alias, media_type in enumerate((offer.media_type, *offer.aliases)):
            matching = [(fit, r.quality) for r in ranges if (fit := r.specificity(media_type)) >= 0]
            if not matching:
                continue
            specificity, quality = max(matching, key=lambda m: m[0])
            # An alias counts only where it is named: "*/*" must not be decided by aliases.
            if quality <= 0 or (alias and specificity < 2):
                continue
            if (quality, specificity) > best:
                best, chosen = (quality, specificity), offer
    return chosen


def pick(offers: Sequence[Format], wanted: str, accept: str | None) -> Format | None:
    """The offer that `wanted` names (a suffix or the value of ?format=), else the one that Accept likes best."""
    if not wanted:
        return choose(accept, offers)
    found = HTML if wanted in (HTML.key, HTML.media_type) else by_name(wanted)
    return found if found in offers else None


def _parse(accept: str) -> list[_Range]:
    ranges = []
    for part in accept.split(","):
        media, *parameters = (p.strip().lower() for p in part.split(";"))
        kind, slash, subtype = media.partition("/")
        if not slash or not kind or not subtype:
            continue
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                quality = _quality(value.strip())
        ranges.append(_Range(kind, subtype, quality))
    return ranges


def _quality(text: str) -> float:
    """A q-value; 0 for what is none, so that a garbled range asks for nothing."""
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if 0.0 <= value <= 1.0 else 0.0
