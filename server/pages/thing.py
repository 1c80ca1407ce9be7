"""The page of a resource for whose kind there is no page of its own: all its statements, by property."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kg import iris
from kg.formats import for_kind
from kg.store import NamedNode
from server import texts, urls
from server.answers import Cell
from server.entity_queries import CLAIMS, INCOMING, INCOMING_LIMIT, OUTGOING
from server.pages.page import Page, View, downloads, trail
from server.pages.reader import Reader
from server.releases import Namer
from server.site import Serving

_JSON = for_kind("results")[0]


@dataclass
class Row:
    """A property of the resource and its values, asserted and inferred told apart."""

    name: Cell
    values: list[tuple[Cell, bool]]


def show(reader: Reader, kind: str, slug: str) -> View:
    """The page of a resource."""
    iri, serving, name = iris.resource(kind, slug), reader.serving, reader.name
    incoming = _ask(serving, INCOMING, iri)
    page = Page(
        title=name(iri) or slug,
        trail=trail(),
        downloads=downloads(for_kind("graph"), lambda form: urls.data(kind, slug, form.extension)),
        iri=iri,
    )
    content = {
        "outgoing": _rows(_ask(serving, OUTGOING, iri), name),
        "incoming": _rows(incoming[:INCOMING_LIMIT], name),
        "more": len(incoming) > INCOMING_LIMIT,
        "claims": [_claim(row, name) for row in _ask(serving, CLAIMS, iri)],
    }
    return View("thing.html", page, content)


def _ask(serving: Serving, text: str, iri: str) -> list[dict[str, Any]]:
    answer = serving.query(text, bindings={"entity": NamedNode(iri)}, results=_JSON)
    rows: list[dict[str, Any]] = json.loads(answer.read())["results"]["bindings"]
    return rows


def _rows(found: Iterable[dict[str, Any]], name: Namer) -> list[Row]:
    rows: dict[str, Row] = {}
    for binding in found:
        key = binding["property"]["value"]
        if _only_aligned(binding):
            continue
        row = rows.setdefault(key, Row(_cell(binding["property"], name), []))
        row.values.append((_cell(binding["value"], name), binding["inferred"]["value"] == "true"))
    for row in rows.values():
        row.values.sort(key=lambda value: (value[1], value[0].text))
    return sorted(rows.values(), key=lambda r: r.name.text)


def _only_aligned(binding: dict[str, Any]) -> bool:
    """Whether a statement only says again, in another vocabulary, what ours says: for RDF, not for the page."""
    term = binding["value"] if binding["property"]["value"] == iris.RDF + "type" else binding["property"]
    return binding["inferred"]["value"] == "true" and not term["value"].startswith(iris.BASE)


def _cell(term: dict[str, Any], name: Namer) -> Cell:
    """The cell of a term: the label of an IRI where it has one, else the IRI; the text of a literal."""
    if term["type"] != "uri":
        language = f" ({term['xml:lang']})" if "xml:lang" in term else ""
        return Cell(term["value"] + language)
    iri = term["value"]
    return Cell(name(iri) or texts.term(iri) or _short(iri), urls.link(iri))


def _short(iri: str) -> str:
    """An IRI as a prefixed name where a prefix is known, else whole."""
    fitting = [(len(base), name) for name, base in iris.PREFIXES.items() if iri.startswith(base)]
    if not fitting:
        return iri
    length, name = max(fitting)
    return f"{name}:{iri[length:]}"


def _claim(binding: dict[str, Any], name: Namer) -> dict[str, Cell | str]:
    labelled = ("about", "predicate", "object", "article", "modality", "basis")
    cells = {key: _cell(binding[key], name) for key in labelled if key in binding}
    return cells | {key: binding[key]["value"] for key in ("quote", "start", "end", "confidence")}
