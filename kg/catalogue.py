"""The lists of a release in one SQLite file: what is in each, its columns and facets, indexed for pages and counts.

What is listed is data, in lists.yaml. Each field is a SPARQL pattern; the build asks the store for it once.
"""

import contextlib
import functools
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg import choosing, iris, news, unreviewed, yaml_files
from kg.choosing import Choice, Count
from kg.collation import name_key, sort_key
from kg.folding import fold

PREFIX = f"PREFIX diem: <{iris.ONT}>\n"
VERSION = 4
MOST_VALUES = 40
"""Values of a facet that are counted for a page."""
_TABLES = f"""
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA user_version = {VERSION};
CREATE TABLE entry (id INTEGER PRIMARY KEY, list TEXT NOT NULL, iri TEXT NOT NULL, vi TEXT, en TEXT);
CREATE TABLE value (entry INTEGER, field TEXT, value TEXT, PRIMARY KEY (entry, field, value)) WITHOUT ROWID;
CREATE TABLE day (entry INTEGER, field TEXT, value TEXT, day TEXT, PRIMARY KEY (entry, field, value, day))
  WITHOUT ROWID;
CREATE TABLE total (field TEXT, value TEXT, entries INTEGER);
CREATE TABLE place (list TEXT, field TEXT, language TEXT, key TEXT, entry INTEGER,
  PRIMARY KEY (list, field, language, key, entry)) WITHOUT ROWID;
CREATE TABLE filed (field TEXT, value TEXT, by TEXT, key TEXT, entry INTEGER,
  PRIMARY KEY (field, value, by, key, entry)) WITHOUT ROWID;
CREATE VIRTUAL TABLE word USING fts5 (list, folded, tokenize='unicode61 remove_diacritics 0');
{news.TABLE}{unreviewed.TABLE}
"""
_INDEXES = """
CREATE INDEX value_facet ON value (field, value, entry);
CREATE INDEX entry_list ON entry (list);
CREATE INDEX entry_iri ON entry (iri);
CREATE INDEX place_entry ON place (entry, field, language);
INSERT INTO total SELECT field, value, COUNT(*) FROM value GROUP BY field, value;
CREATE INDEX total_field ON total (field, entries DESC, value);
ANALYZE;
"""
Rows = Callable[[str], list[tuple[str, ...]]]
"""Asks the store: rows of what the query selects, as text."""
Label = Callable[[str, str], str | None]
"""The label of an IRI in a language."""


@dataclass(frozen=True)
class Field:
    """A column or facet of a list; `path` finds its ?value, `days` the ?day that a ?value is said of (SPARQL)."""

    key: str
    title: Mapping[str, str]
    kind: str
    path: str
    column: bool = True
    facet: bool = False
    days: str = ""

    def pattern(self, variable: str) -> str:
        """The pattern with ?value named `variable` and its other variables so that no other field has them."""

        def renamed(found: re.Match[str]) -> str:
            name = found[1]
            return found[0] if name == "item" else f"?{variable}" if name == "value" else f"?{variable}_{name}"

        return re.sub(r"\?(\w+)", renamed, self.path)


@dataclass(frozen=True)
class Listing:
    """A list: which items it has, in which order it begins ("-date": the latest first)."""

    name: str
    where: str
    order: str
    fields: Mapping[str, Field]


@dataclass(frozen=True)
class Entry:
    """One line of a list: its IRI, name, values by field, and the days of those that are said of days."""

    iri: str
    label: str
    values: Mapping[str, Sequence[str]]
    days: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict)


@functools.cache
def listings() -> Mapping[str, Listing]:
    """The lists by name, from lists.yaml."""
    content = yaml_files.read(Path(__file__).with_name("lists.yaml"))
    return {name: _listing(name, entry) for name, entry in content.items()}


def _listing(name: str, entry: Mapping[str, Any]) -> Listing:
    fields = {
        key: Field(
            key,
            {"vi": f["vi"], "en": f["en"]},
            f["kind"],
            f["path"],
            f.get("column", True),
            f.get("facet", False),
            f.get("days", ""),
        )
        for key, f in entry["fields"].items()
    }
    return Listing(name, entry["where"], entry.get("order", "name"), fields)


def build_catalogue(rows: Rows, label: Label, path: Path) -> int:
    """Writes the lists to `path`; returns the number of entries. Raises FileExistsError where it exists."""
    path.open("xb").close()
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.executescript(_TABLES)
        db.execute("BEGIN")
        for listing in listings().values():
            _fill(db, listing, rows, label)
        news.fill(db, rows)
        unreviewed.fill(db, rows)
        db.execute("COMMIT")
        db.executescript(_INDEXES)
        for listing in listings().values():
            _file(db, listing)
        (count,) = db.execute("SELECT COUNT(*) FROM entry").fetchone()
    return int(count)


