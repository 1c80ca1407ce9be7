"""The pages of articles: what was taken from them, with passages where the text is at hand."""

import contextlib
import hashlib
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kg import ingest
from kg.archive import Archive, path_in
from kg.articles.inputs import Given
from kg.workers import Here
from server.pages import passages
from server.pages.articles import original
from server.pages.claims import ON_A_PAGE as CLAIMS
from server.pages.claims import Quote, Taken
from server.pages.reader import query_text
from tests.articles import pages as made
from tests.running import Server
from tests.server.conftest import BROWSER

ARTICLE = "/page/article/fd45605fa2297ed5"
LONG = "/page/article/afd5768686bddc22"
"""An article with claims for two pages."""
TEXT = "Bà Nguyễn Thử dự họp ở điểm cầu Giả Định.\nDòng không ai trích.\nMục tiêu là 12%.\n"
"""A text of our own about nobody."""


def taken(number: int, *words: str) -> Taken:
    quotes = [Quote(word, TEXT.index(word), TEXT.index(word) + len(word)) for word in words]
    return Taken("claim", "fact", "", "", "", "", "1", "", "", "", "", "", [], quotes, number)


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", ["Những điều rút ra từ bài", "Mục tiêu", "ký tự 1998–2006"]),
     ("en", ["What was taken from it", "Targets", "characters 1998–2006"])],
)  # fmt: skip
def test_the_page_says_what_was_taken_and_from_which_characters(
    client: FlaskClient, language: str, words: list[str]
) -> None:
    page = client.get(f"{ARTICLE}?lang={language}", headers=BROWSER).text
    assert all(word in page for word in words)
    assert 'href="/fact/claim/fd45605f-fe140600' in page
    assert "Cao Biền" in page
    assert '"@type": "NewsArticle"' in page


def test_without_the_text_the_page_says_so_and_shows_the_short_quotes(client: FlaskClient) -> None:
    page = client.get(f"{ARTICLE}?lang=en", headers=BROWSER).text
    assert "is not on this server" in page
    assert "<mark" not in page
    assert '<q lang="vi">' in page


def test_overlapping_passages_are_cut_where_either_begins_or_ends() -> None:
    found = passages.paragraphs(TEXT, [taken(1, "Nguyễn Thử dự họp"), taken(2, "dự họp ở điểm cầu"), taken(3, "12%")])
    first, gap, last = found
    assert [(piece.text, piece.depth) for piece in first] == [
        ("Bà ", 0),
        ("Nguyễn Thử ", 1),
        ("dự họp", 2),
        (" ở điểm cầu", 1),
        (" Giả Định.", 0),
    ]
    assert [piece.begins for piece in first] == [(), (1,), (2,), (), ()]
    assert [piece.ends for piece in first] == [(), (), (1,), (2,), ()]
    assert gap == []  # what nobody quotes is left out
    assert "".join(piece.text for piece in last) == "Mục tiêu là 12%."


def test_a_text_is_read_only_by_its_name_and_digest(tmp_path: Path) -> None:
    (tmp_path / "bai.txt").write_text(TEXT, encoding="utf-8", newline="")
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    assert passages.read(tmp_path, "bai.txt", digest) == TEXT
    assert passages.read(tmp_path, "bai.txt", digest[::-1]) is None
    assert passages.read(tmp_path / "below", "../bai.txt", digest) is None
    assert passages.read(tmp_path, "", digest) is None


def test_the_original_is_linked_at_the_words_and_only_on_the_web() -> None:
    assert (
        original("https://example.org/bai", "gần 50 tỷ")
        == "https://example.org/bai#:~:text=g%E1%BA%A7n%2050%20t%E1%BB%B7"
    )
    assert original("javascript:alert(1)", "x") is None
    assert original(None) is None


def claims_on(page: str) -> list[str]:
    return re.findall(r'<p class="what"><a href="/fact/claim/([^"?]+)', page)


def test_what_was_taken_is_shown_in_pages_in_the_order_of_the_text(client: FlaskClient) -> None:
    assert f"LIMIT {CLAIMS} OFFSET 0" in query_text("article-claims")
    first, second = client.get(LONG, headers=BROWSER).text, client.get(f"{LONG}?page=2", headers=BROWSER).text
    assert "từ điều 1 đến điều 100, trong tổng số 178" in first
    assert "từ điều 101 đến điều 178, trong tổng số 178" in second
    assert 'rel="next" href="/page/article/afd5768686bddc22?page=2"' in first
    assert 'rel="prev" href="/page/article/afd5768686bddc22"' in second
    assert len(claims_on(first)) == CLAIMS
    assert len({*claims_on(first), *claims_on(second)}) == 178
    numbers = [int(number) for number in re.findall(r'<li id="c-[^"]+" value="(\d+)"', second)]
    assert numbers == list(range(101, 179))
    places = [[int(place) for place in re.findall(r"ký tự (\d+)–", page)] for page in (first, second)]
    assert min(places[1]) >= sorted(places[0])[CLAIMS - 1]
    assert "OFFSET 100" in second  # the query of the page can be sent as it is


@pytest.mark.parametrize(("number", "status"), [("3", 404), ("0", 400), ("x", 400), ("9" * 9, 400), ("", 200)])
def test_a_page_that_is_none_is_refused(client: FlaskClient, number: str, status: int) -> None:
    answer = client.get(f"{LONG}?page={number}", headers=BROWSER)
    assert answer.status_code == status


def test_a_text_that_comes_to_hand_makes_another_page(data_dir: Path, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    asked = {"Accept": BROWSER["Accept"]}
    with Server(data_dir, DIEMCAU_ARTICLES=str(folder)) as server:
        before = server.get(ARTICLE, asked["Accept"])
        (folder / "another.txt").write_text(TEXT, encoding="utf-8")
        after = server.get(ARTICLE, asked["Accept"])
    assert before[0] == after[0] == 200
    assert before[1]["ETag"] != after[1]["ETag"]


def test_the_condition_of_reuse_is_said(client: FlaskClient) -> None:
    page = client.get("/page/article/75be0a3b01e81bcf?lang=en", headers=BROWSER).text
    assert "<dt>Condition of reuse</dt><dd>Name the source" in page


def test_the_text_of_an_article_that_was_taken_in_is_that_of_the_archive(tmp_path: Path) -> None:
    with contextlib.closing(Archive(tmp_path)) as archive:
        ingest.ingest([Given("mau.txt", made.TEXT.encode())], archive, Here(), 0)
        (kept,) = archive.articles()
    name, digest = kept.article.file_name, kept.article.sha256
    assert passages.read(tmp_path, name, digest) is None
    assert passages.read(tmp_path, name, digest, path_in(tmp_path)) == made.TEXT
    assert passages.read(tmp_path, name, "0" * 64, path_in(tmp_path)) is None
    assert passages.read(tmp_path, name, digest, tmp_path / "none.sqlite") is None
