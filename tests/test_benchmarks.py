"""What the benchmarks measure is a site that works: they run by hand, and would rot unseen."""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import cast

import pytest

from kg import infer, iris
from kg.articles.inputs import Given
from kg.ingest import read as article
from kg.reasoning import Closure
from kg.sources import Inputs, SourceFile, Sources, read
from kg.store import Dataset, parse_file
from kg.validate import shapes
from server.app import create_app
from server.settings import Settings
from tests.benchmarks import comparison, ingest, load, news, reasoning, reply, table
from tests.benchmarks.question import questions


def test_the_made_up_news_are_served(tmp_path: Path) -> None:
    news.publish(tmp_path, 20)
    app = create_app(Settings.read({"DIEMCAU_DATA": str(tmp_path)}))
    try:
        client = app.test_client()
        assert client.get("/ready").status_code == 200
        assert client.get("/meetings").status_code == 200
    finally:
        app.extensions["site"].close()


@pytest.mark.long
def test_the_made_up_articles_are_articles_and_no_two_are_alike(tmp_path: Path) -> None:
    ingest.write(tmp_path, 100)
    ingest.write_pages(tmp_path, 100)
    found = [article(Given(path.name, path.read_bytes())) for path in sorted(tmp_path.iterdir())]
    assert len({kept.article.id for kept in found}) == 200
    assert all(kept.facts for kept in found)
    assert {kept.offsets for kept in found} == {"file", "text"}


def test_copies_of_the_shipped_articles_entail_as_much_as_they_do() -> None:
    sources = read(Inputs())
    articles = list(reasoning.copies(sources, 7))
    closure = Closure(reasoning.world(sources, 0))
    added = [closure.add(article).added for article in articles]
    assert len(added) == 5
    assert all(added)


def test_the_made_up_news_are_always_the_same_and_state_nothing_twice(tmp_path: Path) -> None:
    names = ("one.nq", "two.nq"), ("one.nt", "two.nt")
    made = [news.write(120, tmp_path / quads, tmp_path / union) for quads, union in zip(*names, strict=True)]
    for one, two in names:
        assert (tmp_path / one).read_bytes() == (tmp_path / two).read_bytes()
    quads = (tmp_path / "one.nq").read_text(encoding="utf-8").splitlines()
    union = (tmp_path / "one.nt").read_text(encoding="utf-8").splitlines()
    assert len(quads) == len(set(quads)) == made[0] == made[1]
    assert len(union) == len(set(union))
    assert {line.rpartition(" <")[0] for line in quads} == {line.removesuffix(" .") for line in union}


def test_the_made_up_news_have_the_shapes_of_the_ontology(tmp_path: Path) -> None:
    news.write(110, tmp_path / "news.nq")  # with two rankings
    inputs = Inputs()
    said = SourceFile(None, "news", "article", "news", tuple(parse_file(tmp_path / "news.nq")))
    sources = Sources((*read(inputs).of_kind("schema"), said))
    assert shapes.check(sources, infer.entail(sources.quads()), inputs.ontology / "shapes.ttl") == []


def test_each_question_finds_something_and_is_never_asked_twice(tmp_path: Path) -> None:
    articles = 120
    data = Dataset.in_memory(news.publish(tmp_path, articles).dump)
    for question in questions(articles):
        many = min(len(question.drawn) * 2, 100) + 3
        texts = [question.text(number) for number in range(many)]
        assert len(set(texts)) == many, question.name
        for text in texts[:: max(1, many // 5)]:
            assert list(cast(Iterable[object], data.query(text))), text


def test_numbers_are_compared_by_value_and_rows_by_how_often_they_are_there() -> None:
    def rows(*values: str, datatype: str = "decimal") -> reply.Reply:
        terms = [{"type": "literal", "value": value, "datatype": iris.XSD + datatype} for value in values]
        found = {"head": {"vars": ["n"]}, "results": {"bindings": [{"n": term} for term in terms]}}
        return reply.rows(json.dumps(found).encode())

    assert rows("72", "1.50") == rows("1.5", "72.0") == rows("72.00", "1.5")
    assert rows("72") == rows("72", datatype="integer")
    assert rows("72") != rows("72", "72")
    assert rows("72") != rows("72", datatype="string")


def test_the_exponent_of_growth() -> None:
    assert table.exponent([(1e5, 2.0), (1e6, 20.0), (1e7, 200.0)]) == pytest.approx(1)
    assert table.exponent([(1e5, 3.0), (1e7, 3.0)]) == pytest.approx(0)


@pytest.mark.long
def test_diemcau_and_the_server_of_oxigraph_answer_alike(capsys: pytest.CaptureFixture[str]) -> None:
    have = load.PROGRAM is not None and not comparison.available(["Oxigraph"])[1]
    if not have and os.environ.get("TESTS_REQUIRE_ALL") != "1":
        pytest.skip("this needs wrk (apt) and Oxigraph's server (pip install -e '.[test]')")
    options = "--articles 60 --systems diemcau Oxigraph --clients 1 --rounds 1"
    comparison.main(options.split())  # ends the process where answers differ
    printed = capsys.readouterr().out
    asked = questions(60)
    for question in asked:
        assert printed.count(f"| {question.title} | ") == 2
    assert "another answer" not in printed
    assert "> 10 s" not in printed
