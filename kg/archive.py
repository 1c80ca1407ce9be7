"""The archive: every article that was taken in, with its text and the facts that were found in it.

    {data}/archive.sqlite

One SQLite file, because what is asked of it is what a database does: a transaction is on disk when it has ended and
leaves nothing half-written whenever the process is killed, an article that is already there is found by its content,
and the text of one article by its name. Facts are kept and not quads: a fact depends on its article and the rules
alone, quads also on reference data and on what other articles say of the same meeting. So `diemcau build` makes the
quads of all articles anew, in the order of their ids, whatever the order in which they came. The data set of `serve
--writable` is another one, which a build neither reads nor changes: what clients write there has no evidence.
"""

import contextlib
import json
import logging
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from kg.facts import Article, Fact

LAYOUT = 1
"""Counts up when the tables change their form."""
WAIT_SECONDS = 30.0
_log = logging.getLogger(__name__)
_TABLES = """
CREATE TABLE article(
  id TEXT PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, text TEXT NOT NULL, about TEXT NOT NULL, facts TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE input(
  key TEXT PRIMARY KEY, sha256 TEXT NOT NULL, reader TEXT NOT NULL, article TEXT NOT NULL, name TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX input_of_article ON input(article);
"""
Change = Literal["new", "changed", "known"]


class ArchiveFailed(Exception):
    """The archive cannot be read or written; what was in it stays. The message says why and how to mend it."""


@dataclass(frozen=True)
class Kept:
    """An article with its facts and the reason for its day of publication.

    `offsets`: what the places of facts count in: the characters of the "file" that was given, or of the kept "text".
    """

    article: Article
    facts: tuple[Fact, ...]
    dating: str
    offsets: Literal["file", "text"]


@dataclass(frozen=True)
class Row:
    """An article as the archive has it: `about` and `facts` are JSON, written by whoever read the article."""

    id: str
    sha256: str
    text: str
    about: str
    facts: str


@dataclass(frozen=True)
class Entry:
    """What one input became: `key` is its address or the SHA-256 of its bytes, `sha256` always the latter.

    `reader` is the version of the code and the rules that read it.
    """

    key: str
    sha256: str
    name: str
    reader: str
    row: Row


