"""Pages of resources: sections by kind, positions as of their dates, what is beside it, pages of what mentions it."""

import re
from pathlib import Path

import pytest
import yaml
from flask.testing import FlaskClient

from kg import iris
from server.drawing import neighbourhood
from server.pages import thing
from server.pages.page import Link
from server.pages.reader import query_text
from tests.server.conftest import BROWSER
from tests.server.pages.test_meetings import text_of

SECTIONS = thing._sections()


def read(client: FlaskClient, path: str) -> str:
    response = client.get(path, headers=BROWSER)
    assert response.status_code == 200, path
    return text_of(response.text.partition("<main")[2])


def test_the_sections_are_those_of_kinds_that_there_are_with_queries_and_words() -> None:
    assert set(SECTIONS) <= set(iris.TYPES)
    words = yaml.safe_load((Path(thing.__file__).parents[1] / "words/section.yaml").read_text("utf-8"))
    for key in {key for keys in SECTIONS.values() for key in keys}:
        assert {key, f"count-{key}"} <= set(words)
        assert re.search(r"LIMIT \d+\s*$", query_text(f"about-{key}")), key  # whatever there is, a page stays short


def test_a_person_has_positions_as_of_the_days_of_the_sources(client: FlaskClient) -> None:
    page = read(client, "/page/person/nguyen-xuan-phuc?lang=vi")
    assert "Chức vụ theo nguồn" in page
    assert re.search(r"26/8/2020 Thủ tướng Chính phủ Chính phủ nguồn 1 nguồn 2", page)
    assert re.search(r"12/2/2020 Thủ tướng Chính phủ Chính phủ nguồn 12", page) is None
    assert "đã dự 2 cuộc họp" in page


def test_a_dissolved_province_leads_on_to_its_successor_and_back(client: FlaskClient) -> None:
    old = client.get("/page/area/thai-binh?lang=vi", headers=BROWSER).text
    assert "1/7/2025 tỉnh Hưng Yên (từ 1/7/2025)" in text_of(old)
    successor = re.search(r'href="/id/area/([\w-]+)(?:\?lang=vi)?">tỉnh Hưng Yên \(từ', old)
    assert successor is not None
    new = read(client, f"/page/area/{successor[1]}?lang=vi")
    assert "Hình thành từ" in new
    assert "tỉnh Thái Bình" in new


def test_an_agency_has_its_parts_in_the_order_of_names(client: FlaskClient) -> None:
    page = read(client, "/page/agency/chinh-phu?lang=vi")
    parts = page[page.index("Đơn vị trực thuộc (") :]
    names = [
        "Bộ Công an",
        "Bộ Quốc phòng",
        "Cục Tin học hóa",
        "Đài Tiếng nói Việt Nam",
        "Ngân hàng Nhà nước",
        "Văn phòng",
    ]
    assert sorted(names, key=parts.index) == names


def test_what_is_inferred_is_told_apart(client: FlaskClient) -> None:
    page = client.get("/page/person/nguyen-xuan-phuc?lang=en", headers=BROWSER).text
    assert re.search(r'<small class="inferred"[^>]*>inferred</small>', page)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_notes_stand_in_the_language_of_the_page(client: FlaskClient, language: str) -> None:
    page = read(client, f"/page/agency/chinh-phu?lang={language}")
    vietnamese, english = "Theo Nghị quyết 08/2016/QH14; có", "By Resolution 08/2016/QH14; it"
    aside = page[page.index({"vi": "Hiệu lực và", "en": "Validity and"}[language]) :]
    assert (vietnamese in aside) == (language == "vi")
    assert (english in aside) == (language == "en")


def test_what_mentions_a_resource_comes_in_pages(client: FlaskClient) -> None:
    first = client.get("/page/area/viet-nam?lang=en", headers=BROWSER).text
    assert 'rel="next" href="/page/area/viet-nam?lang=en&amp;incoming=2"' in first
    second = client.get("/page/area/viet-nam?lang=en&incoming=2", headers=BROWSER).text
    assert 'rel="prev"' in second
    assert "Page 2" in second


@pytest.mark.parametrize("number", ["0", "-1", "x", "²", "9" * 30])
def test_what_is_no_page_is_refused(client: FlaskClient, number: str) -> None:
    refused = client.get("/page/area/viet-nam", query_string={"incoming": number})
    assert refused.status_code == 400
    assert "from 1" in refused.text


def test_numbers_are_written_and_other_registers_named_as_readers_know_them(client: FlaskClient) -> None:
    figure = "/page/observation/tiet-kiem-moi-nam--lien-thong-khai-sinh-the-bao-hiem-y-te--2020--ca-48800000000"
    assert "48.800.000.000" in client.get(figure, headers=BROWSER).text
    assert "48,800,000,000" in client.get(f"{figure}?lang=en", headers=BROWSER).text
    place = client.get("/page/area/thai-binh", headers=BROWSER).text
    assert re.search(r'<a href="https://sws\.geonames\.org/(\d+)/?" rel="external">GeoNames \1</a>', place)


def test_the_neighbourhood_is_drawn_with_links_and_escaped() -> None:
    drawn = neighbourhood.draw("<Giữa>", {"thuộc": [Link("A & B", "/id/x?a=1&b=2")], "← có": [Link("C" * 99, "/c")]})
    assert drawn is not None
    assert "&lt;Giữa&gt;" in drawn
    assert 'href="/id/x?a=1&amp;b=2"' in drawn
    assert "C" * 60 not in drawn
    assert neighbourhood.draw("x", {}) is None


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("document/nq-cp-2019-17?lang=vi", "Hệ thống, dịch vụ thực hiện văn bản (4)"),
        ("document/nq-cp-2019-17?lang=vi", "Chỉ đạo có liên quan (1)"),
        ("system/nen-tang-tich-hop-chia-se-du-lieu-cap-bo-cap-tinh?lang=vi", "phải kết nối"),
        ("area/thai-binh?lang=vi", "đến ngày 30/6/2025"),
        ("person/ngo-hung--soc-trang?lang=vi", "Đề nghị đính chính"),
        ("person/ngo-hung--soc-trang?lang=en", "Have it corrected"),
    ],
)
def test_what_a_reader_looks_for_is_on_the_page(client: FlaskClient, path: str, words: str) -> None:
    assert words in read(client, f"/page/{path}")


@pytest.mark.parametrize(
    ("path", "lang", "words"),
    [
        ("/page/period/2020", "vi", "Kỳ – từ ngày: 1/1/2020; đến ngày: 31/12/2020."),
        ("/page/period/2020", "en", "Period – end date: 31 December 2020; start date: 1 January 2020."),
        ("/page/ranking-entry/ung-dung-cntt-tinh-2019--thai-binh", "en", "Ranking entry – "),
    ],
)
def test_things_without_sections_have_a_sentence(client: FlaskClient, path: str, lang: str, words: str) -> None:
    page = client.get(path, query_string={"lang": lang}, headers=BROWSER).text
    assert f'<p class="lead">{words}' in page
    assert f'<meta name="description" content="{words}' in page


def test_names_in_the_other_language_are_marked_as_such(client: FlaskClient) -> None:
    vi, en = (client.get(f"/page/area/thai-binh?lang={lang}", headers=BROWSER).text for lang in ("vi", "en"))
    assert '<dd lang="en">Thái Bình province' in vi
    assert '<dd lang="vi">tỉnh Thái Bình' in en
    assert '<dd lang="vi">' not in vi
