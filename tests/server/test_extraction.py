"""The commands of extraction, as people type them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.articles.inputs import Given
from kg.ingest import read
from server.cli import main
from tests.articles import pages

TEXT = "Sáng 5/6, Bộ trưởng Ngô Văn Mẫu chủ trì hội nghị về dữ liệu. Tỉnh Hà Giang xếp thứ 20/63 tỉnh, thành phố."


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "one.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_extract_gives_a_line_of_json_an_article(article: Path) -> None:
    done = _run("extract", str(article.parent), "--format", "jsonl")
    assert done.exit_code == 0
    (record,) = map(json.loads, done.stdout.splitlines())
    assert record["id"] == "one"
    ranking = next(fact for fact in record["facts"] if fact["type"] == "ranking")
    assert (ranking["rank"], ranking["out_of"], ranking["rule"]) == (20, 63, "ranking.verb")
    assert TEXT[ranking["start"] : ranking["end"]] == "xếp thứ 20/63"


def test_a_page_is_read_as_ingest_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "trang.html"
    path.write_text(pages.html(), encoding="utf-8")
    (record,) = map(json.loads, _run("extract", str(tmp_path), "--format", "jsonl").stdout.splitlines())
    kept = read(Given("trang.html", path.read_bytes()))
    assert (record["id"], record["offsets"], record["text"]) == ("trang", "text", kept.article.text)
    assert record["facts"] == [fact.record() for fact in kept.facts]
    assert "77,7" not in record["text"]
    (chair,) = (fact for fact in record["facts"] if fact.get("role") == "chair")
    assert record["text"][chair["start"] : chair["end"]].startswith("ông Ngô Văn Mẫu")
    assert "facts, at places of the text that is kept of the page" in _run("extract", str(path)).stdout
    seen = _run("rules", "why", str(path), str(chair["start"])).stdout
    assert seen.startswith("[lead] Sáng 5/6")
    assert "matches attendance.chair.verb" in seen


def test_a_page_without_an_article_gets_a_clear_answer(tmp_path: Path) -> None:
    (tmp_path / "trong.html").write_text("<html><body><p>Trang chủ</p></body></html>", encoding="utf-8")
    for command in (("extract",), ("rules", "why")):
        done = _run(*command, str(tmp_path / "trong.html"), *(["0"] if "why" in command else []))
        assert done.exit_code == 1
        assert "no main text is found" in done.stderr


def test_extract_for_people(article: Path) -> None:
    done = _run("extract", str(article))
    assert "person: Ngô Văn Mẫu" in done.stdout


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\xff\xfa", "not UTF-8"),
        (b"a\0b", "binary"),
        ("hội nghị ".encode() * 40_000, "at most"),
        (pages.ENGLISH.encode(), "is English"),
    ],
)
def test_what_is_no_article_gets_a_clear_answer(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(content)
    done = _run("extract", str(path))
    assert done.exit_code == 1
    assert why in done.stderr
    assert "Traceback" not in done.output


def test_rules_are_tested_by_name() -> None:
    done = _run("rules", "test", "change.times")
    assert (done.exit_code, done.stdout) == (0, "1 rules, 2 examples, 0 failed\n")
    assert _run("rules", "test", "no.such").exit_code == 1


def test_why_shows_what_rules_see(article: Path) -> None:
    done = _run("rules", "why", str(article), "70")
    assert "{rank} thứ 20/63" in done.stdout
    assert "matches ranking.verb" in done.stdout
    assert _run("rules", "why", str(article), "5000").exit_code == 1


def test_coverage_counts_rules(article: Path) -> None:
    done = _run("rules", "coverage", str(article))
    assert done.exit_code == 0
    assert "1 articles" in done.stdout
    assert "1  ranking.verb" in done.stdout
