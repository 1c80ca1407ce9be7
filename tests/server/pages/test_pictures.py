"""The pictures of the shipped questions, as a reader gets them."""

import json
import re

import pytest
from flask.testing import FlaskClient

from tests.server.pages.test_canned import QUESTIONS, cells, text_of


def figures(page: str) -> list[str]:
    return re.findall('<figure class="plot">(.*?)</figure>', page, re.DOTALL)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("question", [slug for slug, query in QUESTIONS.items() if query.view.kind != "table"])
def test_a_question_draws_what_its_header_says_and_keeps_its_table(
    client: FlaskClient, question: str, language: str
) -> None:
    page = text_of(client, f"/queries/{question}", lang=language)
    kind = QUESTIONS[question].view.kind
    drawn = figures(page)
    assert drawn
    classes = {"bars": "chart dots", "series": "chart ", "ranks": "chart strip", "map": "tiles"}
    assert all(f'class="{classes[kind]}' in figure for figure in drawn)
    titles = {QUESTIONS[question].columns[name][language] for name in QUESTIONS[question].view.hidden}
    assert not titles & set(cells(page)[0])
    assert 'style="' not in page
    assert len(page.encode()) < 120_000


def test_a_target_without_a_figure_is_no_zero(client: FlaskClient) -> None:
    page = text_of(client, "/queries/target-vs-achieved", indicator="ty-le-dvctt-muc-do-4", lang="vi")
    (figure,) = figures(page)
    assert "khoảng 15,91%" in figure
    assert 'class="mark series-1 hedged"' in figure
    assert "mục tiêu: ít nhất 30%" in figure.lower()
    assert figure.count("<circle") == 1
    assert figure.count("chưa có số liệu") == 1


def test_figures_over_time_are_lines_and_those_of_other_periods_are_not_joined(client: FlaskClient) -> None:
    series = figures(text_of(client, "/queries/indicator-series", indicator="ty-le-van-ban-dien-tu", lang="en"))
    assert len(series) == 1
    assert 'class="chart series"' in series[0]
    assert series[0].count("<circle") == 3
    quarter = figures(text_of(client, "/queries/indicator-series", lang="en"))
    dossiers = next(figure for figure in quarter if "dossiers" in figure)
    assert 'class="chart dots"' in dossiers
    assert "first quarter of 2019" in re.sub("</text><text[^>]*>", " ", dossiers)


def test_sources_that_disagree_are_two_marks(client: FlaskClient) -> None:
    (figure,) = figures(text_of(client, "/queries/savings", indicator="tiet-kiem-moi-nam", lang="vi"))
    assert "gần 50 tỷ" in figure
    assert "48,8 tỷ" in figure
    assert 'class="mark series-1 possible"' in figure


def test_the_map_has_the_provinces_of_the_answer_as_links(client: FlaskClient) -> None:
    (figure,) = figures(text_of(client, "/queries/bridge-points", lang="vi"))
    assert re.findall(r'<a href="/id/area/([a-z-]+)"', figure) == ["ha-noi", "thai-binh", "soc-trang"]
    assert "Điểm cầu Thái Bình, sáng 12/2/2020; Điểm cầu Thái Bình, chiều 26/8/2020" in figure
    assert "Hoàng Sa" in figure
    assert "Trường Sa" in figure


def test_more_charts_than_a_page_has_are_counted(client: FlaskClient) -> None:
    page = text_of(client, "/queries/indicator-series", lang="en")
    assert re.search(r"More charts: \d+\. Narrow the question", page)
    assert "More charts" not in text_of(
        client, "/queries/indicator-series", indicator="ty-le-dvctt-muc-do-4", lang="en"
    )


def test_programs_are_told_how_an_answer_is_drawn(client: FlaskClient) -> None:
    questions = json.loads(client.get("/queries", headers={"Accept": "application/json"}).data)
    listed = {q["name"]: q["view"] for q in questions}
    assert listed["service-levels"] == {"type": "bars", "group": ["name"], "name": ["level"], "value": ["services"]}
    assert listed["people"] == {"type": "table"}
