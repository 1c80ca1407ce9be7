"""What is refused before it runs."""

import pytest

from kg.engine import guard
from kg.engine.guard import Refused, RefusedOutwardCall


@pytest.mark.parametrize(
    "text",
    ["ASK { SERVICE <http://e/> { ?s ?p ?o } }", "ask{service<http://e/>{}}", "ASK { SeRvIcE SILENT ?x {} }",
     "ASK { SERVICE#c\n<http://e/> {} }", "LOAD <http://e/>", "ASK {?s ?p ?o.SERVICE<http://e/>{}}"],
)  # fmt: skip
def test_calls_to_other_servers_are_refused(text: str) -> None:
    with pytest.raises(RefusedOutwardCall, match="refused"):
        guard.check(text)


@pytest.mark.parametrize(
    "text",
    ['ASK { ?s ?p "SERVICE" }', "ASK { ?s <http://e/SERVICE> ?o }", "ASK { ?s ?p ?o } # SERVICE",
     "PREFIX ex: <http://e/> ASK { ?s ex:service ?o ; ex:load 1 }", "ASK { ?service ?load ?o }",
     "PREFIX service: <http://e/> ASK { ?s service:x ?o }", "ASK { ?s ?p '''\nSERVICE <x> {}\n''' }"],
)  # fmt: skip
def test_the_words_alone_are_no_call(text: str) -> None:
    guard.check(text)


@pytest.mark.parametrize("pair", ["()", "{}", "[]"])
def test_deep_nesting_is_refused(pair: str) -> None:
    guard.check(pair[0] * guard.MAX_DEPTH + pair[1] * guard.MAX_DEPTH)
    with pytest.raises(Refused, match="deeper"):
        guard.check(pair[0] * (guard.MAX_DEPTH + 1))


def test_long_queries_are_refused() -> None:
    guard.check("#" * guard.MAX_BYTES)
    with pytest.raises(Refused, match="bytes"):
        guard.check("đ" * (guard.MAX_BYTES // 2 + 1))
