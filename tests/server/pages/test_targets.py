"""Targets, one and all: what they say, how far the figures are, by which rule, from which source."""

import pytest
from flask.testing import FlaskClient

from tests.server.conftest import BROWSER

LEVEL_4 = "/page/target/ty-le-dvctt-muc-do-4--viet-nam--2020--ge-30"
CENTRES = "/page/target/ty-le-don-vi-co-trung-tam-giam-sat--cac-bo-nganh-dia-phuong--2020--100"


def page(client: FlaskClient, address: str, language: str = "vi") -> str:
    joint = "&" if "?" in address else "?"
    response = client.get(f"{address}{joint}lang={language}", headers=BROWSER)
    assert response.status_code == 200
    return response.text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", ["Còn thiếu khoảng 14,09 điểm phần trăm.", "Chưa tới hạn khi đo", "khoảng 15,91%", "ít nhất 30%",
                "tính đến 26/8/2020", "hạn của mục tiêu là 31/12/2020", "Nghị quyết số 17/NQ-CP", "Nguyễn Xuân Phúc"]),
        ("en", ["About 14.09 percentage points short of the target.", "Not yet due when measured", "about 15.91%",
                "at least 30%", "as of 26 August 2020", "due on 31 December 2020", "Resolution No. 17/NQ-CP"]),
    ],
)  # fmt: skip
def test_a_target_says_how_far_it_was_by_which_rule_and_who_set_it(
    client: FlaskClient, language: str, said: list[str]
) -> None:
    text = page(client, LEVEL_4, language)
    assert not [one for one in said if one not in text]
    assert text.count("<h1") == 1
    assert 'href="/id/article/afd5768686bddc22' in text
    assert "ít nhất 30%" in text  # the words of the source, in any language
    assert "style=" not in text


def test_the_figures_of_a_target_stand_in_a_chart_and_in_a_table_with_their_evidence(client: FlaskClient) -> None:
    text = page(client, LEVEL_4)
    chart, table = (
        text.split('class="chart series"')[1].split("</svg>")[0],
        text.split("<tbody>")[1].split("</tbody>")[0],
    )
    for figure in ("hơn 10,7%", "khoảng 15,91%"):
        assert figure in chart
        assert figure in table
    assert "Mục tiêu: 100%" in chart  # the other target of the same indicator
    assert 'href="/fact/observation/ty-le-dvctt-muc-do-4--viet-nam--2020--ca-15.91' in table


def test_no_figure_yet_is_not_zero(client: FlaskClient) -> None:
    text = page(client, CENTRES)
    assert "Chưa có số liệu không có nghĩa là bằng 0." in text
    assert 'class="have' not in text
    assert "điểm phần trăm" not in text
    assert "No figure is not zero." in page(client, CENTRES, "en")


def test_all_targets_stand_beside_their_results(client: FlaskClient) -> None:
    text = page(client, "/targets-vs-results")
    assert text.count('<th scope="row"') == 5
    for said in ("Còn thiếu 17,39 điểm phần trăm", "Còn thiếu khoảng 14,09 điểm phần trăm", "chưa có số liệu"):
        assert said in text
    assert f'href="{LEVEL_4.replace("/page/", "/id/")}' in text
    assert "Not yet due when measured" in page(client, "/targets-vs-results", "en")


def test_all_targets_are_paged_by_the_last_one_seen(client: FlaskClient) -> None:
    rest = page(client, "/targets-vs-results?after=ty-le-dvctt-muc-do-4--viet-nam--2020--ge-30")
    assert rest.count('<th scope="row"') == 2
    assert "Về đầu danh sách" in rest
    assert "Không còn mục tiêu nào ở đây." in page(client, "/targets-vs-results?after=zzz")


def test_a_page_of_targets_begins_after_a_slug(client: FlaskClient) -> None:
    response = client.get("/targets-vs-results", query_string={"after": '"><script>\0'}, headers=BROWSER)
    assert response.status_code == 400
    assert "<script>" not in response.text.split("<main")[1]


def test_what_is_unchanged_is_not_sent_again(client: FlaskClient) -> None:
    for address in (LEVEL_4, "/targets-vs-results"):
        tag = client.get(address, headers=BROWSER).headers["ETag"]
        assert client.get(address, headers={**BROWSER, "If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("kind", ["target", "indicator", "ranking"])
def test_an_unknown_one_is_a_page_that_says_so(client: FlaskClient, kind: str) -> None:
    response = client.get(f"/page/{kind}/khong-co", headers=BROWSER)
    assert response.status_code == 404
    assert response.mimetype == "text/html"
