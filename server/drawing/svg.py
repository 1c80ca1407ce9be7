"""Elements of SVG, and scales."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape


def element(name: str, *children: str, **attributes: str | float | None) -> Markup:
    """An element. `class_` is its class, "_" in other names is "-"; an attribute that is None is left out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_text(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{written}>{''.join(escape(child) for child in children)}</{name}>")  # noqa: S704 – every child and value is escaped


def _text(value: str | float | None) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def percent(share: float) -> str:
    """A share of the width."""
    return f"{_text(round(share * 100, 2))}%"


def text(words: str, x: float, y: float, class_: str, anchor: str | None = None) -> Markup:
    """Words at a share of the width."""
    return element("text", words, x=percent(x), y=y, class_=class_, text_anchor=anchor)


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> Markup:
    """A line between shares of the width."""
    return element("line", x1=percent(x1), y1=y1, x2=percent(x2), y2=y2, class_=class_)


def dot(x: float, y: float, r: float, class_: str) -> Markup:
    """A dot at a share of the width."""
    return element("circle", cx=percent(x), cy=y, r=r, class_=class_)


def bar(x: float, y: float, width: float, height: float, class_: str, radius: float = 0) -> Markup:
    """A bar; its place and width are shares of the width."""
    at, wide = percent(x), percent(max(width, 0))
    return element("rect", x=at, y=y, width=wide, height=height, rx=radius or None, class_=class_)


def chart(key: str, title: str, description: str, height: float, class_: str, parts: Sequence[str]) -> Markup:
    """A chart as one image with a title and a description; `key` tells it from others on the page."""
    head = element("title", title, id=f"{key}-t"), element("desc", description, id=f"{key}-d")
    names = f"{key}-t {key}-d"
    return element(
        "svg", *head, *parts, class_=f"chart {class_}", width="100%", height=height, role="img", aria_labelledby=names
    )


@dataclass(frozen=True)
class Scale:
    """From a number in [low, high] to a share of the width or height."""

    low: float
    high: float

    def __call__(self, value: float) -> float:
        return (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5


def ticks(high: float, count: int = 4, low: float = 0) -> list[float]:
    """Round numbers from 0, or from at most `low` where that is less, to at least `high`; about `count` steps."""
    high, low = max(high, 0), min(low, 0)
    if high == low:
        return [0, 1]
    rough = (high - low) / count
    size = 10 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(step * number, 10) for number in range(first, last + 1)]


def apart(places: Sequence[float], least: float) -> list[float]:
    """Places, in their order, moved so that each is at least `least` from the one before."""
    order = sorted(range(len(places)), key=lambda index: places[index])
    moved = list(places)
    for before, index in itertools.pairwise(order):
        moved[index] = max(moved[index], moved[before] + least)
    return moved
