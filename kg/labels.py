"""The names of things: an index in one SQLite file of a release, for people who type a name, a slug or an IRI.

Marks that are typed count, marks that are left out do not: "Nguyễn Văn Hưng" is never taken for "Nguyễn Văn
Hùng", "nguyen van hung" may be either. Where a tone mark stands in its word (hoà, hòa) makes no difference.
"""

import contextlib
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg import iris
from kg.abbreviations import written_out
from kg.dates import parse_date
from kg.folding import fold, nfc, spell
from kg.labelling import VERSION
from kg.names import PREF, Named, agree, closeness, whole

_FEW = 200  # rows that one lookup may bring; labels are stored preferred and short ones first
_SCANNED = 5_000
"""Names with some words that are looked at for those of a class, the preferred and short ones first."""
_MANY = 24  # words of a search that count
_SHARE = re.compile("[0-9][0-9.,]* ?%")
_NOT_SLUG = re.compile(r"[^a-z0-9.-]+")


class NotALabelIndex(Exception):
    """The file is no label index, or one that another version of diemcau wrote."""


@dataclass(frozen=True)
class Candidate:
    """Something that a name may mean. `label` is its preferred label (Vietnamese where there is one)."""

    iri: str
    label: str
    slug: str


_LABELS = """SELECT e.id, e.iri, e.slug, l.lang, l.kind, l.text, l.folded, l.spelled
FROM label l JOIN entity e ON e.id = l.entity WHERE """
_FOUND = """SELECT e.id, e.iri, e.slug, l.lang, l.kind, l.text, l.folded, l.spelled
FROM {0} found JOIN label l ON l.id = found.id JOIN entity e ON e.id = l.entity WHERE TRUE"""
_OF_CLASS = """ AND (:v{0} IS NULL OR EXISTS (SELECT 1 FROM type t JOIN class c ON c.id = t.class
WHERE c.iri = :v{0} AND t.entity = e.id))"""


