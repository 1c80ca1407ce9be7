"""HTTP responses for answers: headers that every answer carries, conditional requests, tables for people."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request

from kg import resultset
from kg.engine.cutting import announced
from kg.engine.pool import Answer
from kg.formats import FORMATS, Format, by_name
from server import compression, urls
from server.negotiation import HTML, NEGOTIATED, pick
from server.problems import Problem, not_acceptable
from server.releases import Namer, OpenRelease

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


CUT_HEADER = "Diemcau-Cut"
"""The header of an answer that is not whole: "rows" or "bytes", the limit that it was cut by."""
EXPOSED = f"Content-Disposition, Content-Profile, ETag, Link, Location, Memento-Datetime, Retry-After, {CUT_HEADER}"
"""Headers that pages of other sites may read, beside the few that they always may."""
SENT = (
    "Accept, Accept-Datetime, Accept-Language, Accept-Profile, Authorization, Cache-Control, Content-Type, If-Match, "
    "If-None-Match"
)
"""Headers that pages of other sites may send."""
PAGE_BYTES = 1 << 20
"""Bytes of an answer that is read here, to be shown on a page or made something else of: all requests wait for that."""
LONGEST_NAME = 60
LONGEST_TEXT = 2_000
"""Characters of a cell on a page, """
MOST_LINKS = 20
"""and links in one, """
MOST_CELLS = 10_000
"""and cells and links of a table, empty ones included; the downloads have the whole."""
_NUMBERS = frozenset(("integer", "decimal", "double", "date"))
"""Datatypes whose text stays on one line, to the right."""


@dataclass(frozen=True)
class Cell:
    """A cell of a table: the text, where it links to, and the whole name of that where it was shortened."""

    text: str
    href: str | None = None
    number: bool = False
    boolean: bool = False
    whole: str | None = None


@dataclass(frozen=True)
class Table:
    """Rows of cells, each a list, since a column may hold several IRIs. `cut`: there are more rows."""

    columns: list[str]
    rows: list[list[list[Cell]]]
    cut: bool = False


def etag(serving: OpenRelease, *parts: str, answer: Answer | None = None) -> str:
    """The validator of what this release and this software answer; parts tell representations of one address apart.

    That of an `answer` names the release that it came from, which may have been opened since the request began.
    """
    release = serving.release.id if answer is None else answer.release.name
    return "-".join((release, serving.edition, *parts))


def not_modified(tag: str) -> Response | None:
    """304 where the client has this very representation already."""
    if "If-None-Match" not in request.headers:
        return None
    known, coding = request.if_none_match, compression.chosen(request.headers.get("Accept-Encoding", ""))
    if known.star_tag or any(known.contains_weak(one) for one in (tag, compression.tagged(tag, coding))):
        return finish(Response(status=304), tag)
    return None


def format_asked() -> str:
    """The value of ?format=, or "". Raises Problem where several formats are named.

    Some clients send several names of one format, known ones and others; the known ones decide.
    """
    values = request.values.getlist("format")
    known = {getattr(_format(value), "key", ""): value for value in values if _format(value) is not None}
    if len(known) > 1:
        raise Problem(400, f"format names {' and '.join(known.values())}; name one.")
    return next(iter(known.values()), values[0] if values else "")


def _format(name: str) -> Format | None:
    return HTML if name in (HTML.key, HTML.media_type) else by_name(name)


def format_named() -> Format | None:
    """The format that ?format= names, None where there is no such parameter. Raises Problem for an unknown one."""
    name = format_asked()
    if not name:
        return None
    found = _format(name)
    if found is None:
        raise Problem(400, f"format={name!r} is unknown. Known: {', '.join(f.key for f in (*FORMATS, HTML))}.")
    return found


def negotiate(offers: Sequence[Format], media_types: Sequence[str] = ()) -> Format:
    """The offer that ?format= names, else the one that Accept likes best.

    Raises Problem: 400 for a name that is unknown everywhere, 406 with what can be served (`media_types`, where they
    are not those of the offers) for all else that is not among the offers.
    """
    named = format_named()
    chosen = pick(offers, named.key if named else "", request.headers.get("Accept"))
    if chosen is None:
        raise not_acceptable(media_types or [f.media_type for f in offers])
    return chosen


def finish(response: Response, tag: str | None) -> Response:
    """Adds what every successful answer carries; a validator (None: none) where a client can send it back."""
    if tag is not None:
        response.set_etag(tag)
    response.headers["Cache-Control"] = "no-cache"
    response.vary.update(NEGOTIATED)
    return response


def once(response: Response) -> Response:
    """Has nobody keep an answer that would be another the next time."""
    response.headers.pop("ETag", None)
    response.headers["Cache-Control"] = "no-store"
    return response


def describe(response: Response) -> Response:
    """Links to the description of the site for programs (RFC 8631)."""
    response.headers.add("Link", f'<{urls.API}>; rel="service-desc"; type="application/json"')
    return response


def of(answer: Answer, tag: str | None, file_name: str = "") -> Response:
    """An answer as it is, streamed. `file_name` suggests a name to those who save it."""
    if answer.in_memory:
        response = Response(answer.read())
    else:
        response = Response(iter(answer))
        response.headers["Content-Length"] = str(answer.size)
        response.call_on_close(answer.close)  # a HEAD request or a client that leaves reads nothing
    return _described(response, answer.format, answer, tag, file_name)


def result_set(answer: Answer, form: Format, tag: str, file_name: str) -> Response:
    """Rows, which `answer` has in SPARQL JSON, as a result set in the graph format `form`."""
    content = resultset.as_graph(answer.read(), form.key)
    response = Response(announced(content, form.key, answer.cut) if answer.cut else content)
    return _described(response, form, answer, tag, file_name)


def _described(response: Response, form: Format, answer: Answer, tag: str | None, file_name: str) -> Response:
    text = form.media_type.startswith("text/")
    response.content_type = form.media_type + ("; charset=utf-8" if text else "")
    if answer.cut:
        response.headers[CUT_HEADER] = answer.cut
    if file_name:
        response.headers["Content-Disposition"] = f'inline; filename="{file_name}.{form.extension}"'
    return finish(response, tag)


def nobody(iri: str) -> str | None:
    """A Namer that knows no names."""
    return None


def table(answer: bytes, name: Namer = nobody, whole: bool = False) -> Table:
    """An answer in SPARQL JSON as a table. Not `whole`: no more than a page can show, rows and cells."""
    content = json.loads(answer)
    if "boolean" in content:
        return Table(["ASK"], [[[Cell(str(content["boolean"]).lower())]]])
    columns, bindings = content["head"]["vars"], content["results"]["bindings"]
    rows: list[list[list[Cell]]] = []
    left = MOST_CELLS
    for binding in bindings:
        rows.append(_row([binding.get(column) for column in columns], name, whole))
        left -= sum(max(len(cells), 1) for cells in rows[-1])
        if left <= 0 and not whole:
            break
    return Table(columns, rows, len(rows) < len(bindings))


def _row(terms: list[dict[str, Any] | None], name: Namer, whole: bool) -> list[list[Cell]]:
    """The cells of a row. An IRI is not named where another column says its name already."""
    said = {term["value"] for term in terms if term is not None and term["type"] == "literal"}

    def unsaid(iri: str) -> str | None:
        found = name(iri)
        return None if found in said else found

    return [cells(term, unsaid, whole) if term is not None else [] for term in terms]


def cells(term: Mapping[str, str], name: Namer, whole: bool = False) -> list[Cell]:
    """The cells of a term of an answer; a text may list several IRIs. Not `whole`: no longer than a page can show."""
    text = term["value"]
    if term["type"] == "uri":
        return [_linked(text, name, whole)]
    parts = text.split("; ", -1 if whole else MOST_LINKS)
    if all(p.startswith(("http://", "https://")) for p in parts):
        links = [_linked(p, name, whole) for p in (parts if whole else parts[:MOST_LINKS])]
        return links if len(links) == len(parts) else [*links, Cell("…")]
    kind = term.get("datatype", "").rpartition("#")[2]
    shown = text if whole else _shortened(text, LONGEST_TEXT)
    return [Cell(shown, number=kind in _NUMBERS, boolean=kind == "boolean")]


def _linked(iri: str, name: Namer, whole: bool) -> Cell:
    if len(iri) > LONGEST_TEXT and not whole:
        return Cell(_shortened(iri, LONGEST_NAME))
    path = urls.local(iri)
    text = name(iri) or (path.removeprefix("/id/") if path else iri)
    short = _shortened(text, LONGEST_NAME)
    return Cell(short, urls.link(iri), whole=None if short == text else text)


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def done(status: int, **headers: str) -> Response:
    """The answer to a change that was made, without content."""
    response = Response(status=status, headers=headers)
    del response.headers["Content-Type"]
    return response


def options(methods: Sequence[str]) -> Response:
    """The answer to OPTIONS: the methods that an address has."""
    return done(204, Allow=", ".join(methods))


def allow_from_elsewhere(response: Response) -> None:
    """Makes the answer to OPTIONS one to a preflight, too (https://fetch.spec.whatwg.org/#http-cors-protocol)."""
    response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "")
    response.headers["Access-Control-Allow-Headers"] = SENT
    response.headers["Access-Control-Max-Age"] = "86400"
