"""Charts as markup: well-formed, named, with the numbers that they were given, and safe with any words."""

import itertools
import xml.etree.ElementTree as ET

import pytest
from markupsafe import Markup

from server.drawing import bars, series, strip, svg, tiles
from server.drawing.tiles import Tile

EVIL = '<script>alert("1")</script> & co'


def parsed(drawn: Markup) -> ET.Element:
    return ET.fromstring(str(drawn))  # noqa: S314  (our own markup)


def words(drawn: Markup) -> list[str]:
    return [element.text or "" for element in parsed(drawn).iter("text")]


def charts() -> dict[str, Markup]:
    point, aim = series.Point("2020-08-26", 15.91, EVIL), series.Aim("2020-01-01", "2020-12-31", 30, EVIL)
    earlier = series.Point("2019-12-31", 10.7, "10,7%", "hedged")
    return {
        "gap": bars.gap("g", EVIL, EVIL, bars.Gap(30, 15.91, 100, "pending", EVIL, EVIL, EVIL)),
        "dots": bars.dots(
            "d", EVIL, EVIL, [bars.Line(EVIL, [bars.Mark(1, EVIL), bars.Mark(2, EVIL)])], [(0, "0"), (2, "2")]
        ),
        "series": series.over_time("s", EVIL, EVIL, [series.Series(EVIL, [earlier, point])], [aim], str),
        "strip": strip.ranks("r", EVIL, EVIL, [strip.Place(20, EVIL), strip.Place(1, EVIL, last=10)], 63),
    }


@pytest.mark.parametrize("name", ["gap", "dots", "series", "strip"])
def test_a_chart_is_one_named_image_and_shows_words_as_they_are(name: str) -> None:
    drawn = parsed(charts()[name])
    assert drawn.get("role") == "img"
    named = drawn.get("aria-labelledby", "").split()
    titles = {element.get("id"): element.text for element in drawn if element.tag in ("title", "desc")}
    assert [titles[key] for key in named] == [EVIL, EVIL]
    assert "<script" not in charts()[name]
    assert EVIL in words(charts()[name])
    assert not [element for element in drawn.iter() if "style" in element.attrib]


def test_what_is_missing_is_drawn_only_where_it_is() -> None:
    short = bars.gap("g", "t", "d", bars.Gap(30, 15.91, 100, "pending", "30", "15,91"))
    reached = bars.gap("g", "t", "d", bars.Gap(30, 31, 100, "reached", "30", "31"))
    unknown = bars.gap("g", "t", "d", bars.Gap(30, None, 100, "none", "30", ""))
    classes = [{e.get("class") for e in parsed(one).iter("rect")} for one in (short, reached, unknown)]
    assert classes == [{"track", "missing", "have pending"}, {"track", "have reached"}, {"track"}]


def test_figures_that_disagree_are_two_marks_with_words_on_lines_of_their_own() -> None:
    marks = [bars.Mark(48.8, "about 48.8", "possible"), bars.Mark(50, "almost 50", "hedged")]
    drawn = parsed(bars.dots("d", "t", "d", [bars.Line("saving", marks)], [(0, "0"), (60, "60")]))
    assert [c.get("class") for c in drawn.iter("circle")] == ["mark series-1 possible", "mark series-1 hedged"]
    heights = {t.text: t.get("y") for t in drawn.iter("text")}
    assert heights["about 48.8"] != heights["almost 50"]


def test_a_later_figure_stands_further_right_and_a_larger_one_higher() -> None:
    drawn = parsed(charts()["series"])
    first, second = list(drawn.iter("circle"))
    assert float(first.get("cx", "").rstrip("%")) < float(second.get("cx", "").rstrip("%"))
    assert float(first.get("cy", "")) > float(second.get("cy", ""))


@pytest.mark.parametrize(("high", "last"), [(100, 100), (50e9, 60e9), (0.7653, 0.8), (7600, 8000), (0, 1), (3, 3)])
def test_an_axis_has_round_steps_and_reaches_the_largest_number(high: float, last: float) -> None:
    steps = svg.ticks(high)
    assert steps[0] == 0
    assert steps[-1] == last
    assert 2 <= len(steps) <= 7
    gaps = [b - a for a, b in itertools.pairwise(steps)]
    assert max(gaps) == pytest.approx(min(gaps))


@pytest.mark.parametrize(
    ("low", "high", "ends"),
    [(-22, 31, (-40, 40)), (-5, -1, (-6, 0)), (-0.5, 0, (-0.6, 0)), (5, 3, (0, 3)), (0, 0, (0, 1))],
)
def test_an_axis_with_negative_numbers_has_zero_on_it(low: float, high: float, ends: tuple[float, float]) -> None:
    steps = svg.ticks(high, low=low)
    assert (steps[0], steps[-1]) == ends
    assert 0 in steps
    assert len(steps) <= 7


