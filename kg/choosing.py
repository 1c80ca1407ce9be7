"""What a reader chose of a list, in its order; and counts that look at no more than so many entries."""

import re
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kg.folding import fold

COUNTED = 10_000
"""Entries that a count looks at: a page that counts, by each of its facets, is to be quick however long the list is."""
_PLACE = "p.list = :list AND p.field = :field AND p.language = :lang"
Row = tuple[int, str, str]
"""An entry: its number, its IRI, its name."""


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


def in_order(db: sqlite3.Connection, listing: str, choice: Choice, limit: int, offset: int) -> list[Row]:
    """What is chosen in its order, at most `limit` from `offset`; what has no value in the order's field comes last.

    The few are sorted. The many are found by going along the order, as soon as there are enough of them.
    """
    key, down = choice.order.removeprefix("-"), choice.order.startswith("-")
    place = {"list": listing, "field": key, "lang": "en" if choice.language == "en" else "vi"}
    way = "DESC" if down else "ASC"
    if choice.narrows:
        chosen, values, whole = _bounded(db, listing, choice)
        if whole:
            sql = (
                f"SELECT p.entry FROM ({chosen}) c JOIN place p ON p.entry = c.id "  # noqa: S608 – conditions of ours; values are bound
                f"WHERE {_PLACE} ORDER BY p.key = '', p.key {way}, p.entry {way} LIMIT :limit OFFSET :offset"
            )
            return _named(db, place, db.execute(sql, values | place | {"limit": limit, "offset": offset}))
    condition, values = _condition(choice)
    found = _walk(db, f"p.key > '' AND {condition}", way, values | place, limit, offset)
    if len(found) < limit:
        sql = f"SELECT COUNT(*) FROM place p WHERE {_PLACE} AND p.key > '' AND {condition}"  # noqa: S608 – conditions of ours; values are bound
        (before,) = db.execute(sql, values | place).fetchone()
        rest = limit - len(found)
        found += _walk(db, f"p.key = '' AND {condition}", way, values | place, rest, max(0, offset - int(before)))
    return _named(db, place, found)


def _walk(
    db: sqlite3.Connection, condition: str, way: str, values: Mapping[str, Any], limit: int, offset: int
) -> list[tuple[int]]:
    sql = (
        f"SELECT p.entry FROM place p WHERE {_PLACE} AND {condition} "  # noqa: S608 – conditions of ours; values are bound
        f"ORDER BY p.key {way}, p.entry {way} LIMIT :limit OFFSET :offset"
    )
    return db.execute(sql, {**values, "limit": limit, "offset": offset}).fetchall()


def _named(db: sqlite3.Connection, place: Mapping[str, str], numbers: Iterable[tuple[int]]) -> list[Row]:
    sql = f"SELECT id, iri, {place['lang']} FROM entry WHERE id = ?"  # noqa: S608 – one of two columns
    return [db.execute(sql, number).fetchone() for number in numbers]


def _condition(choice: Choice) -> tuple[str, dict[str, Any]]:
    """The condition on `p`, a place in a list, for what was chosen, and its values."""
    parts, values = ["TRUE"], dict[str, Any]()
    for number, (key, value) in enumerate(choice.chosen.items()):
        of = f"field = :list || '.' || :f{number} AND value = :v{number}"
        parts.append(f"EXISTS (SELECT 1 FROM value WHERE entry = p.entry AND {of})")  # noqa: S608 – conditions of ours; values are bound
        values |= {f"f{number}": key, f"v{number}": value}
    if words := _words(choice.words):
        parts.append("p.entry IN (SELECT rowid FROM word WHERE word MATCH :words)")
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
