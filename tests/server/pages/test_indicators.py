"""Indicators and rankings: figures in charts, tables and on the map, each with its source."""

import re

import pytest
from flask.testing import FlaskClient

from tests.server.conftest import BROWSER

INDICATORS = "/page/indicator/"
PROVINCES = "/page/ranking/ung-dung-cntt-tinh-2019"


def page(client: FlaskClient, address: str, language: str = "vi") -> str:
    response = client.get(f"{address}?lang={language}", headers=BROWSER)
    assert response.status_code == 200
    return response.text


def test_an_indicator_shows_the_same_numbers_in_charts_and_table(client: FlaskClient) -> None:
    text = page(client, INDICATORS + "ty-le-van-ban-dien-tu")
    chart, table = text.split('class="chart series"')[1].split("</svg>")[0], text.split("<tbody>")[1]
    for figure in ("72%", "86,5%", "88,53%"):
        assert figure in chart
        assert figure in table
    assert "Tỷ lệ văn bản điện tử trao đổi qua mạng tăng từ 72% lên 86,5%" in text
    assert "nguồn không nêu" in text  # whether lower is better


@pytest.mark.parametrize(
    ("language", "figures"),
    [("vi", ("khoảng 48,8 tỷ đồng/năm", "gần 50 tỷ đồng/năm")),
     ("en", ("about 48.8 billion dong a year", "almost 50 billion dong a year"))],
)  # fmt: skip
def test_sources_that_disagree_stand_side_by_side_as_two_marks(
    client: FlaskClient, language: str, figures: tuple[str, str]
) -> None:
    text = page(client, INDICATORS + "tiet-kiem-moi-nam", language)
    chart = text.split('class="chart dots"')[1].split("</svg>")[0]
    assert chart.count("<circle") == 2
    assert 'class="mark series-1 possible"' in chart  # the one that is only possible
    beside = text.split('class="beside"')[1].split("</ul>\n")[0]
    assert all(figure in chart for figure in figures)
    assert all(figure in beside or figure in text for figure in figures)


def test_an_indicator_with_one_figure_is_no_chart(client: FlaskClient) -> None:
    text = page(client, INDICATORS + "so-dvctt-muc-do-3")
    assert 'class="big">606 dịch vụ' in text
    assert 'class="chart' not in text


def test_an_indicator_without_figures_says_so_and_is_not_zero(client: FlaskClient) -> None:
    text = page(client, INDICATORS + "chi-so-ha-tang-vien-thong", "en")
    assert "No figure is not zero." in text
    assert "Viet Nam rose 31 places in telecommunication infrastructure" in text


def test_an_indicator_leads_to_its_rankings_and_shows_its_provinces(client: FlaskClient) -> None:
    text = page(client, INDICATORS + "chi-so-ung-dung-cntt")
    assert 'href="/id/ranking/ung-dung-cntt-tinh-2019' in text
    assert 'class="tile ranked"' in text
    assert "Hoàng Sa" in text
    assert "Trường Sa" in text


def test_a_ranking_has_its_places_its_groups_and_a_map(client: FlaskClient) -> None:
    text = page(client, PROVINCES)
    for said in ("Tỉnh Thái Bình · 20", "thứ 20/63", "0,7653", "Tỉnh Sóc Trăng · 53", "thứ 53/63",
                 "Nguồn không nêu số thứ hạng.", "dẫn đầu", "đứng cuối", "Bộ Thông tin và Truyền thông"):  # fmt: skip
        assert said in text
    table = text.split("<tbody>")[1].split("</tbody>")[0]
    order = [table.index(name) for name in ("Tỉnh Quảng Ninh</a>", "Tỉnh Thái Bình</a>", "Tỉnh Cao Bằng</a>")]
    assert order == sorted(order)  # the leading group, ranks, the last group
    linked = set(re.findall(r'<a href="/id/area/([a-z-]+)[^"]*"><title>', text))
    assert len(linked) == 9
    assert "Hoàng Sa" in text


def test_a_ranking_shows_its_method_and_changes(client: FlaskClient) -> None:
    text = page(client, "/page/ranking/ung-dung-cntt-tinh-2018", "en")
    assert "IT infrastructure" in text
    assert "the sum of the scores gives the overall rank" in text
    assert "Thái Nguyên rose 13 places against 2017 in IT application" in text
    assert "The articles do not state the method." in page(client, PROVINCES, "en")


def test_a_ranking_tells_apart_what_each_place_is_among(client: FlaskClient) -> None:
    text = page(client, "/page/ranking/chinh-phu-dien-tu-lien-hop-quoc--2020-08-26", "en")
    assert text.count('class="chart strip"') == 3
    for said in ("86 of 193", "24 of 47", "6 of 11", "47 countries of Asia"):
        assert said in text


def test_a_range_of_ranks_is_no_rank(client: FlaskClient) -> None:
    assert "trong 10 vị trí đầu" in page(client, "/page/ranking/mot-cua-dien-tu-2018")


def test_pages_are_light_and_need_no_script(client: FlaskClient) -> None:
    for address in (PROVINCES, INDICATORS + "chi-so-ung-dung-cntt"):
        response = client.get(address, headers={**BROWSER, "Accept-Encoding": "gzip"})
        assert len(response.data) < 60_000
        assert "<script>" not in client.get(address, headers=BROWSER).text


def test_the_evidence_of_a_figure_is_one_click_away(client: FlaskClient) -> None:
    for address in (
        INDICATORS + "ty-le-van-ban-dien-tu",
        PROVINCES,
        "/page/target/ty-le-dvctt-muc-do-4--viet-nam--2020--ge-30",
    ):
        text = page(client, address)
        links = re.findall(r'<a href="([^"]+)" aria-label="[^"]*">xem chứng cứ</a>', text)
        assert links, address
        for href in links:
            assert href.startswith("/fact/")
            assert "<blockquote" in client.get(href.replace("&amp;", "&"), headers=BROWSER).text
