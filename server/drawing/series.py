"""Figures over time: dots joined by lines, each named at its end; targets as lines that end at their deadlines."""

import datetime
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from server.drawing.svg import Scale, apart, chart, dot, element, line, percent, text, ticks

_HEIGHT, _TOP = 250.0, 34.0


@dataclass(frozen=True)
class Point:
    """A figure on a day (ISO). `kind` is "" (as it is), "hedged" or "possible"."""

    day: str
    value: float
    text: str
    kind: str = ""


@dataclass(frozen=True)
class Series:
    """The figures of one entity."""

    name: str
    points: Sequence[Point]


@dataclass(frozen=True)
class Aim:
    """A target in force from one day to another (ISO)."""

    start: str
    end: str
    value: float
    text: str
    main: bool = True


def over_time(
    key: str,
    title: str,
    description: str,
    series: Sequence[Series],
    aims: Sequence[Aim],
    number: Callable[[float], str],
    whole: float | None = None,
) -> Markup:
    """The chart. `number` writes the numbers of the axis; `whole` is the end of the scale where there is one (100%)."""
    values = [p.value for s in series for p in s.points] + [a.value for a in aims]
    days = [p.day for s in series for p in s.points] + [a.end for a in aims] + [a.start for a in aims]
    steps = ticks(max(values) if whole is None else max(whole, *values), low=min(values))
    years = _years(min(days), max(days))
    across = Scale(years[0].toordinal(), years[-1].toordinal())
    up = Scale(steps[0], steps[-1])

    def x(day: str) -> float:
        return across(datetime.date.fromisoformat(day).toordinal())

    def y(value: float) -> float:
        return _TOP + (1 - up(value)) * _HEIGHT

    parts = _axes(steps, years, across, y, number)
    parts += [part for aim in aims for part in _aim(aim, x, y)]
    ends: list[tuple[float, float, str]] = []
    for place, one in enumerate(series, 1):
        marks = sorted(one.points, key=lambda p: (p.day, p.value))
        parts += [
            line(x(a.day), y(a.value), x(b.day), y(b.value), f"{_between(a, b)} series-{place}")
            for a, b in itertools.pairwise(marks)
        ]
        parts += [dot(x(p.day), y(p.value), 6.5, f"mark series-{place} {p.kind}".strip()) for p in marks]
        followed = [(a, b) for a, b in itertools.pairwise(marks) if a.day != b.day]
        parts += [_inside(x(a.day), y(a.value), y(b.value), a, a is marks[0]) for a, b in followed]
        named = f"{one.name}: " if len(series) > 1 else ""
        last = marks[-1].day
        ends += [(x(p.day), y(p.value), named + p.text) for p in marks if p.day == last]
    return chart(key, title, description, _TOP + _HEIGHT + 34, "series", [*parts, *_labels(ends)])


def _inside(across: float, down: float, then: float, point: Point, first: bool) -> Markup:
    """The words of a figure that others follow: on the side that the line leaves free."""
    if first and then <= down:
        return (
            element("text", point.text, x=percent(across), y=down - 14, dx=10, class_="label strong", text_anchor="end")
            if across > 0.3
            else text(point.text, across, down - 14, "label strong")
        )
    below = then <= down and down + 30 < _TOP + _HEIGHT
    anchor = "start" if across < 0.15 else "middle"
    return text(point.text, across, down + 24 if below else down - 14, "label strong", anchor)


def _between(a: Point, b: Point) -> str:
    """What joins two figures: those of one day disagree."""
    return "between" if a.day == b.day else "join"


def _years(first: str, last: str) -> list[datetime.date]:
    low, high = int(first[:4]), int(last[:4]) + 1
    step = max(1, (high - low) // 6)
    return [datetime.date(year, 1, 1) for year in range(low, high + step, step)]


def _axes(
    steps: Sequence[float],
    years: Sequence[datetime.date],
    across: Scale,
    y: Callable[[float], float],
    number: Callable[[float], str],
) -> list[str]:
    parts: list[str] = []
    for step in steps:
        parts.append(line(0, y(step), 1, y(step), "base" if step == 0 else "grid"))
        parts.append(text(number(step), 0, y(step) - 5, "tick"))
    foot = y(steps[0])
    for before, after in itertools.pairwise(years):
        left, right = across(before.toordinal()), across(after.toordinal())
        parts.append(line(left, foot, left, foot + 6, "base"))
        parts.append(text(str(before.year), (left + right) / 2, foot + 22, "tick", "middle"))
    parts.append(line(1, foot, 1, foot + 6, "base"))
    return parts


def _aim(aim: Aim, x: Callable[[str], float], y: Callable[[float], float]) -> list[str]:
    at, end = y(aim.value), x(aim.end)
    class_ = "aim" if aim.main else "aim other"
    anchor = "end" if end > 0.5 else "start"
    return [
        line(x(aim.start), at, end, at, class_),
        element("rect", x=percent(end), y=at - 6, width=12, height=12, class_=class_, transform="translate(-6 0)"),
        text(aim.text, end if anchor == "end" else x(aim.start), at - 12, f"label {class_}", anchor),
    ]


def _labels(labels: Sequence[tuple[float, float, str]]) -> list[str]:
    """The words beside the dots, those close to one another moved apart."""
    parts: list[str] = []
    places = _places(labels)
    for (across, _, words), down in zip(labels, places, strict=True):
        right = across < 0.6
        parts.append(
            element(
                "text",
                words,
                x=percent(across),
                y=down + 5,
                dx=12 if right else -12,
                class_="label strong",
                text_anchor="start" if right else "end",
            )
        )
    return parts


def _places(labels: Sequence[tuple[float, float, str]]) -> list[float]:
    moved = [down for _, down, _ in labels]
    for first in sorted({round(across, 1) for across, _, _ in labels}):
        group = [index for index, label in enumerate(labels) if round(label[0], 1) == first]
        for index, down in zip(group, apart([moved[i] for i in group], 19), strict=True):
            moved[index] = down
    return moved
