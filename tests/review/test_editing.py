"""Facts that people mend or add: which slots they may have, and that all of them can be published."""

import contextlib
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from kg import ingest
from kg.archive import Archive
from kg.articles.inputs import Given
from kg.extract.rules import TYPES
from kg.resolve import resolve
from kg.review.decisions import settled
from kg.review.desk import Desk, NotThere
from kg.review.editing import edited, form, new, read
from kg.review.faults import BadEdit
from kg.review.precision import Tally
from kg.review.slots import fact_types
from kg.triples import quads
from server.pages import review
from tests.resolve.reading import REFERENCES
from tests.review.conftest import GIVEN, objects

INVENTED = Path(__file__).resolve().parents[1] / "extract" / "articles"


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


def test_facts_of_every_type_can_be_decided_and_have_words() -> None:
    assert set(fact_types()) == TYPES
    words = yaml.safe_load((Path(review.__file__).parents[1] / "words" / "review.yaml").read_text(encoding="utf-8"))
    slots = [slot for kind in fact_types().values() for slot in kind.slots]
    named = {f"type-{name}" for name in TYPES} | {f"slot-{slot.name}" for slot in slots}
    assert named | {f"code-{code}" for slot in slots for code in slot.codes} <= set(words)
