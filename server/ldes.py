"""/ldes: what releases changed of claims, as a Linked Data Event Stream (https://w3id.org/ldes/specification).

The first node has a relation (TREE, https://w3id.org/tree/specification) to each day with releases, that to the pages
of each of these, by the moment at which it came into service. What is longer ago than is told of in full has pages of
its own, with the latest version of each claim. Pages change only when something in them is forgotten.
"""

import datetime
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence

from flask import Blueprint, Response, request

from kg import events, history, iris
from kg.formats import Format, for_kind
from kg.history import Publication
from kg.store import BlankNode, Literal, NamedNode, Triple, read_triples, serialize
from server import answers, clients, urls
from server.problems import Problem
from server.site import Site

_LDES, _TREE = "https://w3id.org/ldes#", "https://w3id.org/tree#"
_OURS = ("diem", "voc", "rdf", "xsd", "dcterms", "oa", "article", "claim", "span")
_PREFIXES = {"as": events.AS, "ldes": _LDES, "tree": _TREE, **{name: iris.PREFIXES[name] for name in _OURS}}
_TYPE, _CREATED = NamedNode(iris.RDF + "type"), NamedNode(iris.DCTERMS + "created")
_VERSION_OF = NamedNode(iris.DCTERMS + "isVersionOf")
_DAY = datetime.timedelta(days=1)


def blueprint(site: Site) -> Blueprint:
    """The routes of the event stream of `site`."""
    routes = Blueprint("ldes", __name__)

    def respond(form: Format, said_of: bytes, statements: Iterator[Triple]) -> Response:
        """A node of which the same is said as long as `said_of` is the same; what that takes is the client's."""
        with clients.current().at_work():
            tag = "-".join((hashlib.blake2b(said_of, digest_size=8).hexdigest(), site.edition, form.key))
            if (unchanged := answers.not_modified(tag)) is not None:
                return unchanged
            body = serialize(statements, form.key, _PREFIXES)
        return answers.finish(Response(body, content_type=form.media_type), tag)

    @routes.get(urls.LDES)
    def first() -> Response:
        form = answers.negotiate(for_kind("graph"))
        known = history.publications(site.settings.data)
        days = list(dict.fromkeys(one.moment.date() for one in known if not one.merged))
        merged = [one for one in known if one.merged]
        said_of = " ".join((*map(str, days), *(one.stamp for one in merged)))
        return respond(form, said_of.encode(), _first(merged, days))

    @routes.get("/ldes/<day>")
    def day(day: str) -> Response:
        form = answers.negotiate(for_kind("graph"))
        known = history.publications(site.settings.data)
        told = [one for one in known if one.moment.date().isoformat() == day and not one.merged]
        if not told:
            raise _missing(known, day, day.replace("-", ""))
        changed = [one for one in told if events.pages(one.path)]
        return respond(form, " ".join((day, *(one.stamp for one in changed))).encode(), _of_day(told, changed))

    @routes.get("/ldes/<stamp>/<number>")
    def page(stamp: str, number: str) -> Response:
        form = answers.negotiate(for_kind("graph"))
        told = history.publication(site.settings.data, stamp)
        if told is None:
            raise _missing(history.publications(site.settings.data), stamp, stamp)
        at = int(number) if number.isascii() and number.isdecimal() and len(number) < 12 else 0
        try:
            found, last = events.page(told.path, at)
        except FileNotFoundError:  # never there, or merged just now
            raise _missing(history.publications(site.settings.data), stamp, stamp) from None
        if not 0 < at <= last:
            raise Problem(
                404, f"There is no page {number[:40]}: of what the release of {stamp} changed, the last is {last}."
            )
        return respond(form, f"{at} {last} {told.merged}\n".encode() + found, _page(told, at, last, found))

    return routes


def _missing(known: Sequence[Publication], asked: str, stamp: str) -> Problem:
    """Why there is nothing at a moment: gone, where it is now among the latest versions, else never there."""
    if known and known[0].merged and len(stamp) >= 8 and stamp.isalnum() and stamp <= known[0].stamp:
        said = f"What releases changed up to {known[0].stamp} is told of in full no more"
        return Problem(410, f"{said}; {urls.LDES} leads to the latest version of each claim.")
    return Problem(404, f"No release of {asked[:40]!r} changed anything; {urls.LDES} leads to those that did.")


