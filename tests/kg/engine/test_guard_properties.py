"""The guard against any text, and against the engine: what it lets pass never calls another server."""

import contextlib
import re
import time
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.engine import guard
from kg.engine.guard import Refused, RefusedOutwardCall
from kg.engine.limits import Limits
from kg.store import Dataset, QuerySyntaxError, Store
from tests.kg.engine.sparql_pieces import CODE, HIDING, SPACE, joined

LIMITS = Limits()
NOWHERE = "http://127.0.0.1:1/"
CALL = f"SERVICE<{NOWHERE}>{{?x ?y ?z}}"
ALPHABET = "<>'\"#()[]{}\\\n\r \t.,;:/|^&=!?ax1u@\u00e9"


def refused(text: str) -> bool:
    try:
        guard.check(text, LIMITS)
    except Refused:
        return True
    return False


def calls(text: str) -> bool:
    """Whether the engine, left alone, would call another server for this query."""
    try:
        dataset = Dataset(Store())
        dataset.query(text, None, None)
        dataset.rows(text)
    except OSError:  # nobody listens at that address
        return True
    except (QuerySyntaxError, ValueError, RuntimeError, TypeError):
        return False
    return False


def test_the_engine_left_alone_would_call() -> None:
    assert calls(f"SELECT * {{ {CALL} }}")
    assert not calls("SELECT * {}")


@given(st.text(max_size=80) | st.text(st.sampled_from(ALPHABET + "SERVICEservice"), max_size=80))
def test_any_text_passes_or_is_refused(text: str) -> None:
    refused(text)


@given(st.text(st.sampled_from(ALPHABET), max_size=12), st.text(st.sampled_from(ALPHABET), max_size=12))
@example("<'>'", "#'\n")
@example("<#>'''\n2", "#'''\n")
@example("<2", "#>\n")
@example("=<http://e/\\u0041#>", "")
@example("=<http://e/\\u0041'>", "#'\n")
@example("<(1)", "")
@settings(max_examples=4 * settings().max_examples)
def test_no_call_gets_past_behind_a_comparison(junk: str, more: str) -> None:
    text = f"SELECT*{{FILTER(1{junk}){CALL}{more}}}"
    assert refused(text) or not calls(text)


@given(st.text(st.sampled_from(ALPHABET), max_size=12), st.text(st.sampled_from(ALPHABET), max_size=12))
@example("a ('''')", "\n")
@example('a (""" ")', "")
@example('a (""" ")', '#\\q"""\n')
@example('a (""" ")', '#\\uD800"""\n')
@example('a (""" ")', '#\\U00110000"""\n')
@example("<http://e/\\u0041#> ?z", "")
@example("<http://e/\\U00000041'> ?z", "#'\n")
@settings(max_examples=4 * settings().max_examples)
def test_no_call_gets_past_behind_a_pattern(junk: str, more: str) -> None:
    text = f"PREFIX a:<http://e/> SELECT*{{OPTIONAL{{?x {junk}}}{CALL}{more}}}"
    assert refused(text) or not calls(text)


@given(st.lists(CODE | HIDING, max_size=6), st.lists(CODE | HIDING, max_size=6), st.booleans(), st.randoms())
def test_the_word_is_seen_wherever_it_is_code(before: list[str], after: list[str], load: bool, chance: Random) -> None:
    word = "".join(c.lower() if chance.random() < 0.5 else c for c in ("LOAD" if load else "SERVICE"))
    with pytest.raises(RefusedOutwardCall):
        guard.check(joined([*before, word, "<http://e/>", *after]), LIMITS)


@given(st.lists(CODE | HIDING, max_size=12), SPACE, SPACE)
def test_what_hides_words_and_brackets_hides_them_however_it_is_spaced(
    pieces: list[str], first: str, last: str
) -> None:
    assert not refused(joined(pieces))
    assert not refused(first + joined(pieces, first) + last)


@given(st.text(st.sampled_from(ALPHABET), max_size=60))
@settings(max_examples=3 * settings().max_examples)
def test_a_glance_passes_nothing_that_a_reading_refuses(text: str) -> None:
    small = Limits(depth=2, patterns=3)
    if guard._plainly_small(text, small):
        try:
            guard._read(text, small.depth, small.patterns)
        except Refused as error:  # a glance reads what is not closed as code, as the engine does
            assert "triple" in error.reason  # noqa: PT017 – only some of them are refused


@pytest.mark.parametrize(
    "piece",
    ["<", "'", '"""', "'''a", "\\", "<a", "?a<", "<#'", "a.", "a-", ":a:", "%a", "(1<(2", "\u00e9", "#", "<\\u0041"],
)
def test_the_time_grows_with_the_text(piece: str) -> None:
    """A text of 8 times the length takes about 8 times as long; 40 is far from the 64 of one that is read twice."""
    wide = Limits(query_bytes=10**8, patterns=10**9, depth=10**9)

    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        best = float("inf")
        for _ in range(2):
            began = time.process_time()
            with contextlib.suppress(Refused):
                guard.check(text, wide)
            best = min(best, time.process_time() - began)
        return best

    assert seconds(88_000) < 40 * max(seconds(11_000), 0.002)


def test_a_comparison_with_spaces_and_common_iris_pass() -> None:
    for text in (
        "SELECT * { ?s ?p ?o FILTER(?o < (1) && ?o > (0)) }",
        "SELECT * { ?s <#p> 'x' ; (<#p>|<#q>) ?o }",
        "SELECT * { VALUES (?a ?b) { (<http://e/#a> <http://e/it's>) } }",
        "SELECT * { ?s ?p ?o FILTER(?s = <#me>) }",
    ):
        guard.check(text, LIMITS)
    with pytest.raises(Refused, match=re.escape("put a space after <")):
        guard.check("SELECT * { ?s ?p ?o FILTER(?o<(1)&&?o>(0)) }", LIMITS)


@pytest.mark.parametrize("piece", ["'", "#", "(", "a", "<a#"])
def test_a_glance_takes_no_longer_than_a_reading(piece: str) -> None:
    began = time.process_time()
    with contextlib.suppress(Refused):
        guard.check(f"<{piece * 9_000}"[:9_990], Limits(patterns=10**9, depth=10**9))
    assert time.process_time() - began < 0.2
