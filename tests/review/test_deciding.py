"""The desk: what waits, what was decided, and what that does to the facts, the rules and the graph."""

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kg import extracted, ingest, iris
from kg.archive import Archive, ArchiveFailed
from kg.articles.inputs import Given
from kg.entries import Entry, row
from kg.extract.rules import TYPES
from kg.facts import Fact
from kg.resolve import resolve
from kg.review.decisions import BadName, Decision, settled
from kg.review.desk import Desk, NotThere
from kg.review.editing import edited, form, new, read
from kg.review.faults import BadEdit
from kg.review.precision import Tally, confidence
from kg.review.slots import fact_types
from kg.sources import Inputs
from kg.sources import read as read_sources
from kg.store import NamedNode, Quad
from kg.triples import quads
from server.pages import review
from tests.articles import pages
from tests.resolve.reading import REFERENCES
from tests.running import run

GIVEN = Given("mau.txt", pages.TEXT.encode())
INVENTED = Path(__file__).resolve().parents[1] / "extract" / "articles"


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


def test_a_fact_that_the_rules_missed_can_be_added_and_taken_back(archive: Archive, desk: Desk) -> None:
    one = desk.waiting(1)[0]
    text = one.article.text
    given = read("target", {"subject": "hồ sơ trực tuyến", "value": "60,5", "unit": "%", "raw": "45,6%",
                            "deadline": "2030", "evidence": "tỷ lệ hồ sơ trực tuyến"})  # fmt: skip
    fact = new("target", given, text)
    assert text[fact.start : fact.end] == "tỷ lệ hồ sơ trực tuyến"
    assert fact.slots["value"] == 60.5
    decision = desk.add(one.article.id, fact, "Người Thử")
    assert decision.verdict == "added"
    kept = archive.article(one.article.id)
    assert kept is not None
    assert fact.key in {said.key for said in settled(kept.facts, desk.by_article()[one.article.id])}
    assert desk.tallies() == {"reviewer": Tally(0, 0)}
    with pytest.raises(NotThere, match="was added by a person"):
        desk.decide(one.article.id, fact.key, "rejected")
    desk.undo(one.article.id, fact.key)
    with pytest.raises(NotThere):
        desk.find(one.article.id, fact.key)
    known = replace(one.fact, rule="reviewer")
    assert desk.add(one.article.id, known).verdict == "accepted"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"person": "Không Có Trong Bài"}, "unfit person Không Có"),
        ({"person": ""}, "needed person"),
        ({"role": "sing"}, "unfit role sing"),
        ({"rank": 1}, "unknown rank attendance"),
        ({"modality": "maybe"}, "unfit modality maybe"),
        ({"evidence": "không có câu này"}, "unfit evidence"),
        ({"evidence": ""}, "needed evidence"),
        ({}, "unchanged"),
        ({"person": "Ngô\x1b Văn Mẫu"}, "unfit person"),
    ],
    ids=lambda given: str(given)[:30] if isinstance(given, dict) else "",
)
def test_what_is_no_fact_of_the_article_is_refused(desk: Desk, given: dict[str, object], why: str) -> None:
    one = desk.waiting(1, kind="attendance")[0]
    with pytest.raises(BadEdit, match=why):
        edited(one.fact, given, one.article.text)


@pytest.mark.parametrize(
    ("slot", "value"),
    [("value", "nhiều"), ("value", "nan"), ("value", "1e400"), ("value", True), ("period", "năm ngoái"),
     ("period", "2020-13-01"), ("unit", ""), ("raw", "99,9%"), ("qualifier", "exactly")],
)  # fmt: skip
def test_slots_hold_what_their_kind_says(desk: Desk, slot: str, value: object) -> None:
    one = desk.waiting(1, kind="observation")[0]
    given = read("observation", {slot: value}) if isinstance(value, str) else {slot: value}
    with pytest.raises(BadEdit, match=slot):
        edited(one.fact, given, one.article.text)


