"""The values of properties of things: those that are asked for, and whether things have those that they should."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg import iris
from kg.dates import parse_date
from kg.folding import fold
from kg.formats import for_kind
from kg.reconciling import resource
from kg.store import Literal, NamedNode, Term, term_text
from server.pages.reader import query_text
from server.reconcile.asked import Value, Wanted
from server.reconcile.schema import Property
from server.site import Serving

_JSON = for_kind("results")[0]
_ROWS = 10_000
"""Rows of one query, for all the things that it is about."""
_FOUND = 100
"""Things that are found by a value."""
_MEANT = 200
"""Things that the values of one property may mean."""
_TYPES = ("integer", "decimal", "gYear", "date")

Binding = Mapping[str, Mapping[str, str]]
"""What one row binds, as SPARQL JSON has it."""


@dataclass(frozen=True)
class Rows:
    """Rows of an answer, and whether there are more."""

    rows: Sequence[Binding]
    cut: bool


def of(serving: Serving, things: Sequence[str], wanted: Property, limit: int) -> dict[str, list[Mapping[str, str]]]:
    """At most `limit` values of a property by thing, as SPARQL JSON has terms; what has none is missing.

    Things of which there are too many values together are asked for one by one, each for no more than the limit.
    """
    answer = _ask(serving, "reconcile-values", _ROWS, thing=map(NamedNode, things), property=[NamedNode(wanted.iri)])
    if answer.cut:
        asked = [
            _ask(serving, "reconcile-values", limit, thing=[NamedNode(one)], property=[NamedNode(wanted.iri)])
            for one in things
        ]
    else:
        asked = [answer]
    found: dict[str, list[Mapping[str, str]]] = {}
    for row in (row for one in asked for row in one.rows):
        values = found.setdefault(row["thing"]["value"], [])
        if len(values) < limit:
            values.append(row["value"])
    return found


def having(serving: Serving, things: Sequence[str], wanted: Wanted) -> set[str]:
    """Those of `things` that have one of the values of a property."""
    if not things:
        return set()
    if wanted.property.of_things:
        values = _things_meant(serving, wanted.values)
        asked = {"thing": map(NamedNode, things), "property": [NamedNode(wanted.property.iri)], "value": values}
        return {row["thing"]["value"] for row in _ask(serving, "reconcile-having", _ROWS, **asked).rows if values}
    found = of(serving, things, wanted.property, _FOUND)
    return {
        thing
        for thing, terms in found.items()
        if any(_same(term["value"], value.text) for term in terms for value in wanted.values)
    }


def found_by(serving: Serving, wanted: Wanted) -> list[str]:
    """Things that have one of the values of a property, some of them where there are many."""
    if wanted.property.of_things:
        values: Sequence[Term] = _things_meant(serving, wanted.values)
    else:
        values = [literal for value in wanted.values for literal in _literals(value.text)]
    if not values:
        return []
    answer = _ask(serving, "reconcile-found", _FOUND, property=[NamedNode(wanted.property.iri)], value=values)
    return [row["thing"]["value"] for row in answer.rows if row["thing"]["value"].startswith(iris.ID)]


def _things_meant(serving: Serving, values: Iterable[Value]) -> list[Term]:
    """The things, and the codes, that values identify or name."""
    found = dict[str, None]()
    for value in values:
        iri = resource(value.text) or (iris.expand(value.text) if value.is_id else None)
        named = [iri] if iri is not None else [one.iri for one in serving.labels.resolve(value.text)]
        found |= dict.fromkeys(one for one in named if serving.labels.label(one) is not None)
    return [NamedNode(iri) for iri in [*found][:_MEANT]]


def _same(stored: str, asked: str) -> bool:
    """Whether a literal is what a client writes, who may leave out marks, write a day first, or 30 as 30.0."""
    if fold(stored) == fold(asked):
        return True
    if (day := parse_date(asked)) is not None:
        return stored[: len(day)] == day
    try:
        return float(stored) == float(asked.replace(",", "."))
    except ValueError:
        return False


def _literals(text: str) -> list[Literal]:
    """The literals that a text may write."""
    found = [Literal(text), *(Literal(text, language=language) for language in ("vi", "en"))]
    return found + [Literal(parse_date(text) or text, datatype=NamedNode(iris.XSD + kind)) for kind in _TYPES]


def _ask(serving: Serving, query: str, most: int, **values: Iterable[Term]) -> Rows:
    """The rows of a query for lists of terms, which stand in it where it says VALUES ?name { UNDEF }."""
    text = query_text(query)
    for name, terms in values.items():
        written = " ".join(term_text(term) for term in terms)
        text = text.replace(f"?{name} {{ UNDEF }}", f"?{name} {{ {written} }}")
    answer = serving.query(text, results=_JSON, rows=most)
    return Rows(json.loads(answer.read())["results"]["bindings"], bool(answer.cut))
