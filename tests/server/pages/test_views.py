"""What is drawn of rows of all kinds: none, without numbers, negative, huge, single, hedged, in several units."""

import re
import xml.etree.ElementTree as ET

import pytest

from kg import iris
from kg.queries import View
from server.pages import plots, views
from server.pages.reader import Row
from server.pages.views import Drawer, Pictures

NAMES = {
    iris.VOC + "unit-percent": "%",
    iris.VOC + "qualifier-exact": "chính xác",
    iris.VOC + "qualifier-vague": "ước chừng",
    iris.VOC + "modality-asserted": "khẳng định",
    plots.AREA + "thai-binh": "tỉnh Thái Bình",
}
FIGURES = {role: (role,) for role in ("name", "group", "value", "unit", "hedge", "modality", "target")}
PERIODS = {role: (role,) for role in ("start", "end", "as_of", "period")}
EVIL = "<script>alert(1)</script>"


def draw(kind: str, *rows: Row) -> Pictures:
    columns = {
        "bars": FIGURES,
        "series": FIGURES | PERIODS,
        "ranks": {role: (role,) for role in ("name", "group", "rank", "up_to", "out_of")},
        "map": {"place": ("place",), "words": ("words", "day"), "value": ("value",)},
        "table": {},
    }[kind]
    found = Drawer(View(kind, columns), "Câu hỏi", NAMES.get).pictures(rows)  # type: ignore[arg-type] # a kind is any text here
    for picture in found.shown:
        ET.fromstring(str(picture.drawn))  # noqa: S314  (our own markup)
    return found


def drawn(pictures: Pictures) -> str:
    return "".join(picture.drawn for picture in pictures.shown)


def year(number: int, value: str, **more: str) -> Row:
    return {"name": "A", "start": f"{number}-01-01", "end": f"{number}-12-31", "value": value, **more}


@pytest.mark.parametrize("kind", ["bars", "series", "ranks", "map", "table"])
def test_no_rows_and_rows_without_anything_draw_nothing(kind: str) -> None:
    assert draw(kind) == Pictures(map=kind == "map")
    assert draw(kind, {}, {"name": "A"}).shown == ()


@pytest.mark.parametrize("value", ["", "gần 50 tỷ", "NaN", "INF", "-INF", "1e999999", "٣", "1,5", "9" * 400])
def test_what_is_no_number_that_can_be_drawn_stands_in_the_table_only(value: str) -> None:
    assert draw("bars", {"name": "A", "value": value}, {"name": "B", "value": "1"}).shown == ()
    assert (
        drawn(draw("bars", {"name": "A", "value": value}, *[{"name": n, "value": "1"} for n in "BC"])).count("<circle")
        == 2
    )


def test_one_number_needs_no_chart_unless_it_has_a_target() -> None:
    assert draw("bars", {"name": "A", "value": "5"}).shown == ()
    assert draw("series", year(2020, "5")).shown == ()
    assert len(draw("bars", {"name": "A", "value": "5", "target": "7"}).shown) == 1
    aim = drawn(draw("bars", {"name": "A", "target": "7"}))
    assert "chưa có số liệu" in aim
    assert "<circle" not in aim


def test_negative_and_huge_numbers_are_drawn_and_written_for_people() -> None:
    shown = drawn(draw("bars", {"name": "A", "value": "-22"}, {"name": "B", "value": "31"}))
    assert "\N{MINUS SIGN}22" in shown
    huge = drawn(
        draw(
            "bars",
            {"name": "A", "value": "1E15", "unit": "đồng"},
            {"name": "B", "value": "50000000000", "unit": "đồng"},
        )
    )
    assert "1.000.000 tỷ đồng" in huge
    assert "50 tỷ đồng" in huge


def test_sources_that_agree_are_one_mark() -> None:
    rows = [{"name": "A", "value": value, "hedge": "gần"} for value in ("50", "50", "48.8")]
    assert drawn(draw("bars", *rows)).count("<circle") == 2


def test_zero_is_a_figure() -> None:
    shown = drawn(draw("bars", {"name": "A", "value": "0", "target": "5"}))
    assert shown.count("<circle") == 1
    assert "chưa có số liệu" not in shown


def test_units_and_groups_have_charts_of_their_own() -> None:
    rows = [{"name": n, "value": "1", "unit": unit} for n in "AB" for unit in ("%", "hồ sơ", "")]
    found = draw("bars", *rows)
    assert len(found.shown) == 3
    assert "1%" in found.shown[0].drawn
    assert "1 hồ sơ" in found.shown[1].drawn
    many = draw("bars", *[{"name": n, "value": "1", "group": str(g)} for n in "AB" for g in range(9)])
    assert (len(many.shown), many.left) == (views.MOST, 9 - views.MOST)
    assert many.shown[0].heading == "0"


