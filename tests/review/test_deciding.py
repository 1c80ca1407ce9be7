"""The desk: what waits, what was decided, and what that does to the facts, the rules and the graph."""

import contextlib
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import iris
from kg.archive import Archive, ArchiveFailed
from kg.facts import Fact
from kg.review.decisions import BadName, Decision, settled
from kg.review.desk import Desk
from kg.review.editing import edited
from kg.review.precision import Tally, confidence
from kg.store import NamedNode
from tests.review.conftest import graph, keep, objects
from tests.running import run


def test_what_costs_most_and_is_least_sure_comes_first(desk: Desk) -> None:
    waiting = desk.waiting(1000)
    assert [one.worth for one in waiting] == sorted((one.worth for one in waiting), reverse=True)
    assert len(waiting) == desk.count() > 5
    assert {one.fact.type for one in desk.waiting(1000, kind="attendance")} == {"attendance"}
    rule = waiting[-1].fact.rule
    assert {one.fact.rule for one in desk.waiting(1000, rule=rule)} == {rule}
    first = waiting[0]
    assert desk.waiting(1, without={(first.article.id, first.fact.key)})[0].fact.key != first.fact.key


def test_of_a_text_with_a_reviewed_graph_nothing_waits(archive: Archive, desk: Desk) -> None:
    sha256 = desk.waiting(1)[0].article.sha256
    assert Desk(archive, {sha256}).waiting(10) == []


def test_decisions_change_what_a_rule_is_trusted_with(desk: Desk) -> None:
    one = desk.waiting(1)[0]
    desk.decide(one.article.id, one.fact.key, "rejected")
    trusts = {trust.rule: trust for trust in desk.trusts()}
    if one.fact.rule in trusts:  # other facts of the rule wait
        assert trusts[one.fact.rule].confidence < one.confidence
    assert desk.tallies()[one.fact.rule] == Tally(0, 1)
    desk.undo(one.article.id, one.fact.key)
    assert desk.tallies() == {}
    assert desk.waiting(1)[0].fact == one.fact


@given(st.floats(0.01, 1), st.integers(0, 10_000), st.integers(0, 10_000))
def test_confidence_lies_between_what_is_stated_and_what_was_decided(stated: float, right: int, wrong: int) -> None:
    tally = Tally(right, wrong)
    low, high = sorted((stated, stated if tally.precision is None else tally.precision))
    assert low - 1e-9 <= confidence(stated, tally) <= high + 1e-9


def test_decisions_survive_a_new_reading(archive: Archive, desk: Desk) -> None:
    person = next(one for one in desk.waiting(100, kind="attendance"))
    number = next(one for one in desk.waiting(100, kind="observation"))
    desk.decide(person.article.id, person.fact.key, "accepted", reviewer="Người Thử")
    desk.decide(number.article.id, number.fact.key, "rejected")
    left = desk.count()
    keep(archive, "b" * 12)
    assert desk.count() == left
    keep(archive, "c" * 12, without=person.fact.rule)  # rules that do not find it any more
    kept = archive.article(person.article.id)
    assert kept is not None
    said = settled(kept.facts, desk.by_article()[person.article.id])
    assert next(fact for fact in said if fact.key == person.fact.key).reviewer == "Người Thử"
    assert number.fact.key not in {fact.key for fact in said}


