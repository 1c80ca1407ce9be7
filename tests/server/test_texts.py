"""The words of the pages: each is there in both languages, is used, and is where a page asks for it."""

import re
from pathlib import Path

import pytest
from flask import Flask

from server import texts, urls
from server.settings import LIMITS

SERVER = Path(texts.__file__).parent
USES = re.compile(r"""\b(?:t|of)\(\s*(["'])(?P<key>[\w.-]+)\1\s*[,)]""")
COMPUTED = (
    "problem.",
    "fault.",
    "true",
    "false",
    "section.",
    "list.what.",
    "kinds.",
    "rule.",
    "vocabulary.",
    "foot.",
    "meeting.am",
    "meeting.pm",
    "tag.",
    "question.wrong-",
    "limit.",
    "find.one-",
    "about.quality-",
    "review.type-",
    "review.slot-",
    "review.code-",
    "review.modality-",
    "review.verdict-",
    "review.was-",
    "review.fault-",
    "review.allowed-",
)
"""Words whose keys are put together: of a status, of a value, of the name of a section."""

OTHER_WORDS = ("bản thể luận", "bằng chứng", "rà soát", "trích đoạn", "chỉ tiêu", "tập dữ liệu", "tải xuống")
"""What Vietnamese has as well for things that have a name here: bản thể học, chứng cứ, duyệt, đoạn trích, chỉ số, bộ dữ
liệu, tải về."""


def sources() -> dict[str, str]:
    files = [file for kind in ("html", "md", "py") for file in SERVER.rglob(f"*.{kind}")]
    return {str(file.relative_to(SERVER)): file.read_text(encoding="utf-8") for file in files}


@pytest.mark.parametrize(("key", "word"), texts.words().items())
def test_each_word_is_there_in_both_languages_with_the_same_places_for_values(key: str, word: dict[str, str]) -> None:
    assert set(word) - {texts.ONE} == set(texts.LANGUAGES)
    assert texts.ONE not in word or "{count}" in word[texts.ONE]
    assert all(text.strip() for text in word.values()), key
    places = [set(re.findall(r"\{\w+\}", text)) for text in word.values()]
    assert all(one == places[0] for one in places), key


def test_each_word_that_a_page_asks_for_is_there() -> None:
    asked = {(found["key"], name) for name, text in sources().items() for found in USES.finditer(text)}
    assert len(asked) > 50
    assert not {(key, name) for key, name in asked if key not in texts.words()}


def test_each_word_is_used() -> None:
    everything = "\n".join(sources().values())
    unused = [
        key
        for key in texts.words()
        if not key.startswith(COMPUTED) and not re.search(rf"""["']{re.escape(key)}["']""", everything)
    ]
    assert not unused


def test_an_unknown_word_is_an_error_and_not_an_empty_place(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        assert texts.of("use.queries", count=3) == "The SPARQL of this page (3)"
        with pytest.raises(texts.NoWord):
            texts.of("no-such-word")


def test_each_limit_and_each_list_has_words() -> None:
    assert {key for key in texts.words() if key.startswith("limit.")} == {f"limit.{one.name}" for one in LIMITS}
    assert {f"find.one-{name}" for name in urls.LISTS} <= set(texts.words())


def test_one_is_not_many(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        said = [texts.of("list.of-all", count=count) for count in (0, 1, "1", "1,001")]
        assert said == ["0 entries", "1 entry", "1 entry", "1,001 entries"]
    with app.test_request_context("/?lang=vi"):
        assert texts.of("list.of-all", count=1) == "1 mục"


def test_no_key_is_given_twice() -> None:
    for file in sorted((SERVER / "words").glob("*.yaml")):
        keys = re.findall(r"^([\w.-]+):", file.read_text(encoding="utf-8"), re.MULTILINE)
        assert len(keys) == len(set(keys)), file.name


def test_a_thing_has_one_name_in_vietnamese() -> None:
    """In what the site, the exports and the ontology say; reference data keep the names that their sources give."""
    root = SERVER.parent
    files = [*SERVER.rglob("*.yaml"), *(root / "kg" / "export").rglob("*.yaml"), *(root / "ontology").glob("*.ttl")]
    assert len(files) > 30
    texts_of = {str(file.relative_to(root)): file.read_text(encoding="utf-8").lower() for file in files}
    assert [(name, word) for name, text in texts_of.items() for word in OTHER_WORDS if word in text] == []