class Archive:
    """The archive of a data folder; made where there is none. One process writes at a time, any number read."""

    def __init__(self, data_dir: Path) -> None:
        """Raises ArchiveFailed and OSError."""
        data_dir.mkdir(parents=True, exist_ok=True)
        self.path = path_in(data_dir)
        with self._failing():
            self._connection = sqlite3.connect(self.path, timeout=WAIT_SECONDS, isolation_level=None)
            with contextlib.ExitStack() as unless_prepared:
                unless_prepared.callback(self._connection.close)
                self._prepare()
                self._connection.execute("PRAGMA synchronous = FULL")
                unless_prepared.pop_all()

    def _prepare(self) -> None:
        (layout,) = self._connection.execute("PRAGMA user_version").fetchone()
        if layout == LAYOUT:
            return
        if layout:
            raise sqlite3.DatabaseError(f"it has layout {layout}, and this version of diemcau reads {LAYOUT}")
        self._connection.execute("PRAGMA journal_mode = WAL")  # is kept in the file
        with self._transaction():
            if not self._connection.execute("SELECT 1 FROM sqlite_master").fetchone():  # nobody was faster
                for statement in filter(str.strip, _TABLES.split(";")):
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA user_version = {LAYOUT}")

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    def knows(self, key: str, sha256: str, reader: str) -> bool:
        """Whether these bytes were read by this version of the reader, or by it and a model ("reader+model")."""
        found = self._connection.execute("SELECT sha256, reader FROM input WHERE key = ?", (key,)).fetchone()
        return found is not None and found[0] == sha256 and _covers(found[1], reader)

    def row(self, article: str) -> Row | None:
        """What is kept of an article; None for one that is not there."""
        found = self._connection.execute(
            "SELECT id, sha256, text, about, facts FROM article WHERE id = ?", (article,)
        ).fetchone()
        return Row(*found) if found else None

    def readers(self, article: str) -> list[str]:
        """By whom an article was read, in the order of their names."""
        asked = "SELECT DISTINCT reader FROM input WHERE article = ? ORDER BY reader"
        return [reader for (reader,) in self._connection.execute(asked, (article,))]

    def add(self, entries: Sequence[Entry]) -> list[Change]:
        """Keeps what inputs became, all of it or nothing, and returns when that is on disk.

        The same text from two inputs is one article, as the first gave it. An article that an older version of the
        reader left of the same input, or an older version of the same page, is replaced. Raises ArchiveFailed.
        """
        with self._transaction():
            return [self._add(entry) for entry in entries]

    def _add(self, entry: Entry) -> Change:
        row, ask = entry.row, self._connection.execute
        read_by = {reader for (reader,) in ask("SELECT reader FROM input WHERE article = ?", (row.id,))}
        before = ask("SELECT article FROM input WHERE key = ?", (entry.key,)).fetchone()
        change: Change = "known"
        if not any(_covers(reader, entry.reader) for reader in read_by):
            change = "changed" if read_by or before else "new"
            ask(
                "INSERT INTO article VALUES (?, ?, ?, ?, ?) ON CONFLICT(id) DO UPDATE SET about = excluded.about, "
                "facts = excluded.facts",
                astuple(row),
            )
            ask("DELETE FROM input WHERE article = ?", (row.id,))
        ask(
            "INSERT OR REPLACE INTO input VALUES (?, ?, ?, ?, ?)",
            (entry.key, entry.sha256, entry.reader, row.id, entry.name),
        )
        if before is not None and before[0] != row.id:
            ask("DELETE FROM article WHERE id = ? AND id NOT IN (SELECT article FROM input)", before)
        return change

    def articles(self) -> Iterator[Kept]:
        """Every article, in the order of ids."""
        for found in self._connection.execute("SELECT id, sha256, text, about, facts FROM article ORDER BY id"):
            yield _kept(Row(*found))

    def __len__(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM article").fetchone()[0])

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._failing(), self._connection:  # which commits, or rolls back
            self._connection.execute("BEGIN IMMEDIATE")
            yield

    @contextlib.contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise ArchiveFailed(
                f"{self.path} cannot be used ({error}). Is another ingest running, or the disk full? If the file is "
                "damaged, move it away and ingest the articles again"
            ) from None


def _covers(read_by: str, reader: str) -> bool:
    """Whether what was read by one reader has all that another one would find."""
    return f"{read_by}+".startswith(f"{reader}+")


def text_in(path: Path, sha256: str) -> str | None:
    """The text of that SHA-256 in an archive that may not be there, or not be readable; then there is no such text."""
    if not path.is_file():
        return None
    try:
        with contextlib.closing(sqlite3.connect(path, timeout=1.0)) as connection:
            found = connection.execute("SELECT text FROM article WHERE sha256 = ?", (sha256,)).fetchone()
    except sqlite3.DatabaseError as error:
        _log.warning("no text is read from %s: %s", path, error)
        return None
    return str(found[0]) if found else None


def path_in(data_dir: Path) -> Path:
    """Where the archive of a data folder is."""
    return data_dir / "archive.sqlite"


def row(kept: Kept) -> Row:
    """An article as a row of the archive."""
    article = kept.article
    about = {**vars(article), "dating": kept.dating, "offsets": kept.offsets}
    del about["text"]
    return Row(article.id, article.sha256, article.text, _json(about), _json([vars(fact) for fact in kept.facts]))


def facts_of(row: Row) -> tuple[Fact, ...]:
    """The facts of an article as the archive has it."""
    return tuple(Fact(**fact) for fact in json.loads(row.facts))


def with_facts(row: Row, facts: Iterable[Fact]) -> Row:
    """The row with these facts instead of its own."""
    return replace(row, facts=_json([vars(fact) for fact in facts]))


def _kept(row: Row) -> Kept:
    about: dict[str, Any] = json.loads(row.about)
    dating, offsets = about.pop("dating"), about.pop("offsets")
    return Kept(Article(text=row.text, **about), facts_of(row), dating, offsets)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