def test_the_same_decision_in_the_graph(archive: Archive, desk: Desk, tmp_path: Path) -> None:
    before = graph(tmp_path)
    assert set(objects(before, "reviewStatus")) == {iris.VOC + "review-extracted"}
    number = next(one for one in desk.waiting(100, kind="observation") if one.fact.slots["raw"] == "45,6%")
    person = desk.waiting(1, kind="attendance")[0]
    gone = next(one for one in desk.waiting(100, kind="observation") if one.fact.slots["raw"] == "1.234")
    mended = edited(number.fact, {"value": 45.5, "qualifier": "approx"}, number.article.text)
    desk.decide(number.article.id, number.fact.key, "edited", mended, "Người Thử")
    desk.decide(person.article.id, person.fact.key, "accepted")
    desk.decide(gone.article.id, gone.fact.key, "rejected")
    after = graph(tmp_path)
    assert {"45.6", "1234"} <= set(objects(before, "value"))
    assert "45.5" in objects(after, "value")
    assert not {"45.6", "1234"} & set(objects(after, "value"))
    reviewed = {quad.subject for quad in after if quad.object == NamedNode(iris.VOC + "review-reviewed")}
    sure = {
        q.subject
        for q in after
        if q.predicate.value == iris.ONT + "confidence" and getattr(q.object, "value", "") == "1"
    }
    assert reviewed
    assert reviewed <= sure
    assert set(objects(after, "reviewer")) == {"Người Thử"}
    named = {q.subject for q in after if q.predicate.value == iris.ONT + "reviewer"}
    assert named < reviewed


def test_names_of_reviewers_are_plain(desk: Desk) -> None:
    one = desk.waiting(1)[0]
    for bad in ("x" * 81, "a\x1b[31m", "a\u202eb"):
        with pytest.raises(BadName):
            desk.decide(one.article.id, one.fact.key, "accepted", reviewer=bad)
    assert desk.decided() == []
    decided = desk.decide(one.article.id, one.fact.key, "accepted", reviewer="  Người \n Thử ")
    assert decided.reviewer == "Người Thử"


def test_an_older_archive_is_brought_up_to_date(archive: Archive, desk: Desk, tmp_path: Path) -> None:
    waiting = desk.count()
    archive.close()
    with contextlib.closing(sqlite3.connect(tmp_path / "archive.sqlite")) as old:
        old.executescript("DROP TABLE decision; DROP TABLE waiting; PRAGMA user_version = 1;")
    with contextlib.closing(Archive(tmp_path)) as opened:
        assert Desk(opened).count() == waiting
        assert len(list(opened.articles())) == 1
    with contextlib.closing(sqlite3.connect(tmp_path / "archive.sqlite")) as newer:
        newer.execute("PRAGMA user_version = 99")
    with pytest.raises(ArchiveFailed, match="layout 99"):
        Archive(tmp_path)


FACTS = st.builds(
    Fact,
    st.sampled_from(["holding", "ranking"]),
    st.fixed_dictionaries({"person": st.sampled_from("abc"), "position": st.sampled_from("xyz")}),
    st.integers(0, 5), st.integers(6, 9), st.sampled_from(["r.one", "r.two"]), st.floats(0.5, 1),
)  # fmt: skip
DECISIONS = st.builds(
    Decision,
    st.just("bai"),
    st.sampled_from(["accepted", "rejected", "added"]),
    FACTS,
    st.none(),
    st.just(""),
    st.just(""),
)


@given(st.lists(FACTS, max_size=8), st.lists(DECISIONS, max_size=8))
def test_settled_facts_are_those_of_the_text_and_of_people(facts: list[Fact], decided: list[Decision]) -> None:
    decisions = {one.fact.key: one for one in decided}
    said = settled(facts, decisions)
    keys = {fact.key for fact in said}
    rejected = {key for key, one in decisions.items() if one.verdict == "rejected"}
    assert keys == ({fact.key for fact in facts} | set(decisions)) - rejected
    assert {fact.key for fact in said if fact.reviewer is not None} == set(decisions) - rejected
    assert settled(said, decisions) == said


def test_decisions_are_kept_when_the_process_is_killed(desk: Desk, tmp_path: Path) -> None:
    """Each is on disk when the command has ended; another process sees it."""
    one = desk.waiting(1)[0]
    done = run("review", "accept", f"{one.article.id}/{one.fact.key}", data=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [found.fact.key for found in desk.decided()] == [one.fact.key]
