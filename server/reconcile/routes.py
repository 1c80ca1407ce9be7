"""The routes of the reconciliation service."""

import json
import re
from collections.abc import Callable
from html import escape
from importlib.metadata import version
from typing import Any

from flask import Blueprint, Request, Response, render_template, request

from kg import iris
from kg.reconciling import resource
from server import answers, clients, texts, urls
from server.pages.reader import Reader
from server.problems import Problem
from server.protocol import FORM, form_fields
from server.reconcile import asked, candidates, extension, manifest, schema, suggestions
from server.site import Serving, Site

_CALLBACK = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*", re.ASCII)
"""Names of JavaScript functions: nothing else may come before our parenthesis."""
_LONGEST_CALLBACK = 100
_FRAMED = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
"""A preview is for frames of other sites, and does nothing there."""
_OPERATIONS = ("queries", "extend")
_SUGGESTED: dict[str, Callable[[Reader, str, int], list[dict[str, Any]]]] = {
    "entity": suggestions.entities, "type": suggestions.types, "property": suggestions.properties,
}  # fmt: skip


def blueprint(site: Site) -> Blueprint:
    """The service on `site`."""
    routes = Blueprint("reconcile", __name__)
    kinds = f"<any({', '.join(_SUGGESTED)}):kind>"

    @routes.route(urls.RECONCILE, methods=["GET", "POST"])
    def service() -> Response:
        operation, text = _operation(request)
        with site.serving() as serving:
            return _respond(serving, lambda: _service(site, serving, operation, text), operation)

    @routes.get(f"{urls.RECONCILE}/suggest/{kinds}")
    def suggest(kind: str) -> Response:
        prefix, cursor = _text("prefix"), _whole("cursor", 0, 0)
        with site.serving() as serving:
            return _respond(serving, lambda: {"result": _SUGGESTED[kind](Reader(serving), prefix, cursor)}, kind)

    @routes.get(f"{urls.RECONCILE}/flyout/{kinds}")
    def flyout(kind: str) -> Response:
        identifier = _text("id")
        with site.serving() as serving:
            return _respond(serving, lambda: _flyout(Reader(serving), kind, identifier), "flyout", kind)

    @routes.get(f"{urls.RECONCILE}/properties")
    def properties() -> Response:
        identifier, limit = _text("type"), _whole("limit", 1, 1_000)
        with site.serving() as serving:
            return _respond(serving, lambda: _proposal(Reader(serving), identifier, limit), "properties")

    @routes.get(f"{urls.RECONCILE}/preview")
    def preview() -> Response:
        with site.serving() as serving:
            return _preview(serving, _text("id"))

    return routes


def _operation(request: Request) -> tuple[str, str]:
    """What is asked for ("queries", "extend", or "" for the manifest), and with what. Raises Problem."""
    if request.method == "POST" and request.mimetype != FORM:
        raise Problem(415, f"Post queries=… or extend=… as {FORM}.", accepted=[FORM])
    fields = [*(form_fields(request) if request.method == "POST" else ()), *request.args.items(multi=True)]
    given = [(name, value) for name, value in fields if name in _OPERATIONS]
    if len(given) > 1:
        names = " and ".join(name for name, _ in given)
        raise Problem(400, f"The request has {names}; give one of queries and extend, once.")
    if not given and request.method == "POST":
        raise Problem(400, f"The form has neither queries nor extend. Post one as {FORM}, or GET the manifest.")
    return given[0] if given else ("", "")


def _service(site: Site, serving: Serving, operation: str, text: str) -> dict[str, Any]:
    reader = Reader(serving)
    if operation == "queries":
        batch = asked.batch(text, schema.of(serving))
        return candidates.results(serving, batch, site.settings.query_seconds)
    if operation == "extend":
        return extension.response(reader, asked.extension(text, schema.of(serving)))
    return manifest.manifest(reader, request.host_url.rstrip("/"), version("diemcau"))


def _proposal(reader: Reader, identifier: str, limit: int) -> dict[str, Any]:
    cls = schema.of(reader.serving).cls(identifier, "type") if identifier else None
    found: dict[str, Any] = {"properties": suggestions.proposed(reader, cls, limit)}
    return {**found, "type": identifier} | ({"limit": limit} if "limit" in request.args else {})


def _flyout(reader: Reader, kind: str, identifier: str) -> dict[str, Any]:
    if kind == "entity":
        found = candidates.described(reader, _entity(reader.serving, identifier))
        lines = [found["name"], ", ".join(one["name"] for one in found["type"]), found["description"]]
    else:
        known = schema.of(reader.serving)
        iri = known.cls(identifier, "id") if kind == "type" else known.property(identifier, "id").iri
        lines = [schema.name(reader, iri), *extension.texts_of(reader, iri, iris.SKOS + "definition")]
    heading, *rest = lines
    html = f"<p><strong>{escape(heading)}</strong></p>" + "".join(f"<p>{escape(line)}</p>" for line in rest if line)
    return {"id": identifier, "html": html}


def _entity(serving: Serving, identifier: str) -> str:
    iri = resource(identifier)
    if iri is None or serving.labels.label(iri) is None:
        detail = f"id={identifier[:80]!r} is no thing that is known here; give one such as area/thai-binh."
        raise Problem(404, detail, parameter="id")
    return iri


def _preview(serving: Serving, identifier: str) -> Response:
    iri = _entity(serving, identifier)
    tag = answers.etag(serving, "preview", texts.language())
    response = answers.not_modified(tag)
    if response is None:
        reader = Reader(serving)
        found = candidates.described(reader, iri)
        address = urls.with_language(f"/id/{iri.removeprefix(iris.ID)}", texts.chosen())
        body = render_template("reconcile-preview.html", found=found, iri=iri, address=address)
        response = answers.finish(Response(body), tag)
    response.headers["Content-Security-Policy"] = _FRAMED
    return response


def _respond(serving: Serving, content: Callable[[], dict[str, Any]], *parts: str) -> Response:
    """An answer in JSON, or as the call of the function that `callback` names."""
    callback = request.args.get("callback", "") if request.method != "POST" else ""
    if callback and (len(callback) > _LONGEST_CALLBACK or _CALLBACK.fullmatch(callback) is None):
        detail = f"callback={callback[:80]!r} is no name of a function of at most {_LONGEST_CALLBACK} characters."
        raise Problem(400, detail, parameter="callback")
    with clients.current().at_work():
        made = content()
        body = json.dumps(made, ensure_ascii=bool(callback))  # JavaScript ends lines at signs that JSON lets stand
    tag = answers.etag(serving, "reconcile", *parts, texts.language()) if request.method != "POST" else None
    if tag is not None and (unchanged := answers.not_modified(tag)) is not None:
        return unchanged
    if callback:
        return answers.finish(Response(f"/**/{callback}({body});", mimetype="text/javascript"), tag)
    return answers.finish(Response(body, mimetype="application/json"), tag)


def _text(name: str) -> str:
    text = request.args.get(name, "")
    if len(text) > asked.LONGEST:
        raise Problem(400, f"{name} has {len(text)} characters; at most {asked.LONGEST} are read.", parameter=name)
    return text.strip()


def _whole(name: str, least: int, blank: int) -> int:
    text = request.args.get(name, "")
    if not text:
        return blank
    if not (text.isascii() and text.isdecimal() and len(text) < 9 and int(text) >= least):
        raise Problem(
            400, f"{name}={text[:80]!r} is no whole number of at most 8 digits, {least} or more.", parameter=name
        )
    return int(text)
