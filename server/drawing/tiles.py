"""A map of the provinces: each a tile at about its place, in the edition until 30 June 2025 (63) or since (34).

Tiles, not outlines: both editions weigh a few kilobytes, the smallest province is as easy to see and to touch as the
largest, and no boundary has to be taken from anywhere or simplified.
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from markupsafe import Markup

from kg import yaml_files
from server.drawing.svg import element

Edition = Literal["63", "34"]
MERGED = "2025-07-01"
"""The day since which there are 34."""
_SIZE, _STEP, _WIDE = 44, 47, 94


@dataclass(frozen=True)
class Tile:
    """What is known of a province: `words` is the title of its tile, `text` stands in it, `kind` colours it."""

    href: str
    words: str
    text: str = ""
    kind: str = "known"


@functools.cache
def _layout() -> Mapping[str, Any]:
    file = Path(__file__).with_name("provinces.yaml")
    found: Mapping[str, Any] = yaml_files.read(file)
    return found


def edition(day: str) -> Edition:
    """The edition of the map that was in force on an ISO day."""
    return "34" if day >= MERGED else "63"


def slugs(of: Edition) -> frozenset[str]:
    """The slugs of the areas of an edition."""
    return frozenset(_layout()[of])


def provinces(key: str, title: str, of: Edition, known: Mapping[str, Tile], name: Callable[[str], str]) -> Markup:
    """The map. `known` has the tiles with something to say, which are links; `name` names an area by its slug."""
    tiles, islands = _layout()[of], _layout()["islands"][of]
    parts = [element("title", title, id=f"{key}-t")]
    parts += [_tile(known.get(slug), name(slug), *place) for slug, place in tiles.items()]
    parts += [_island(known.get(slug), name(slug), *place) for *place, slug in islands]
    rows = max(place[1] for place in tiles.values()) + 1
    wide = max(place[0] for place in islands) * _STEP + _WIDE
    box = f"-1 -1 {wide + 2:.0f} {rows * _STEP}"
    return element("svg", *parts, class_="tiles", viewBox=box, role="group", aria_labelledby=f"{key}-t")


def _tile(known: Tile | None, name: str, column: int, row: int, short: str) -> Markup:
    x, y = column * _STEP, row * _STEP
    middle = x + _SIZE / 2
    written = known.text if known else ""
    kind = f"tile {known.kind}" if known else "tile"
    parts = [
        *([] if known else [element("title", name)]),
        element("rect", x=x, y=y, width=_SIZE, height=_SIZE, rx=5),
        element("text", short, x=middle, y=y + (20 if written else 27), class_="short"),
    ]
    if written:
        parts.append(element("text", written, x=middle, y=y + 37, class_="worth"))
    return _linked(known, element("g", *parts, class_=kind))


def _island(known: Tile | None, name: str, column: float, row: float, called: str, of: str) -> Markup:
    x, y = column * _STEP, row * _STEP
    middle = x + _WIDE / 2
    parts = [
        element("title", f"{called} ({known.words if known else name})"),
        element("rect", x=x, y=y, width=_WIDE, height=70, rx=8),
        element("circle", cx=middle - 12, cy=y + 17, r=3),
        element("circle", cx=middle + 1, cy=y + 12, r=2.5),
        element("circle", cx=middle + 11, cy=y + 20, r=3),
        element("text", called, x=middle, y=y + 42, class_="short"),
        element("text", of, x=middle, y=y + 59, class_="of"),
    ]
    return element("g", *parts, class_="tile island")


def _linked(known: Tile | None, part: Markup) -> Markup:
    return element("a", element("title", known.words), part, href=known.href) if known else part
