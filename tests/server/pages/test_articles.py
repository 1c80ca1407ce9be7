"""The pages of articles: what was taken from them, with passages where the text is at hand."""

import hashlib
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from server.pages import passages
from server.pages.articles import original
from server.pages.claims import Quote, Taken
from tests.server.conftest import BROWSER

ARTICLE = "/page/article/fd45605fa2297ed5"
TEXT = "Bà Nguyễn Thử dự họp ở điểm cầu Giả Định.\nDòng không ai trích.\nMục tiêu là 12%.\n"
"""A text of our own about nobody."""


def taken(number: int, *words: str) -> Taken:
    quotes = [Quote(word, TEXT.index(word), TEXT.index(word) + len(word)) for word in words]
    return Taken("claim", "fact", "", "", "", "", "1", "", "", "", [], quotes, number)


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
