"""Normal and folded forms of Vietnamese text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.folding import fold, nfc


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ĐÀ  Nẵng", "da nang"),
        ("Đặng Trọng Thăng", "dang trong thang"),
        ("Ủy ban Quốc gia", "uy ban quoc gia"),
        ("Uỷ ban Quốc gia", "uy ban quoc gia"),
        ("Thừa Thiên\u00a0Huế\n", "thua thien hue"),
        ("17/NQ-CP", "17/nq-cp"),
        ("", ""),
    ],
)
def test_folding_drops_marks_case_and_surplus_spaces(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


def test_names_that_differ_in_a_tone_mark_share_only_the_folded_form() -> None:
    assert nfc("Hưng") != nfc("Hùng")
    assert fold("Hưng") == fold("Hùng") == "hung"


@given(st.text())
def test_folding_again_changes_nothing_for_either_normal_form(text: str) -> None:
    assert fold(nfc(text)) == fold(unicodedata.normalize("NFD", text))
    assert nfc(nfc(text)) == nfc(text)


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằấểỗợừỳỵĐÁ \u0301\u0323-"))
def test_vietnamese_letters_fold_to_ascii(text: str) -> None:
    assert fold(text).isascii()
    assert fold(fold(text)) == fold(text)
