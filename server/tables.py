"""An answer as a table on a terminal: for people, at any width; as tab-separated lines where stdout is piped."""

import csv
import re
import sys

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kg import iris
from server.answers import Cell
from server.asking import Rows

NARROWEST = 12
"""Characters that a column of text needs to be read with ease."""
_RIGID = 10
"""Characters up to which a cell stays on one line: a date has as many."""
_GAP = 2
_ARTICLE = re.compile(r"article/([0-9a-f]{8})[0-9a-f]{8}")


def show(rows: Rows) -> None:
    """Prints the rows. A terminal gets short names of things, and one record a row where columns are too narrow."""
    console = Console(highlight=False)
    if not console.is_terminal:
        writer = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
        writer.writerow(rows.titles)
        writer.writerows([["; ".join(_whole(cell) for cell in cells) for cells in row] for row in rows.cells])
        return
    kept = [number for number, name in enumerate(rows.names) if name not in rows.given]
    titles = [rows.titles[number] for number in kept]
    texts = [["; ".join(_short(cell) for cell in row[number]) for number in kept] for row in rows.cells]
    rigid = [all(len(row[n]) <= _RIGID for row in texts) for n in range(len(titles))]
    narrowest = [_narrowest(title, [row[n] for row in texts], rigid[n]) for n, title in enumerate(titles)]
    if sum(narrowest) + _GAP * len(titles) <= console.width:
        console.print(_table(titles, texts, rigid, narrowest))
    else:
        _records(console, titles, texts)
    _legend(console, rows)
    print(f"{len(texts)} rows", file=sys.stderr)


def _whole(cell: Cell) -> str:
    return cell.whole or cell.text


def _short(cell: Cell) -> str:
    """A thing of ours by its slug, an article by the beginning of it, everything else as it is."""
    text = _whole(cell)
    if found := _ARTICLE.fullmatch(text):
        return found[1]
    local = cell.href is not None and cell.href.startswith("/")
    return text.rpartition("#")[2].partition("/")[2] or text.rpartition("#")[2] if local else text


def _narrowest(title: str, texts: list[str], rigid: bool) -> int:
    words = max((len(word) for word in title.split()), default=0)
    longest = max(map(len, texts), default=0)
    if rigid:
        return max(words, longest)
    parts = max(len(part) for text in texts for part in text.split("; "))
    return max(words, parts + 1 if parts <= _RIGID else NARROWEST)


def _table(titles: list[str], texts: list[list[str]], rigid: list[bool], narrowest: list[int]) -> Table:
    out = Table(box=box.HORIZONTALS, show_lines=True, show_edge=False, padding=(0, _GAP - 1, 0, 0), pad_edge=False)
    for title, one_line, width in zip(titles, rigid, narrowest, strict=True):
        out.add_column(title, min_width=width, max_width=width if one_line else None, overflow="fold")
    for row in texts:
        out.add_row(*map(Text, row))
    return out


def _records(console: Console, titles: list[str], texts: list[list[str]]) -> None:
    for number, row in enumerate(texts, 1):
        console.rule(str(number), align="left", style="dim")
        out = Table.grid(padding=(0, _GAP, 0, 0))
        out.add_column(style="bold", max_width=console.width // 3, overflow="fold")
        out.add_column(overflow="fold")
        for title, text in zip(titles, row, strict=True):
            if text:
                out.add_row(title, Text(text))
        console.print(out)


def _legend(console: Console, rows: Rows) -> None:
    """Which articles the short names mean."""
    found = {_whole(cell) for row in rows.cells for cells in row for cell in cells}
    out = Table.grid(padding=(0, _GAP, 0, 0))
    for _ in range(3):
        out.add_column(overflow="fold")
    for identifier in sorted(found):
        if short := _ARTICLE.fullmatch(identifier):
            out.add_row(short[1], identifier, Text(rows.name(iris.ID + identifier) or ""))
    if out.row_count:
        console.print()
        console.print(out)
