"""What a reader chose of a list, in its order; and counts that look at no more than so many entries."""

import re
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kg.folding import fold

COUNTED = 10_000
"""Entries that a count looks at: a page that counts, by each of its facets, is to be quick however long the list is."""
_PLACE = "p.list = :list AND p.field = :by AND p.language = :lang"
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


def in_order(db: sqlite3.Connection, listing: str, choice: Choice, limit: int, offset: int, days: bool) -> list[Row]:
    """What is chosen in its order, at most `limit` from `offset`; what has no value in the order's field comes last.

    A few are sorted. Many are found by going along the order, as soon as there are enough of them; where it is one of
    `days`, which facets such as years go with, along that of what the rarest facet chooses.
    """
    key, down = choice.order.removeprefix("-"), choice.order.startswith("-")
    values: dict[str, Any] = {"list": listing, "by": key, "lang": "en" if choice.language == "en" else "vi"}
    way = "DESC" if down else "ASC"
    chosen, more, whole = _bounded(db, listing, choice) if choice.narrows else ("", {}, False)
    if whole:
        sql = (
            f"SELECT p.entry FROM ({chosen}) c JOIN place p ON p.entry = c.id "  # noqa: S608 – conditions of ours; values are bound
            f"WHERE {_PLACE} ORDER BY p.key = '', p.key {way}, p.entry {way} LIMIT :limit OFFSET :offset"
        )
        return _named(db, values["lang"], db.execute(sql, values | more | {"limit": limit, "offset": offset}))
    places, of = f"place p WHERE {_PLACE}", list(choice.chosen.items())
    if days and of:
        rarest = min(of, key=lambda one: _filed(db, f"{listing}.{one[0]}", one[1]))
        of.remove(rarest)
        places = "filed p WHERE p.field = :field AND p.value = :value AND p.by = :by"
        values |= {"field": f"{listing}.{rarest[0]}", "value": rarest[1]}
    for number, (facet, value) in enumerate(of):
        having = f"field = :f{number} AND value = :v{number}"
        places += f" AND EXISTS (SELECT 1 FROM value WHERE entry = p.entry AND {having})"  # noqa: S608 – conditions of ours; values are bound
        values |= {f"f{number}": f"{listing}.{facet}", f"v{number}": value}
    if words := _words(choice.words):
        places += " AND p.entry IN (SELECT rowid FROM word WHERE word MATCH :words)"
        values["words"] = f"list : {listing} AND folded : {words}"
    return _named(db, values["lang"], _walk(db, places, way, values, limit, offset))


def _filed(db: sqlite3.Connection, key: str, value: str) -> int:
    found = db.execute("SELECT entries FROM total WHERE field = ? AND value = ?", (key, value)).fetchone()
    return int(found[0]) if found else 0


def _walk(
    db: sqlite3.Connection, places: str, way: str, values: Mapping[str, Any], limit: int, offset: int
) -> list[tuple[int]]:
    """Entries along an order: those with a key, then those without."""

    def part(condition: str, limit: int, offset: int) -> list[tuple[int]]:
        sql = (
            f"SELECT p.entry FROM {places} AND {condition} "  # noqa: S608 – conditions of ours; values are bound
            f"ORDER BY p.key {way}, p.entry {way} LIMIT :limit OFFSET :offset"
        )
        return db.execute(sql, {**values, "limit": limit, "offset": offset}).fetchall()

    found = part("p.key > ''", limit, offset)
    if len(found) < limit:
        counted = db.execute(f"SELECT COUNT(*) FROM {places} AND p.key > ''", values)  # noqa: S608 – conditions of ours; values are bound
        found += part("p.key = ''", limit - len(found), max(0, offset - int(counted.fetchone()[0])))
    return found


def _named(db: sqlite3.Connection, language: str, numbers: Iterable[tuple[int]]) -> list[Row]:
    sql = f"SELECT id, iri, {language} FROM entry WHERE id = ?"  # noqa: S608 – one of two columns
    return [db.execute(sql, number).fetchone() for number in numbers]


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
