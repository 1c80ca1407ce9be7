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


@functools.cache
def _query(name: str) -> str:
    return (_FOLDER / f"{name}.rq").read_text(encoding="utf-8")


class Reader:
    """Reads a release for one page in one language, and remembers what it asked: each page shows its own queries."""

    def __init__(self, serving: Serving) -> None:
        self.serving = serving
        self.language = texts.language()
        self.name: Namer = functools.cache(serving.name(self.language))
        """The label of an IRI in the language of the page, else in Vietnamese; None where it has none."""
        self.asked: dict[str, str] = {}
        """The queries so far, by name, with their parameters written in: each can be sent as it is."""

    def rows(self, query: str, **bound: str | int | Term) -> list[Row]:
        """The rows of the query in sparql/`query`.rq. A text that is bound is an IRI, a number a literal.

        ?lang is bound to the language of the page.
        """
        text = _query(query)
        terms: dict[str, Term] = {
            "lang": Literal(self.language),
            **{name: _term(value) for name, value in bound.items()},
        }
        self.asked[query] = substitute(text, {name: term_text(term) for name, term in terms.items()})
        answer = self.serving.query(text, bindings=terms, results=_JSON)
        found = json.loads(answer.read())["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in found]

    def row(self, query: str, **bound: str | int | Term) -> Row:
        """The first row of a query, or one that binds nothing."""
        return next(iter(self.rows(query, **bound)), {})


def _term(value: str | int | Term) -> Term:
    if isinstance(value, str):
        return NamedNode(value)
    return Literal(value) if isinstance(value, int) else value
