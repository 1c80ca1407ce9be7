"""Asking a release for a page: named queries from sparql/, bound to terms, answered as rows of plain text."""

import functools
import json
from collections.abc import Mapping
from pathlib import Path

from kg.binding import substitute
from kg.formats import for_kind
from kg.store import Literal, NamedNode, Term, term_text
from server import texts
from server.releases import Namer
from server.site import Serving

_FOLDER = Path(__file__).with_name("sparql")
_JSON = for_kind("results")[0]

Row = Mapping[str, str]
"""What one row binds, by variable: the IRI or the lexical form. What is not bound is missing."""


PAGE_ROWS = 50
"""Rows of a section that is shown in pages."""


@functools.cache
def query_text(name: str) -> str:
    """The query in sparql/`name`.rq."""
    return (_FOLDER / f"{name}.rq").read_text(encoding="utf-8")


class Reader:
    """Reads a release for one page in one language, and remembers what it asked: each page shows its own queries.

    The language is that of the request unless another one is given.
    """

    def __init__(self, serving: Serving, language: str = "") -> None:
        self.serving = serving
        self.language = language or texts.language()
        self.name: Namer = functools.cache(serving.name(self.language))
        """The label of an IRI in the language of the page, else in Vietnamese; None where it has none."""
        self.asked: dict[str, str] = {}
        """The queries so far, by name, with their parameters written in: each can be sent as it is."""

    def rows(self, query: str, **bound: str | int | Term) -> list[Row]:
        """The rows of the query in sparql/`query`.rq. A text that is bound is an IRI, a number a literal.

        ?lang is bound to the language of the page.
        """
        return self._answer(query, query_text(query), bound)

    def _answer(self, query: str, text: str, bound: Mapping[str, str | int | Term]) -> list[Row]:
        terms: dict[str, Term] = {
            "lang": Literal(self.language),
            **{name: _term(value) for name, value in bound.items()},
        }
        whole = self.asked[query] = substitute(text, {name: term_text(term) for name, term in terms.items()})
        answer = self.serving.query(whole, results=_JSON)
        found = json.loads(answer.read())["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in found]

    def page(self, query: str, number: int, **bound: str | int | Term) -> tuple[list[Row], bool]:
        """The rows of page `number` (from 1) of a query that has an order and no limit, and whether there are more."""
        paged = f"{query_text(query)}LIMIT {PAGE_ROWS + 1} OFFSET {PAGE_ROWS * (number - 1)}\n"
        found = self._answer(query, paged, bound)
        return found[:PAGE_ROWS], len(found) > PAGE_ROWS

    def part(self, query: str, offset: int, **bound: str | int | Term) -> list[Row]:
        """The rows of a query that takes a part of something large in a subquery, from `offset` on.

        The query says LIMIT … OFFSET 0; that no parameter can stand there is SPARQL's rule.
        """
        return self._answer(query, query_text(query).replace("OFFSET 0", f"OFFSET {offset}"), bound)

    def listed(self, query: str, iris: list[str], **bound: str | int | Term) -> list[Row]:
        """The rows of a query for a list of IRIs, which stands in it where it says VALUES … { UNDEF }."""
        written = " ".join(term_text(NamedNode(one)) for one in iris)
        return self._answer(query, query_text(query).replace("{ UNDEF }", f"{{ {written} }}"), bound) if iris else []

    def row(self, query: str, **bound: str | int | Term) -> Row:
        """The first row of a query, or one that binds nothing."""
        return next(iter(self.rows(query, **bound)), {})


def _term(value: str | int | Term) -> Term:
    if isinstance(value, str):
        return NamedNode(value)
    return Literal(value) if isinstance(value, int) else value
