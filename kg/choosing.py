"""What a reader chose of a list, as conditions for SQLite; and counts that look at no more than so many entries."""

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kg.folding import fold

COUNTED = 10_000
"""Entries that a count looks at: a page that counts, by each of its facets, is to be quick however long the list is."""


@dataclass(frozen=True)
class Choice:
    """What a reader chose of a list: values by facet, words of the name, the order."""

    chosen: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    order: str = "name"
    language: str = "vi"

    @property
    def narrows(self) -> bool:
        """Whether it chooses anything at all."""
        return bool(self.chosen or _words(self.words))

    def without(self, key: str) -> "Choice":
        """The same, but for one facet."""
        others = {name: value for name, value in self.chosen.items() if name != key}
        return Choice(others, self.words, self.order, self.language)


@dataclass(frozen=True)
class Count:
    """A number of entries; at least so many where the count was not `whole`."""

    entries: int
    whole: bool = True


def condition(listing: str, choice: Choice) -> tuple[str, dict[str, Any]]:
    """The condition on `e`, an entry, for what was chosen, and its values."""
    parts, values = ["e.list = :list"], dict[str, Any](list=listing)
    for number, (key, value) in enumerate(choice.chosen.items()):
        of = f"field = :f{number} AND value = :v{number}"
        parts.append(f"e.id IN (SELECT entry FROM value WHERE {of})")  # noqa: S608 – conditions of ours; values are bound
        values |= {f"f{number}": f"{listing}.{key}", f"v{number}": value}
    if words := _words(choice.words):
        parts.append("e.id IN (SELECT rowid FROM word WHERE word MATCH :words)")
        values["words"] = f"folded : {words}"
    return " AND ".join(parts), values


def _words(text: str) -> str:
    """Words of a name for the index: all of them, the last one perhaps unfinished."""
    words = re.findall(r"[^\W_]+", fold(text))[:24]
    return "(" + " AND ".join(f'"{word}"' for word in words) + " *)" if words else ""


def count(db: sqlite3.Connection, listing: str, choice: Choice) -> Count:
    """How many entries are chosen: of a whole list always exactly."""
    if not choice.narrows:
        # A list is filled at once, so that its entries have numbers in a row.
        sql = "SELECT (SELECT MAX(id) FROM entry WHERE list = ?) - (SELECT MIN(id) FROM entry WHERE list = ?) + 1"
        return Count(int(db.execute(sql, (listing, listing)).fetchone()[0] or 0))
    chosen, values, whole = _bounded(db, listing, choice)
    return Count(int(db.execute(f"SELECT COUNT(*) FROM ({chosen})", values).fetchone()[0]), whole)  # noqa: S608 – conditions of ours; values are bound


def count_values(
    db: sqlite3.Connection, listing: str, key: str, choice: Choice, most: int
) -> tuple[dict[str, int], bool]:
    """The most frequent values of a facet among what is chosen, with their counts; whether these are whole."""
    chosen, values, whole = _bounded(db, listing, choice)
    sql = (
        f"SELECT v.value, COUNT(*) FROM ({chosen}) c JOIN value v ON v.entry = c.id AND v.field = :of "  # noqa: S608 – conditions of ours; values are bound
        "GROUP BY v.value ORDER BY 2 DESC, 1 LIMIT :most"
    )
    found = db.execute(sql, values | {"of": f"{listing}.{key}", "most": most})
    return {value: int(number) for value, number in found}, whole


def _bounded(db: sqlite3.Connection, listing: str, choice: Choice) -> tuple[str, dict[str, Any], bool]:
    """A query for the chosen entries among the first COUNTED of the rarest thing chosen; whether these are all."""
    values: dict[str, Any] = {"counted": COUNTED}
    having = []
    for number, (key, value) in enumerate(choice.chosen.items()):
        having.append(f"field = :f{number} AND value = :v{number}")
        values |= {f"f{number}": f"{listing}.{key}", f"v{number}": value}
    starts = [f"SELECT entry AS id FROM value WHERE {one}" for one in having]  # noqa: S608 – conditions of ours; values are bound
    if words := _words(choice.words):
        # First: an index of words cannot be asked for one entry.
        starts = ["SELECT rowid AS id FROM word WHERE word MATCH :words"]
        values["words"] = f"list : {listing} AND folded : {words}"
    sizes = [_size(db, start, values) for start in starts]
    least = min(range(len(starts)), key=sizes.__getitem__)
    others = having if words else having[:least] + having[least + 1 :]
    kept = "".join(f" AND EXISTS (SELECT 1 FROM value WHERE entry = d.id AND {one})" for one in others)  # noqa: S608 – conditions of ours; values are bound
    return f"SELECT d.id FROM ({starts[least]} LIMIT :counted) d WHERE TRUE{kept}", values, sizes[least] <= COUNTED  # noqa: S608 – conditions of ours; values are bound


def _size(db: sqlite3.Connection, start: str, values: Mapping[str, Any]) -> int:
    sql = f"SELECT COUNT(*) FROM ({start} LIMIT :counted + 1)"  # noqa: S608 – conditions of ours; values are bound
    return int(db.execute(sql, values).fetchone()[0])
