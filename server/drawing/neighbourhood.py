"""A resource and what is beside it: one line for each neighbour, gathered by what joins them."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Protocol

from markupsafe import Markup, escape

_WIDTH, _LINE, _WRAPPED = 360, 26, 19
"""Units of the drawing, about a pixel of a small screen: its width, the height of a line, and of one that continues."""
_CHARACTERS, _LINES = 36, 3


class Neighbour(Protocol):
    """What stands at the end of a line: a name and the address of its page."""

    @property
    def text(self) -> str: ...

    @property
    def href(self) -> str: ...


def draw(name: str, neighbours: Mapping[str, Sequence[Neighbour]]) -> Markup | None:
    """An SVG of the resource called `name`, its neighbours by the name of what joins them; None without any."""
    if not neighbours:
        return None
    y = 20.0
    heading = _lines(name)
    parts = [f'<circle class="middle" cx="10" cy="{y - 5:.0f}" r="7"/>', _text(heading, 24, y, "middle")]
    top, y = y + 2, y + _WRAPPED * (len(heading) - 1) + 6
    for joined, group in neighbours.items():
        y += _LINE
        parts += [f'<path d="M10 {top:.0f}V{y - 5:.0f}h12"/>', _text([joined], 28, y, "joined")]
        start = y + 4
        for one in group:
            y += _LINE
            written = _lines(one.text)
            parts.append(
                f'<path d="M34 {start:.0f}V{y - 5:.0f}h12"/><a href="{escape(one.href)}">'
                f'<circle cx="50" cy="{y - 5:.0f}" r="4.5"/>{_text(written, 61, y, "name")}</a>'
            )
            y += _WRAPPED * (len(written) - 1)
    return Markup(  # noqa: S704 – names and addresses are escaped
        f'<svg class="neighbourhood" viewBox="0 0 {_WIDTH} {y + 14:.0f}" role="group">{"".join(parts)}</svg>'
    )


def _lines(text: str) -> list[str]:
    """A name in lines that fit, the last one cut where there would be too many."""
    return textwrap.wrap(text, _CHARACTERS, max_lines=_LINES, placeholder="…")


def _text(lines: Sequence[str], x: float, y: float, class_: str) -> str:
    first, *others = map(escape, lines)
    rest = "".join(f' <tspan x="{x}" dy="{_WRAPPED}">{line}</tspan>' for line in others)
    return f'<text class="{class_}" x="{x}" y="{y:.0f}">{first}{rest}</text>'
