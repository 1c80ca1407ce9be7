"""Ranks on a line from the first place to the last."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from server.drawing.svg import bar, chart, dot, element, line, percent, text

_ROW = 20.0
_WIDE = 0.44
"""The share of the width that the words of a place may take, on a narrow screen."""


@dataclass(frozen=True)
class Place:
    """A rank, or a range of ranks where only that is known ("top 10": 1 to 10)."""

    rank: int
    text: str
    last: int | None = None


def ranks(key: str, title: str, description: str, places: Sequence[Place], out_of: int) -> Markup:
    """The places among `out_of`; words that would touch go on lines of their own."""
    found = sorted(places, key=lambda place: (place.rank, place.text))
    rows = _rows([_share(place.rank, out_of) for place in found])
    top = 16 + _ROW * (max(rows, default=0) + 1)
    parts: list[str] = [bar(0, top + 10, 1, 8, "track", 4)]
    step = next(step for step in (5, 10, 20, 50, 100, 500, out_of) if out_of / step <= 8)
    for number in (1, *(n for n in range(step, out_of, step) if out_of - n >= step / 2), out_of):
        at = _share(number, out_of)
        parts.append(line(at, top + 20, at, top + 25, "base"))
        parts.append(text(str(number), at, top + 42, "tick", _edge(at)))
    for place, row in zip(found, rows, strict=True):
        at, down = _share(place.rank, out_of), top - 8 - _ROW * row
        if place.last is not None:
            parts.append(bar(at, top + 8, _share(place.last, out_of) - at, 12, "range", 6))
        else:
            parts.append(line(at, down + 5, at, top + 14, "leader"))
            parts.append(dot(at, top + 14, 7, "mark series-1"))
        words = element("text", place.text, x=percent(at), y=down, class_="label strong", text_anchor=_anchor(at))
        parts.append(words)
    return chart(key, title, description, top + 48, "strip", parts)


def _share(rank: int, out_of: int) -> float:
    return (rank - 1) / (out_of - 1) if out_of > 1 else 0.5


def _rows(shares: Sequence[float]) -> list[int]:
    """For each of the shares in order, the lowest line on which its words are clear of those before."""
    ends: list[float] = []
    rows: list[int] = []
    for share in shares:
        left = share - _WIDE * {"start": 0.0, "middle": 0.5, "end": 1.0}[_anchor(share)]
        row = next((index for index, end in enumerate(ends) if left >= end), len(ends))
        ends[row : row + 1] = [left + _WIDE]
        rows.append(row)
    return rows


def _anchor(share: float) -> str:
    return "start" if share < 0.34 else "end" if share > 0.66 else "middle"


def _edge(share: float) -> str:
    return "start" if share < 0.01 else "end" if share > 0.99 else "middle"
