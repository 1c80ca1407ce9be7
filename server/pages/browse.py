"""/people, /meetings, …: lists of what the graph knows, narrowed down by facets and by names."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request

from kg import iris
from kg.catalogue import PREFIX, Entry, Field, Listing, listings
from kg.choosing import Choice, Count
from kg.formats import Format
from server import answers, texts, urls
from server.negotiation import HTML
from server.pages import calendar, feed, page, taken
from server.pages.page import Link, Page, number_asked, trail
from server.pages.reader import Reader
from server.pages.writing import day, number
from server.problems import Problem
from server.site import Serving, Site

PAGE = 50
"""Entries on a page."""
MOST = 50_000
"""Entries in a download; a longer one says that it was cut."""
_DEEPEST = 100_000
LONGEST = 400
"""Characters that a name may be filtered by, as in the search."""


@dataclass(frozen=True)
class Value:
    """A value of a facet: its name, how many entries have it, and the list with it chosen or no longer chosen.

    `href` is empty for a value that nothing has beside what is chosen already.
    """

    text: str
    count: Count
    href: str
    chosen: bool


def blueprint(site: Site) -> Blueprint:
    """The routes of the lists."""
    routes = Blueprint("browse", __name__)
    forms: Mapping[Format, Sequence[str]] = {
        **dict.fromkeys(taken.THINGS, urls.LISTS),
        feed.ATOM: feed.names(),
        calendar.ICALENDAR: calendar.LISTS,
    }

    def show(name: str, extension: str = "") -> Response:
        listing = listings()[name]
        choice = _choice(listing)
        form = next((form for form in forms if form.extension == extension), None) or taken.things_form()
        with site.serving() as serving:
            tag = answers.etag(serving, name, form.extension, texts.language())
            if (unchanged := answers.not_modified(tag)) is not None:
                return unchanged
            if form is feed.ATOM:
                return _feed(serving, listing, choice, tag)
            if form is calendar.ICALENDAR:
                return calendar.respond(serving, listing, choice, tag)
            if form is HTML:
                return _page(serving, listing, choice, tag)
            return _download(serving, listing, choice, form, tag)

    for name in urls.LISTS:
        routes.add_url_rule(urls.listing(name), name, show, defaults={"name": name})
    for form, names in forms.items():
        for name in names:
            options = {"name": name, "extension": form.extension}
            routes.add_url_rule(urls.listing(name, form.extension), f"{name}-{form.key}", show, defaults=options)
    return routes


def _choice(listing: Listing) -> Choice:
    """What the address chooses. Raises Problem where it names an order that the list does not have."""
    facets = {key for key, one in listing.fields.items() if one.facet}
    chosen = {key: value for key, value in request.args.items() if key in facets and value}
    order = request.args.get("sort", "") or listing.order
    words = request.args.get("filter", "").strip()
    if len(words) > LONGEST:
        raise Problem(400, f"filter has {len(words)} characters; at most {LONGEST} are searched for. Shorten it.")
    if order.removeprefix("-") not in ("name", *listing.fields):
        raise Problem(400, f"{order!r} is no order of this list; known: name, {', '.join(listing.fields)}.")
    return Choice(
        {key: iris.ID + value if _is_local(listing.fields[key], value) else value for key, value in chosen.items()},
        words,
        order,
        texts.language(),
    )


def _is_local(one: Field, value: str) -> bool:
    """Addresses name our own things by kind and slug."""
    return one.kind == "name" and "://" not in value


def _address(listing: Listing, choice: Choice, extension: str = "", **changed: str) -> str:
    """The address of the list as chosen, with changes; an empty value removes one."""
    arguments = {key: value.removeprefix(iris.ID) for key, value in choice.chosen.items()}
    arguments |= {"filter": choice.words, "sort": choice.order if choice.order != listing.order else ""}
    arguments |= {"lang": texts.chosen() or ""} | changed
    return urls.listing(listing.name, extension, {key: value for key, value in arguments.items() if value})


def _page(serving: Serving, listing: Listing, choice: Choice, tag: str) -> Response:
    reader, at = Reader(serving), number_asked()
    total = serving.lists.count(listing, choice)
    entries = serving.lists.entries(listing, choice, PAGE + 1, (at - 1) * PAGE)
    more, entries = len(entries) > PAGE, entries[:PAGE]
    # Where not all was counted, there is another page as long as there is more.
    pages = max(1, min(-(-total.entries // PAGE) if total.whole else at + more, _DEEPEST // PAGE))
    if at > pages or (at > 1 and not entries):
        raise Problem(404, f"The last page is {pages}; {urls.listing(listing.name)} is the first.")
    reader.asked[listing.name] = _sparql(listing, choice, (at - 1) * PAGE)
    shown = Page(
        title=texts.of(listing.name),
        summary=texts.of(f"list.what.{listing.name}"),
        trail=trail(Link(texts.of(listing.name), urls.listing(listing.name))),
        downloads=page.downloads(taken.THINGS, lambda form: _address(listing, choice, form.extension)),
        asked=reader.asked,
        described=_described(entries, total.entries, (at - 1) * PAGE),
        whole=urls.listing(listing.name) if choice.narrows or choice.order != listing.order else None,
        feed=_of_time(listing, choice, feed.ATOM) if listing.name in feed.names() else None,
    )
    content = {
        "listing": listing,
        "columns": [one for one in listing.fields.values() if one.column],
        "headings": [
            ("name", texts.of("list.name"), ""),
            *((one.key, one.title[reader.language], one.kind) for one in listing.fields.values() if one.column),
        ],
        "entries": entries,
        "total": total,
        "facets": _facets(reader, listing, choice),
        "chips": [
            (one, _text(reader, one, choice.chosen[key]), _address(listing, choice, **{key: ""}))
            for key, one in listing.fields.items()
            if key in choice.chosen
        ],
        "choice": choice,
        "calendar": _of_time(listing, choice, calendar.ICALENDAR) if listing.name in calendar.LISTS else None,
        "longest": LONGEST,
        "at": at,
        "pages": pages,
        "previous": _address(listing, choice, page=str(at - 1)) if at > 1 else None,
        "next": _address(listing, choice, page=str(at + 1)) if at < pages else None,
        "sorted_by": lambda key: _address(listing, choice, sort=f"-{key}" if choice.order == key else key),
        "hidden": {key: value.removeprefix(iris.ID) for key, value in choice.chosen.items()},
    }
    response = page.respond(serving, tag, "list.html", shown, **content)
    for rel in ("previous", "next"):
        if content[rel]:
            response.headers.add("Link", f'<{content[rel]}>; rel="{"prev" if rel == "previous" else rel}"')
    return response


def _of_time(listing: Listing, choice: Choice, form: Format) -> str:
    """The address of the feed or the calendar of a list as chosen, in one language: they have the order of time."""
    return _address(listing, choice, form.extension, sort="", lang=choice.language)


def _feed(serving: Serving, listing: Listing, choice: Choice, tag: str) -> Response:
    at, reader = number_asked(), Reader(serving)
    if at > feed.PAGES:
        raise Problem(404, f"A feed goes back {feed.PAGES} pages; {urls.listing(listing.name)} has all.")
    chosen = [_text(reader, listing.fields[key], value) for key, value in choice.chosen.items()]
    chosen += [choice.words] if choice.words else []
    shown = _address(listing, choice, lang=choice.language)
    links = dict(feed.addresses(_of_time(listing, choice, feed.ATOM), at, shown))
    return feed.respond(serving, listing, choice, chosen, at, links, tag)


def _facets(reader: Reader, listing: Listing, choice: Choice) -> list[tuple[Field, list[Value]]]:
    found = []
    for key, one in listing.fields.items():
        if not one.facet:
            continue
        values = []
        for value, count in reader.serving.lists.facet(listing, one, choice):
            chosen = choice.chosen.get(key) == value
            href = _address(listing, choice, **{key: "" if chosen else value.removeprefix(iris.ID)})
            leads = count.entries or not count.whole or chosen
            values.append(Value(_text(reader, one, value), count, href if leads else "", chosen))
        if any(value.href for value in values):
            found.append((one, values))
    return found


def _text(reader: Reader, one: Field, value: str) -> str:
    """A value as people read it."""
    if one.kind == "name":
        return reader.name(value) or value
    if one.kind == "day":
        return day(value, reader.language)
    return number(value, reader.language) if one.kind == "number" else value


def _sparql(listing: Listing, choice: Choice, offset: int) -> str:
    """A query for the same items, by their names as the engine orders them."""
    lines = [f"  {listing.where}"]
    for key, value in choice.chosen.items():
        one = listing.fields[key]
        term = f"<{value}>" if one.kind == "name" else json.dumps(value, ensure_ascii=False)
        lines += [f"  {{ {one.pattern(key)} }}", f"  FILTER({'' if one.kind == 'name' else 'STR'}(?{key}) = {term})"]
    lang = choice.language
    lines.append(f'  OPTIONAL {{ ?item rdfs:label ?own . FILTER(LANG(?own) = "{lang}") }}')
    label = "?own"
    if lang != "vi":
        lines.append('  OPTIONAL { ?item rdfs:label ?other . FILTER(LANG(?other) = "vi") }')
        label = "COALESCE(?own, ?other)"
    tail = f"ORDER BY ?label LIMIT {PAGE}" + (f" OFFSET {offset}" if offset else "")
    head = f"{PREFIX}PREFIX rdfs: <{iris.RDFS}>\n\nSELECT DISTINCT ?item ({label} AS ?label) WHERE {{"
    return "\n".join([head, *lines, "}", tail])


def _described(entries: list[Entry], total: int, offset: int) -> dict[str, Any]:
    items = [
        {"@type": "ListItem", "position": offset + place, "url": entry.iri, "name": entry.label}
        for place, entry in enumerate(entries, 1)
    ]
    return {
        "@context": "https://schema.org",
        "@type": "ItemList",
        "numberOfItems": total,
        "itemListElement": items,
    }


def _download(serving: Serving, listing: Listing, choice: Choice, form: Format, tag: str) -> Response:
    """The whole list as chosen: names in the language of the reader, values by name with their IRIs beside."""
    if form.kind == "graph":
        chosen = [entry.iri for entry in serving.lists.entries(listing, choice, taken.MOST + 1)]
        return taken.statements(serving, chosen, form, tag, listing.name)
    reader = Reader(serving)
    entries = serving.lists.entries(listing, choice, MOST + 1)
    cut, entries = len(entries) > MOST, entries[:MOST]
    fields = [one for one in listing.fields.values() if one.column]

    def cell(one: Field, value: str) -> str:
        return (reader.name(value) or value) if one.kind == "name" else value

    def node(e: Entry, one: Field, value: str) -> str | dict[str, Any]:
        if one.kind != "name":
            return value
        days = {"days": e.days.get((one.key, value), [])} if one.days else {}
        return {"iri": value, "name": cell(one, value), **days}

    def text(e: Entry, one: Field, value: str) -> str:
        days = e.days.get((one.key, value))
        return f"{cell(one, value)} ({', '.join(days)})" if days else cell(one, value)

    if form.key == "json":
        rows = [
            {"iri": e.iri, "name": e.label}
            | {one.key: [node(e, one, value) for value in e.values.get(one.key, ())] for one in fields}
            for e in entries
        ]
        response = Response(json.dumps(rows, ensure_ascii=False), mimetype="application/json")
    else:
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(["iri", "name", *(one.key for one in fields)])
        for e in entries:
            values = ["; ".join(text(e, one, value) for value in e.values.get(one.key, ())) for one in fields]
            writer.writerow([e.iri, e.label, *values])
        response = Response(out.getvalue(), content_type="text/csv; charset=utf-8")
    if cut:
        response.headers[answers.CUT_HEADER] = "rows"
    response.headers["Content-Disposition"] = f'inline; filename="{listing.name}.{form.extension}"'
    return answers.finish(response, tag)