def test_every_fact_that_rules_find_fits_the_table_of_slots() -> None:
    """So whoever mends one slot is not told of another; found on all invented articles."""
    checked = 0
    for path in sorted(INVENTED.glob("*.txt")):
        kept = ingest.read(Given(path.name, path.read_bytes()))
        for fact in kept.facts:
            assert set(fact.said) <= set(form(fact, kept.article.text))
            other = "reported" if fact.modality != "reported" else "asserted"
            assert edited(fact, {"modality": other}, kept.article.text).said == fact.said
            checked += 1
    assert checked > 300


def test_whatever_is_mended_can_be_published(tmp_path: Path) -> None:
    """Each slot emptied that may be, and what the extractor noted for resolution gone with it."""
    tried = set()
    for path in sorted(INVENTED.glob("*.txt")):
        kept = ingest.read(Given(path.name, path.read_bytes()))
        for place, fact in enumerate(kept.facts):
            for slot in fact_types()[fact.type].slots:
                if (fact.type, slot.name) in tried or slot.required or fact.slots.get(slot.name) is None:
                    continue
                with contextlib.suppress(BadEdit):  # where another slot needs this one
                    mended = edited(fact, {slot.name: None}, kept.article.text)
                    facts = [*kept.facts[:place], mended, *kept.facts[place + 1 :]]
                    assert quads(kept.article, resolve(kept.article, facts, REFERENCES))
                    tried.add((fact.type, slot.name))
    assert {kind for kind, _ in tried} >= {"meeting", "attendance", "observation", "target", "ranking", "directive"}


@pytest.mark.parametrize(
    ("kind", "slots"),
    [
        ("meeting", {"title": "hội nghị trực tuyến"}),
        ("attendance", {"person": "Ngô Văn Mẫu", "role": "attend"}),
        ("group_attendance", {"group": "Các đơn vị", "role": "attend"}),
        ("holding", {"person": "Ngô Văn Mẫu", "position": "Chủ tịch UBND tỉnh"}),
        ("observation", {"indicator": "hồ sơ", "value": "12,5", "unit": "%", "raw": "45,6%"}),
        ("target", {"subject": "hồ sơ trực tuyến"}),
        ("change", {"indicator": "hồ sơ", "direction": "up", "value": "3", "unit": "%", "raw": "45,6%"}),
        ("ranking", {"subject": "Thái Bình", "rank": "3"}),
        ("document", {"number": "1.234", "kind": "Nghị quyết"}),
        ("directive", {"force": "ask", "task": "rà soát danh mục thí điểm"}),
        ("agency", {"name": "Sở Thông tin và Truyền thông"}),
    ],
)
def test_whatever_is_added_can_be_published(desk: Desk, tmp_path: Path, kind: str, slots: dict[str, str]) -> None:
    one = desk.waiting(1)[0]
    fact = new(kind, read(kind, slots | {"evidence": "Sáng 5/6"}), one.article.text)
    desk.add(one.article.id, fact, "Người Thử")
    facts = settled(ingest.read(GIVEN).facts, desk.by_article()[one.article.id])
    made = quads(one.article, resolve(one.article, facts, REFERENCES))
    assert "Người Thử" in objects(made, "reviewer")


def test_each_type_of_facts_has_its_slots() -> None:
    assert set(fact_types()) == TYPES


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


def test_facts_of_every_type_can_be_decided_and_have_words() -> None:
    assert set(fact_types()) == TYPES
    words = yaml.safe_load((Path(review.__file__).parents[1] / "words" / "review.yaml").read_text(encoding="utf-8"))
    slots = [slot for kind in fact_types().values() for slot in kind.slots]
    named = {f"type-{name}" for name in TYPES} | {f"slot-{slot.name}" for slot in slots}
    assert named | {f"code-{code}" for slot in slots for code in slot.codes} <= set(words)
