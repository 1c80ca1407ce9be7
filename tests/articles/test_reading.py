"""Files and pages as articles: the main text alone, the whole evidence, and a clear answer to what is no article."""

import pytest

from kg.articles.inputs import Given
from kg.ingest import read
from kg.model import NotAnArticle
from tests.articles import pages


def test_a_text_is_kept_as_it_is() -> None:
    raw = pages.TEXT.replace("\n", "\r\n")
    kept = read(Given("mau.txt", raw.encode()))
    assert kept.article.text == raw
    assert (kept.offsets, kept.article.title) == ("file", pages.TITLE)
    assert {"attendance", "meeting", "observation"} <= {fact.type for fact in kept.facts}
    ranking = next(fact for fact in kept.facts if fact.slots.get("value") == 45.6)
    assert "45,6%" in raw[ranking.start : ranking.end]


@pytest.mark.parametrize("saved", ["html", "mhtml", "bom", "utf-16", "windows-1258"])
def test_a_page_gives_the_article_alone(saved: str) -> None:
    page = pages.html()
    data = {
        "html": page.encode(),
        "mhtml": pages.mhtml(page),
        "bom": b"\xef\xbb\xbf" + page.encode(),
        "utf-16": page.encode("utf-16"),
        "windows-1258": None,
    }[saved]
    if data is None:
        import unicodedata

        decomposed = unicodedata.normalize("NFC", page)
        pieces = [_for_1258(c) for c in decomposed]
        data = "".join(pieces).replace('charset="utf-8"', 'charset="windows-1258"').encode("windows-1258")
    kept = read(Given("mau.html", data))
    text = kept.article.text
    assert text.startswith(f"{pages.TITLE}\n\n{pages.LEAD}\n\n")
    assert all(paragraph in text for paragraph in pages.BODY)
    assert not any(part in text for part in (*pages.TEASERS, "Trang chủ", "25/11/2024", "9.876.543", "Giấy phép"))
    assert (kept.article.title, kept.offsets) == (pages.TITLE, "text")
    for fact in kept.facts:
        assert 0 <= fact.start < fact.end <= len(text)
    assert not {77.7, 88.8} & {fact.slots.get("value") for fact in kept.facts}
    assert [f for f in kept.facts if f.type == "ranking"] == []


def _for_1258(character: str) -> str:
    """A letter as Windows-1258 has it: tone marks follow as characters of their own."""
    import unicodedata

    try:
        character.encode("windows-1258")
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", character)
        tones = "".join(c for c in parts if c in "\u0300\u0301\u0303\u0309\u0323")
        return unicodedata.normalize("NFC", "".join(c for c in parts if c not in tones)) + tones
    return character


def test_a_page_says_where_it_is_from() -> None:
    head = '<link rel="canonical" href="https://vi-du.vn/bai-mau.html"><meta name="author" content="Phạm Thí Dụ">'
    kept = read(Given("mau.html", pages.html(head).encode()))
    assert (kept.article.url, kept.article.byline) == ("https://vi-du.vn/bai-mau.html", "Phạm Thí Dụ")
    saved = "<!-- saved from url=(0028)https://vi-du.vn/bai-hai.html -->\n"
    page = pages.html().replace("<html", saved + "<html", 1)
    assert read(Given("mau.html", page.encode())).article.url == "https://vi-du.vn/bai-hai.html"


def test_the_same_page_with_other_counters_is_the_same_article() -> None:
    one, other = (read(Given("m", pages.html().replace("9.876.543", n).encode())) for n in ("9.876.543", "9.876.544"))
    assert one == other


@pytest.mark.parametrize(
    ("content", "why", "mend"),
    [
        (b"", "empty", "save the article"),
        (b" \n\t ", "empty", "save the article"),
        (b"<<<< 12 ---- 34", "not one word", "give the text"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "a picture", "plain text"),
        (b"%PDF-1.7 ...", "a PDF", "plain text"),
        (b"abc\0def", "byte 3 is zero", "plain text"),
        (b"dong mot\nH\xc3\xa0 N\xe1\xbb\n", "byte 14 in line 2", "iconv"),
        (pages.ENGLISH.encode(), "English", "Vietnamese edition"),
        (("Uy ban nhan dan tinh da hop va yeu cau cac so nganh cho nguoi dan duoc biet trong nam nay " * 3).encode(),
         "without its marks", "with its marks"),
        (b"Le conseil a tenu une reunion sur les donnees et les services pour tous les citoyens " * 3,
         "not Vietnamese", "Vietnamese edition"),
        (b"root:x:0:0\n", "not Vietnamese", "Vietnamese edition"),
        (b"<!DOCTYPE html><html><body><nav><a href=/>Tin</a></nav></body></html>", "no main text", "open the article"),
        (b"<!DOCTYPE html><html>" + b"<" * 20_000, "no main text", "as a file"),
        (b"<!DOCTYPE html><html><body>" + b"<p>x</p>" * 20_001, "20,000 elements", "as a file"),
        (b"<!DOCTYPE html><html><body>" + b"<div>" * 5_000 + pages.LEAD.encode(), "no main text", "as a file"),
        (b"From: x\nContent-Type: multipart/related\n\n--", "no page in it", "save the page as HTML"),
        (b"a" * 10_000_001, "10,000,001 bytes", "one file for each article"),
        ("Hội nghị bàn về dữ liệu. ".encode() * 20_000, "characters", "at most"),
        (pages.html().replace("charset=\"utf-8\"", "").encode("utf-8")[:-1] + b"\xff", "not UTF-8", "UTF-8"),
    ],
)  # fmt: skip
def test_what_is_no_article_gets_a_clear_answer(content: bytes, why: str, mend: str) -> None:
    with pytest.raises(NotAnArticle) as refused:
        read(Given("mau", content))
    assert why in str(refused.value)
    assert mend in str(refused.value)


def test_linked_data_without_an_end_says_nothing() -> None:
    head = "<script type='application/ld+json'>" + "[" * 20_000 + "</script>"
    assert read(Given("mau.html", pages.html(head).encode())).article.published is None


def test_an_english_page_is_refused_too() -> None:
    words = pages.ENGLISH.split("\n\n")
    page = f"<!DOCTYPE html><html><body><article><h1>{words[0]}</h1><p>{words[1]}</p></article></body></html>"
    with pytest.raises(NotAnArticle, match="English"):
        read(Given("mau.html", page.encode()))
