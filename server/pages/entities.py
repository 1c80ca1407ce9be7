"""/id/…, /page/…, /data/…: one resource as linked data, for people, for machines and for readers of feeds."""

import json
from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, Response, redirect
from werkzeug.wrappers import Response as Redirect

from kg import iris, news
from kg.archive import path_in
from kg.formats import Format, by_key, for_kind
from kg.store import NamedNode
from server import answers, linked, texts, urls
from server.negotiation import HTML, NEGOTIATED
from server.pages import articles, indicators, markdown, meetings, page, passages, rankings, said, targets, thing
from server.pages.page import Show
from server.pages.reader import Reader, query_text
from server.problems import Problem
from server.site import Serving, Site

_JSON, _JSON_LD = for_kind("results")[0], by_key("jsonld")


_VIEWS: Mapping[str, Show] = {
    "indicator": indicators.show,
    "meeting": meetings.show,
    "ranking": rankings.show,
    "target": targets.show,
}
"""The kinds of resources that have pages of their own; all others are shown as things."""


def blueprint(site: Site) -> Blueprint:
    """The routes of the resources on `site`."""
    routes = Blueprint("entities", __name__)
    views = {**_VIEWS, "article": articles.view(site.settings.articles, path_in(site.settings.data))}

    @routes.get("/id/<kind>/<slug>")
    def resource(kind: str, slug: str) -> Redirect:
        _iri(kind, slug)
        offers = [HTML, *for_kind("graph")]
        chosen = answers.negotiate(offers)
        target = urls.page(kind, slug) if chosen is HTML else urls.data(kind, slug, chosen.extension)
        response = redirect(urls.with_language(target, texts.chosen()), 303)
        response.vary.update(NEGOTIATED)
        return response

    @routes.get("/data/<kind>/<path:name>")
    def data(kind: str, name: str) -> Response:
        slug, _, extension = name.rpartition(".")
        form = next((f for f in page.RESOURCE_FORMS if f.extension == extension), None)
        if form is None or not slug:
            known = ", ".join(f"{slug or name}.{f.extension}" for f in page.RESOURCE_FORMS)
            raise Problem(404, f"There is no {name!r}; there is {known}.")
        iri = _iri(kind, slug)
        with site.serving() as serving:
            _must_exist(serving, iri)
            tag = answers.etag(serving, "data", form.key)
            return answers.not_modified(tag) or _data(serving, kind, slug, form, tag)

    @routes.get("/page/<kind>/<slug>")
    def about(kind: str, slug: str) -> Response | Redirect:
        iri = _iri(kind, slug)
        with site.serving() as serving:
            _must_exist(serving, iri)
            if kind == "claim":  # its page is the one that says why
                return redirect(urls.with_language(urls.fact(kind, slug), texts.chosen()), 303)
            texts_at_hand = [passages.state(site.settings.articles)] if kind == "article" else []
            tag = answers.etag(serving, "page", texts.language(), *texts_at_hand)
            return answers.not_modified(tag) or _page(serving, views.get(kind, thing.show), kind, slug, tag)

    @routes.get("/page/<kind>/<slug>.atom")
    def feed(kind: str, slug: str) -> Response:
        iri = _iri(kind, slug)
        if kind not in news.KINDS:
            raise Problem(404, f"What is said of {kind}/{slug} has no feed; {urls.page(kind, slug)} shows it.")
        with site.serving() as serving:
            _must_exist(serving, iri)
            tag = answers.etag(serving, "feed", texts.language())
            return answers.not_modified(tag) or said.respond(serving, kind, slug, tag)

    @routes.get("/page/<kind>/<slug>.md")
    def text(kind: str, slug: str) -> Response:
        iri = _iri(kind, slug)
        with site.serving() as serving:
            _must_exist(serving, iri)
            tag = answers.etag(serving, "markdown", texts.language())
            return answers.not_modified(tag) or markdown.respond(serving, kind, slug, tag)

    return routes


def _data(serving: Serving, kind: str, slug: str, form: Format, tag: str) -> Response:
    iri = _iri(kind, slug)
    query, bindings = query_text("description" if form.kind == "graph" else "statements"), {"entity": NamedNode(iri)}
    compact = None
    if form is _JSON_LD:
        compact = linked.document(serving, iri, serving.query(query, bindings=bindings, graph=linked.LINES))
    if compact is not None:
        response = answers.finish(Response(compact, content_type=form.media_type), tag)
    else:  # also what is large in JSON-LD, which the engine writes as it reads
        response = answers.of(serving.query(query, bindings=bindings, results=form, graph=form), tag)
    shown = f'<{urls.page(kind, slug)}>; rel="alternate"; type="text/html"'
    response.headers["Link"] = f'<{iri}>; rel="describes", {shown}'
    return response


def _page(serving: Serving, show: Show, kind: str, slug: str, tag: str) -> Response:
    view = show(Reader(serving), kind, slug)
    feed = urls.feed(kind, slug, texts.language()) if kind in news.KINDS else None
    response = page.respond(serving, tag, view.template, replace(view.page, feed=feed), **view.content)
    plain = urls.with_language(urls.markdown(kind, slug), texts.language())
    response.headers.add("Link", f'<{plain}>; rel="alternate"; type="text/markdown"')
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
