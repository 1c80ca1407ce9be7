"""What a pool answers to canned questions, so that it can be compared with what another one does."""

import json
from decimal import Decimal

from kg import formats
from kg.engine.pool import QueryPool
from kg.queries import CannedQuery

Value = str | Decimal | frozenset[str]
_NUMBERS = ("decimal", "integer", "double")


def rows(pool: QueryPool, query: CannedQuery) -> list[dict[str, Value]]:
    """The rows of an answer: numbers by their value, and lists in one cell without an order."""
    answer = pool.query(query.text, results=formats.by_key("json"), graph=formats.by_key("nt"))
    if answer.kind == "graph":
        return [{"triple": line} for line in answer.read().decode().splitlines()]
    found = json.loads(answer.read())["results"]["bindings"]
    return [{name: _value(term) for name, term in row.items()} for row in found]


def _value(term: dict[str, str]) -> Value:
    if term.get("datatype", "").endswith(_NUMBERS):
        return Decimal(term["value"])
    return frozenset(term["value"].split("; "))


def same(one: list[dict[str, Value]], other: list[dict[str, Value]]) -> bool:
    """Whether two answers have the same rows; the order of those that ORDER BY leaves open is nobody's."""
    keys = [sorted(repr(sorted((name, _key(v)) for name, v in row.items())) for row in rows) for rows in (one, other)]
    return keys[0] == keys[1]


def _key(value: Value) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    return str(value.normalize() if isinstance(value, Decimal) else value)


def count(pool: QueryPool, text: str) -> int:
    """The one number that a query gives."""
    answer = pool.query(text, results=formats.by_key("csv"))
    return int(answer.read().split()[1])
