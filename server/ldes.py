"""/ldes: what releases changed of claims, as a Linked Data Event Stream (https://w3id.org/ldes/specification).

The first node has a relation (TREE, https://w3id.org/tree/specification) to the pages of each release, by the moment at
which it came into service. The pages never change, and are read as they were written when the release was made.
"""

import io
from collections.abc import Iterable, Iterator

from flask import Blueprint, Response, request

from kg import events, history, iris
from kg.formats import Format, for_kind
from kg.history import Publication
from kg.store import BlankNode, Literal, NamedNode, Triple, read_triples, serialize
from server import answers, urls
from server.problems import Problem
from server.site import Site

_LDES, _TREE = "https://w3id.org/ldes#", "https://w3id.org/tree#"
_OURS = ("diem", "voc", "rdf", "xsd", "dcterms", "oa", "article", "claim", "span")
_PREFIXES = {"as": events.AS, "ldes": _LDES, "tree": _TREE, **{name: iris.PREFIXES[name] for name in _OURS}}
_TYPE, _CREATED = NamedNode(iris.RDF + "type"), NamedNode(iris.DCTERMS + "created")
_VERSION_OF = NamedNode(iris.DCTERMS + "isVersionOf")


def blueprint(site: Site) -> Blueprint:
    """The routes of the event stream of `site`."""
    routes = Blueprint("ldes", __name__)

    @routes.get(urls.LDES)
    def first() -> Response:
        form = answers.negotiate(for_kind("graph"))
        with site.serving() as serving:
            known = _with_events(site)
            tag = answers.etag(serving, "ldes", str(len(known)), form.key)
            if (unchanged := answers.not_modified(tag)) is not None:
                return unchanged
        node = NamedNode(_origin() + urls.LDES)
        statements = [*_stream(node), *(one for told in known for one in _to_release(node, told))]
        return answers.finish(_response(statements, form), tag)

    @routes.get("/ldes/<stamp>/<number>")
    def page(stamp: str, number: str) -> Response:
        form = answers.negotiate(for_kind("graph"))
        told = next((one for one in _with_events(site) if one.stamp == stamp), None)
        if told is None:
            raise Problem(404, f"No release of {stamp[:40]} changed anything; {urls.LDES} leads to those that did.")
        last = events.pages(told.path)
        if not (number.isascii() and number.isdecimal() and len(number) < 12 and 0 < int(number) <= last):
            raise Problem(
                404, f"There is no page {number[:40]}: what the release of {stamp} changed has {last:,} pages."
            )
        at = int(number)
        tag = f"{stamp}-{at}-{form.key}"
        if (unchanged := answers.not_modified(tag)) is not None:
            return answers.for_ever(unchanged)
        node = NamedNode(_origin() + urls.ldes(stamp, at))
        # Without what was forgotten there may be fewer pages by now than a moment ago, and then there are no members.
        members = _named_alike(read_triples(io.BytesIO(events.page(told.path, at)), "nt"))
        statements = [*_stream(node), *_membership(members), *members]
        if at < last:
            statements += _relation(node, "GreaterThanOrEqualTo", urls.ldes(stamp, at + 1), told)
        return answers.for_ever(answers.finish(_response(statements, form), tag))

    return routes


def _with_events(site: Site) -> list[Publication]:
    """The publications that changed something, the oldest first."""
    return [one for one in history.publications(site.settings.data) if one.is_sorted and events.pages(one.path)]


def _stream(node: NamedNode) -> Iterator[Triple]:
    """What the stream is, and that `node` is one of its pages."""
    stream, first = _this(), NamedNode(_origin() + urls.LDES)

    def ldes(name: str) -> NamedNode:
        return NamedNode(_LDES + name)

    yield Triple(stream, _TYPE, ldes("EventStream"))
    yield Triple(stream, ldes("timestampPath"), _CREATED)
    yield Triple(stream, ldes("versionOfPath"), _VERSION_OF)
    for kind in ("Create", "Update", "Delete"):
        yield Triple(stream, ldes(f"version{kind}Path"), _TYPE)
        yield Triple(stream, ldes(f"version{kind}Object"), NamedNode(events.AS + kind))
    yield Triple(stream, NamedNode(_TREE + "view"), first)
    yield Triple(node, _TYPE, NamedNode(_TREE + "Node"))


def _named_alike(triples: Iterable[Triple]) -> list[Triple]:
    """The triples with the same names of blank nodes each time: a page that never changes is always the same bytes."""
    names: dict[BlankNode, BlankNode] = {}
    alike: list[Triple] = []
    for one in triples:
        subject, value = one.subject, one.object
        if isinstance(subject, BlankNode):
            subject = names.setdefault(subject, BlankNode(f"e{len(names)}"))
        if isinstance(value, BlankNode):
            value = names.setdefault(value, BlankNode(f"e{len(names)}"))
        alike.append(Triple(subject, one.predicate, value))
    return alike


def _membership(members: list[Triple]) -> Iterator[Triple]:
    for one in members:
        if one.predicate == _VERSION_OF and isinstance(one.subject, NamedNode):
            yield Triple(_this(), NamedNode(_TREE + "member"), one.subject)


def _to_release(node: NamedNode, told: Publication) -> Iterator[Triple]:
    """Relations to the first page of what a release changed: all of it at one moment."""
    for kind in ("GreaterThanOrEqualTo", "LessThanOrEqualTo"):
        yield from _relation(node, kind, urls.ldes(told.stamp, 1), told)


def _relation(node: NamedNode, kind: str, path: str, told: Publication) -> Iterator[Triple]:
    relation, moment = BlankNode(f"{kind}{told.stamp}"), told.moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    yield Triple(node, NamedNode(_TREE + "relation"), relation)
    yield Triple(relation, _TYPE, NamedNode(f"{_TREE}{kind}Relation"))
    yield Triple(relation, NamedNode(_TREE + "node"), NamedNode(_origin() + path))
    yield Triple(relation, NamedNode(_TREE + "path"), _CREATED)
    yield Triple(relation, NamedNode(_TREE + "value"), Literal(moment, datatype=NamedNode(iris.XSD + "dateTime")))


def _response(statements: list[Triple], form: Format) -> Response:
    return Response(serialize(statements, form.key, _PREFIXES), content_type=form.media_type)


def _this() -> NamedNode:
    return NamedNode(f"{_origin()}{urls.LDES}#stream")


def _origin() -> str:
    return request.host_url.rstrip("/")
