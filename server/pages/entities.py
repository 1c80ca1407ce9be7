"""/id/…, /page/…, /data/…: one resource as linked data, for people, for machines and for readers of feeds."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from kg import history, iris, news
from kg.archive import path_in
from kg.formats import Format, by_key, for_kind
from kg.store import NamedNode, Term
from server import answers, linked, profiles, texts, urls
from server.negotiation import HTML, NEGOTIATED
from server.pages import articles, indicators, markdown, meetings, page, passages, rankings, said, targets, thing
from server.pages.page import Show
from server.pages.reader import Reader, query_text
from server.problems import Problem
from server.profiles import Profile
from server.site import Serving, Site

_JSON, _JSON_LD = for_kind("results")[0], by_key("jsonld")
R = TypeVar("R", bound=Redirect)


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
        return _varied(profiles.alternates(kind, slug) if profiles.lists_asked() else _to_form(kind, slug))

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
            if profiles.lists_asked():
                return _varied(profiles.alternates(kind, slug))
            profile = _profile(form)
            tag = answers.etag(serving, "data", form.key, profile.token)
            return _varied(answers.not_modified(tag) or _data(serving, kind, slug, form, profile, tag))

    @routes.get("/page/<kind>/<slug>")
    def about(kind: str, slug: str) -> Response | Redirect:
        iri = _iri(kind, slug)
        with site.serving() as serving:
            _must_exist(serving, iri)
            if kind == "claim":  # its page is the one that says why
                return redirect(urls.with_language(urls.fact(kind, slug), texts.chosen()), 303)
            at_hand = passages.state(site.settings.articles), history.state(site.settings.data)
            tag = answers.etag(serving, "page", texts.language(), *(at_hand if kind == "article" else ()))
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


def _to_form(kind: str, slug: str) -> Redirect:
    """Leads to the page or the data of a resource, by what the client likes."""
    profile = profiles.asked()
    offers = (HTML, *for_kind("graph")) if profile is None else for_kind("graph")  # a page has no profile
    chosen = profiles.media_type_asked(offers) or answers.negotiate(offers)
    token = "" if profile is None else profile.token
    target = urls.page(kind, slug) if chosen is HTML else urls.data(kind, slug, chosen.extension, token)
    response = redirect(urls.with_language(target, texts.chosen()), 303)
    _link_to_past(response, kind, slug)
    return response


def _profile(form: Format) -> Profile:
    """The profile that is asked for in a form. Raises Problem for rows in another than the first."""
    first, asked = profiles.known()[0], profiles.asked()
    if form.kind != "graph" and asked not in (None, first):
        if "_profile" in request.args:
            forms = ", ".join(one.label for one in for_kind("graph"))
            raise Problem(404, f"In another profile than {first.token!r} there is no {form.label}; there is {forms}.")
        return first
    return asked or first


def _data(serving: Serving, kind: str, slug: str, form: Format, profile: Profile, tag: str) -> Response:
    iri = _iri(kind, slug)
    query = query_text(profile.query if form.kind == "graph" else "statements")
    bound: dict[str, Term] = {"entity": NamedNode(iri)}
    if (schema_org := thing.SCHEMA_ORG.get(kind)) is not None:
        bound["kind"] = NamedNode(iris.PREFIXES["schema"] + schema_org)
    compact = None
    if form is _JSON_LD:
        compact = linked.document(serving, iri, serving.query(query, bindings=bound, graph=linked.LINES))
    if compact is not None:
        response = answers.finish(Response(compact, content_type=form.media_type), tag)
    else:  # also what is large in JSON-LD, which the engine writes as it reads
        response = answers.of(serving.query(query, bindings=bound, results=form, graph=form), tag)
    shown = f'<{urls.page(kind, slug)}>; rel="alternate"; type="text/html"'
    response.headers["Link"] = f'<{iri}>; rel="describes", {shown}'
    if form.kind == "graph":
        profiles.link(response, kind, slug, profile, form)
    _link_to_past(response, kind, slug)
    return response


def _varied(response: R) -> R:
    response.vary.update((*NEGOTIATED, profiles.HEADER))
    return response


def _page(serving: Serving, show: Show, kind: str, slug: str, tag: str) -> Response:
    view = show(Reader(serving), kind, slug)
    feed = urls.feed(kind, slug, texts.language()) if kind in news.KINDS else None
    response = page.respond(serving, tag, view.template, replace(view.page, feed=feed), **view.content)
    plain = urls.with_language(urls.markdown(kind, slug), texts.language())
    response.headers.add("Link", f'<{plain}>; rel="alternate"; type="text/markdown"')
    _link_to_past(response, kind, slug)
    return response


def _link_to_past(response: Redirect, kind: str, slug: str) -> None:
    """Links to where the resource is to be had as it was (RFC 7089)."""
    response.headers.add("Link", f'<{urls.timegate(kind, slug)}>; rel="timegate"')
    response.headers.add("Link", f'<{urls.timemap(kind, slug)}>; rel="timemap"; type="application/link-format"')


def _iri(kind: str, slug: str) -> str:
    try:
        return iris.resource(kind, slug)
    except ValueError:
        raise Problem(404, f"{kind}/{slug} is no identifier of this site; try /search?q= or /queries.") from None


def _must_exist(serving: Serving, iri: str) -> None:
    answer = serving.query("ASK { ?entity ?p ?o }", bindings={"entity": NamedNode(iri)}, results=_JSON)
    if not json.loads(answer.read())["boolean"]:
        raise Problem(404, f"Nothing is known about {iri}.")
