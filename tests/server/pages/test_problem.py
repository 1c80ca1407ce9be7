"""Error pages: what is wrong in the language of the reader, what the server says, and the ways on."""

import json
import re

import pytest
from flask.testing import FlaskClient

from tests.server.conftest import BROWSER

EVIL = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E"


@pytest.mark.parametrize(
    ("address", "status", "vi", "en"),
    [
        ("/page/person/khong-co-ai", 404, "Không tìm thấy", "Not found"),
        ("/no/such/page", 404, "Không tìm thấy", "Not found"),
        ("/queries/no-such-question", 404, "Không tìm thấy", "Not found"),
        ("/queries/meetings?format=zzz", 400, "Yêu cầu chưa đúng", "Bad request"),
        ("/queries/meetings?year=2019&year=2020", 422, "Tham số không dùng được", "Unusable parameter"),
        ("/queries/meeting-graph.csv", 406, "Không có định dạng phù hợp", "Not acceptable"),
        ("/search?q=a&class=no+class", 400, "Yêu cầu chưa đúng", "Bad request"),
    ],
)
def test_a_page_says_what_is_wrong_in_both_languages(
    client: FlaskClient, address: str, status: int, vi: str, en: str
) -> None:
    for language, title in (("vi", vi), ("en", en)):
        joint = "&" if "?" in address else "?"
        answer = client.get(f"{address}{joint}lang={language}", headers=BROWSER)
        assert (answer.status_code, answer.mimetype) == (status, "text/html")
        assert f'<html lang="{language}">' in answer.text
        assert f"<h1>{title}</h1>" in answer.text
        assert f"<title>{title} ·" in answer.text
        assert re.search(r'<dd lang="en">[^<]{10,}</dd>', answer.text)
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_problem_has_ways_on_in_the_language_that_was_chosen(client: FlaskClient) -> None:
    page = client.get("/page/person/khong-co-ai?lang=en", headers=BROWSER).text
    main = page.partition("<main")[2].partition("</main>")[0]
    assert re.search(r'<form class="find" action="/search">\s*<input type="hidden" name="lang" value="en">', main)
    ways = re.findall(r'<a href="(/[^"]*)"', main)
    assert "/?lang=en" in ways
    assert "/queries?lang=en" in ways
    for way in ways:
        assert client.get(way, headers=BROWSER).status_code == 200
    assert '<a lang="vi" hreflang="vi" href="?lang=vi">' in page


def test_the_address_is_shown_and_escaped(client: FlaskClient) -> None:
    for address in (f"/{EVIL}", f"/page/person/{EVIL}", f"/queries/{EVIL}", f"/search?q=a&class={EVIL}"):
        answer = client.get(address, headers=BROWSER)
        assert answer.status_code in (400, 404)
        assert "<script>alert" not in answer.text
    page = client.get("/page/person/khong-co-ai", headers=BROWSER).text
    assert "<code>/page/person/khong-co-ai</code>" in page


def test_a_method_that_an_address_does_not_have(client: FlaskClient) -> None:
    answer = client.delete("/queries?lang=vi", headers=BROWSER)
    assert answer.status_code == 405
    assert "Phương thức không dùng được" in answer.text
    assert "GET" in answer.headers["Allow"]
    assert "takes no DELETE, but GET" in client.delete("/queries").get_json()["detail"]


def test_an_address_that_is_not_there_is_named(client: FlaskClient) -> None:
    detail = client.get("/ontologie").get_json()["detail"]
    assert detail.startswith("There is nothing at '/ontologie'; /api lists")


def test_programs_get_a_problem_document_and_readers_the_page(client: FlaskClient) -> None:
    for accept in ("application/json", "text/csv", "*/*", ""):
        answer = client.get("/queries/no-such-question", headers={"Accept": accept})
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
        assert json.loads(answer.data)["status"] == 404
    assert "Vary" in client.get("/queries/no-such-question", headers=BROWSER).headers


def test_a_problem_is_described_to_search_engines_as_nothing(client: FlaskClient) -> None:
    page = client.get("/page/person/khong-co-ai", headers=BROWSER).text
    assert "application/ld+json" not in page
    assert 'rel="canonical"' not in page
