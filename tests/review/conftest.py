"""An archive with one made-up article, its desk, and what a build would make of it."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kg import extracted, ingest, iris
from kg.archive import Archive
from kg.articles.inputs import Given
from kg.entries import Entry, row
from kg.review.desk import Desk
from kg.sources import Inputs
from kg.sources import read as read_sources
from kg.store import Quad
from tests.articles import pages

GIVEN = Given("mau.txt", pages.TEXT.encode())


def keep(archive: Archive, reader: str = "a" * 12, without: str = "") -> str:
    """Takes in the made-up article, as a version of the reader that misses one rule would; returns its id."""
    kept = ingest.read(GIVEN)
    kept = replace(kept, facts=tuple(fact for fact in kept.facts if fact.rule != without))
    archive.add([Entry(kept.article.sha256, kept.article.sha256, GIVEN.name, reader, row(kept))])
    return kept.article.id


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with contextlib.closing(Archive(tmp_path)) as opened:
        keep(opened)
        yield opened


@pytest.fixture
def desk(archive: Archive) -> Desk:
    return Desk(archive)


def graph(data: Path) -> list[Quad]:
    """The quads that a build would make of the archive."""
    inputs = Inputs()
    found = extracted.graphs(data / "archive.sqlite", read_sources(inputs), inputs, lambda done, total: None)
    return [quad for file in found.files for quad in file.quads]


def objects(quads: list[Quad], predicate: str) -> list[str]:
    """The objects of a predicate of the ontology."""
    return [str(getattr(q.object, "value", "")) for q in quads if q.predicate.value == iris.ONT + predicate]
