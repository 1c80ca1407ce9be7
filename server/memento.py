"""Resources as they were: Memento (RFC 7089) over the releases that are kept.

A time gate leads by `Accept-Datetime` to the data of a release, which a time map lists. They are looked up in the file
of the release, so that an old one takes neither memory nor query workers, and are there no more once it is not kept, or
something in it is forgotten.
"""

import datetime
import functools
import io
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from kg import history, iris, lookup, release
from kg.formats import Format, for_kind
from kg.history import Publication
from kg.store import read_triples, serialize
from server import answers, clients, urls
from server.negotiation import NEGOTIATED
from server.problems import Problem
from server.site import Site

LINK_FORMAT = "application/link-format"
_DATE = "%a, %d %b %Y %H:%M:%S GMT"
_EXAMPLE = "Wed, 26 Aug 2020 02:00:00 GMT"


def blueprint(site: Site) -> Blueprint:
    """The routes of the time gates, time maps and mementos on `site`."""
    routes = Blueprint("memento", __name__)
    data_dir = site.settings.data

    @routes.get("/timegate/<kind>/<slug>")
    def gate(kind: str, slug: str) -> Redirect:
        form = answers.negotiate(for_kind("graph"))
        wanted = _datetime_asked()
        known = _mementos(data_dir, kind, slug)
        before = [one for one in known if wanted is None or one.moment <= wanted]
        chosen = before[-1] if before else known[0]
        response = redirect(_address(chosen, kind, slug, form), 302)
        response.vary.update((*NEGOTIATED, "Accept-Datetime"))
        _link(response, kind, slug, known, chosen, form)
        return response

    @routes.get("/timemap/<kind>/<slug>")
    def time_map(kind: str, slug: str) -> Response:
        known = _mementos(data_dir, kind, slug)
        form, origin = for_kind("graph")[0], _origin()
        span = f'from="{_http_date(known[0])}"; until="{_http_date(known[-1])}"'
        entries = [
            *_to_others(kind, slug),
            f'<{origin}{urls.timemap(kind, slug)}>; rel="self"; type="{LINK_FORMAT}"; {span}',
            *(_to_memento(one, kind, slug, known, form) for one in known),
        ]
        response = Response(",\n".join(entries) + "\n", content_type=LINK_FORMAT)
        response.headers["Cache-Control"] = "no-cache"  # a release more, or one less, changes it
        return response

    @routes.get("/memento/<stamp>/<kind>/<path:name>")
    def memento(stamp: str, kind: str, name: str) -> Response:
        slug, _, extension = name.rpartition(".")
        form = next((one for one in for_kind("graph") if one.extension == extension), None)
        if form is None or not slug:
            known_names = ", ".join(f"{(slug or name)[:80]}.{one.extension}" for one in for_kind("graph"))
            raise Problem(404, f"There is no {name[:80]!r}; there is {known_names}.")
        known = _mementos(data_dir, kind, slug)
        chosen = next((one for one in known if one.stamp == stamp), None)
        if chosen is None:
            listed = f"{urls.timemap(kind, slug)} lists those that have it."
            raise Problem(404, f"No release of {stamp[:40]!r} that is kept has {kind}/{slug}; {listed}")
        return _respond(site, chosen, kind, slug, form, known)

    return routes


def _respond(
    site: Site, chosen: Publication, kind: str, slug: str, form: Format, known: Sequence[Publication]
) -> Response:
    shown = (known[0].stamp, known[-1].stamp)  # which it links to
    tag = "-".join((chosen.stamp, chosen.release, site.edition, *shown, form.key))
    if (unchanged := answers.not_modified(tag)) is not None:
        return unchanged
    until = time.monotonic() + site.settings.query_seconds
    with clients.current().at_work():
        try:
            with _dump(site.settings.data, chosen).open("rb") as dump:
                found, cut = lookup.describe(dump, iris.resource(kind, slug), until)
        except FileNotFoundError:
            raise Problem(404, f"The release of {chosen.stamp} is kept no longer.") from None
        except lookup.LookupTimeout as error:
            raise Problem(504, f"{error}. What is said of it now is at {urls.page(kind, slug)}.") from None
        triples = sorted(set(read_triples(io.BytesIO(found), "nt")), key=str)
        response = Response(serialize(triples, form.key, iris.PREFIXES), content_type=form.media_type)
    answers.finish(response, tag)
    if cut:
        response.headers[answers.CUT_HEADER] = "rows"
    response.headers["Memento-Datetime"] = _http_date(chosen)
    _link(response, kind, slug, known, chosen, form)
    return response


