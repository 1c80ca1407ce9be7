"""A target and what was measured, as a bar with a line; figures side by side, as dots on lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from markupsafe import Markup

from server.drawing.svg import Scale, bar, chart, dot, element, line, percent, text

_UP = 19.0
"""Between the words of marks that stand above one another."""
_RIGHT, _WORDS = 0.72, 0.4
"""Up to where words stand to the right of a mark, and how much of a line they may take on a narrow screen."""
_WIDE, _LEADING = 46, 18.0
"""Characters of a name that fit on a line of a narrow screen, and the distance of its lines."""


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
        parts.append(text(of.value_text, have, top + height + 22, "label strong", _anchor(have)))
        if of.gap_text and have < aim and aim - have > 0.3:
            parts.append(text(of.gap_text, (have + aim) / 2, top + 20, "label", "middle"))
    parts += [
        line(aim, top - 8, aim, top + height + 8, "aim"),
        text(of.target_text, aim, top - 14, "label aim", _anchor(aim)),
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


@dataclass(frozen=True)
class Mark:
    """A figure on a line: `kind` is "" (as it is), "hedged" or "possible"."""

    value: float
    text: str
    kind: str = ""


@dataclass(frozen=True)
class Line:
    """A name and its figures; several where sources disagree. `aim` is the target that they are to reach; `note` says
    why there is no figure.
    """

    name: str
    marks: Sequence[Mark]
    aim: Mark | None = None
    note: str = ""


def dots(key: str, title: str, description: str, lines: Sequence[Line], axis: Sequence[tuple[float, str]]) -> Markup:
    """Figures of several entities, one line for each, on one scale: `axis` has its low end first, its high end last."""
    scale, rows, y = Scale(axis[0][0], axis[-1][0]), list[str](), 10.0
    for one in lines:
        for words in wrap(one.name, _WIDE) or [""]:
            rows.append(text(words, 0, y + 12, "label"))
            y += _LEADING
        above = len(one.marks) > 1 or _crowded(one, scale)
        y += 32 - _LEADING + _UP * (len(one.marks) if above else 0)
        if one.aim is not None:  # beneath the words of the figures, which keep a seam of the ground around them
            aim = scale(one.aim.value)
            rows.append(line(aim, y - 12, aim, y + 12, "aim"))
        rows += _marks(one.marks, scale, y, above)
        if one.note:
            rows.append(text(one.note, 0, y + 5, "tick"))
        if one.aim is not None:
            y += 24
            rows.append(text(one.aim.text, aim, y, "label aim", _anchor(aim)))
        y += 28
    parts: list[str] = []
    for number, words in axis:
        parts.append(line(scale(number), 4, scale(number), y, "grid"))
        parts.append(text(words, scale(number), y + 18, "tick", _edge(scale(number))))
    return chart(key, title, description, y + 26, "dots", [*parts, *rows])


def _crowded(one: Line, scale: Scale) -> bool:
    """Whether the words of a single figure, beside it, would hide the line that is to be reached."""
    if one.aim is None or len(one.marks) != 1:
        return False
    have = scale(one.marks[0].value)
    away = scale(one.aim.value) - have if have < _RIGHT else have - scale(one.aim.value)
    return 0 <= away < _WORDS


def _marks(marks: Sequence[Mark], scale: Scale, y: float, above: bool) -> list[str]:
    """The marks of one line with their words: beside a single one, or `above` the line."""
    if not marks:
        return []
    ends, zero = [scale(mark.value) for mark in marks], scale(0)
    parts: list[str] = [line(min(zero, *ends), y, max(zero, *ends), y, "stem")]
    if not above:
        shown = _words(marks[0].text, ends[0], y + 5, 12, ends[0] < _RIGHT)
        return [*parts, dot(ends[0], y, 6.5, _class(marks[0])), shown]
    parts.append(line(min(ends), y, max(ends), y, "between"))
    left = max(ends) > 0.5  # the words stand to the left of their marks, the outermost highest
    order = sorted(range(len(marks)), key=lambda index: ends[index], reverse=not left)
    for row, index in enumerate(order, 1):
        up = y - 4 - _UP * row
        parts.append(line(ends[index], up - 10, ends[index], y, "leader"))
        parts.append(_words(marks[index].text, ends[index], up, 6, not left))
    parts += [dot(end, y, 6.5, _class(mark)) for end, mark in zip(ends, marks, strict=True)]
    return parts


def _words(words: str, share: float, y: float, distance: float, right: bool) -> Markup:
    """Words to the right or the left of a place."""
    return element(
        "text",
        words,
        x=percent(share),
        y=y,
        dx=distance if right else -distance,
        class_="label strong",
        text_anchor="start" if right else "end",
    )


def _class(mark: Mark) -> str:
    return f"mark series-1 {mark.kind}".strip()


def _edge(share: float) -> str:
    return "start" if share < 0.01 else "end" if share > 0.99 else "middle"
