"""A target and what was measured, as a bar with a line; figures side by side, as dots on lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from server.drawing.svg import Scale, bar, chart, dot, element, line, percent, text


@dataclass(frozen=True)
class Gap:
    """A target, and the latest figure where there is one. `high` is the end of the scale.

    `state` (none, reached, pending, short, open) chooses the colour; it is said in words beside it.
    """

    target: float
    value: float | None
    high: float
    state: str
    target_text: str
    value_text: str
    gap_text: str = ""


def gap(key: str, title: str, description: str, of: Gap) -> Markup:
    """The bar of a target: what was measured, what is missing, and the line to be reached."""
    scale = Scale(0, of.high)
    aim, top, height = scale(of.target), 34.0, 30.0
    parts: list[str] = [bar(0, top, 1, height, "track", 4)]
    if of.value is not None:
        have = scale(of.value)
        if have < aim:
            parts.append(bar(have, top, aim - have, height, "missing"))
        parts.append(bar(0, top, have, height, f"have {of.state}", 4))
        parts.append(text(of.value_text, *_beside(have, top + height + 22), "label strong", _anchor(have)))
        if of.gap_text and have < aim and aim - have > 0.3:
            parts.append(text(of.gap_text, (have + aim) / 2, top + 20, "label", "middle"))
    parts += [
        line(aim, top - 8, aim, top + height + 8, "aim"),
        text(of.target_text, *_beside(aim, top - 14), "label aim", _anchor(aim)),
    ]
    return chart(key, title, description, top + height + 30, "gap", parts)


def small(of: Gap) -> Markup:
    """The same without words, for a row of a table that says them."""
    scale, height = Scale(0, of.high), 12.0
    aim = scale(of.target)
    parts: list[str] = [bar(0, 3, 1, height, "track", 3)]
    if of.value is not None:
        have = scale(of.value)
        if have < aim:
            parts.append(bar(have, 3, aim - have, height, "missing"))
        parts.append(bar(0, 3, have, height, f"have {of.state}", 3))
    parts.append(line(aim, 0, aim, height + 6, "aim"))
    return element("svg", *parts, class_="chart small", width="100%", height=height + 6, aria_hidden="true")


def _anchor(share: float) -> str:
    return "start" if share < 0.25 else "end" if share > 0.6 else "middle"


def _beside(share: float, y: float) -> tuple[float, float]:
    return share, y


@dataclass(frozen=True)
class Mark:
    """A figure on a line: `kind` is "" (as it is), "hedged" or "possible"."""

    value: float
    text: str
    kind: str = ""


@dataclass(frozen=True)
class Line:
    """A name and its figures; several where sources disagree."""

    name: str
    marks: Sequence[Mark]


def dots(key: str, title: str, description: str, lines: Sequence[Line], axis: Sequence[tuple[float, str]]) -> Markup:
    """Figures of several entities, one line for each, on one scale: the first of `axis` is its low end."""
    scale, parts, y = Scale(axis[0][0], axis[-1][0]), list[str](), 16.0
    shifts = [_lifts(row.marks, scale) for row in lines]
    bottom = sum(58 + 18 * max(shift, default=0) for shift in shifts) + 16
    for number, words in axis:
        parts.append(line(scale(number), 8, scale(number), bottom, "grid"))
        parts.append(text(words, scale(number), bottom + 18, "tick", _edge(scale(number))))
    for row, shift in zip(lines, shifts, strict=True):
        parts.append(text(row.name, 0, y + 6, "label"))
        y += 26 + 18 * max(shift, default=0)
        ends = [scale(mark.value) for mark in row.marks]
        parts.append(line(0, y, max(ends), y, "stem"))
        if len(ends) > 1:
            parts.append(line(min(ends), y, max(ends), y, "between"))
        for mark, lift in zip(row.marks, shift, strict=True):
            at = scale(mark.value)
            parts.append(dot(at, y, 6.5, f"mark series-1 {mark.kind}".strip()))
            right = at < 0.72
            words = element(
                "text", mark.text, x=percent(at), y=y + 5 - 18 * lift, dx=12 if right else -12,
                class_="label strong", text_anchor="start" if right else "end",
            )  # fmt: skip
            parts.append(words)
        y += 32
    return chart(key, title, description, bottom + 26, "dots", parts)


def _lifts(marks: Sequence[Mark], scale: Scale) -> list[int]:
    """By how many lines the words of each mark go up, to be clear of those of its neighbours."""
    places = [scale(mark.value) for mark in marks]
    if len(places) < 2 or max(places) - min(places) > 0.45:
        return [0] * len(places)
    order = sorted(range(len(places)), key=lambda index: places[index], reverse=True)
    return [order.index(index) for index in range(len(places))]


def _edge(share: float) -> str:
    return "start" if share < 0.01 else "end" if share > 0.99 else "middle"