def test_negative_figures_stand_left_of_zero_and_below_it() -> None:
    lines = [bars.Line("fell", [bars.Mark(-22, "-22")]), bars.Line("rose", [bars.Mark(31, "31")])]
    drawn = parsed(bars.dots("d", "t", "d", lines, [(step, str(step)) for step in svg.ticks(31, low=-22)]))
    fell, rose = (float((circle.get("cx") or "").rstrip("%")) for circle in drawn.iter("circle"))
    assert fell < 50 < rose
    stems = [line for line in drawn.iter("line") if line.get("class") == "stem"]
    assert {stem.get("x1") for stem in stems} == {"22.5%", "50%"}
    points = [series.Point("2019-12-31", -5, "-5"), series.Point("2020-12-31", 5, "5")]
    over = parsed(series.over_time("s", "t", "d", [series.Series("n", points)], [], str))
    first, second = (float(circle.get("cy", "")) for circle in over.iter("circle"))
    assert second < first < float(over.get("height", ""))


@pytest.mark.parametrize("value", [0.0, 1e-9, 1e15, -1e15])
def test_one_point_of_any_size_stays_on_the_chart(value: float) -> None:
    drawn = parsed(
        series.over_time("s", "t", "d", [series.Series("n", [series.Point("2020-08-26", value, "x")])], [], str)
    )
    (circle,) = drawn.iter("circle")
    assert 0 <= float(circle.get("cx", "").rstrip("%")) <= 100
    assert 0 <= float(circle.get("cy", "")) <= float(drawn.get("height", ""))
    dots = parsed(
        bars.dots(
            "d", "t", "d", [bars.Line("n", [bars.Mark(value, "x")])], [(s, "") for s in svg.ticks(value, low=value)]
        )
    )
    (circle,) = dots.iter("circle")
    assert -0.01 <= float(circle.get("cx", "").rstrip("%")) <= 100.01


def test_long_names_are_broken_and_a_target_without_a_figure_has_a_note() -> None:
    name = "Platforms of ministries and provinces that are connected to the national platform for sharing data"
    line = bars.Line(name, [], bars.Mark(100, "Target: 100 %"), "no figure yet")
    drawn = bars.dots("d", "t", "d", [line], [(0, "0"), (100, "100")])
    assert not list(parsed(drawn).iter("circle"))
    assert {"Target: 100 %", "no figure yet"} <= set(words(drawn))
    parts = [part for part in words(drawn) if part in name]
    assert " ".join(parts[: len(parts)]).startswith("Platforms of ministries")
    assert max(map(len, words(drawn))) <= 46


@pytest.mark.parametrize(("value", "aim", "above"), [(16, 30, True), (16, 90, False), (90, 60, True), (83, 100, False)])
def test_words_of_a_figure_do_not_hide_the_line_to_be_reached(value: float, aim: float, above: bool) -> None:
    line = bars.Line("n", [bars.Mark(value, "so many")], bars.Mark(aim, "Target"))
    drawn = parsed(bars.dots("d", "t", "d", [line], [(0, "0"), (100, "100")]))
    (circle,) = drawn.iter("circle")
    (said,) = [text for text in drawn.iter("text") if text.text == "so many"]
    assert (float(said.get("y", "")) < float(circle.get("cy", "")) - 12) == above


def test_places_that_touch_are_moved_apart() -> None:
    assert svg.apart([10, 12, 50], 19) == [10, 29, 50]
    assert svg.apart([], 19) == []


def test_ranks_whose_words_would_touch_stand_on_lines_of_their_own() -> None:
    drawn = parsed(strip.ranks("r", "t", "d", [strip.Place(1, "a"), strip.Place(2, "b"), strip.Place(60, "c")], 63))
    heights = {t.text: t.get("y") for t in drawn.iter("text")}
    assert heights["a"] == heights["c"] != heights["b"]


@pytest.mark.parametrize(("edition", "count"), [("63", 63), ("34", 34)])
def test_a_map_has_each_province_once_and_both_archipelagos(edition: tiles.Edition, count: int) -> None:
    assert len(tiles.slugs(edition)) == count
    drawn = parsed(tiles.provinces("m", "title", edition, {}, str))
    titles = [element.text or "" for element in drawn.iter("title")]
    assert tiles.slugs(edition) <= set(titles)
    assert len([t for t in titles if t.startswith(("Hoàng Sa (da-nang", "Trường Sa (khanh-hoa"))]) == 2
    places = {(rect.get("x"), rect.get("y")) for rect in drawn.iter("rect")}
    assert len(places) == count + 2
    assert not list(drawn.iter("a"))


def test_a_province_with_something_to_say_is_a_link_with_a_name() -> None:
    known = {"soc-trang": Tile("/id/area/soc-trang", EVIL, "53", "ranked")}
    drawn = tiles.provinces("m", "title", "63", known, str)
    (link,) = parsed(drawn).iter("a")
    assert link.get("href") == "/id/area/soc-trang"
    assert link[0].tag == "title"  # as SVG names a link
    assert link[0].text == EVIL
    assert "<script" not in drawn


@pytest.mark.parametrize(("day", "edition"), [("2020-08-26", "63"), ("2025-06-30", "63"), ("2025-07-01", "34")])
def test_the_map_is_that_of_the_day(day: str, edition: str) -> None:
    assert tiles.edition(day) == edition
