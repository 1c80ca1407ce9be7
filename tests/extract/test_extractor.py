"""The whole way from a text to facts: deterministic, with offsets of the file, and silent about the page around an
article."""

import json
import unicodedata
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.extractor import Extractor
from kg.facts import Fact
from kg.model import NotAnArticle
from tests.extract.test_mentions import PAGE

HERE = Path(__file__).with_name("articles")


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


def _of(facts: list[Fact], kind: str) -> list[Fact]:
    return [fact for fact in facts if fact.type == kind]


def test_the_same_text_gives_the_same_facts(extractor: Extractor) -> None:
    text = (HERE / "a10.txt").read_text(encoding="utf-8")
    first, second = (json.dumps([f.record() for f in e.extract(text)]) for e in (extractor, Extractor()))
    assert first == second


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_offsets_are_those_of_the_file(extractor: Extractor, form: Literal["NFC", "NFD"]) -> None:
    raw = unicodedata.normalize(form, (HERE / "a05.txt").read_text(encoding="utf-8"))
    (document,) = [f for f in _of(extractor.extract(raw), "agency") if "Trà Vinh" in f.slots["name"]][:1]
    assert unicodedata.normalize("NFC", raw[document.start : document.end]) == document.slots["name"]


def test_the_page_around_an_article_says_nothing(extractor: Extractor) -> None:
    facts = extractor.extract(PAGE)
    assert [f.slots["rank"] for f in _of(facts, "ranking")] == [3]
    assert [f.slots["value"] for f in _of(facts, "observation")] == [1200]
    assert [(f.slots["date"], f.slots["day_part"]) for f in _of(facts, "meeting")] in ([], [("2020-08-26", "pm")])


def test_a_planned_meeting_is_none(extractor: Extractor) -> None:
    facts = extractor.extract(
        "Ngày 4/12, Bộ Nội vụ sẽ tổ chức hội thảo. Dự kiến Thủ tướng Lê Giả Tưởng sẽ dự hội thảo."
    )
    assert _of(facts, "meeting") + _of(facts, "attendance") == []


def test_an_office_is_whoever_holds_it_in_the_article(extractor: Extractor) -> None:
    text = (
        "Sáng 5/6, Thủ tướng Lê Giả Tưởng chủ trì hội nghị về dữ liệu. Phó Thủ tướng Vũ Thí Dụ dự hội nghị.\n"
        "Phát biểu kết luận hội nghị, Thủ tướng nhấn mạnh việc chia sẻ dữ liệu."
    )
    roles = {(f.slots["person"], f.slots["role"]) for f in _of(extractor.extract(text), "attendance")}
    assert roles == {("Lê Giả Tưởng", "chair"), ("Vũ Thí Dụ", "attend"), ("Lê Giả Tưởng", "speak")}


def test_names_that_differ_in_a_tone_mark_are_two_people(extractor: Extractor) -> None:
    text = "Dự hội nghị có ông Trần Văn Hưng, Giám đốc Sở Nội vụ; ông Trần Văn Hùng, Giám đốc Sở Tài chính."
    people = [f.slots["person"] for f in _of(extractor.extract(text), "attendance")]
    assert people == ["Trần Văn Hưng", "Trần Văn Hùng"]


def test_leaders_in_a_list_get_no_rank(extractor: Extractor) -> None:
    text = "Bộ Tài chính, Bộ Y tế và các tỉnh: Quảng Ninh, Bình Dương là những đơn vị dẫn đầu cả nước."
    facts = _of(extractor.extract(text), "ranking")
    assert [f.slots["subject"] for f in facts] == ["Bộ Tài chính", "Bộ Y tế", "Quảng Ninh", "Bình Dương"]
    assert {f.slots["rank"] for f in facts} == {None}


_PROSE = " ".join((HERE / f"{name}.txt").read_text(encoding="utf-8") for name in ("a03", "b02", "c07")).split(" ")


@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(_PROSE), min_size=1, max_size=120).map(" ".join)))
def test_any_text_gives_facts_inside_of_it_or_is_no_article(text: str) -> None:
    try:
        facts = Extractor().extract(text)
    except NotAnArticle:
        return
    for fact in facts:
        assert 0 <= fact.start < fact.end <= len(text)
        assert 0 < fact.confidence <= 1