def _mementos(data_dir: Path, kind: str, slug: str) -> Sequence[Publication]:
    """The publications that have a resource and whose release is kept, the oldest first. Raises Problem."""
    try:
        iri = iris.resource(kind, slug)
    except ValueError:
        asked = f"{kind}/{slug}"[:80]
        raise Problem(404, f"{asked!r} is no identifier of this site; try /search?q= or /queries.") from None
    gone, kept = history.forgotten(data_dir), {one.id for one in release.kept(data_dir)}
    with clients.current().at_work():
        having = functools.cache(lambda name: _has(data_dir / "releases" / name / "dump.nq", iri, gone))
        published = history.publications(data_dir)
        known = [one for one in published if one.release in kept and one.is_sorted and having(one.release)]
    if not known:
        raise Problem(404, f"No release that is kept says anything about {iri[:120]}.")
    return known


def _has(path: Path, iri: str, gone: tuple[str, ...]) -> bool:
    """Whether a release is kept, may be shown, and has a resource."""
    try:
        with path.open("rb") as dump:
            return lookup.exists(dump, iri) and not _is_withdrawn(path, gone)
    except FileNotFoundError:
        return False


@functools.lru_cache(16)  # of releases that are kept; neither they nor what was forgotten change between requests
def _is_withdrawn(dump: Path, gone: tuple[str, ...]) -> bool:
    """Whether a release has an article that was taken out again since."""
    return history.knows(dump, gone)


def _dump(data_dir: Path, one: Publication) -> Path:
    return data_dir / "releases" / one.release / "dump.nq"


def _datetime_asked() -> datetime.datetime | None:
    """The moment that `Accept-Datetime` names, None where there is no such header. Raises Problem."""
    text = request.headers.get("Accept-Datetime")
    if text is None:
        return None
    try:
        return datetime.datetime.strptime(text.strip(), _DATE).replace(tzinfo=datetime.UTC)
    except ValueError:
        detail = (
            f"Accept-Datetime: {text[:80]!r} is no date as Memento has it; write it as {_EXAMPLE} (RFC 7089, 2.1.1)."
        )
        raise Problem(400, detail) from None


def _http_date(one: Publication) -> str:
    return one.moment.strftime(_DATE)


def _address(one: Publication, kind: str, slug: str, form: Format) -> str:
    return _origin() + urls.memento(one.stamp, kind, slug, form.extension)


def _to_others(kind: str, slug: str) -> Iterator[str]:
    """Links to the resource itself and to its time gate."""
    yield f'<{_origin()}{urls.local(iris.resource(kind, slug))}>; rel="original"'
    yield f'<{_origin()}{urls.timegate(kind, slug)}>; rel="timegate"'


def _to_memento(one: Publication, kind: str, slug: str, known: Sequence[Publication], form: Format) -> str:
    ends = [word for word, end in (("first", known[0]), ("last", known[-1])) if one == end]
    relations = " ".join((*ends, "memento"))
    return f'<{_address(one, kind, slug, form)}>; rel="{relations}"; datetime="{_http_date(one)}"'


def _link(
    response: Redirect, kind: str, slug: str, known: Sequence[Publication], chosen: Publication, form: Format
) -> None:
    """Links to the resource, its time gate and time map, and to the first and last memento and the chosen one."""
    shown = dict.fromkeys((known[0], chosen, known[-1]))
    links = [
        *_to_others(kind, slug),
        f'<{_origin()}{urls.timemap(kind, slug)}>; rel="timemap"; type="{LINK_FORMAT}"',
        *(_to_memento(one, kind, slug, known, form) for one in shown),
    ]
    response.headers["Link"] = ", ".join(links)


def _origin() -> str:
    return request.host_url.rstrip("/")
