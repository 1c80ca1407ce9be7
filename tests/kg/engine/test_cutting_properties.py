"""Cutting: any answer, in any pieces, ends as a whole document with the rows it may have."""

import io
import itertools
from typing import Any

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import formats, iris
from kg.engine.cutting import RowLimit, RowTooLarge
from kg.store import Dataset, Literal, NamedNode, Quad, Store

NASTY = st.sampled_from([
    '},{"s":{', '","v":{', "<result>", "</results></sparql>", "]]>", '"', '""', "\r\n", "\n", "\t", ",", "\\", "]}}",
    '"\r\n"', "&lt;result&gt;", "\x00"[:0], "đ", "\U0001f600", "'", "{}", '},{', "\x7f", '\\"},{\\"v\\":{',
])  # fmt: skip
TEXTS = st.lists(NASTY | st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=5), max_size=6)
VALUES = TEXTS.map("".join)
Row = tuple[str | None, bool]
"""The value of a row, None where nothing is bound in it, and whether it has a language."""
ROWS = st.lists(st.tuples(st.none() | VALUES, st.booleans()), max_size=12)
SPARQL = """SELECT ?v ?s { ?row a <http://e/Row> OPTIONAL { ?row <http://e/v> ?v BIND(?row AS ?s) } } ORDER BY ?row"""
FORMATS = {
    "json": pyoxigraph.QueryResultsFormat.JSON,
    "xml": pyoxigraph.QueryResultsFormat.XML,
    "tsv": pyoxigraph.QueryResultsFormat.TSV,
}


def serialised(rows: list[Row], key: str) -> bytes:
    store = Store()
    for number, (value, tagged) in enumerate(rows):
        row = NamedNode(f"http://e/{number:03}")
        store.add(Quad(row, NamedNode(iris.RDF + "type"), NamedNode("http://e/Row")))
        if value is not None:
            literal = Literal(value, language="vi") if tagged else Literal(value)
            store.add(Quad(row, NamedNode("http://e/v"), literal))
    dataset = Dataset(store)
    out = io.BytesIO()
    dataset.write_results(dataset.query(SPARQL, None, None), formats.by_key(key), out)
    return out.getvalue()


def pieces(document: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({0, len(document), *(cut % (len(document) + 1) for cut in cuts)})
    return [document[a:b] for a, b in itertools.pairwise(places)]


def fed(limit: RowLimit, chunks: list[bytes]) -> bytes:
    passed = b""
    for chunk in chunks:
        passed += limit.feed(chunk)
        if limit.cut:
            return passed
    return passed + limit.finish()


def parsed(document: bytes, key: str) -> list[Any]:
    if key == "csv":
        return rows_of_csv(document)
    found = pyoxigraph.parse_query_results(document, FORMATS[key])
    assert isinstance(found, pyoxigraph.QuerySolutions)
    return [tuple(map(str, row)) for row in found]


def rows_of_csv(document: bytes) -> list[list[str]]:
    """By RFC 4180; the csv module of Python takes a lone line feed for the end of a row, too."""
    rows: list[list[str]] = []
    row, field, quoted, text = [], "", False, document.decode()
    assert text.endswith("\r\n")
    position = 0
    while position < len(text):
        if quoted:
            if text.startswith('""', position):
                field, position = field + '"', position + 1
            elif text[position] == '"':
                quoted = False
            else:
                field += text[position]
        elif text[position] == '"':
            quoted = True
        elif text[position] == ",":
            row.append(field)
            field = ""
        elif text.startswith("\r\n", position):
            rows.append([*row, field])
            row, field, position = [], "", position + 1
        else:
            field += text[position]
        position += 1
    assert not quoted
    return rows[1:]


@pytest.mark.parametrize("key", ["json", "xml", "csv", "tsv"])
@given(ROWS, st.integers(1, 12), st.lists(st.integers(0, 10_000), max_size=8))
def test_a_cut_answer_is_whole_and_the_beginning_of_the_answer(
    key: str, rows: list[Row], most: int, cuts: list[int]
) -> None:
    document = serialised(rows, key)
    limit = RowLimit(key, most, 1 << 20)
    passed = fed(limit, pieces(document, cuts))
    everything = parsed(document, key)
    assert len(everything) == len(rows)
    assert parsed(passed, key) == everything[:most]
    assert limit.cut == ("rows" if len(rows) > most else None)
    if limit.cut is None:
        assert passed == document


@pytest.mark.parametrize("key", ["json", "xml", "csv", "tsv"])
@given(ROWS, st.integers(1, 1500), st.lists(st.integers(0, 10_000), max_size=8))
def test_an_answer_has_no_more_bytes_than_it_may(key: str, rows: list[Row], most: int, cuts: list[int]) -> None:
    document = serialised(rows, key)
    limit = RowLimit(key, 1000, most)
    try:
        passed = fed(limit, pieces(document, cuts))
    except RowTooLarge:
        assert len(document) > most
        return
    everything = parsed(document, key)
    found = parsed(passed, key)
    assert found == everything[: len(found)]
    assert (limit.cut is None) == (len(document) <= most)
    if limit.cut is None:
        assert passed == document
    else:
        assert limit.cut == "bytes"
        assert len(passed) <= most + len(b"</results></sparql>")


@pytest.mark.parametrize("key", ["json", "xml", "csv", "tsv"])
@given(st.integers(0, 12), st.integers(1, 12), st.lists(st.integers(0, 400), max_size=4))
def test_rows_without_a_value_are_counted(key: str, rows: int, most: int, cuts: list[int]) -> None:
    text = f"SELECT ?x {{ VALUES ?n {{ {' '.join(map(str, range(rows)))} }} }}"
    dataset, out = Dataset(Store()), io.BytesIO()
    dataset.write_results(dataset.query(text, None, None), formats.by_key(key), out)
    limit = RowLimit(key, most, 1 << 20)
    passed = fed(limit, pieces(out.getvalue(), cuts))
    assert len(parsed(passed, key)) == min(rows, most)
    assert limit.cut == ("rows" if rows > most else None)
