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


FLAT = {
    "a sum": "ASK {{ FILTER(1{}) }}",
    "a conjunction": "ASK {{ FILTER(?a{}) }}",
    "a collection": "ASK {{ ?s ?p ({}) }}",
    "conditions": "ASK {{ {} }}",
    "named expressions": "SELECT {} {{}}",
    "conditions after VALUES": "ASK {{ VALUES ?x {{ 1 }} {} }}",
}
PARTS = {
    "a sum": "+1",
    "a conjunction": "&&?a",
    "a collection": " 1",
    "conditions": "FILTER(?a)",
    "named expressions": "(1 AS ?n)",
    "conditions after VALUES": "FILTER(?a)",
}


@pytest.mark.parametrize("kind", FLAT)
def test_long_expressions_and_many_conditions_are_refused_where_few_are_not(kind: str) -> None:
    wide = Limits(patterns=10**6)
    guard.check(FLAT[kind].format(PARTS[kind] * 400), wide)
    with pytest.raises(Refused, match="more than 2,000"):
        guard.check(FLAT[kind].format(PARTS[kind] * 2_100), wide)


@pytest.mark.parametrize(
    "text",
    [
        f"ASK {{ FILTER(1 IN ({','.join('1' * 40_000)})) }}",
        f"ASK {{ VALUES ?a {{ {' '.join('1' * 40_000)} }} }}",
        f"ASK {{ VALUES (?a ?b) {{ {'(1 2)' * 15_000} }} }}",
        f"SELECT (CONCAT({','.join('1' * 40_000)}) AS ?x) {{}}",
    ],
)
def test_lists_of_values_may_be_long(text: str) -> None:
    guard.check(text, LIMITS)


def test_what_is_refused_in_a_query_is_in_an_update() -> None:
    with pytest.raises(Refused, match="more than 2,000"):
        guard.check_update(f"INSERT DATA {{ <urn:s> <urn:p> ({' 1' * 5_000}) }}", LIMITS.depth)
