"""The index of names, as it is written: one SQLite file of the types and labels of a release."""

import contextlib
import itertools
import re
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg import iris
from kg.folding import fold, nfc, spell
from kg.names import ALT, HIDDEN, PREF, whole
from kg.store import Literal, NamedNode, Quad

_KINDS = {
    iris.RDFS + "label": PREF,
    iris.SKOS + "prefLabel": PREF,
    iris.SKOS + "altLabel": ALT,
    iris.SKOS + "notation": ALT,
    iris.DCTERMS + "title": ALT,
    iris.ONT + "documentNumber": ALT,
    iris.SKOS + "hiddenLabel": HIDDEN,
}
_TYPE = iris.RDF + "type"
PREDICATES = (_TYPE, *_KINDS)
"""What an index is made of: types, and names of every kind."""
VERSION = 2
_AT_ONCE = 10_000
"""Statements that are taken into an index at once."""
_TABLES = f"""
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA user_version = {VERSION};
CREATE TEMP TABLE raw_type (iri TEXT, class TEXT);
CREATE TEMP TABLE raw_label (iri TEXT, lang TEXT, kind INTEGER, text TEXT);
CREATE TABLE entity (id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, slug TEXT NOT NULL);
CREATE TABLE class (id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE);
CREATE TABLE type (class INTEGER, entity INTEGER, PRIMARY KEY (class, entity)) WITHOUT ROWID;
CREATE TABLE label (id INTEGER PRIMARY KEY, entity INTEGER NOT NULL, lang TEXT NOT NULL, kind INTEGER NOT NULL,
  text TEXT NOT NULL, folded TEXT NOT NULL, spelled TEXT NOT NULL,
  whole TEXT NOT NULL);
CREATE VIRTUAL TABLE word USING fts5 (folded, spelled, whole, content='label', content_rowid='id',
  tokenize='unicode61 remove_diacritics 0');
"""
_FILL = """
INSERT INTO entity (iri, slug) SELECT iri, slug(iri) FROM
  (SELECT iri FROM raw_type UNION SELECT iri FROM raw_label) ORDER BY iri;
INSERT INTO class (iri) SELECT DISTINCT class FROM raw_type ORDER BY class;
INSERT INTO type SELECT DISTINCT c.id, e.id FROM raw_type r
  JOIN class c ON c.iri = r.class JOIN entity e ON e.iri = r.iri ORDER BY 1, 2;
INSERT INTO label (entity, lang, kind, text, folded, spelled, whole)
  SELECT e.id, r.lang, r.kind, r.text, fold(r.text), spell(r.text),
  whole(r.text) FROM
  (SELECT iri, lang, MIN(kind) AS kind, text FROM raw_label GROUP BY iri, lang, text) r
  JOIN entity e ON e.iri = r.iri ORDER BY r.kind, LENGTH(r.text), r.text, e.id, r.lang;
CREATE INDEX entity_slug ON entity (slug);
CREATE INDEX label_entity ON label (entity);
CREATE INDEX label_folded ON label (folded);
INSERT INTO word (word) VALUES ('rebuild');
INSERT INTO word (word) VALUES ('optimize');
ANALYZE;
"""


def build_index(quads: Iterable[Quad], path: Path) -> int:
    """Writes the index of all types and labels in `quads`, whatever their graph; returns the number of labels.

    Inferred types must be among the quads for things to be found by their superclasses. Blank nodes have no
    name to be found by and are left out. Raises FileExistsError where `path` exists.
    """
    path.open("xb").close()
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.create_function("fold", 1, fold, deterministic=True)
        db.create_function("spell", 1, spell, deterministic=True)
        db.create_function("whole", 1, whole, deterministic=True)
        db.create_function("slug", 1, _slug, deterministic=True)
        db.executescript(_TABLES + "BEGIN;")
        quads = iter(quads)
        while some := list(itertools.islice(quads, _AT_ONCE)):
            db.executemany("INSERT INTO raw_type VALUES (?, ?)", _types(some))
            db.executemany("INSERT INTO raw_label VALUES (?, ?, ?, ?)", _labels(some))
        db.executescript("BEGIN;" + _FILL + "COMMIT;")  # executescript first commits what is open
        (count,) = db.execute("SELECT COUNT(*) FROM label").fetchone()
    return int(count)


def _types(quads: Iterable[Quad]) -> Iterator[tuple[str, str]]:
    for quad in quads:
        subject, value = quad.subject, quad.object
        if quad.predicate.value == _TYPE and isinstance(subject, NamedNode) and isinstance(value, NamedNode):
            yield subject.value, value.value


def _labels(quads: Iterable[Quad]) -> Iterator[tuple[str, str, int, str]]:
    for quad in quads:
        kind, subject, value = _KINDS.get(quad.predicate.value), quad.subject, quad.object
        if kind is not None and isinstance(subject, NamedNode) and isinstance(value, Literal):
            yield subject.value, (value.language or "").lower(), kind, nfc(value.value).strip()


def _slug(iri: str) -> str:
    return re.split("[/#]", iri)[-1]