def test_per_cent_is_on_a_scale_to_a_hundred_or_more() -> None:
    for highest, end in (("15.91", "100%"), ("130", "150%")):
        assert f">{end}<" in drawn(draw("bars", *[{"name": n, "value": highest, "unit": "%"} for n in "AB"]))


def test_hedges_and_possibilities_are_seen_and_said() -> None:
    rows = [
        {"name": "A", "value": "1", "hedge": "chính xác", "modality": "khẳng định"},
        {"name": "B", "value": "2", "hedge": "gần, xấp xỉ"},
        {"name": "C", "value": "3", "modality": "khả năng"},
        {"name": "D", "value": "4", "modality": "khả năng; khẳng định", "hedge": "ước chừng"},
    ]
    found = draw("bars", *rows)
    marks = re.findall('<circle[^>]*class="([^"]+)"', drawn(found))
    assert marks == ["mark series-1", "mark series-1 hedged", "mark series-1 possible", "mark series-1 hedged"]
    assert ">gần 2<" in drawn(found)
    assert ">4<" in drawn(found)
    assert len(found.notes) == 1
    assert draw("bars", *rows[:1] * 2).notes == ()


def test_figures_over_time() -> None:
    found = draw("series", year(2018, "72"), year(2019, "86.5"), year(2020, "88.53", as_of="2020-08-26"))
    assert 'class="chart series"' in drawn(found)
    assert drawn(found).count('class="join series-1"') == 2
    assert len(found.notes) == 1


@pytest.mark.parametrize(
    "rows",
    [
        [year(2020, "1"), year(2020, "2")],
        [year(2018, "1"), {**year(2019, "2"), "end": "2019-03-31", "period": "quý I năm 2019"}],
        [{**year(2018 + n % 2, str(n)), "name": str(n // 2)} for n in range(12)],
        [year(2018, "1"), year(2019, "2"), {**year(2019, "3"), "name": "B"}],
    ],
    ids=["one day", "a year and a quarter", "too many names", "a name with one day"],
)
def test_what_no_line_may_join_stands_side_by_side(rows: list[Row]) -> None:
    shown = drawn(draw("series", *rows))
    assert 'class="chart dots"' in shown
    assert 'class="join' not in shown


@pytest.mark.parametrize("day", ["", "2020-02-30", "năm 2020", "0000-01-01", "99999-01-01", "-500-01-01"])
def test_figures_without_a_day_are_not_drawn_over_time(day: str) -> None:
    assert draw("series", {**year(2019, "1"), "end": day}, year(2020, "2")).shown == ()


def test_long_answers_draw_their_first_names() -> None:
    shown = drawn(draw("bars", *[{"name": f"tên {n}", "value": str(n)} for n in range(500)]))
    assert shown.count("<circle") == plots.ROWS


def test_ranks_are_places_or_ranges_and_odd_ones_are_left_out() -> None:
    rows = [
        {"name": "tỉnh Thái Bình (đến 30/6/2025)", "rank": "20", "out_of": "63"},
        {"name": "B", "up_to": "10", "out_of": "63"},
        {"name": "C", "rank": "64", "out_of": "63"},
        {"name": "D", "rank": "0", "out_of": "63"},
        {"name": "E", "rank": "3"},
        {"name": "F", "rank": "2.5", "out_of": "63"},
    ]
    shown = drawn(draw("ranks", *rows))
    assert ">tỉnh Thái Bình: 20<" in shown
    assert ">B: 1–10<" in shown
    assert not re.search(">[CDEF]: ", shown)


def test_the_map_shows_provinces_of_the_edition_that_has_them() -> None:
    rows = [
        {"place": plots.AREA + "thai-binh", "words": "sáp nhập", "day": "2025-07-01"},
        {"place": plots.AREA + "thai-binh", "words": "hai", "value": "3"},
        {"place": "https://example.org/area/soc-trang", "words": "x"},
        {"place": iris.ID + "agency/bo-y-te", "words": "x"},
        {"words": "x"},
    ]
    found = draw("map", *rows)
    assert len(found.shown) == 1
    assert found.shown[0].drawn.count("<a ") == 1
    assert "tỉnh Thái Bình: sáp nhập · 1/7/2025; hai" in found.shown[0].drawn
    assert draw("map", *rows[2:]).shown == ()


@pytest.mark.parametrize("kind", ["bars", "series", "ranks", "map"])
def test_words_of_the_data_stay_words(kind: str) -> None:
    row = {**year(2020, "1"), "name": EVIL, "group": EVIL, "unit": EVIL, "hedge": EVIL, "modality": EVIL, "words": EVIL}
    row |= {"place": plots.AREA + "thai-binh", "rank": "1", "out_of": "63", "period": EVIL}
    found = draw(kind, row, {**row, "value": "2"})
    assert found.shown
    assert "<script" not in drawn(found)
