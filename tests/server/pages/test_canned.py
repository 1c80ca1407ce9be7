"""The questions as pages: the library, typed fields and what is wrong with them, answers as people read them."""

import json
import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from kg import paths, query_files
from server.pages import sheet
from tests.server.conftest import BROWSER, MEETING

QUESTIONS = query_files.load_queries(paths.queries_dir())
EVIL = '"><script>alert(1)</script>'


def text_of(client: FlaskClient, address: str, status: int = 200, **arguments: str) -> str:
    answer = client.get(address, query_string=arguments or None, headers=BROWSER)
    assert answer.status_code == status
    return answer.text


def cells(page: str) -> list[list[str]]:
    """The rows of the table of a page as text, the titles first."""
    table = page[page.index("<table") : page.index("</table>")]
    rows = re.findall("<tr>(.*?)</tr>", table, re.DOTALL)
    return [
        [
            unescape(re.sub("<[^>]+>", "", cell)).strip()
            for cell in re.findall("<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in rows
    ]


# The library


def test_the_library_is_filtered_by_words_without_marks_and_by_topic(client: FlaskClient) -> None:
    page, unmarked = (text_of(client, "/queries", find=words, lang="vi") for words in ("điểm cầu", "DIEM CAU"))
    cards = '<a href="(/queries/[a-z-]+)'
    assert re.findall(cards, page) == re.findall(cards, unmarked)
    assert 'href="/queries/bridge-points' in page
    assert 'href="/queries/savings' not in page
    assert re.search(rf"\d+ trên {len(QUESTIONS)} câu hỏi", page)
    topic = text_of(client, "/queries", tag="rankings", lang="en")
    assert 'aria-current="true">Rankings' in topic
    assert 'href="/queries/rankings' in topic
    assert 'href="/queries/people"' not in topic


def test_a_filter_keeps_its_topic_and_one_without_hits_offers_all(client: FlaskClient) -> None:
    page = text_of(client, "/queries", tag="rankings", find="zzzz", lang="en")
    assert '<input type="hidden" name="tag" value="rankings">' in page
    assert "No question matches." in page
    assert 'href="/queries?lang=en">See all questions' in page
    assert "No question matches." in text_of(client, "/queries", tag="no-such-topic", lang="en")


def test_the_library_escapes_what_is_looked_for(client: FlaskClient) -> None:
    for name in ("find", "tag"):
        assert "<script>alert" not in text_of(client, "/queries", 200, **{name: EVIL})


# Fields


def test_fields_are_typed_and_say_what_may_stand_in_them(client: FlaskClient) -> None:
    page = text_of(client, "/queries/rankings", lang="en")
    assert re.search('<input id="p-ranking" type="text"[^>]*data-suggest="diem:Ranking"', page)
    assert re.search('<input id="p-year" type="number"', page)
    assert 'name="lang" value="en"' in page  # the language is none of the fields
    assert "Language of labels" not in page
    choices = text_of(client, "/queries/source-notes", lang="en")
    assert re.search('<input type="checkbox" name="kind" value="misspelling"> misspelling', choices)


def test_the_example_of_a_thing_is_its_name_and_leads_to_the_answer(client: FlaskClient) -> None:
    for language, name in (("vi", "tỷ lệ dịch vụ công trực tuyến mức độ 4"), ("en", "share of online public services")):
        page = text_of(client, "/queries/indicator-series", about="viet-nam", lang=language)
        (address,) = re.findall(rf'<a href="([^"]+)">{name}', page)
        assert f"about=viet-nam&indicator=ty-le-dvctt-muc-do-4&lang={language}" in unescape(address)
        assert "15" in text_of(client, unescape(address))


def test_what_was_typed_stays_in_its_field_with_what_it_means(client: FlaskClient) -> None:
    page = text_of(client, "/queries/successors", entity="THAI BINH", lang="vi")
    assert 'name="entity" value="THAI BINH"' in page
    assert "Hiểu là" not in page or "tỉnh Thái Bình" in page
    assert len(cells(page)) == 2
    chosen = text_of(client, "/queries/source-notes?kind=misspelling&kind=site-clock&lang=en")
    assert chosen.count(" checked>") == 2


@pytest.mark.parametrize("blank", ["", "  ", ",", " , "])
def test_a_blank_field_asks_for_everything(client: FlaskClient, blank: str) -> None:
    everything = cells(text_of(client, "/queries/meetings", lang="vi"))
    assert cells(text_of(client, "/queries/meetings", meeting=blank, year="", lang="vi")) == everything


@pytest.mark.parametrize(
    ("question", "name", "value", "vi", "en"),
    [
        ("meetings", "year", "hai nghìn", "không phải là một năm", "is not a year"),
        ("meetings", "year", "20", "không phải là một năm", "is not a year"),
        ("meetings", "meeting", "zzzz", "Không tìm thấy", "Nothing of this kind is called"),
        ("meetings", "meeting", "2020", "chưa rõ là gì", "It is not clear what"),
        ("source-notes", "kind", "no-such-kind", "Không có lựa chọn", "There is no choice"),
    ],
)
def test_a_fault_stands_beside_its_field_in_the_language_of_the_reader(
    client: FlaskClient, question: str, name: str, value: str, vi: str, en: str
) -> None:
    for language, words in (("vi", vi), ("en", en)):
        page = text_of(client, f"/queries/{question}", 422, **{name: value, "lang": language})
        assert re.search(rf'<p class="wrong" id="wrong-{name}">[^<]*{words}', page)
        assert f'aria-describedby="wrong-{name} hint-{name}"' in page
        assert value in page
        assert f'<html lang="{language}">' in page
        assert "<table" not in page


def test_candidates_are_links_that_answer(client: FlaskClient) -> None:
    page = text_of(client, "/queries/meetings", 422, meeting="2020", year="2020", lang="en")
    links = [unescape(found) for found in re.findall(r'<li><a href="(/queries/meetings\?[^"]+)"', page)]
    assert len(links) == 2
    for link in links:
        assert "year=2020" in link
        assert len(cells(text_of(client, link))) == 2
    assert "Online conference" in page or "conference" in page


def test_an_argument_that_the_question_has_no_field_for_is_named(client: FlaskClient) -> None:
    page = text_of(client, "/queries/meetings", 422, **{EVIL: "x", "lang": "en"})
    assert "This question has no field called" in page
    assert "<script>alert" not in page
    assert "meetings.csv" not in page  # there is nothing to download


@pytest.mark.parametrize("question", [slug for slug in QUESTIONS if slug != "meeting-graph"])
def test_what_is_typed_is_escaped_wherever_it_is_shown(client: FlaskClient, question: str) -> None:
    for name in QUESTIONS[question].parameters:
        page = client.get(f"/queries/{question}", query_string={name: EVIL}, headers=BROWSER)
        assert page.status_code == 422
        assert "<script>alert" not in page.text


def test_a_field_that_is_given_twice_is_refused_unless_it_is_a_choice(client: FlaskClient) -> None:
    assert client.get("/queries/meetings?year=2019&year=2020", headers=BROWSER).status_code == 422
    assert client.get("/queries/source-notes?kind=misspelling&kind=site-clock", headers=BROWSER).status_code == 200


# Answers


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_no_answer_shows_bare_identifiers(client: FlaskClient, question: str, language: str) -> None:
    page = text_of(client, f"/queries/{question}", lang=language)
    if QUESTIONS[question].form == "construct":
        return
    titles, *rows = cells(page)
    assert not {"Định danh", "Identifier"} & set(titles)
    shown = [cell for row in rows for cell in row]
    assert not [cell for cell in shown if re.match(r"https?://(w3id|purl|www.w3)|[a-z-]+/[a-z0-9-]+$", cell)]
    assert not [cell for cell in shown if re.search(r"\b[0-9a-f]{16}\b", cell)]
    assert not [cell for cell in shown if re.fullmatch(r"\d{4}-\d\d-\d\d", cell)]


def test_names_are_links_and_days_and_numbers_are_written_for_the_reader(client: FlaskClient) -> None:
    page = text_of(client, "/queries/positions", lang="vi")
    assert re.search(r'<a href="/id/person/dang-trong-thang--thai-binh\?lang=vi">Đặng Trọng Thăng</a>', page)
    assert "18/4/2019" in page
    assert "18 April 2019" in text_of(client, "/queries/positions", lang="en")
    assert "48.800.000.000" in text_of(client, "/queries/savings", lang="vi")
    assert "48,800,000,000" in text_of(client, "/queries/savings", lang="en")


def test_what_was_asked_for_is_not_said_again_in_each_row(client: FlaskClient) -> None:
    assert cells(text_of(client, "/queries/who-attended", lang="vi"))[0][-1] == "Hội nghị"
    page = text_of(client, "/queries/who-attended", meeting="2020-08-26", lang="vi")
    assert cells(page)[0][-1] == "Nguồn"
    assert "Hiểu là <a" in page
    assert "ví dụ <a" in page.partition('id="p-bridge_point"')[2]
    assert "ví dụ <a" not in page.partition('id="p-bridge_point"')[0]


def test_columns_without_anything_are_named_instead(client: FlaskClient) -> None:
    page = text_of(client, "/queries/documents", document="chien-luoc-phat-trien-chinh-phu-so", lang="en")
    assert "Number" not in cells(page)[0]
    assert re.search("Nothing is known for: Number, [^<]*Approved by", page)


def test_a_long_answer_begins_on_the_page_and_is_whole_in_a_download(client: FlaskClient) -> None:
    page = text_of(client, "/queries/evidence", lang="en")
    assert len(cells(page)) == sheet.ROWS + 1
    assert f"This page shows the first {sheet.ROWS} rows." in page
    assert client.get("/queries/evidence.csv").text.count("\n") > 2 * sheet.ROWS
    assert f"LIMIT {sheet.ROWS}" not in page.partition("<pre")[2]


def test_an_answer_without_rows_says_so(client: FlaskClient) -> None:
    page = text_of(client, "/queries/meetings", year="1999", lang="en")
    assert "No rows." in page
    assert "Nothing is known for" not in page
    assert "<figure" not in page.partition("</main>")[0].partition('class="use"')[0]


def test_the_answer_can_be_edited_as_sparql_with_what_was_asked_written_in(client: FlaskClient) -> None:
    page = text_of(client, "/queries/who-attended", meeting="2020-08-26", lang="vi")
    (address,) = set(re.findall(r'<a href="(/sparql\?query=[^"]+)">Sửa dưới dạng SPARQL', page))
    editor = text_of(client, unescape(address))
    assert f"https://w3id.org/diemcau/id/meeting/{MEETING}" in editor
    assert "#+" not in editor


def test_a_page_that_did_not_change_is_not_sent_twice(client: FlaskClient) -> None:
    for address in ("/queries", "/queries/meetings?year=2020"):
        first = client.get(address, headers=BROWSER)
        again = client.get(address, headers={**BROWSER, "If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        other = client.get(f"{address}{'&' if '?' in address else '?'}lang=en", headers=BROWSER)
        assert other.headers["ETag"] != first.headers["ETag"]


def test_search_engines_are_told_what_is_there(client: FlaskClient) -> None:
    page = text_of(client, "/queries/meetings", lang="en")
    described = json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    assert described["@type"] == "Dataset"
    assert described["size"] == "4 rows"
    long = text_of(client, "/queries/evidence", lang="en")
    assert '"size"' not in long.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
