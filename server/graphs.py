"""/graphs: the SPARQL 1.1 Graph Store HTTP Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/).

A graph is named indirectly (/graphs?graph=IRI, /graphs?default) or directly, by its own address below /graphs/.
A change may say what it is meant for, so that no update is lost: If-Match with the tag of what was read, or
If-None-Match: * for a graph that is to be new.
"""

import hashlib
import json
import uuid

from flask import Blueprint, Response, request
from werkzeug.datastructures import ETags
from werkzeug.exceptions import MethodNotAllowed

from kg import iris
from kg.engine.pool import Answer, PoolBusy
from kg.engine.preconditions import ANY, Precondition
from kg.engine.primary import Primary
from kg.formats import Format, by_name, for_kind
from kg.store import Document, NamedNode, Term
from server import answers, clients, problems, urls
from server.exact import ExactSite
from server.negotiation import choose
from server.problems import READ_ONLY, Problem
from server.protocol import check_charset, check_coding, check_iri
from server.site import Site

ATTEMPTS = 10
"""How often a graph is read, where another release is opened each time between two looks at it."""
_GRAPH = for_kind("graph")
_JSON = for_kind("results")[0]
_READ = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?graph { ?s ?p ?o } }"
_READ_DEFAULT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_MULTIPART = "multipart/form-data"
_READING, _WRITING = ("GET", "HEAD"), ("PUT", "POST", "DELETE")


def blueprint(site: Site | ExactSite, primary: Primary | None) -> Blueprint:
    """The routes of the graph store on `site`, which `primary` changes, where it can be changed."""
    routes = Blueprint("graphs", __name__)

    @routes.route("/graphs", methods=_READING, provide_automatic_options=False)
    @routes.route("/graphs/<path:name>", methods=_READING, provide_automatic_options=False)
    def read(name: str = "") -> Response:
        return _read(site, _graph(site, name))

    if primary is not None:
        _register_writing(routes, site, primary)
    else:
        _register_refusal(routes)

    @routes.route("/graphs", methods=["OPTIONS"], provide_automatic_options=False)
    @routes.route("/graphs/<path:name>", methods=["OPTIONS"], provide_automatic_options=False)
    def preflight(name: str = "") -> Response:
        return answers.options((*_READING, *(_WRITING if primary is not None else ()), "OPTIONS"))

    return routes


def _register_writing(routes: Blueprint, site: Site | ExactSite, primary: Primary) -> None:
    def write(name: str = "") -> Response:
        clients.require_token()
        return _write(site, primary, name)

    for rule in ("/graphs", "/graphs/<path:name>"):
        routes.add_url_rule(rule, "write", write, methods=_WRITING, provide_automatic_options=False)


def _register_refusal(routes: Blueprint) -> None:
    """Has those who would change a graph told what takes that. It stays 405: the addresses have no such methods."""

    @routes.app_errorhandler(MethodNotAllowed)
    def refuse(error: MethodNotAllowed) -> Response:
        if request.method in _WRITING and f"{request.path}/".startswith(f"{urls.GRAPHS}/"):
            error.description = READ_ONLY
        return problems.of_http(error)


def _graph(site: Site | ExactSite, name: str) -> str | None:
    """The IRI of the graph that the request names; None for the default graph. Raises Problem."""
    if name:
        if {"graph", "default"} & set(request.args):
            raise Problem(400, "A graph named by its address takes no ?graph= or ?default.")
        iri = request.base_url if site.settings.exact else iris.GRAPH + name
        check_iri(iri)
        return iri
    named, default = request.args.getlist("graph"), request.args.getlist("default")
    if len(named) + len(default) != 1:
        raise Problem(400, "Name one graph: ?graph=IRI or ?default.")
    if default:
        return None
    check_iri(named[0])
    return named[0]


