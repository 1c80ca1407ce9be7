"""What is refused before it runs."""

import pytest

from kg.engine import guard
from kg.engine.guard import Refused, RefusedOutwardCall
from kg.engine.limits import Limits

LIMITS = Limits()


@pytest.mark.parametrize(
    "text",
    ["ASK { SERVICE <http://e/> { ?s ?p ?o } }", "ask{service<http://e/>{}}", "ASK { SeRvIcE SILENT ?x {} }",
     "ASK { SERVICE#c\n<http://e/> {} }", "LOAD <http://e/>", "ASK {?s ?p ?o.SERVICE<http://e/>{}}"],
)  # fmt: skip
def test_calls_to_other_servers_are_refused(text: str) -> None:
    with pytest.raises(RefusedOutwardCall, match="refused"):
        guard.check(text, LIMITS)


@pytest.mark.parametrize(
    "text",
    ['ASK { ?s ?p "SERVICE" }', "ASK { ?s <http://e/SERVICE> ?o }", "ASK { ?s ?p ?o } # SERVICE",
     "PREFIX ex: <http://e/> ASK { ?s ex:service ?o ; ex:load 1 }", "ASK { ?service ?load ?o }",
     "PREFIX service: <http://e/> ASK { ?s service:x ?o }", "ASK { ?s ?p '''\nSERVICE <x> {}\n''' }"],
)  # fmt: skip
def test_the_words_alone_are_no_call(text: str) -> None:
    guard.check(text, LIMITS)


@pytest.mark.parametrize("pair", ["()", "{}", "[]"])
def test_deep_nesting_is_refused(pair: str) -> None:
    guard.check(pair[0] * LIMITS.depth + pair[1] * LIMITS.depth, LIMITS)
    with pytest.raises(Refused, match="deeper"):
        guard.check(pair[0] * (LIMITS.depth + 1), LIMITS)


def test_quoted_triples_are_patterns() -> None:
    guard.check("ASK { << ?s ?p ?o >> ?p 1 FILTER(1 <<urn:x>) }", LIMITS)
    with pytest.raises(Refused, match="patterns"):
        guard.check(f"ASK {{ {'<< ' * (LIMITS.patterns + 1)}", LIMITS)


def test_long_queries_are_refused() -> None:
    guard.check("#" * LIMITS.query_bytes, LIMITS)
    with pytest.raises(Refused, match="bytes"):
        guard.check("đ" * (LIMITS.query_bytes // 2 + 1), LIMITS)


@pytest.mark.parametrize("operators", ["!", "- ", "+ ", "^", "!-", "!\n# comment\n"])
@pytest.mark.parametrize("operand", ["?a", "(?a)", "STR(?a)", "<urn:f>(?a)", "NOT EXISTS {}"])
def test_chains_of_operators_nest_like_brackets(operators: str, operand: str) -> None:
    levels = sum(operators.count(o) for o in "!-+^")
    few, many = (LIMITS.depth - 4) // levels, LIMITS.depth // levels + 1
    wide = Limits(patterns=10**6)
    guard.check(f"ASK {{ FILTER({operators * few}{operand}) }}", wide)
    guard.check(f"ASK {{ {'FILTER(!?a && - ?b < 1 - 1)' * 200} }}", wide)
    for text in (
        f"ASK {{ FILTER({operators * many}{operand}) }}",
        f"ASK {{ FILTER({(operators * 8 + operand.split('?')[0].rstrip('(}') + '(') * 20}",
    ):
        with pytest.raises(Refused, match=f"deeper than {LIMITS.depth} levels"):
            guard.check(text, wide)
