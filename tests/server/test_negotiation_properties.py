"""Negotiation agrees with a plain reading of RFC 9110, for any header."""

import itertools
import random
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from kg.formats import FORMATS, Format
from server import compression
from server.negotiation import HTML, choose

OFFERS = (*FORMATS, HTML)
TYPES = sorted({m for f in OFFERS for m in (f.media_type, *f.aliases)})
QUALITIES = (
    "",
    ";q=0",
    ";q=0.0",
    ";q=1",
    ";q=0.5",
    ";q=0.501",
    "; q=0.9",
    ";Q=0.3",
    ";q=1.000",
    ";charset=utf-8;q=0.4",
)
RANGES = st.sampled_from([*TYPES, "*/*", "text/*", "application/*", "image/png", "image/*"])
HEADERS = st.lists(st.tuples(RANGES, st.sampled_from(QUALITIES)), min_size=1, max_size=6, unique_by=lambda r: r[0])
OFFERED = st.lists(st.sampled_from(OFFERS), max_size=6, unique=True)


def quality(ranges: Sequence[tuple[str, float]], media_type: str) -> tuple[float, int]:
    """How much a media type is liked, by the most specific range that matches it, and how specific that is."""
    kind = media_type.partition("/")[0]
    for specificity, name in ((2, media_type), (1, f"{kind}/*"), (0, "*/*")):
        for asked, liked in ranges:
            if asked == name:
                return liked, specificity
    return 0.0, 0


def naive(ranges: Sequence[tuple[str, float]], offers: Sequence[Format]) -> Format | None:
    """The first of the offers that are liked best: what the specification says, and nothing clever."""
    scored = []
    for place, offer in enumerate(offers):
        marks = [quality(ranges, offer.media_type)]
        marks += [mark for mark in (quality(ranges, alias) for alias in offer.aliases) if mark[1] == 2]
        best = max(((liked, specific) for liked, specific in marks if liked > 0), default=None)
        if best is not None:
            scored.append((best, -place, offer))
    return max(scored, key=lambda s: s[:2])[2] if scored else None


def written(ranges: Sequence[tuple[str, str]]) -> str:
    return ", ".join(name + parameters for name, parameters in ranges)


def read(ranges: Sequence[tuple[str, str]]) -> list[tuple[str, float]]:
    return [(name, float(p.lower().rpartition("q=")[2]) if "q=" in p.lower() else 1.0) for name, p in ranges]


@given(HEADERS, OFFERED)
def test_the_choice_is_that_of_a_plain_reading(ranges: list[tuple[str, str]], offers: list[Format]) -> None:
    assert choose(written(ranges), offers) is naive(read(ranges), offers)


@given(HEADERS, OFFERED)
def test_nothing_that_is_refused_is_chosen(ranges: list[tuple[str, str]], offers: list[Format]) -> None:
    chosen = choose(written(ranges), offers)
    if chosen is not None:
        liked = [quality(read(ranges), media_type)[0] for media_type in (chosen.media_type, *chosen.aliases)]
        assert max(liked) > 0
        refused = written([*((n, p) for n, p in ranges if n not in (chosen.media_type, *chosen.aliases)),
                           *((m, ";q=0") for m in (chosen.media_type, *chosen.aliases))])  # fmt: skip
        assert choose(refused, offers) is not chosen


@given(HEADERS, OFFERED, st.randoms(use_true_random=False), st.booleans())
def test_order_space_and_case_mean_nothing(
    ranges: list[tuple[str, str]], offers: list[Format], chance: random.Random, upper: bool
) -> None:
    shuffled = list(ranges)
    chance.shuffle(shuffled)
    header = " ,\t".join(f" {name.upper() if upper else name} {p.replace(';', ' ; ')} " for name, p in shuffled) + ",,"
    assert choose(header, offers) is choose(written(ranges), offers)


@given(st.text(max_size=80), OFFERED)
def test_any_header_is_read(header: str, offers: list[Format]) -> None:
    assert choose(header, offers) in (None, *offers)


@given(st.text(st.sampled_from("*/,;=q01.5tex csvQ \t\"'\x00é"), max_size=40))
def test_any_header_of_familiar_characters_is_read(header: str) -> None:
    assert choose(header, OFFERS) in (None, *OFFERS)


CODINGS = st.sampled_from(["zstd", "br", "gzip", "identity", "*", "deflate", "x"])
ASKED = st.lists(st.tuples(CODINGS, st.sampled_from((0.0, 0.1, 0.5, 1.0))), max_size=6, unique_by=lambda r: r[0])


def naive_coding(asked: dict[str, float]) -> str | None:
    """The coding liked best, the earlier of equals; none at all where being sent as it is is liked better."""
    liked = {coding: asked.get(coding, asked.get("*", 0.0)) for coding in compression.CODINGS}
    best = max(liked.values())
    plain = asked.get("identity", 0.0)
    return None if best <= 0 or plain > best else next(coding for coding, q in liked.items() if q == best)


@given(ASKED, st.booleans())
def test_a_coding_is_chosen_as_a_plain_reading_says(asked: list[tuple[str, float]], upper: bool) -> None:
    header = ", ".join(f"{name.upper() if upper else name};q={q}" for name, q in asked)
    assert compression.choose(parse_accept_header(header, Accept)) == naive_coding(dict(asked))


@given(st.text(max_size=60))
def test_any_accept_encoding_is_read(header: str) -> None:
    assert compression.choose(parse_accept_header(header, Accept)) in (None, *compression.CODINGS)


def test_every_pair_of_formats_is_told_apart() -> None:
    for first, second in itertools.permutations(OFFERS, 2):
        assert choose(f"{second.media_type}, {first.media_type};q=0.9", [first, second]) is second