def _read(site: Site | ExactSite, graph: str | None) -> Response:
    form = answers.negotiate(_GRAPH)
    bindings: dict[str, Term] = {} if graph is None else {"graph": NamedNode(graph)}
    for _ in range(ATTEMPTS):
        with site.serving() as serving:
            found: Answer | None = None
            if graph is not None:
                found = serving.query("ASK { GRAPH ?graph {} }", bindings=bindings, results=_JSON)
                if not json.loads(found.read())["boolean"]:
                    raise Problem(404, f"There is no graph <{graph}>.")
            tag = answers.etag(serving, "graph", _digest(graph), form.key, answer=found)
            if (unchanged := answers.not_modified(tag)) is not None:
                return unchanged
            answer = serving.query(_READ_DEFAULT if graph is None else _READ, bindings=bindings, graph=form, whole=True)
            if found is None or answer.release == found.release:
                return answers.of(answer, answers.etag(serving, "graph", _digest(graph), form.key, answer=answer))
            answer.close()  # the graph that was there may not be there any more
    raise PoolBusy("the data set changes faster than a graph can be read")


def _digest(graph: str | None) -> str:
    """Stands for a graph in its tags: a tag is for one address, and changes no other graph."""
    return hashlib.sha256((graph or "").encode()).hexdigest()[:12]


def _precondition(graph: str | None) -> Precondition:
    """What the request asks of the graph before it is changed (RFC 9110, section 13.2.2)."""
    given = request.headers
    return Precondition(
        _releases(request.if_match, graph, weak=False) if "If-Match" in given else None,
        _releases(request.if_none_match, graph, weak=True) if "If-None-Match" in given else None,
    )


def _releases(tags: ETags, graph: str | None, weak: bool) -> list[str]:
    """The releases whose tags of this graph are given, in any format and coding: all of them show the same triples.

    A weak tag is never the same in the strong comparison that If-Match needs (RFC 9110, section 8.8.3.2).
    """
    if tags.star_tag:
        return [ANY]
    parts = [(tag or "").split("-") for tag in tags.as_set(include_weak=weak)]
    return [part[0] for part in parts if part[2:4] == ["graph", _digest(graph)]]


def _write(site: Site | ExactSite, primary: Primary, name: str) -> Response:
    if not name and not request.args and request.method == "POST":
        created = f"{request.host_url.rstrip('/')}{urls.GRAPHS}/{uuid.uuid4()}"
        check_iri(created)  # the host is what the client says
        primary.load(created, _documents(), created, replace=False, condition=_precondition(created))
        return answers.done(201, Location=created)
    graph = _graph(site, name)
    condition = _precondition(graph)
    if request.method == "DELETE":
        if not primary.delete(graph, condition):
            raise Problem(404, f"There is no graph <{graph}>.")
        return answers.done(204)
    replace = request.method == "PUT"
    new = primary.load(graph, _documents(), graph or request.base_url, replace=replace, condition=condition)
    return answers.done(201 if new else 204)


def _documents() -> list[Document]:
    """The documents of the request. Raises Problem where one has no format that a graph can have."""
    check_coding(request)
    if request.mimetype != _MULTIPART:
        check_charset(request.mimetype_params)
        return [Document(request.get_data(), _format(request.mimetype, "").key)]
    files = [file for _, file in request.files.items(multi=True)]
    if not files:
        raise Problem(400, "The form has no file.")
    for file in files:
        check_charset(file.mimetype_params)
    return [Document(file.read(), _format(file.mimetype, file.filename or "").key) for file in files]


def _format(media_type: str, file_name: str) -> Format:
    extension = file_name.rpartition(".")[2]
    found = choose(media_type, _GRAPH) if media_type else None
    if found is None and extension:
        found = by_name(extension)
    if found is None or found not in _GRAPH:
        said = f"{media_type!r} is" if media_type else "No Content-Type is given, which is"
        accepted = [f.media_type for f in _GRAPH]
        raise Problem(415, f"{said} none of the formats of a graph: {', '.join(accepted)}.", accepted=accepted)
    return found