def _fill(db: sqlite3.Connection, listing: Listing, rows: Rows, label: Label) -> None:
    # Sorted here: the engine looks IRIs up anew for each comparison.
    items = sorted(rows(f"{PREFIX}SELECT DISTINCT ?item WHERE {{ {listing.where} }}"))
    ids: dict[str, int] = {}
    places = list[tuple[str, str, int]]()
    name_of = name_key if listing.name == "people" else sort_key
    for (iri,) in items:
        names = {lang: label(iri, lang) or label(iri, "vi") or iri for lang in ("vi", "en")}
        sql = "INSERT INTO entry (list, iri, vi, en) VALUES (?, ?, ?, ?)"
        ids[iri] = number = int(db.execute(sql, (listing.name, iri, names["vi"], names["en"])).lastrowid or 0)
        folded = fold(" ".join(names.values()))
        db.execute("INSERT INTO word (rowid, list, folded) VALUES (?, ?, ?)", (number, listing.name, folded))
        for lang, name in names.items():
            places.append((lang, name_of(name), number))
    _place(db, listing, "name", places)
    for one in listing.fields.values():
        _fill_field(db, listing, one, ids, rows, label)


def _fill_field(
    db: sqlite3.Connection, listing: Listing, one: Field, ids: Mapping[str, int], rows: Rows, label: Label
) -> None:
    first: dict[tuple[str, str], str] = {}
    query = f"{PREFIX}SELECT DISTINCT ?item ?value WHERE {{ {listing.where} {{ {one.path} }} }}"
    found = rows(query)
    values = [(ids[iri], f"{listing.name}.{one.key}", value) for iri, value in found]
    db.executemany("INSERT OR IGNORE INTO value VALUES (?, ?, ?)", values)
    for iri, value in found:
        for lang in ("vi", "en"):
            key = sort_key((label(value, lang) or value) if one.kind == "name" else value)
            first[iri, lang] = min(first.get((iri, lang), key), key)
    if one.days:
        said = rows(f"{PREFIX}SELECT DISTINCT ?item ?value ?day WHERE {{ {listing.where} {{ {one.days} }} }}")
        rows_of_days = [(ids[iri], f"{listing.name}.{one.key}", value, day) for iri, value, day in said]
        db.executemany("INSERT OR IGNORE INTO day VALUES (?, ?, ?, ?)", rows_of_days)
    places = [(lang, first.get((iri, lang), ""), number) for iri, number in ids.items() for lang in ("vi", "en")]
    _place(db, listing, one.key, places)


def _file(db: sqlite3.Connection, listing: Listing) -> None:
    """Files what each value of a facet has by each day of the list."""
    for day in (one.key for one in listing.fields.values() if one.kind == "day"):
        for facet in (one.key for one in listing.fields.values() if one.facet):
            db.execute(
                "INSERT INTO filed SELECT v.field, v.value, p.field, p.key, v.entry FROM value v JOIN place p "
                "ON p.entry = v.entry AND p.field = ? AND p.language = 'vi' WHERE v.field = ?",
                (day, f"{listing.name}.{facet}"),
            )


def _place(db: sqlite3.Connection, listing: Listing, key: str, places: Sequence[tuple[str, str, int]]) -> None:
    """Gives entries their places in the order of a field: of each its language, its key, and the entry's number."""
    rows = ((listing.name, key, *place) for place in sorted(places))  # as they are stored: far faster
    db.executemany("INSERT INTO place VALUES (?, ?, ?, ?, ?)", rows)


class NotACatalogue(Exception):
    """The file is no catalogue, or one that another version of diemcau wrote."""


