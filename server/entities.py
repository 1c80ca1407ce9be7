"""/id/…, /page/…, /data/…: one resource as linked data, for people and for machines."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from kg import iris
from kg.formats import Format, for_kind
from kg.store import NamedNode
from server import answers, texts, urls
from server.answers import Cell
from server.entity_queries import CLAIMS, DESCRIPTION, INCOMING, INCOMING_LIMIT, OUTGOING
from server.negotiation import HTML, choose
from server.problems import Problem, not_acceptable
from server.releases import Namer
from server.site import Serving, Site

_JSON = for_kind("results")[0]


@dataclass
class Row:
    """A property of the resource and its values, asserted and inferred told apart."""

    name: Cell
    values: list[tuple[Cell, bool]]


def blueprint(site: Site) -> Blueprint:
    """The routes of the resources on `site`."""
    routes = Blueprint("entities", __name__)

    @routes.get("/id/<kind>/<slug>")
    def resource(kind: str, slug: str) -> Redirect:
        _iri(kind, slug)
        offers = [HTML, *for_kind("graph")]
        chosen = choose(request.headers.get("Accept"), offers)
        if chosen is None:
            raise not_acceptable([f.media_type for f in offers])
        target = urls.page(kind, slug) if chosen is HTML else urls.data(kind, slug, chosen.extension)
        response = redirect(urls.with_language(target, texts.chosen()), 303)
        response.headers["Vary"] = "Accept"
        return response

    @routes.get("/data/<kind>/<path:name>")
    def data(kind: str, name: str) -> Response:
        slug, _, extension = name.rpartition(".")
        form = next((f for f in for_kind("graph") if f.extension == extension), None)
        if form is None or not slug:
            known = ", ".join(f"{slug or name}.{f.extension}" for f in for_kind("graph"))
            raise Problem(404, f"There is no {name!r}; there is {known}.")
        iri = _iri(kind, slug)
        with site.serving() as serving:
            _must_exist(serving, iri)
            tag = answers.etag(serving, "data", form.key)
            return answers.not_modified(tag) or _data(serving, kind, slug, form, tag)

    @routes.get("/page/<kind>/<slug>")
    def page(kind: str, slug: str) -> Response:
        iri = _iri(kind, slug)
        with site.serving() as serving:
            _must_exist(serving, iri)
            tag = answers.etag(serving, "page", texts.language())
            return answers.not_modified(tag) or _page(serving, kind, slug, tag)

    return routes


def _data(serving: Serving, kind: str, slug: str, form: Format, tag: str) -> Response:
    iri = _iri(kind, slug)
    answer = serving.query(DESCRIPTION, bindings={"entity": NamedNode(iri)}, graph=form)
    response = answers.of(answer, tag)
    page = f'<{urls.page(kind, slug)}>; rel="alternate"; type="text/html"'
    response.headers["Link"] = f'<{iri}>; rel="describes", {page}'
    return response


def _page(serving: Serving, kind: str, slug: str, tag: str) -> Response:
    iri = _iri(kind, slug)
    name = serving.name(texts.language())
    incoming = _ask(serving, INCOMING, iri)
    links = [(form, urls.data(kind, slug, form.extension)) for form in for_kind("graph")]
    body = render_template(
        "entity.html",
        iri=iri,
        title=name(iri) or slug,
        outgoing=_rows(_ask(serving, OUTGOING, iri), name),
        incoming=_rows(incoming[:INCOMING_LIMIT], name),
        more=len(incoming) > INCOMING_LIMIT,
        claims=[_claim(row, name) for row in _ask(serving, CLAIMS, iri)],
        downloads=[(form.label, address) for form, address in links],
    )
    response = answers.finish(Response(body), tag)
    for form, address in links:
        response.headers.add("Link", f'<{address}>; rel="alternate"; type="{form.media_type}"')
    return response


def _iri(kind: str, slug: str) -> str:
    try:
        return iris.resource(kind, slug)
    except ValueError:
        raise Problem(404, f"{kind}/{slug} is no identifier of this site; try /search?q= or /queries.") from None


def _must_exist(serving: Serving, iri: str) -> None:
    answer = serving.query("ASK { ?entity ?p ?o }", bindings={"entity": NamedNode(iri)}, results=_JSON)
    if not json.loads(answer.read())["boolean"]:
        raise Problem(404, f"Nothing is known about {iri}.")


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
