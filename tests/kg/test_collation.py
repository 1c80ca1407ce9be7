"""Vietnamese words in the order of dictionaries."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.collation import name_key, sort_key
from kg.folding import spell

ORDERED = [
    [],
    ["ba", "ba ba", "ba hoa", "bà", "bả", "bã", "bá", "bạ", "bác", "băng", "bâng"],
    ["Cao Bằng", "Dương", "Đà Nẵng", "Đắk Lắk", "Điện Biên", "em", "êm"],
    ["ma", "mà", "mả", "mã", "má", "mạ"],
    ["on", "ôn", "ơn", "pin", "u", "ư", "vui", "Web", "xa", "y", "zero"],
    ["Mức độ 3", "mức độ 4", "Mức độ 10"],
    ["9", "a"],
    ["Quý I", "Quý II"],
]
NAMES = ["Lê Thị An", "Trần Văn Ân", "Phạm Bình", "Vũ Cường", "An Đông", "Bùi Hưng", "Đỗ Hưng", "Bùi Hùng"]


@pytest.mark.parametrize("words", ORDERED)
def test_words_stand_as_in_a_dictionary(words: list[str]) -> None:
    mixed = words[::-1]
    mixed.sort(key=sort_key)
    assert mixed == words


def test_persons_stand_by_their_given_names() -> None:
    # Hùng stands before Hưng: u before ư, whatever the tone.
    names = NAMES[::-1]
    names.sort(key=name_key)
    assert names == [*NAMES[:5], NAMES[7], *NAMES[5:7]]


@given(st.text(alphabet="aăâdđeêoôơuưyàạảãáửờ hH0123-/\u0301\u0323"))
def test_how_a_text_is_encoded_makes_no_difference(text: str) -> None:
    assert sort_key(text) == sort_key(unicodedata.normalize("NFD", text)) == sort_key(text.upper())


@given(st.text(max_size=8), st.text(max_size=8))
def test_texts_with_the_same_key_are_spelled_the_same_but_for_signs(one: str, other: str) -> None:
    def letters(text: str) -> str:
        return "".join(c for c in spell(text) if c.isalnum())

    if letters(one) == letters(other) and one.split() == other.split():
        assert sort_key(one) == sort_key(other)


def test_hoa_is_one_word_wherever_its_mark_stands() -> None:
    assert sort_key("Khánh Hoà") == sort_key("Khánh Hòa")
    assert sort_key("Hòa") != sort_key("Hoa")