class Catalogue:
    """The lists of a release, read-only. Each thread may ask at any time."""

    def __init__(self, path: Path) -> None:
        """Raises FileNotFoundError or NotACatalogue."""
        if not path.is_file():
            raise FileNotFoundError(path)
        self.uri = path.resolve().as_uri() + "?mode=ro&immutable=1"
        try:
            with self._open() as db:
                (version,) = db.execute("PRAGMA user_version").fetchone()
        except sqlite3.DatabaseError as error:
            raise NotACatalogue(f"{path}: {error}") from error
        if version != VERSION:
            raise NotACatalogue(f"{path}: version {version} of the lists, not {VERSION}; build it anew")

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with contextlib.closing(sqlite3.connect(self.uri, uri=True)) as db:
            yield db

    def count(self, listing: Listing, choice: Choice) -> Count:
        """How many entries are chosen."""
        with self._open() as db:
            return choosing.count(db, listing.name, choice)

    def entries(self, listing: Listing, choice: Choice, limit: int, offset: int = 0) -> list[Entry]:
        """The chosen entries in their order, from `offset`, at most `limit`; those without a value come last."""
        with self._open() as db:
            order = listing.fields.get(choice.order.removeprefix("-"))
            by_day = order is not None and order.kind == "day"
            rows = choosing.in_order(db, listing.name, choice, limit, offset, by_day)
            return [Entry(iri, name, self._values(db, number), self._days(db, number)) for number, iri, name in rows]

    def about(self, iri: str) -> tuple[Listing, Entry] | None:
        """The entry of an IRI and the list that it stands in; None where it stands in none."""
        with self._open() as db:
            found = db.execute("SELECT id, list, vi FROM entry WHERE iri = ? ORDER BY id LIMIT 1", (iri,)).fetchone()
            return (listings()[found[1]], Entry(iri, found[2], self._values(db, found[0]))) if found else None

    def of_day(self, day: str, limit: int) -> list[tuple[str, str]]:
        """IRIs and names of what has something on a day (ISO 8601): what has it in a column before all else."""
        fields = [(name, one) for name, listing in listings().items() for one in listing.fields.values()]
        fields = sorted(((name, one) for name, one in fields if one.kind == "day"), key=lambda of: not of[1].column)
        sql = (
            "SELECT e.iri, e.vi FROM value v JOIN entry e ON e.id = v.entry "
            "WHERE v.field = ? AND v.value = ? ORDER BY e.id LIMIT ?"
        )
        found: dict[str, str] = {}
        with self._open() as db:
            for name, one in fields:
                found |= dict(db.execute(sql, (f"{name}.{one.key}", day, limit)))
        return list(found.items())[:limit]

    def unreviewed(self, iri: str) -> bool:
        """Whether only programs have said something about a thing, or not all of an article is reviewed."""
        with self._open() as db:
            return unreviewed.has(db, iri)

    def said(self, iri: str, limit: int, offset: int = 0) -> list[news.Said]:
        """What articles say about a thing, the newest first."""
        with self._open() as db:
            return news.of(db, iri, limit, offset)

    def size(self) -> int:
        """How many entries all lists have together."""
        with self._open() as db:
            return int(db.execute("SELECT COUNT(*) FROM entry").fetchone()[0])

    def things(self, first: int, last: int) -> list[str]:
        """The IRIs of the entries from number `first` to `last` (from 1), through all lists in a fixed order."""
        with self._open() as db:
            return [iri for (iri,) in db.execute("SELECT iri FROM entry WHERE id BETWEEN ? AND ?", (first, last))]

    @staticmethod
    def _values(db: sqlite3.Connection, entry: int) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key, value in db.execute("SELECT field, value FROM value WHERE entry = ? LIMIT 200", (entry,)):
            found.setdefault(key.partition(".")[2], []).append(value)
        return found

    @staticmethod
    def _days(db: sqlite3.Connection, entry: int) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = {}
        for key, value, day in db.execute("SELECT field, value, day FROM day WHERE entry = ? LIMIT 500", (entry,)):
            found.setdefault((key.partition(".")[2], value), []).append(day)
        return found

    def facet(self, listing: Listing, one: Field, choice: Choice) -> list[tuple[str, Count]]:
        """The most frequent values of a facet among what the other facets choose, with their counts.

        What the whole list has counts 0 where none of it is chosen, and so does a chosen value that nothing has.
        """
        sql = "SELECT value, entries FROM total WHERE field = ? ORDER BY entries DESC, value LIMIT ?"
        with self._open() as db:
            known = {v: int(n) for v, n in db.execute(sql, (f"{listing.name}.{one.key}", MOST_VALUES))}
            others = choice.without(one.key)
            found, whole = known, True
            if others.narrows:
                found, whole = choosing.count_values(db, listing.name, one.key, others, MOST_VALUES)
            counts = {value: Count(number, whole) for value, number in found.items()}
            if (chosen := choice.chosen.get(one.key)) is not None and chosen not in counts:
                counts[chosen] = choosing.count(db, listing.name, choice)
        rest = [(value, Count(0, whole)) for value in known if value not in counts]
        return [*counts.items(), *rest][: MOST_VALUES + 1]
