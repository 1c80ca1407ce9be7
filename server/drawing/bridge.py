"""A conference as its bridge points: the centre in the middle, the others around, joined by cables."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

_WIDTH, _RADIUS = 640, 110
_MARGIN = 40
_MOST = 24


@dataclass(frozen=True)
class Point:
    """A bridge point: the place it stands for, the address of its page, whether it is the central one."""

    name: str
    href: str
    centre: bool


def draw(points: Sequence[Point]) -> Markup:
    """An SVG of at most 24 points, whose names link to their pages. The first one that is central is the middle."""
    middle = next((point for point in points if point.centre), points[0])
    around = [point for point in points if point is not middle][:_MOST]
    across = _RADIUS if len(around) > 2 else 0  # two stand to the left and the right
    x, y = _WIDTH / 2, across + _MARGIN
    cables, marks = [], [_mark(middle, x, y, 9, "centre")]
    for place, point in enumerate(around):
        angle = math.pi * (1 + 2 * place / len(around))
        to_x, to_y = x + 215 * math.cos(angle), y + across * math.sin(angle)
        sag = min(to_y, y) + abs(to_y - y) / 2 + 26
        cables.append(f'<path d="M{x:.0f} {y:.0f}Q{(x + to_x) / 2:.0f} {sag:.0f} {to_x:.0f} {to_y:.0f}"/>')
        marks.append(_mark(point, to_x, to_y, 6, "point"))
    return Markup(  # noqa: S704 – names and addresses are escaped
        f'<svg class="bridge" viewBox="0 0 {_WIDTH} {2 * y:.0f}" role="group">'
        f'<g class="cables">{"".join(cables)}</g>{"".join(marks)}</svg>'
    )


def _mark(point: Point, x: float, y: float, radius: int, kind: str) -> str:
    return (
        f'<a href="{escape(point.href)}" class="{kind}"><circle cx="{x:.0f}" cy="{y:.0f}" r="{radius}"/>'
        f'<text x="{x:.0f}" y="{y + radius + 19:.0f}">{escape(point.name)}</text></a>'
    )
