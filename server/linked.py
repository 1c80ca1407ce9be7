"""/context.jsonld, and what is known of a resource as JSON-LD in its terms: one object with the others in it."""

import io
import json

from flask import Blueprint, Response

from kg.context import TERMS, Context
from kg.engine.answer import Answer
from kg.formats import by_key, for_kind
from kg.framing import nested, node_name
from kg.store import Term, Triple, read_triples
from server import answers, urls
from server.site import Serving, Site

LINES = by_key("nt")
"""What `document` reads."""
_ROWS, _FORM = for_kind("results")[0], by_key("jsonld")
_KEPT = "public, max-age=86400"
"""A day: clients ask for a context with each document that names it, and terms come with releases."""


def blueprint(site: Site) -> Blueprint:
    """The route of the context on `site`."""
    routes = Blueprint("linked", __name__)

    @routes.get(urls.CONTEXT)
    def context() -> Response:
        with site.serving() as serving:
            tag = answers.etag(serving, "context")
            response = answers.not_modified(tag)
            if response is None:
                body = json.dumps(_context(serving).document, ensure_ascii=False, indent=1)
                response = answers.finish(Response(body, content_type=_FORM.media_type), tag)
        response.headers["Cache-Control"] = _KEPT
        del response.headers["Vary"]  # it is the same for everyone
        return response

    return routes


def document(serving: Serving, iri: str, answer: Answer) -> str | None:
    """The triples of an answer in `LINES` as JSON-LD with `iri` as its root and the terms that it needs beside it.

    None for an answer that is cut or too large to be made a tree of here.
    """
    if answer.cut or answer.size > answers.PAGE_BYTES:
        answer.close()
        return None
    statements: dict[str, list[tuple[str, Term]]] = {}
    for one in read_triples(io.BytesIO(answer.read()), LINES.key):
        if isinstance(one.subject, Triple) or isinstance(one.object, Triple):
            return None  # JSON-LD 1.1 has no triple terms: that is for the engine to say
        statements.setdefault(node_name(one.subject), []).append((one.predicate.value, one.object))
    context = _context(serving)
    content = nested(context, iri, statements)
    return json.dumps({"@context": context.of(content), **content}, ensure_ascii=False, indent=1)


def _context(serving: Serving) -> Context:
    return serving.once("context", lambda: Context(_rows(serving)))


def _rows(serving: Serving) -> list[dict[str, str]]:
    found = json.loads(serving.query(TERMS, results=_ROWS, whole=True).read())["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]
