"""/sparql: the SPARQL 1.1 Protocol for queries and updates, the service description, and a page to type queries."""

import hashlib
import re
import time

from flask import Blueprint, Response, request

from kg import iris
from kg.engine.pool import AnswerTooLarge
from kg.engine.primary import Primary
from kg.engine.using import with_using
from kg.formats import Format, for_kind
from server import answers, clients, problems, texts, urls
from server.description import service_description
from server.exact import ExactSite
from server.negotiation import HTML, choose
from server.pages import editor
from server.problems import READ_ONLY, Problem, not_acceptable
from server.protocol import Asked, read
from server.releases import OpenRelease
from server.site import Site

ROWS_ON_A_PAGE = 1000
_VOLATILE = re.compile(r"(?<![?$:\w])(?:RAND|NOW|UUID|STRUUID|BNODE)\s*[(#]", re.IGNORECASE)
"""Functions that give something else each time, so that their answer is good once. A comment may stand before "("."""
_SECONDS = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?", re.ASCII)
GRAPH_FORMATS = (*for_kind("graph"), *for_kind("dataset"))
"""What a CONSTRUCT or DESCRIBE can be served as: a graph is a data set, too."""
_OFFERS = (*for_kind("results"), *GRAPH_FORMATS, HTML)
_TOO_LARGE = Problem(400, "A single row or triple of the answer is larger than a page. Ask for another format.")
_METHODS = ("GET", "HEAD", "POST", "QUERY", "OPTIONS")


def blueprint(site: Site | ExactSite, primary: Primary | None) -> Blueprint:
    """The routes of the endpoint on `site`, which `primary` changes, where it can be changed."""
    routes = Blueprint("sparql", __name__)

    @routes.route("/sparql", methods=[m for m in _METHODS if m != "OPTIONS"], provide_automatic_options=False)
    def endpoint() -> Response:
        asked, seconds = read(request), _seconds()
        if asked is not None and asked.operation == "update":
            if primary is None:
                raise Problem(403, READ_ONLY)
            return _update(primary, asked, seconds)
        with site.serving(seconds) as serving:
            response = _form_or_description(site, serving) if asked is None else _answer(site, serving, asked, seconds)
        response.headers.add("Link", f'<{urls.SPARQL}?format=ttl>; rel="service-desc"; type="text/turtle"')
        answers.describe(response)
        return response

    @routes.route("/sparql", methods=["OPTIONS"], provide_automatic_options=False)
    def preflight() -> Response:
        return answers.options(_METHODS)

    return routes


def _negotiate() -> tuple[Format | None, Format | None, bool]:
    """The formats for rows and for a graph, and whether a page is wanted. Raises Problem where none will do."""
    asked, accept = answers.format_named(), request.headers.get("Accept")
    results: Format | None
    graph: Format | None
    if asked is not None:
        results = asked if asked in for_kind("results") else None
        graph = asked if asked in GRAPH_FORMATS else None
        if results is not None and results.aliases:
            # "xml" and "json" name formats of rows and of graphs: which is meant depends on the query.
            graph = choose(", ".join(results.aliases), GRAPH_FORMATS)
        page = asked is HTML
    else:
        page = choose(accept, _OFFERS) is HTML
        results, graph = choose(accept, for_kind("results")), choose(accept, GRAPH_FORMATS)
    if page:
        return for_kind("results")[0], GRAPH_FORMATS[0], True
    if results is None and graph is None:
        raise not_acceptable([f.media_type for f in _OFFERS])
    return results, graph, False


def _answer(site: Site | ExactSite, serving: OpenRelease, asked: Asked, seconds: float | None) -> Response:
    results, graph, page = _negotiate()
    parts = [form.key for form in (results, graph) if form is not None]
    # With the query in it, since only a query that was answered may be answered with "not modified".
    digest = hashlib.sha256(repr(asked).encode(errors="surrogatepass")).hexdigest()[:12]
    told_apart = (digest, *parts, *(["html", texts.language()] if page else []))
    tag = answers.etag(serving, *told_apart)
    fresh = _VOLATILE.search(asked.text) is not None
    conditional = request.method in ("GET", "HEAD") and not fresh
    any_tag = request.headers.get("If-None-Match", "").strip() == "*"  # no proof that this query was ever answered
    if conditional and not any_tag and (unchanged := answers.not_modified(tag)) is not None:
        return unchanged
    started = time.perf_counter()
    try:
        answer = serving.query(
            asked.text,
            results=results,
            graph=graph,
            graphs=asked.graphs,
            seconds=seconds,
            rows=ROWS_ON_A_PAGE if page else None,
            most_bytes=answers.PAGE_BYTES if page else None,
            base_iri=f"{request.scheme}://{request.host}{urls.SPARQL}" if request.host else None,
        )
    except problems.QUERY_ERRORS as error:
        if not page:
            raise
        problem = _TOO_LARGE if isinstance(error, AnswerTooLarge) else problems.of_query(error)
        with clients.current().at_work():
            return problems.respond(problem, lambda: editor.show(site, serving, asked.text, problem=problem))
    tag = answers.etag(serving, *told_apart, answer=answer)
    validator = tag if conditional else None
    if conditional and any_tag and (unchanged := answers.not_modified(tag)) is not None:
        answer.close()
        return unchanged
    if page:
        took = time.perf_counter() - started
        with clients.current().at_work():
            response = answers.finish(Response(editor.show(site, serving, asked.text, answer, took)), validator)
    else:
        response = answers.of(answer, validator)
    return answers.once(response) if fresh else response


def _update(primary: Primary, asked: Asked, seconds: float | None) -> Response:
    clients.require_token()
    answers.format_named()  # an update has no answer that it could be of, yet it can be wrong
    text = with_using(asked.text, asked.graphs.default, asked.graphs.named) if asked.graphs else asked.text
    primary.update(text, request.base_url, seconds)
    return answers.done(204)


def _seconds() -> float | None:
    given = request.values.getlist("timeout")
    if len(given) > 1:
        raise Problem(400, f"timeout is given {len(given)} times; give it once.")
    text = given[0] if given else ""
    if not text:
        return None
    if not _SECONDS.fullmatch(text) or not 0 < float(text) < 1e6:
        raise Problem(400, f"timeout={text!r}: give a number of seconds, such as 2 or 0.5.")
    return float(text)


def _form_or_description(site: Site | ExactSite, serving: OpenRelease) -> Response:
    """A bare GET: the query page for people, the service description for machines."""
    offers = [HTML, *GRAPH_FORMATS]
    chosen = answers.negotiate(offers)
    tag = answers.etag(serving, "sparql", chosen.key, *([texts.language()] if chosen is HTML else []))
    if (unchanged := answers.not_modified(tag)) is not None:
        return unchanged
    if chosen is HTML:
        return answers.finish(Response(editor.show(site, serving)), tag)
    # A request without a usable Host header is answered with the address of the canonical site.
    endpoint = (request.host_url.rstrip("/") if request.host else iris.BASE.rstrip("/")) + urls.SPARQL
    description = service_description(endpoint, chosen.key, site.settings)
    return answers.finish(Response(description, mimetype=chosen.media_type), tag)
