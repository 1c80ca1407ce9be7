"""A ranking: whose it is, how it was made, who stands where, and who says so."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from kg import iris
from server import texts
from server.drawing import strip
from server.pages import plots
from server.pages.figures import link, sentence
from server.pages.page import Link, Page, View, of_resource, trail
from server.pages.reader import Reader, Row
from server.pages.standings import LAST, Standing, on_map, places, standings

_ABOUT = ("indicator", "period", "issuer", "report", "compiler", "method")
PLACES = 20
"""Places that one line of ranks shows; the table has all."""


def show(reader: Reader, kind: str, slug: str) -> View:
    """The page of a ranking."""
    iri, name = iris.resource(kind, slug), reader.name
    about = reader.rows("ranking", ranking=iri)
    entries = standings(reader.rows("ranking-entries", ranking=iri), name)
    found = {
        key: _links(about, key, reader) for key in ("indicator", "period", "issuer", "report", "compiler", "method")
    }
    categories, rules = _method(about, reader)
    shown = _page(reader, kind, slug, entries)
    drawn, kinds = plots.maps(on_map(entries), shown.title, name)
    content: dict[str, Any] = {
        **found,
        "called": next((row["title"] for row in about if "title" in row), None),
        "note": next((row["note"] for row in about if "note" in row), None),
        "lower": any(row.get("lowerIsBetter") == "true" for row in about),
        "categories": categories,
        "rules": rules,
        "entries": entries,
        "groups": _groups(entries),
        "strips": _strips(entries),
        "maps": drawn,
        "kinds": kinds,
        "scored": any(one.figure.value is not None for one in entries),
        "changed": any(one.changes for one in entries),
        "among": len({one.among for one in entries if one.among}) > 1,
    }
    return View("ranking.html", shown, content)


def _page(reader: Reader, kind: str, slug: str, entries: Sequence[Standing]) -> Page:
    iri = iris.resource(kind, slug)
    title = sentence(reader.name(iri) or slug)
    return Page(
        title=title,
        summary=texts.of("rankings.summary", count=len(entries)),
        trail=trail(Link(texts.of("indicators"), "/indicators")),
        downloads=of_resource(kind, slug),
        asked=reader.asked,
        described={
            "@context": "https://schema.org",
            "@type": "ItemList",
            "name": title,
            "url": iri,
            "itemListElement": [
                {"@type": "ListItem", "position": one.rank, "name": one.figure.about.text}
                for one in entries
                if one.rank is not None
            ],
        },
        iri=iri,
    )


def _links(rows: Sequence[Row], key: str, reader: Reader) -> list[Link]:
    return [link(found, reader.name) for found in dict.fromkeys(row[key] for row in rows if key in row)]


def _method(about: Sequence[Row], reader: Reader) -> tuple[list[Link], list[str]]:
    """The categories of the method, in order, and the rules of scoring."""
    method = next((row["method"] for row in about if "method" in row), None)
    if method is None:
        return [], []
    rows = reader.rows("ranking-method", method=method)
    categories = [link(row["category"], reader.name) for row in rows if "category" in row]
    return categories, [row["rule"] for row in rows if "rule" in row]


def _groups(entries: Sequence[Standing]) -> list[tuple[str, bool, list[Standing]]]:
    """The groups of those for whom the source gives no number, and whether each is the last."""
    grouped: dict[str, list[Standing]] = {}
    for one in entries:
        if one.rank is None and one.group:
            grouped.setdefault(one.group, []).append(one)
    ordered = sorted(grouped.items(), key=lambda item: item[0] == LAST)
    return [(sentence(some[0].text), group == LAST, some) for group, some in ordered]


def _strips(entries: Sequence[Standing]) -> list[tuple[str, Markup]]:
    """A line of ranks, with its heading, for each set of those ranked, the largest first."""
    ordered = sorted(places(entries).items(), key=lambda item: -item[0][1])
    drawn = []
    for number, ((among, out_of), found) in enumerate(ordered, 1):
        heading = texts.of("rankings.strip", among=among or out_of, count=out_of)
        says = texts.of("rankings.strip-says", names="; ".join(place.text for place in found[:PLACES]))
        drawn.append((heading, strip.ranks(f"strip-{number}", heading, says, found[:PLACES], out_of)))
    return drawn
