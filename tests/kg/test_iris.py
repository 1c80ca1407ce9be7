"""IRIs are computed from what they name, and nothing else mints them."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import iris

SHAPE = re.compile(r"https://w3id\.org/diemcau/id/[a-z-]+/[a-z0-9.-]+")


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Ủy ban Quốc gia về Chính phủ điện tử", "uy-ban-quoc-gia-ve-chinh-phu-dien-tu"),
        ("Đắk Lắk", "dak-lak"),
        ("17/NQ-CP", "17-nq-cp"),
        ("  – Bà Rịa – Vũng Tàu –  ", "ba-ria-vung-tau"),
    ],
)
def test_slugs_are_ascii_whatever_the_normal_form(text: str, slug: str) -> None:
    assert iris.slugify(text) == slug
    assert iris.slugify(unicodedata.normalize("NFD", text)) == slug


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_a_slug_fits_into_an_iri_or_is_refused(text: str) -> None:
    try:
        slug = iris.slugify(text)
    except ValueError:
        return
    assert SHAPE.fullmatch(iris.resource("person", slug))
    assert iris.slugify(slug) == slug


@pytest.mark.parametrize("text", ["", "–", "…", "漢字"])
def test_nothing_is_minted_of_nothing(text: str) -> None:
    with pytest.raises(ValueError, match="no letter or digit"):
        iris.slugify(text)


@pytest.mark.parametrize(("kind", "slug"), [("planet", "mars"), ("person", "Hưng"), ("person", ""), ("area", "a/b")])
def test_unknown_kinds_and_unfit_slugs_are_refused(kind: str, slug: str) -> None:
    with pytest.raises(ValueError, match=r"unknown kind|not a slug"):
        iris.resource(kind, slug)


def test_every_kind_has_a_prefix_for_its_own_iris() -> None:
    for kind in iris.TYPES:
        assert iris.PREFIXES[kind] + "x" == iris.resource(kind, "x")


def test_keys_depend_on_the_text_and_not_on_its_normal_form() -> None:
    composed, decomposed = "Điểm cầu", unicodedata.normalize("NFD", "Điểm cầu")
    assert iris.term_key((composed,)) == iris.term_key((decomposed,))
    assert iris.term_key(("Hưng",)) != iris.term_key(("Hùng",))
    assert re.fullmatch("[0-9a-f]{8}", iris.term_key(("a", "b")))


def test_a_fact_of_two_articles_is_one_node_with_two_claims() -> None:
    fact = iris.resource("observation", "x")
    first, second = iris.claim("afd5768686bddc22", fact), iris.claim("fd45605fa2297ed5", fact)
    assert first != second
    assert first == iris.claim("afd5768686bddc22", fact)
    assert first.startswith(iris.ID + "claim/afd57686-")


def test_spans_name_the_characters_they_cover() -> None:
    assert iris.span("afd5768686bddc22", 10, 20) == iris.ID + "span/afd5768686bddc22--10-20"
    assert iris.text_slug("a", "b", text="Họp") == iris.text_slug("a", "b", text="họp")
    assert iris.article_graph("afd5768686bddc22") == iris.BASE + "graph/article/afd5768686bddc22"


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("area:thai-binh", iris.ID + "area/thai-binh"),
        ("area/thai-binh", iris.ID + "area/thai-binh"),
        ("<urn:a>", None),
        ("<http://example.org/a>", "http://example.org/a"),
        ("diem:Meeting", iris.ONT + "Meeting"),
        ("diem/Meeting", None),
        ("17/NQ-CP", None),
        ("area/", None),
        ("area:", None),
    ],
)
def test_names_are_expanded_as_people_write_them(name: str, iri: str | None) -> None:
    assert iris.expand(name) == iri
