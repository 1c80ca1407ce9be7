"""Atom feeds (RFC 4287), and those of the lists that have an order in time.

A feed is in pages that lead from one to the next (RFC 5005).
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from flask import Response, render_template, request

from kg import iris
from kg.catalogue import Entry, Listing, listings
from kg.choosing import Choice
from kg.formats import Format
from kg.xml_text import xml_text
from server import answers, texts, urls
from server.pages.page import Link
from server.pages.reader import Reader
from server.pages.writing import day
from server.site import Serving

ATOM = Format("atom", "page", "application/atom+xml", "atom", "Atom")
ENTRIES = 50
PAGES = 200
"""Pages that a feed goes back; what is older stands in the list and its downloads."""
ORDER = "reported"
"""The field of a list that tells when its entries were in the news."""
_VALUES = 20
"""Values of a field that an entry names."""


@dataclass(frozen=True)
class Item:
    """An entry of a feed. `topics` are the things that it is filed under: their IRIs and names; `data` is the address
    of what it tells of as RDF, where that has one."""

    iri: str
    title: str
    updated: str
    href: str
    summary: str
    topics: list[tuple[str, str]]
    data: str = ""


def names() -> tuple[str, ...]:
    """The lists that have a feed."""
    return tuple(name for name, listing in listings().items() if ORDER in listing.fields)


def respond(
    serving: Serving, listing: Listing, choice: Choice, chosen: list[str], at: int, addresses: dict[str, str], tag: str
) -> Response:
    """Page `at` of the feed of a list: the newest first of what was chosen, `chosen` in words.

    `addresses` are those of the feed itself, of its neighbouring pages and of the list, by the relation of the link.
    """
    newest = Choice(choice.chosen, choice.words, f"-{ORDER}", choice.language)
    found = serving.lists.entries(listing, newest, ENTRIES + 1, (at - 1) * ENTRIES)
    dated = [entry for entry in found if ORDER in entry.values]  # those without a day come last
    if len(dated) <= ENTRIES or at >= PAGES:
        addresses = {rel: href for rel, href in addresses.items() if rel != "next"}
    reader = Reader(serving)
    items = [_item(reader, listing, entry) for entry in dated[:ENTRIES]]
    title = ": ".join(filter(None, ("diemcau", texts.of(listing.name), "; ".join(chosen))))
    return answer(serving, title, texts.of(f"list.what.{listing.name}"), items, addresses, tag)


def answer(
    serving: Serving, title: str, subtitle: str, items: list[Item], addresses: Mapping[str, str], tag: str
) -> Response:
    """A page of a feed; `addresses` as those of `respond`."""
    body = render_template(
        "feed.xml",
        title=xml_text(title),
        subtitle=xml_text(subtitle),
        iri=iris.BASE + addresses["self"].removeprefix("/"),
        updated=max((item.updated for item in items), default=_published(serving)),
        items=[
            replace(one, title=xml_text(one.title), summary=xml_text(one.summary), topics=_topics(one)) for one in items
        ],
        links=[Link(rel, href) for rel, href in addresses.items() if rel != "alternate"],
        alternate=addresses["alternate"],
        home=iris.BASE,
        origin=request.host_url.rstrip("/"),
        rights=texts.of("licence"),
    )
    response = Response(body, content_type=f"{ATOM.media_type}; charset=utf-8")
    return answers.finish(response, tag)


def _item(reader: Reader, listing: Listing, entry: Entry) -> Item:
    said: list[str] = []
    topics: list[tuple[str, str]] = []
    for key, one in listing.fields.items():
        values = entry.values.get(key, ())[:_VALUES]
        if key == ORDER or not (one.column and values):
            continue
        named = [(reader.name(v) or v) if one.kind == "name" else _value(one.kind, v, reader.language) for v in values]
        said.append(f"{one.title[reader.language]}: {', '.join(named)}")
        if one.facet and one.kind == "name":
            topics += zip(values, named, strict=True)
    path = urls.link(entry.iri) or entry.iri
    return Item(
        entry.iri,
        entry.label,
        moment(max(entry.values[ORDER])),
        urls.with_language(path, reader.language),
        ". ".join(said),
        topics,
    )


def _value(kind: str, value: str, language: str) -> str:
    return day(value, language) if kind == "day" else value


def moment(date: str) -> str:
    """A day in Viet Nam as a moment (RFC 3339): its beginning."""
    return f"{date[:10]}T00:00:00+07:00"


def _published(serving: Serving) -> str:
    """When the release was made: the moment of a feed without entries."""
    made = serving.release.dump.stat().st_mtime
    return datetime.datetime.fromtimestamp(int(made), datetime.UTC).isoformat()


def _topics(item: Item) -> list[tuple[str, str]]:
    return [(iri, xml_text(name)) for iri, name in item.topics]


def numbered(first: str, page: int) -> str:
    """The address of a page of a feed whose first page is at `first`."""
    if page == 1:
        return first
    return f"{first}{'&' if '?' in first else '?'}page={page}"


def addresses(first: str, at: int, listing: str) -> Iterator[tuple[str, str]]:
    """The links of page `at` of a feed, by relation."""
    yield "self", numbered(first, at)
    yield "alternate", listing
    yield "first", first
    if at > 1:
        yield "previous", numbered(first, at - 1)
    yield "next", numbered(first, at + 1)
