"""Functions that queries have beside those of SPARQL: in queries and updates, of texts and of what is none."""

from pathlib import Path

import pytest

from kg.store import Dataset, PrimaryStore

_PREFIX = "PREFIX diem: <https://w3id.org/diemcau/ontology#> "


def _one(expression: str) -> str | None:
    _, ((value,),) = Dataset.empty().rows(f"{_PREFIX}SELECT ?v {{ BIND({expression} AS ?v) }}")
    return getattr(value, "value", None)


def test_names_sort_as_vietnamese_sorts() -> None:
    names = "'đá' 'dã' 'ăn' 'da' 'ân' 'An' 'Tổ 10' 'Tổ 9' 'Đà Nẵng'"
    _, rows = Dataset.empty().rows(
        f"{_PREFIX}SELECT ?n {{ VALUES ?n {{ {names} }} }} ORDER BY diem:sortKey(?n) LIMIT 9"
    )
    assert [row[0].value for row in rows if row[0] is not None and hasattr(row[0], "value")] == [
        "An", "ăn", "ân", "da", "dã", "Đà Nẵng", "đá", "Tổ 9", "Tổ 10",
    ]  # fmt: skip


def test_marks_and_capitals_fold() -> None:
    assert _one("diem:fold('ĐÀ  Nẵng'@vi)") == "da nang"


@pytest.mark.parametrize(
    "expression", ["diem:fold(<urn:x>)", "diem:fold()", "diem:sortKey('a', 'b')", "diem:sortKey(1/0)"]
)
def test_of_what_is_no_text_there_is_no_value(expression: str) -> None:
    assert _one(expression) is None


def test_updates_have_them_too(tmp_path: Path) -> None:
    store = PrimaryStore(tmp_path / "store")
    store.update(f"{_PREFIX}INSERT {{ <urn:x:s> <urn:x:p> ?v }} WHERE {{ BIND(diem:fold('Đá') AS ?v) }}")
    store.copy_to(tmp_path / "copy")
    _, rows = Dataset.on_disk(tmp_path / "copy").rows("SELECT ?v { ?s ?p ?v }")
    assert [getattr(value, "value", None) for (value,) in rows] == ["da"]