def _first(merged: Iterable[Publication], days: Iterable[datetime.date]) -> Iterator[Triple]:
    node, retention = NamedNode(_origin() + urls.LDES), BlankNode("retention")
    yield from _stream(node)
    yield Triple(node, _TYPE, NamedNode(_LDES + "EventSource"))
    yield Triple(node, NamedNode(_LDES + "retentionPolicy"), retention)
    yield Triple(retention, _TYPE, NamedNode(_LDES + "RetentionPolicy"))
    days_kept = Literal(f"P{history.FULL_LOG.days}D", datatype=NamedNode(iris.XSD + "duration"))
    yield Triple(retention, NamedNode(_LDES + "fullLogDuration"), days_kept)
    yield Triple(retention, NamedNode(_LDES + "versionDeleteDuration"), days_kept)
    yield Triple(retention, NamedNode(_LDES + "versionAmount"), Literal(1))
    for one in merged:
        yield from _relation(node, "LessThanOrEqualTo", urls.ldes(one.stamp, 1), one.moment)
    for day in days:
        begins = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
        yield from _relation(node, "GreaterThanOrEqualTo", urls.ldes_day(day), begins)
        yield from _relation(node, "LessThan", urls.ldes_day(day), begins + _DAY)


def _of_day(told: Sequence[Publication], changed: Iterable[Publication]) -> Iterator[Triple]:
    node = NamedNode(_origin() + urls.ldes_day(told[0].moment.date()))
    yield from _stream(node)
    for one in changed:  # all of a release is of one moment
        for kind in ("GreaterThanOrEqualTo", "LessThanOrEqualTo"):
            yield from _relation(node, kind, urls.ldes(one.stamp, 1), one.moment)


def _page(told: Publication, at: int, last: int, found: bytes) -> Iterator[Triple]:
    node = NamedNode(_origin() + urls.ldes(told.stamp, at))
    members = _named_alike(read_triples(io.BytesIO(found), "nt"))
    yield from _stream(node)
    yield from _membership(members)
    yield from members
    if at < last:
        kind = "LessThanOrEqualTo" if told.merged else "GreaterThanOrEqualTo"
        yield from _relation(node, kind, urls.ldes(told.stamp, at + 1), told.moment)


def _stream(node: NamedNode) -> Iterator[Triple]:
    """What the stream is, and that `node` is one of its pages."""
    stream, first = _this(), NamedNode(_origin() + urls.LDES)

    def ldes(name: str) -> NamedNode:
        return NamedNode(_LDES + name)

    yield Triple(stream, _TYPE, ldes("EventStream"))
    yield Triple(stream, ldes("timestampPath"), _CREATED)
    yield Triple(stream, ldes("versionOfPath"), _VERSION_OF)
    for kind in events.KINDS:
        yield Triple(stream, ldes(f"version{kind}Path"), _TYPE)
        yield Triple(stream, ldes(f"version{kind}Object"), NamedNode(events.AS + kind))
    yield Triple(stream, NamedNode(_TREE + "view"), first)
    yield Triple(node, _TYPE, NamedNode(_TREE + "Node"))


def _named_alike(triples: Iterable[Triple]) -> list[Triple]:
    """The triples with the same names of blank nodes each time: the same page is always the same bytes."""
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


def _relation(node: NamedNode, kind: str, path: str, moment: datetime.datetime) -> Iterator[Triple]:
    relation, said = BlankNode(f"{kind}{moment:%Y%m%dT%H%M%SZ}"), moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    yield Triple(node, NamedNode(_TREE + "relation"), relation)
    yield Triple(relation, _TYPE, NamedNode(f"{_TREE}{kind}Relation"))
    yield Triple(relation, NamedNode(_TREE + "node"), NamedNode(_origin() + path))
    yield Triple(relation, NamedNode(_TREE + "path"), _CREATED)
    yield Triple(relation, NamedNode(_TREE + "value"), Literal(said, datatype=NamedNode(iris.XSD + "dateTime")))


def _this() -> NamedNode:
    return NamedNode(f"{_origin()}{urls.LDES}#stream")


def _origin() -> str:
    return request.host_url.rstrip("/")