class LabelIndex:
    """The label index of a release, read-only. Any number of threads may ask at once."""

    def __init__(self, path: Path) -> None:
        """Raises FileNotFoundError or NotALabelIndex. Open it after forking, as SQLite demands."""
        if not path.is_file():
            raise FileNotFoundError(path)
        # as_uri escapes "?" and "#"; a release never changes, hence immutable: no locks, no journal files.
        self._uri = path.resolve().as_uri() + "?mode=ro&immutable=1"
        self._idle: list[sqlite3.Connection] = []
        try:
            ((version,),) = self._all("PRAGMA user_version")
        except sqlite3.DatabaseError as error:
            self.close()
            raise NotALabelIndex(f"{path}: {error}") from error
        if version != VERSION:
            self.close()
            raise NotALabelIndex(f"{path}: version {version} of the index, not {VERSION}; build it anew")

    @classmethod
    def open(cls, path: Path) -> "LabelIndex":
        """The index in the file `path`; errors as in the constructor."""
        return cls(path)

    def close(self) -> None:
        """Closes the connections that no thread uses at the moment."""
        while self._idle:
            self._idle.pop().close()

    @contextlib.contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """A connection that no other thread uses meanwhile; as many are kept as were ever in use at once."""
        try:
            db = self._idle.pop()
        except IndexError:
            db = sqlite3.connect(self._uri, uri=True, check_same_thread=False)
        try:
            yield db
        finally:
            self._idle.append(db)

    def _all(self, sql: str, *values: str | int | None) -> list[tuple[Any, ...]]:
        with self._connection() as db:
            return db.execute(sql, {f"v{number}": value for number, value in enumerate(values, 1)}).fetchall()

    def label(self, iri: str, lang: str = "vi") -> str | None:
        """The preferred label in `lang`, else in vi, without language, in en, or any; None without one."""
        sql = _LABELS + f"e.iri = :v1 AND l.kind = {PREF}"
        found = {lang: text for _, _, _, lang, _, text, _, _ in self._all(sql, iri)}
        wanted = [code for code in (lang, "vi", "", "en", *sorted(found)) if code in found]
        return found[wanted[0]] if wanted else None

    def resolve(self, value: str, cls: str | None = None) -> list[Candidate]:
        """What `value` names, of class `cls` (an IRI or a name like diem:Meeting) where one is given.

        The first of these that names anything decides: an IRI or prefixed name; a slug; a label (as spelled,
        then without the marks that `value` leaves out); the start of a slug up to a "-", for which a day may
        be written 26/8/2020. More than one candidate means that the value is ambiguous. Raises ValueError
        for a class that is no IRI.
        """
        value, of = nfc(value).strip(), _class(cls)
        iri = iris.expand(value)
        if not fold(value):
            return []
        found = self._entities("iri = :v1", of, iri) if iri is not None else []
        if found or value.startswith(("http://", "https://", "<")):
            return found
        if found := self._entities("slug = :v1", of, value):
            return found
        if found := self._named(value, of):
            return found
        slug = parse_date(value) or (_NOT_SLUG.sub("-", value.lower()).strip("-.") if value.isascii() else "")
        # "." is the character after "-": the range is every slug that starts with the value and "-".
        where = "(slug = :v1 OR (slug >= :v1 || '-' AND slug < :v1 || '.'))"
        return self._entities(where, of, slug) if slug else []

    def _entities(self, where: str, of: str | None, value: str) -> list[Candidate]:
        sql = f"SELECT iri, slug FROM entity e WHERE {where}{_OF_CLASS.format(2)} ORDER BY slug, iri LIMIT {_FEW}"  # noqa: S608 – conditions of ours; values are bound
        return [self._candidate(iri, slug) for iri, slug in self._all(sql, value, of)]

    def _candidate(self, iri: str, slug: str) -> Candidate:
        return Candidate(iri, self.label(iri) or slug, slug)

    def _named(self, value: str, of: str | None) -> list[Candidate]:
        folded, spelled = fold(value), spell(value)
        rows = self._all(_LABELS + "l.folded = :v1" + _OF_CLASS.format(2), folded, of)
        rows = [row for row in rows if agree(spelled, row[7])]
        own = [row for row in rows if row[4] == PREF and row[3] in ("vi", "")]
        # A name without marks may be the whole name of one and the lazy spelling of another: of the alternative
        # and English labels, written without marks as a rule, none hides what the rest may mean.
        marked = [row for row in rows if spelled != folded and row[7] == spelled]
        tiers = [row for row in own if row[5] == value], [row for row in own if row[7] == spelled], marked, rows
        best = next((tier for tier in tiers if tier), [])
        return [self._candidate(iri, slug) for slug, iri in sorted({(row[2], row[1]) for row in best})]

    def types(self, iri: str) -> list[str]:
        """The classes that something is of, inferred ones included."""
        sql = "SELECT c.iri FROM entity e JOIN type t ON t.entity = e.id JOIN class c ON c.id = t.class"
        return [cls for (cls,) in self._all(f"{sql} WHERE e.iri = :v1 ORDER BY 1", iri)]

    def classes(self) -> list[str]:
        """The classes that anything is of."""
        return [cls for (cls,) in self._all("SELECT iri FROM class ORDER BY 1")]

    def like(self, text: str, cls: str | None = None, begun: bool = False) -> list[Named]:
        """Names like `text`, some hundreds at most: equal, starting with it, or with its words, marks aside.

        Abbreviations stand for what they mean. The last word may be only `begun`. Raises ValueError for a class that
        is no IRI.
        """
        folded, spelled, of = fold(text), spell(text), _class(cls)
        if not folded:
            return []
        rows = self._all(f"{_LABELS} l.folded = :v1{_OF_CLASS.format(2)} ORDER BY l.spelled <> :v3 LIMIT {_FEW}",
                         folded, of, spelled)  # fmt: skip
        rows += self._among("label WHERE folded > :v1 AND folded < :v3", folded, of, folded + "\U0010ffff")
        for column, words in (("spelled", spelled), ("folded", folded), ("whole", whole(text))):
            parts = " AND ".join(f'"{word}"' for word in re.findall(r"[^\W_]+", words)[:_MANY])
            if parts:
                rows += self._among("word WHERE word MATCH :v1", f"{column} : ({parts}{' *' if begun else ''})", of)
        return [Named(iri, slug, kind, label, plain, exact) for _, iri, slug, _, kind, label, plain, exact in rows]

    def _among(self, where: str, value: str, of: str | None, *more: str) -> list[tuple[Any, ...]]:
        """Some of the names that a condition finds, of a class where one is given. What is common is not all read."""
        found = f"(SELECT rowid AS id FROM {where} LIMIT {_SCANNED})"  # noqa: S608 – conditions of ours; values are bound
        return self._all(f"{_FOUND.format(found)}{_OF_CLASS.format(2)} LIMIT {_FEW}", value, of, *more)

    def search(self, text: str, cls: str | None = None, limit: int = 20) -> list[Candidate]:
        """At most `limit` things with a label like `text`: equal, then starting with it, then with its words.

        Abbreviations stand for what they mean. The last word may be the start of one. Where `text` has marks, labels
        with the same ones come first; where it has a share such as 30%, so do labels with that.
        Raises ValueError for a class that is no IRI.
        """
        folded, spelled = fold(text), spell(text)
        shares = [share.replace(" ", "") for share in _SHARE.findall(folded)]
        first = whole(text).partition(" ")[0]
        marked, best = spelled != folded, dict[str, tuple[Any, ...]]()
        for iri, slug, kind, label, plain, exact in self.like(text, cls, begun=True):
            same = closeness(spelled, exact)
            begins = written_out(plain).startswith(first)  # "UBND Thái Bình" is rather the committee than its chair
            rank = (
                any(f" {share}" not in f" {plain.replace(' %', '%')}" for share in shares),
                same if marked else 0,
                closeness(folded, plain),
                same,
                not begins,
                kind,
                len(label),
                label,
                iri,
                slug,
            )
            best[iri] = min(best.get(iri, rank), rank)
        return [self._candidate(rank[-2], rank[-1]) for rank in sorted(best.values())[:limit]]


def _class(cls: str | None) -> str | None:
    iri = None if cls is None else iris.expand(cls)
    if cls is not None and iri is None:
        raise ValueError(f"not the IRI of a class: {cls!r}")
    return iri
