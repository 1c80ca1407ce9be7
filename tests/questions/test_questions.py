"""The competency questions, answered by the canned queries on a release built from the shipped files."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from kg import formats, paths, queries, query_files
from kg.engine.pool import QueryPool
from kg.labels import LabelIndex
from kg.queries import CannedQuery
from kg.release import Release

ARTICLES = {
    "S0": "fd45605fa2297ed5",
    "S1": "10c0cfc9d8ec7581",
    "S2": "afd5768686bddc22",
    "S3": "f72f08531861bbe6",
    "S4": "75be0a3b01e81bcf",
}
EXPECTED = tomllib.loads(Path(__file__).with_name("expected.toml").read_text(encoding="utf-8"))
QUERIES = query_files.load_queries(paths.queries_dir())
Row = tuple[frozenset[str], ...]


def _ask(pool: QueryPool, query: CannedQuery, arguments: dict[str, str], labels: LabelIndex) -> list[dict[str, str]]:
    bindings = queries.bind(query, arguments, labels)
    answer = pool.query(query.text, bindings=bindings, results=formats.by_key("json"), graph=formats.by_key("nt"))
    if answer.kind == "graph":
        return [{"triple": line} for line in answer.read().decode().splitlines()]
    content: dict[str, Any] = json.loads(answer.read())
    return [
        {name: row[name]["value"] if name in row else "" for name in content["head"]["vars"]}
        for row in content["results"]["bindings"]
    ]


def _cell(text: str) -> frozenset[str]:
    for short, identifier in ARTICLES.items():
        text = text.replace(f"https://w3id.org/diemcau/id/article/{identifier}", short)
    return frozenset(text.split("; "))


def _sorted(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: [sorted(cell) for cell in row])


@pytest.mark.parametrize("name", EXPECTED)
def test_question_is_answered_whole(name: str, pool: QueryPool, labels: LabelIndex) -> None:
    expected = EXPECTED[name]
    found = _ask(pool, QUERIES[expected["query"]], expected["arguments"], labels)
    rows = [tuple(_cell(row[column]) for column in expected["columns"]) for row in found]
    wanted = [tuple(map(_cell, row)) for row in expected["rows"]]
    if expected.get("ordered"):
        assert rows == wanted
    else:
        assert _sorted(rows) == _sorted(wanted)


def test_nothing_but_arguments_narrows_an_answer() -> None:
    known = {"query", "arguments", "columns", "ordered", "rows"}
    assert {key for expected in EXPECTED.values() for key in expected} <= known


def test_every_question_of_the_collection_has_an_answer() -> None:
    source = Path(__file__).resolve().parents[3] / "shared" / "articles" / "questions.jsonl"
    if not source.is_file():
        pytest.skip("the collection of questions is not beside this repository")
    ids = {json.loads(line)["id"] for line in source.read_text(encoding="utf-8").splitlines()}
    assert ids <= set(EXPECTED)


@pytest.mark.parametrize("slug", QUERIES)
def test_canned_query_gives_its_minimum_of_rows(slug: str, pool: QueryPool, labels: LabelIndex) -> None:
    assert len(_ask(pool, QUERIES[slug], {}, labels)) >= QUERIES[slug].minimum_rows


@pytest.mark.parametrize("slug", QUERIES)
def test_canned_query_is_quick(slug: str, pool: QueryPool) -> None:
    """They take some milliseconds, 50 at most; ten times as much is a plan gone wrong and not a busy machine."""
    form = formats.by_key("json"), formats.by_key("nt")
    seconds = (pool.query(QUERIES[slug].text, results=form[0], graph=form[1]).seconds for _ in range(5))
    assert any(second < 0.5 for second in seconds)


@pytest.mark.parametrize(("slug", "parameter"), [(q.slug, name) for q in QUERIES.values() for name in q.parameters])
def test_each_parameter_works_with_its_example(slug: str, parameter: str, pool: QueryPool, labels: LabelIndex) -> None:
    query = QUERIES[slug]
    assert _ask(pool, query, {parameter: query.parameters[parameter].example}, labels)


def test_there_are_at_least_thirty_canned_questions() -> None:
    assert len(QUERIES) >= 30


def test_english_answers_are_in_english(pool: QueryPool, labels: LabelIndex) -> None:
    rows = _ask(pool, QUERIES["who-attended"], {"meeting": "26/8/2020", "lang": "en"}, labels)
    assert {"Deputy Prime Minister", ""} <= {row["positions"] for row in rows}
    assert len(rows) == 6


def test_release_holds_what_the_expected_answers_assume(release: Release) -> None:
    assert release.dump.stat().st_size > 1_000_000
