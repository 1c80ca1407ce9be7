"""/search: things by their names, with what kind they are and a line about each."""

import csv
import io
import json
import re
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request

from kg import iris
from kg.dates import parse_date
from kg.folding import fold
from kg.formats import Format
from kg.labels import Candidate
from server import answers, texts, urls
from server.negotiation import HTML
from server.pages import context, page, taken
from server.pages.page import Page, number_asked, trail
from server.pages.reader import Reader
from server.problems import Problem
from server.site import Serving, Site

_FOUND, _PAGE = 200, 20
_LONGEST = 400
"""Characters that a text may have, marks counted: the longest label has 164."""


@dataclass(frozen=True)
class Hit:
    """A thing that was found: its label in parts, each marked or not, and a line about it."""

    iri: str
    label: str
    kind: str
    called: str
    parts: list[tuple[str, bool]]
    context: str


def blueprint(site: Site) -> Blueprint:
    """The search."""
    routes = Blueprint("search", __name__)

    @routes.get(urls.SEARCH)
    @routes.get(f"{urls.SEARCH}.<extension>")
    def search(extension: str = "") -> Response:
        text = request.args.get("q", "").strip()
        if len(text) > _LONGEST:
            raise Problem(400, f"q has {len(text)} characters; at most {_LONGEST} are searched for. Shorten it.")
        wanted, cls, at = _kind_asked(), _class_asked(), number_asked()
        chosen = _extension(extension) if extension else taken.things_form()
        with site.serving() as serving:
            tag = answers.etag(serving, "search", extension, chosen.key, texts.language())
            if (unchanged := answers.not_modified(tag)) is not None:
                return unchanged
            found = _found(serving, text, cls)
            reader = Reader(serving)
            shown = [one for one in found if wanted in ("", context.kind(one.iri))]
            if chosen.kind == "graph":
                return taken.statements(serving, [one.iri for one in shown], chosen, tag, "search")
            if extension or chosen is taken.CSV:
                hits = [_hit(reader, serving, text, one) for one in shown]
                return _whole(serving, hits, cls, chosen, tag)
            pages = max(1, -(-len(shown) // _PAGE))
            if at > pages:
                raise Problem(404, f"The last page of what was found is {pages}.")
            hits = [_hit(reader, serving, text, one) for one in shown[(at - 1) * _PAGE : at * _PAGE]]
            if chosen is HTML:
                return _page(serving, text, found, hits, wanted, at, pages, tag)
            body = jsonify([_suggestion(serving, hit, cls) for hit in hits])
            return answers.finish(body, tag)

    return routes


def _extension(extension: str) -> Format:
    """The form of all that is found. Raises Problem."""
    form = next((one for one in taken.THINGS if one.extension == extension), None)
    if form is None:
        known = ", ".join(f"{urls.SEARCH}.{one.extension}" for one in taken.THINGS)
        raise Problem(404, f"There is no {urls.SEARCH}.{extension[:80]}; there is {known}.")
    return form


def _found(serving: Serving, text: str, cls: str | None) -> list[Candidate]:
    """What a text finds, the best first: what it identifies, else what is of the day that it is, and things by name."""
    if not text:
        return []
    by_name = serving.labels.search(text, cls, _FOUND)
    if cls is not None:
        return by_name
    if identified := _named(serving, text):
        return identified
    date = parse_date(text)
    of_day = [
        Candidate(iri, label, iri.rpartition("/")[2])
        for iri, label in (serving.lists.of_day(date, _FOUND) if date is not None else ())
    ]
    return list({one.iri: one for one in (*of_day, *by_name)}.values())[:_FOUND]


def _whole(serving: Serving, hits: list[Hit], cls: str | None, form: Format, tag: str) -> Response:
    """All that was found, a line for each."""
    if form is not taken.CSV:
        return answers.finish(jsonify([_suggestion(serving, hit, cls) for hit in hits]), tag)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("iri", "name", "kind", "context"))
    writer.writerows((hit.iri, hit.label, hit.called, hit.context) for hit in hits)
    response = Response(out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="search.csv"'
    return answers.finish(response, tag)


def _suggestion(serving: Serving, hit: Hit, cls: str | None) -> dict[str, object]:
    """A hit for programs and for the lists under the fields: `value` is what a field of a question takes for it."""
    alone = cls is None or len(serving.labels.resolve(hit.label, cls)) == 1
    return {
        "iri": hit.iri,
        "label": hit.label,
        "value": hit.label if alone else hit.iri.rpartition("/")[2],
        "url": urls.local(hit.iri),
        "kind": hit.kind,
        "called": hit.called,
        "context": hit.context,
        "parts": hit.parts,
    }


def _named(serving: Serving, text: str) -> list[Candidate]:
    """What an identifier names, as pages show it and as queries write it: area:thai-binh."""
    iri = iris.expand(text) if ":" in text else None
    label = serving.name(texts.language())(iri) if iri is not None and iri.startswith(iris.ID) else None
    return [Candidate(iri, label, iri.rpartition("/")[2])] if iri is not None and label is not None else []


def _class_asked() -> str | None:
    """The class of what is to be found, None for any. Raises Problem."""
    cls = request.args.get("class", "").strip()
    if cls and iris.expand(cls) is None:
        raise Problem(400, f"class={cls!r} is no IRI. Give one, or a name such as diem:Person.")
    return cls or None


def _kind_asked() -> str:
    """The list that what is found should stand in, or "". Raises Problem."""
    wanted = request.args.get("kind", "")
    if wanted not in ("", *urls.KINDS):
        raise Problem(400, f"kind={wanted[:80]!r} is unknown. Known: {', '.join(urls.KINDS)}.")
    return wanted


def _page(
    serving: Serving, text: str, found: list[Candidate], hits: list[Hit], wanted: str, at: int, pages: int, tag: str
) -> Response:
    counts = Counter(context.kind(one.iri) for one in found)

    given = {"q": text, "kind": wanted, "lang": texts.chosen() or ""}
    arguments = {key: value for key, value in given.items() if value}

    def address(**changed: str) -> str:
        changes = arguments | changed
        return f"{urls.SEARCH}?{urlencode({key: value for key, value in changes.items() if value})}"

    present = [kind for kind in urls.KINDS if counts[kind]]
    kinds = [(_kind_named(serving, kind), counts[kind], kind, address(kind=kind)) for kind in present]
    title = texts.of("find.heading", text=text) if text else texts.of("find.start")
    return page.respond(
        serving,
        tag,
        "search.html",
        Page(
            title=title,
            trail=trail(),
            downloads=page.downloads(taken.THINGS, lambda form: urls.found(form.extension, arguments)) if text else (),
            asked={"search": _sparql(text)} if text else {},
        ),
        text=text,
        hits=hits,
        total=len(found),
        kinds=kinds,
        wanted=wanted,
        everything=address(kind=""),
        at=at,
        pages=pages,
        previous=address(page=str(at - 1)) if at > 1 else None,
        next=address(page=str(at + 1)) if at < pages else None,
    )


def _sparql(text: str) -> str:
    """A query that searches for the same."""
    words, language = (json.dumps(one, ensure_ascii=False) for one in (text, texts.language()))
    return (
        f"PREFIX diem: <{iris.ONT}>\nPREFIX rdfs: <{iris.RDFS}>\n\n"
        f"SELECT ?thing ?label WHERE {{\n  ?thing diem:search {words} .\n"
        f"  OPTIONAL {{ ?thing rdfs:label ?label . FILTER(LANG(?label) = {language}) }}\n}}\n"
    )


def _hit(reader: Reader, serving: Serving, text: str, one: Candidate) -> Hit:
    label = reader.name(one.iri) or one.label
    kind = context.kind(one.iri)
    called = texts.of(f"find.one-{kind}") if kind in urls.LISTS else context.called(serving, kind)
    return Hit(one.iri, label, kind, called, _marked(label, text), context.line(reader, serving, one.iri))


def _kind_named(serving: Serving, kind: str) -> str:
    name = texts.of(kind) if kind in urls.LISTS else context.called(serving, kind)
    return name[:1].upper() + name[1:]


def _marked(label: str, text: str) -> list[tuple[str, bool]]:
    """The label in parts; those words are marked that start like a word of `text`, marks or none."""
    words = tuple(set(re.findall(r"[^\W_]+", fold(text))))
    parts = [part for part in re.split(r"([^\W_]+)", label) if part]
    return [(part, fold(part).startswith(words)) for part in parts]
