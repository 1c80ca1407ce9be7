"""The table of an answer as people read it: names that are links, days and numbers as each language writes them."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from kg import iris
from kg.queries import CannedQuery
from server import answers, texts, urls
from server.answers import Cell
from server.pages.writing import day, number
from server.releases import Namer

ROWS = 100
"""Rows that a page shows; the downloads have all."""
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ARTICLE = re.compile(r"\(([0-9a-f]{16})\)")
_COUNTED = frozenset(("integer", "decimal", "double"))

Term = Mapping[str, str]
"""A term of an answer in SPARQL JSON."""
Binding = Mapping[str, Term]


@dataclass(frozen=True)
class Sheet:
    """The titles of the columns and the rows of cells; `empty` are the titles of columns without anything."""

    titles: list[str]
    rows: list[list[list[Cell]]]
    empty: tuple[str, ...] = ()


def beginning(query: CannedQuery) -> str:
    """The query for as many rows as a page shows, and one more that tells whether there are more."""
    return query.text if query.form == "construct" else f"{query.text}\nLIMIT {ROWS + 1}\n"


def sheet(query: CannedQuery, bindings: Sequence[Binding], name: Namer, given: Collection[str] = ()) -> Sheet:
    """The table of the rows, without the columns that only a drawing needs, say nothing, or are a link on another.

    `given` are the parameters that were bound to one thing: their columns would say it again in each row.
    """
    language = texts.language()
    bound = [column for column in query.columns if column not in query.view.hidden]
    used = [column for column in bound if not bindings or any(column in row for row in bindings)]
    links = {column: named for column in used if (named := _named_by(column, used, bindings, name))}
    shown = [column for column in used if column not in links and column not in given]
    identifiers = {named: column for column, named in links.items()}

    def cells(row: Binding, column: str) -> list[Cell]:
        iri = row.get(identifiers.get(column, ""))
        found = _cells(row.get(column), name, language)
        return [replace(found[0], href=urls.link(iri["value"]))] if found and iri else found

    return Sheet(
        [query.columns[column][language] for column in shown],
        [[cells(row, column) for column in shown] for row in bindings],
        tuple(query.columns[column][language] for column in bound if column not in used),
    )


def _named_by(column: str, columns: Sequence[str], bindings: Sequence[Binding], name: Namer) -> str | None:
    """The column that has, in every row, the name of the thing that this one has: it can be the link."""
    things = [(row[column]["value"], row) for row in bindings if column in row]
    if not things or any(row[column]["type"] != "uri" for _, row in things):
        return None
    names = [(name(iri), row) for iri, row in things]
    return next(
        (
            other
            for other in columns
            if other != column
            and all(
                label is not None and row.get(other, {}).get("type") == "literal" and row[other]["value"] == label
                for label, row in names
            )
        ),
        None,
    )


def _cells(term: Term | None, name: Namer, language: str) -> list[Cell]:
    """The cells of a term; a text may list several things, or several days."""
    if term is None:
        return []
    found = answers.cells(term, lambda iri: name(iri) or texts.term(iri))
    kind = term.get("datatype", "").rpartition("#")[2]
    if kind in _COUNTED:
        return [replace(one, text=number(one.text, language)) for one in found]
    parts = term["value"].split("; ")
    if all(_DAY.fullmatch(part) for part in parts):
        return [replace(found[0], text="; ".join(day(part, language) for part in parts), number=False)]
    return [replace(one, text=_ARTICLE.sub(lambda of: _titled(of[1], name), one.text)) for one in found]


def _titled(article: str, name: Namer) -> str:
    """An article in a text that lists several: by its title."""
    return f"({name(iris.resource('article', article)) or article})"
