"""The lists of a release: the same entries in the same order however they are found, and never all of them sorted."""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kg import choosing, news
from kg.catalogue import Catalogue, listings
from kg.choosing import Choice
from kg.release import Release

DISSOLVED = {"until": "2025-06-30"}
CHOICES = [
    ("articles", Choice(order="-reported")),
    ("articles", Choice({"review": "https://w3id.org/diemcau/vocab#review-reviewed"}, "", "-reported")),
    ("articles", Choice({"year": "2020"}, "", "-date")),
    ("meetings", Choice({"year": "2020"}, "ubnd", "date")),
    ("places", Choice(DISSOLVED, "", "-until")),
    ("places", Choice(DISSOLVED, "binh", "name")),
    ("places", Choice({}, "binh", "-since")),
    ("places", Choice({}, "", "since")),
    ("documents", Choice({}, "", "-date", "en")),
]


@pytest.fixture
def lists(release: Release) -> Catalogue:
    return Catalogue(release.lists)


@contextlib.contextmanager
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, Any, sqlite3.Connection]]]:
    """What SQLite is asked in the meantime."""
    found: list[tuple[str, Any, sqlite3.Connection]] = []
    connect: Callable[..., sqlite3.Connection] = sqlite3.connect

    class Heard(sqlite3.Connection):
        def execute(self, sql: str, values: Any = (), /) -> sqlite3.Cursor:
            found.append((sql, values, self))
            return super().execute(sql, values)

    with monkeypatch.context() as patched:
        patched.setattr(sqlite3, "connect", lambda *given, **named: connect(*given, **named, factory=Heard))
        yield found


@pytest.mark.parametrize(("name", "choice"), CHOICES, ids=str)
def test_few_and_many_come_in_the_same_order_in_pages_without_a_gap(
    lists: Catalogue, monkeypatch: pytest.MonkeyPatch, name: str, choice: Choice
) -> None:
    listing = listings()[name]
    sorted_at_once = [one.iri for one in lists.entries(listing, choice, 1000)]
    monkeypatch.setattr(choosing, "COUNTED", 0)
    for page in (1, 3, 7, 1000):
        found = [one.iri for at in range(0, 200, page) for one in lists.entries(listing, choice, page, at)]
        assert found == sorted_at_once
    assert len(set(sorted_at_once)) == len(sorted_at_once)


def test_those_without_a_value_come_last_both_ways(lists: Catalogue) -> None:
    places = listings()["places"]
    for order in ("until", "-until"):
        dated = ["until" in one.values for one in lists.entries(places, Choice(order=order), 1000)]
        assert dated == sorted(dated, reverse=True)
        assert len(set(dated)) == 2


@pytest.mark.parametrize("order", ["-reported", "date", "name"])
@pytest.mark.parametrize("chosen", [{}, {"year": "2020"}], ids=str)
def test_many_are_never_sorted(
    lists: Catalogue, monkeypatch: pytest.MonkeyPatch, order: str, chosen: dict[str, str]
) -> None:
    """So a page and a feed of ten million articles take no longer than those of five."""
    monkeypatch.setattr(choosing, "COUNTED", 0)
    with asked(monkeypatch) as found:
        lists.entries(listings()["articles"], Choice(chosen, "", order), 3)
        ordered = [(sql, values, db) for sql, values, db in found if "ORDER BY" in sql]
        assert ordered
    with contextlib.closing(sqlite3.connect(lists.uri, uri=True)) as db:
        for sql, values, _ in ordered:
            plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
            assert not [step for step in plan if "TEMP B-TREE" in step or step.startswith("SCAN")], plan


def test_what_is_said_of_a_thing_is_read_along_an_index(lists: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    person = "https://w3id.org/diemcau/id/person/nguyen-xuan-phuc"
    whole = lists.said(person, 1000)
    assert [one.day for one in whole] == sorted((one.day for one in whole), reverse=True)
    assert [*lists.said(person, 7), *lists.said(person, 1000, 7)] == whole
    with asked(monkeypatch) as found:
        lists.said(person, 51)
    with contextlib.closing(sqlite3.connect(lists.uri, uri=True)) as db:
        (sql, values, _), *_ = [one for one in found if "FROM news" in one[0]]
        plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert plan == ["SEARCH news USING PRIMARY KEY (thing=?)"]


def test_of_a_thing_no_more_is_kept_than_its_feed_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    claims = [(f"c{n}", "a", f"20{10 + n % 9}-01-01", "1") for n in range(30)]
    thing = "https://w3id.org/diemcau/id/person/nguoi-thu"

    def rows(query: str) -> list[tuple[str, ...]]:
        if "MAX(?known)" in query:
            return list(claims)
        return [(claim, thing) for claim, *_ in claims]

    monkeypatch.setattr(news, "MOST", 12)
    with contextlib.closing(sqlite3.connect(":memory:")) as db:
        db.executescript(news.TABLE)
        news.fill(db, rows)
        kept = news.of(db, thing, 100, 0)
    assert len(kept) == 12
    assert min(one.day for one in kept) >= sorted((day for _, _, day, _ in claims), reverse=True)[11]
