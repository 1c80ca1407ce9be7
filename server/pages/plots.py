"""The charts of figures, with the words that say the same."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from markupsafe import Markup

from kg import iris
from server import texts
from server.drawing import bars, series, svg, tiles
from server.drawing.tiles import Edition, Tile
from server.pages.figures import PERCENT, Figure, measure, points
from server.pages.verdict import Verdict
from server.releases import Namer

MOST = 4
"""Entities that one chart over time tells apart; more are compared as dots."""
_EDITIONS = {"63": "rankings.map-63", "34": "rankings.map-34"}
_KINDS = {
    "leading": "rankings.map-leading",
    "ranked": "rankings.map-ranked",
    "last": "rankings.map-last",
    "known": "rankings.map-known",
}
AREA = iris.ID + "area/"
ROWS = 20
"""Entities that a chart compares; the table beside it has all."""


def gap(verdict: Verdict, target: Figure, name: Namer) -> bars.Gap | None:
    """The bar of a target, where it has a number."""
    if target.value is None:
        return None
    figure = verdict.figure
    comparable = figure is not None and figure.value is not None and figure.unit == target.unit
    value = figure.value if figure is not None and comparable else None
    high = Decimal(100) if target.unit == PERCENT else max(target.value, value or Decimal(0)) * Decimal("1.1")
    missing = verdict.gap is not None and verdict.gap > 0
    return bars.Gap(
        target=float(target.value),
        value=None if value is None else float(value),
        high=float(high) or 1.0,
        state=verdict.state,
        target_text=texts.of("targets.aim", text=target.text),
        value_text=figure.text if figure is not None else "",
        gap_text=f"−{points(abs(verdict.gap), target.unit, name)}" if missing and verdict.gap is not None else "",
    )


def kind(figure: Figure) -> str:
    """How the mark of a figure looks."""
    if not figure.firm:
        return "possible"
    return "hedged" if figure.hedged else ""


def over_time(
    key: str, title: str, measured: Sequence[Figure], aims: Sequence[Figure], name: Namer, main: str = ""
) -> Markup | None:
    """The figures over time, by entity, with the targets; None where there are no two days to compare.

    `main` is the IRI of the target that the page is about; without it all are.
    """
    shown = [one for one in measured if one.value is not None and one.day]
    goals = [one for one in aims if one.value is not None and one.end]
    unit = next((one.unit for one in (*goals, *shown)), "")
    shown, goals = ([one for one in some if one.unit == unit] for some in (shown, goals))
    entities = list(dict.fromkeys(one.about for one in shown))
    if len({one.day for one in (*shown, *goals)}) < 2 or not shown or len(entities) > MOST:
        return None
    lines = [
        series.Series(
            entity.text,
            [
                series.Point(one.day, float(one.value), one.text, kind(one))
                for one in shown
                if one.about == entity and one.value is not None
            ],
        )
        for entity in entities
    ]
    marks = [
        series.Aim(one.start, one.end, float(one.value), texts.of("targets.aim", text=one.text), main in ("", one.iri))
        for one in goals
        if one.value is not None
    ]
    described = texts.of("figures.over-time-says", count=len(shown), targets=len(marks))
    whole = 100.0 if unit == PERCENT else None
    return series.over_time(key, title, described, lines, marks, _axis(unit, name), whole)


def compared(key: str, title: str, measured: Sequence[Figure], name: Namer) -> Markup | None:
    """The figures of several entities, or several of one, side by side; None where there is but one."""
    unit = next((one.unit for one in measured if one.value is not None), "")
    shown = [one for one in measured if one.value is not None and one.unit == unit]
    grouped: dict[tuple[str, str], list[Figure]] = {}
    for one in shown:
        grouped.setdefault((one.about.text, one.period), []).append(one)
    if len(shown) < 2:
        return None
    rows = [
        bars.Line(
            f"{who} · {period}",
            [bars.Mark(float(one.value), one.text, kind(one)) for one in some if one.value is not None],
        )
        for (who, period), some in list(grouped.items())[:ROWS]
    ]
    values = [mark.value for row in rows for mark in row.marks]
    steps = svg.ticks(100.0 if unit == PERCENT else max(values), low=min(values))
    write = _axis(unit, name)
    described = texts.of("figures.compared-says", count=len(shown))
    return bars.dots(key, title, described, rows, [(step, write(step)) for step in steps])


def _axis(unit: str, name: Namer) -> Callable[[float], str]:
    """Writes the numbers of an axis in the language of the page; of units, only per cent."""
    return lambda value: measure(Decimal(str(value)), unit if unit == PERCENT else "", name)


def maps(
    known: Mapping[Edition, Mapping[str, Tile]], title: str, name: Namer
) -> tuple[list[tuple[str, Markup]], list[tuple[str, str]]]:
    """A map, with its heading, for each edition that has something to show; the kinds of tiles that stand out."""
    drawn = [
        (
            texts.of(_EDITIONS[edition]),
            tiles.provinces(f"map-{edition}", title, edition, found, lambda slug: name(AREA + slug) or slug),
        )
        for edition, found in known.items()
        if found
    ]
    kinds = {tile.kind for found in known.values() for tile in found.values()}
    return drawn, [(kind, texts.of(word)) for kind, word in _KINDS.items() if kind in kinds]
