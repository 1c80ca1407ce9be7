"""A resource and what is beside it: one line for each neighbour, gathered by what joins them."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from markupsafe import Markup, escape

_WIDTH, _LINE, _TOP = 520, 28, 26
_LONGEST = 44


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
    parts, y = [], _TOP + 14.0
    for joined, group in neighbours.items():
        y += _LINE
        parts.append(
            f'<path d="M12 {_TOP}V{y - 5:.0f}h14"/><text class="joined" x="32" y="{y:.0f}">{escape(joined)}</text>'
        )
        top = y + 4
        for one in group:
            y += _LINE
            parts.append(
                f'<path d="M40 {top:.0f}V{y - 5:.0f}h14"/><a href="{escape(one.href)}">'
                f'<circle cx="58" cy="{y - 5:.0f}" r="4.5"/>'
                f'<text x="70" y="{y:.0f}">{escape(_short(one.text))}</text></a>'
            )
    middle = f'<text class="middle" x="26" y="{_TOP}">{escape(_short(name))}</text>'
    head = f'<circle class="middle" cx="12" cy="{_TOP - 6}" r="7"/>{middle}'
    return Markup(  # noqa: S704 – names and addresses are escaped
        f'<svg class="neighbourhood" viewBox="0 0 {_WIDTH} {y + 14:.0f}" role="group">{head}{"".join(parts)}</svg>'
    )


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
