"""/sparql: the SPARQL 1.1 Protocol for queries (https://www.w3.org/TR/sparql11-protocol/), and a page to type them."""

from flask import Blueprint, Response, render_template, request

from kg import iris
from kg.formats import FORMATS, Format, by_name, for_kind
from server import answers, texts, urls
from server.description import service_description
from server.negotiation import HTML, choose, pick
from server.problems import Problem, not_acceptable
from server.site import Serving, Site

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
EXAMPLE = """\
PREFIX diem: <https://w3id.org/diemcau/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?name ?meeting WHERE {
  ?person a diem:Person ; rdfs:label ?name ; diem:attended ?meeting .
}
ORDER BY ?name ?meeting
LIMIT 100
"""


def blueprint(site: Site) -> Blueprint:
    """The routes of the endpoint on `site`."""
    routes = Blueprint("sparql", __name__)

    @routes.route("/sparql", methods=["GET", "POST"], provide_automatic_options=False)
    def endpoint() -> Response:
        text = _query_text()
        with site.serving() as serving:
            response = _form_or_description(serving) if text is None else _answer(serving, text)
        response.headers["Access-Control-Expose-Headers"] = "ETag, Link"
        return response

    @routes.route("/sparql", methods=["OPTIONS"], provide_automatic_options=False)
    def preflight() -> Response:
        response = Response(status=204)
        response.headers["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
        response.headers["Allow"] = "GET, POST, OPTIONS"
        return response

    return routes


def _query_text() -> str | None:
    """The query of this request, or None for a GET without one. Raises Problem for what the protocol forbids."""
    sources = [request.args]
    if request.method == "POST":
        if request.mimetype == DIRECT:
            _no_dataset()
            try:
                return request.get_data().decode("utf-8")
            except UnicodeDecodeError as error:
                raise Problem(400, f"The query is not UTF-8: byte {error.start} cannot be read.") from None
        if request.mimetype != FORM:
            raise Problem(
                415, f"A query is posted as {DIRECT}, or as {FORM} with query=…; updates are not accepted here."
            )
        sources = [request.form]
    found = [value for source in sources for value in source.getlist("query")]
    if len(found) > 1:
        raise Problem(400, "The request has several query parameters; give one.")
    _no_dataset()
    if not found and request.method == "POST":
        raise Problem(400, "The form has no query parameter.")
    return found[0] if found else None


def _no_dataset() -> None:
    """Refuses a data set named beside the query: answering from another one would be wrong and silent."""
    for name in ("default-graph-uri", "named-graph-uri"):
        if request.values.get(name):
            raise Problem(400, f"{name} is not supported yet; write FROM or FROM NAMED in the query.")


def _asked_format() -> Format | None:
    """The format that ?format= names. Raises Problem for an unknown one."""
    key = request.values.get("format")
    if not key:
        return None
    found = HTML if key in (HTML.key, HTML.media_type) else by_name(key)
    if found is None:
        raise Problem(400, f"format={key!r} is unknown. Known: {', '.join(f.key for f in (*FORMATS, HTML))}.")
    return found


def _answer(serving: Serving, text: str) -> Response:
    asked, accept = _asked_format(), request.headers.get("Accept")
    results: Format | None
    graph: Format | None
    if asked is not None:
        results = asked if asked.kind == "results" else None
        graph = asked if asked.kind == "graph" else None
        if results is not None and results.aliases:
            # "xml" and "json" name formats of rows and of graphs: which is meant depends on the query.
            graph = choose(", ".join(results.aliases), for_kind("graph"))
        page = asked is HTML
    else:
        page = choose(accept, [*for_kind("results"), *for_kind("graph"), HTML]) is HTML
        results, graph = choose(accept, for_kind("results")), choose(accept, for_kind("graph"))
    if page:
        results, graph = for_kind("results")[0], for_kind("graph")[0]
    if results is None and graph is None:
        raise not_acceptable([f.media_type for f in (*for_kind("results"), *for_kind("graph"), HTML)])
    # The answer depends on the whole request; the ETag of a POST would name nothing.
    tag = answers.etag(serving, results.key if results else "", graph.key if graph else "", "html" if page else "")
    if request.method == "GET" and (unchanged := answers.not_modified(tag)) is not None:
        return unchanged
    answer = serving.pool.query(text, results=results, graph=graph, seconds=_seconds())
    if not page:
        return answers.of(answer, tag)
    columns, rows = (
        answers.table(answer.read(), serving.name(texts.language())) if answer.kind == "results" else ([], [])
    )
    turtle = answer.read().decode() if answer.kind == "graph" else ""
    body = render_template("sparql.html", text=text, columns=columns, rows=rows, turtle=turtle, formats=FORMATS)
    return answers.finish(Response(body), tag)


def _seconds() -> float | None:
    text = request.values.get("timeout")
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = float("nan")
    if not 0 < seconds < 1e6:
        raise Problem(400, f"timeout={text!r}: give a number of seconds.")
    return seconds


def _form_or_description(serving: Serving) -> Response:
    """A bare GET: the query page for people, the service description for machines."""
    offers = [HTML, *for_kind("graph")]
    chosen = pick(offers, request.args.get("format", ""), request.headers.get("Accept"))
    if chosen is None:
        raise not_acceptable([f.media_type for f in offers])
    tag = answers.etag(serving, "sparql", chosen.key)
    if chosen is HTML:
        body = render_template("sparql.html", text=EXAMPLE, columns=[], rows=[], turtle="", formats=FORMATS)
        return answers.finish(Response(body), tag)
    # A request without a usable Host header is answered with the address of the canonical site.
    endpoint = (request.host_url.rstrip("/") if request.host else iris.BASE.rstrip("/")) + urls.SPARQL
    return answers.finish(Response(service_description(endpoint, chosen.key), mimetype=chosen.media_type), tag)
