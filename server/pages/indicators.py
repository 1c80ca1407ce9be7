"""An indicator: what it is, its figures in charts and a table, the targets on it, what is said about it."""

from collections.abc import Sequence
from typing import Any

from kg import iris
from server import texts
from server.pages import plots
from server.pages.figures import (
    PERCENT,
    Figure,
    disagreeing,
    figure,
    figures,
    link,
    of_indicator,
    sentence,
    sources,
)
from server.pages.page import Link, Page, View, of_resource, trail
from server.pages.reader import Reader, Row
from server.pages.standings import Standing, figures_on_map, merged, on_map, standings
from server.releases import Namer


def show(reader: Reader, kind: str, slug: str) -> View:
    """The page of an indicator."""
    iri, name = iris.resource(kind, slug), reader.name
    about = reader.rows("indicator", indicator=iri)
    rows = of_indicator(reader, iri)
    measured = [one for one in figures(rows, name) if one.value is not None]
    ranked = standings(rows, name)
    targets = [figure(row["target"], row, name) for row in reader.rows("targets-on-indicator", indicator=iri)]
    title = sentence(name(iri) or slug)
    known = merged(figures_on_map(measured), on_map(ranked))
    drawn, kinds = plots.maps(known, title, name)
    latest = max(measured, key=lambda one: (one.day, one.iri), default=None)
    moved = plots.over_time("series", texts.of("figures.over-time"), _one_scale(measured), targets, name)
    content = {
        "unit": _unit(measured, targets, name),
        "direction": _direction(about),
        "definition": next((row["definition"] for row in about if "definition" in row), None),
        "others": list(dict.fromkeys(row["other"] for row in about if "other" in row)),
        "note": next((row["note"] for row in about if "note" in row), None),
        "systems": [link(found, name) for found in dict.fromkeys(row["system"] for row in about if "system" in row)],
        "measured": measured,
        "latest": latest,
        "disagreeing": disagreeing(measured),
        "targets": targets,
        "over_time": moved,
        "compared": plots.compared("compared", texts.of("figures.compared"), _to_compare(measured, moved), name),
        "rankings": _rankings(ranked),
        "maps": drawn,
        "kinds": kinds,
        "said": _said(reader.rows("indicator-said", indicator=iri), name),
    }
    return View("indicator.html", _page(reader, kind, slug, title, measured), content)


def _page(reader: Reader, kind: str, slug: str, title: str, measured: Sequence[Figure]) -> Page:
    iri = iris.resource(kind, slug)
    return Page(
        title=title,
        summary=texts.of("indicators.summary", count=len(measured)),
        trail=trail(Link(texts.of("indicators"), "/indicators")),
        downloads=of_resource(kind, slug),
        asked=reader.asked,
        described={
            "@context": "https://schema.org",
            "@type": "StatisticalVariable",
            "name": title,
            "url": iri,
            "inLanguage": reader.language,
        },
        iri=iri,
    )


def _unit(measured: Sequence[Figure], targets: Sequence[Figure], name: Namer) -> str:
    units = dict.fromkeys(one.unit for one in (*measured, *targets) if one.unit)
    return ", ".join("%" if unit == PERCENT else name(unit) or "" for unit in units)


def _direction(about: Sequence[Row]) -> str | None:
    known = next((row["lowerIsBetter"] for row in about if "lowerIsBetter" in row), None)
    if known is None:
        return None
    return texts.of("indicators.lower" if known == "true" else "indicators.higher")


def _one_scale(measured: Sequence[Figure]) -> list[Figure]:
    """The figures of entities that are measured on several days: what a chart over time can show."""
    days: dict[Link, set[str]] = {}
    for one in measured:
        days.setdefault(one.about, set()).add(one.day)
    moving = {about for about, found in days.items() if len(found) > 1}
    return [one for one in measured if one.about in moving]


def _to_compare(measured: Sequence[Figure], moved: object) -> list[Figure]:
    """What is compared side by side: the latest of each entity, or all where no chart over time shows them."""
    if moved is None:
        return list(measured)
    latest: dict[Link, str] = {}
    for one in measured:
        latest[one.about] = max(one.day, latest.get(one.about, ""))
    found = [one for one in measured if one.day == latest[one.about]]
    return found if len(latest) > 1 else []


def _rankings(ranked: Sequence[Standing]) -> list[dict[str, Any]]:
    """The rankings by the indicator, the newest first, with their best known places."""
    grouped: dict[Link, list[Standing]] = {}
    for one in ranked:
        if one.ranking is not None:
            grouped.setdefault(one.ranking, []).append(one)
    ordered = sorted(grouped.items(), key=lambda item: item[1][0].figure.end, reverse=True)
    return [{"link": ranking, "entries": sorted(some, key=lambda one: one.order)} for ranking, some in ordered]


def _said(rows: Sequence[Row], name: Namer) -> list[dict[str, Any]]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row["said"], []).append(row)
    return [
        {
            "link": link(iri, name),
            "kind": name(group[0]["kind"]) if "kind" in group[0] else texts.of("indicators.change"),
            "by": link(group[0]["by"], name) if "by" in group[0] else None,
            "sources": sources(group, name),
        }
        for iri, group in grouped.items()
    ]
