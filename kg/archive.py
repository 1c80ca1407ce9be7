"""The archive: every article that was taken in, with its text and the facts that were found in it.

    {data}/archive.sqlite

One SQLite file, because what is asked of it is what a database does: a transaction is on disk when it has ended and
leaves nothing half-written whenever the process is killed, an article that is already there is found by its content,
and the text of one article by its name. Facts are kept and not quads: a fact depends on its article and the rules
alone, quads also on reference data and on what other articles say of the same meeting. So `diemcau build` makes the
quads of all articles anew, in the order of their ids, whatever the order in which they came. The data set of `serve
--writable` is another one, which a build neither reads nor changes: what clients write there has no evidence.

What people decide of facts (kg/review/desk.py) is kept by the content of the facts and outlives every new reading.
`waiting` counts the facts without a decision, by rule, so that what is worth a look is found without reading it all.
"""

import contextlib
import json
import logging
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from kg.carried import carried
from kg.entries import Entry, Kept, Row, kept, outline
from kg.facts import Fact

LAYOUT = 2
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
_TABLES_OF_REVIEW = """
CREATE TABLE decision(
  article TEXT NOT NULL, key TEXT NOT NULL, rule TEXT NOT NULL, verdict TEXT NOT NULL, fact TEXT NOT NULL,
  instead TEXT, reviewer TEXT NOT NULL, time TEXT NOT NULL, PRIMARY KEY(article, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX decision_of_rule ON decision(rule, verdict);
CREATE INDEX decision_in_time ON decision(time);
CREATE TABLE waiting(
  rule TEXT NOT NULL, type TEXT NOT NULL, stated REAL NOT NULL, article TEXT NOT NULL, facts INTEGER NOT NULL,
  PRIMARY KEY(rule, type, stated, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX waiting_in_article ON waiting(article);
"""
Change = Literal["new", "changed", "known"]
Ask = Callable[..., sqlite3.Cursor]


class ArchiveFailed(Exception):
    """The archive cannot be read or written; what was in it stays. The message says why and how to mend it."""


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
        if self._layout() == LAYOUT:
            return
        if self._layout() > LAYOUT:
            raise sqlite3.DatabaseError(f"it has layout {self._layout()}, and this version of diemcau reads {LAYOUT}")
        self._connection.execute("PRAGMA journal_mode = WAL")  # is kept in the file
        with self.transaction() as ask:
            layout = self._layout()  # again: somebody may have been faster
            for statement in filter(str.strip, (_TABLES * (layout < 1) + _TABLES_OF_REVIEW * (layout < 2)).split(";")):
                ask(statement)
            if layout == 1:
                self._count_all()
            ask(f"PRAGMA user_version = {LAYOUT}")

    def _layout(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    def _count_all(self) -> None:
        """Counts the facts that wait in an archive of before there were decisions."""
        for article, facts in self._connection.execute("SELECT id, facts FROM article").fetchall():
            self.count_waiting(article, outline(Fact(**fact) for fact in json.loads(facts)))

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
        with self.transaction():
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
                (row.id, row.sha256, row.text, row.about, row.facts),
            )
            self.count_waiting(row.id, row.found)
            ask("DELETE FROM input WHERE article = ?", (row.id,))
        ask(
            "INSERT OR REPLACE INTO input VALUES (?, ?, ?, ?, ?)",
            (entry.key, entry.sha256, entry.reader, row.id, entry.name),
        )
        if before is not None and before[0] != row.id:
            self._carry(before[0], row)
            ask("DELETE FROM article WHERE id = ? AND id NOT IN (SELECT article FROM input)", before)
            ask("DELETE FROM waiting WHERE article = ? AND article NOT IN (SELECT article FROM input)", before)
        return change

    def _carry(self, before: str, row: Row) -> None:
        """Gives the decisions about a page that nothing leads to any more to the one that replaced it."""
        ask = self._connection.execute
        gone = ask(
            "SELECT text FROM article WHERE id = ? AND id NOT IN (SELECT article FROM input)", (before,)
        ).fetchone()
        if gone is None:
            return
        decisions = ask("SELECT key, fact, instead FROM decision WHERE article = ? ORDER BY key", (before,)).fetchall()
        for key, fact, instead in carried(decisions, gone[0], row):
            ask(
                "UPDATE OR IGNORE decision SET article = ?, fact = ?, instead = ? WHERE article = ? AND key = ?",
                (row.id, fact, instead, before, key),
            )
        if decisions:
            self.count_waiting(row.id, row.found)

    def named(self, name: str) -> list[str]:
        """The ids of the articles that a name may mean: an id, a web address, or a file as it was given, or its end."""
        ask = self._connection.execute
        exact = (
            "SELECT id FROM article WHERE id = ?1 UNION SELECT article FROM input WHERE ?1 IN (key, name) ORDER BY 1"
        )
        ends = "SELECT DISTINCT article FROM input WHERE substr(name, -length(?1) - 1) = '/' || ?1 ORDER BY 1"
        with self._failing():
            return [id_ for (id_,) in ask(exact, (name,)).fetchall() or ask(ends, (name,)).fetchall()]

    def forget(self, articles: Sequence[str]) -> None:
        """Takes articles out, all of them or none. What people decided of their facts stays, for when one comes back.

        Raises ArchiveFailed.
        """
        with self.transaction() as ask:
            for article in articles:
                ask("DELETE FROM article WHERE id = ?", (article,))
                ask("DELETE FROM input WHERE article = ?", (article,))
                ask("DELETE FROM waiting WHERE article = ?", (article,))

    def count_waiting(self, article: str, found: Iterable[tuple[str, str, float, str]]) -> None:
        """Counts anew, inside of a transaction, which facts of an article wait for a decision."""
        ask = self._connection.execute
        decided = {key for (key,) in ask("SELECT key FROM decision WHERE article = ?", (article,))}
        rules: dict[str, tuple[str, str, float]] = {}
        for rule, kind, stated, key in found:
            if key not in decided:
                rules.setdefault(key, (rule, kind, stated))  # what an article says twice is one fact
        counts = Counter(rules.values())
        ask("DELETE FROM waiting WHERE article = ?", (article,))
        self._connection.executemany(
            "INSERT INTO waiting VALUES (?, ?, ?, ?, ?)",
            [(rule, kind, stated, article, facts) for (rule, kind, stated), facts in counts.items()],
        )

    def articles(self) -> Iterator[Kept]:
        """Every article, in the order of ids."""
        for found in self._connection.execute("SELECT id, sha256, text, about, facts FROM article ORDER BY id"):
            yield kept(Row(*found))

    def article(self, article: str) -> Kept | None:
        """One article by its id."""
        row = self.row(article)
        return kept(row) if row else None

    def __len__(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM article").fetchone()[0])

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Ask]:
        """What is asked inside is done whole or not at all, and on disk at the end. Raises ArchiveFailed."""
        with self._failing(), self._connection:  # which commits, or rolls back
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection.execute

    @contextlib.contextmanager
    def reading(self) -> Iterator[Ask]:
        """Asks of one state of the archive, whatever others write meanwhile. Raises ArchiveFailed."""
        with self._failing(), self._connection:
            self._connection.execute("BEGIN")
            yield self._connection.execute

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
