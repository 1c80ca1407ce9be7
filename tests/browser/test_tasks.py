"""What people come for, walked as they would: at most three clicks, or one search, from the home page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_pages import opened
from tests.running import Server


@pytest.fixture(params=[390, pytest.param(1280, marks=pytest.mark.long)])
def home(browser: Browser, server: Server, request: pytest.FixtureRequest) -> Iterator[Page]:
    with opened(browser, server, "/?lang=vi", width=request.param) as page:
        yield page


def test_who_sat_at_the_soc_trang_bridge_point_and_who_says_so(home: Page) -> None:
    home.click("nav >> text=Cuộc họp")
    home.click("main >> text=chiều 26/8/2020 >> nth=0")
    place = home.locator("article.place", has_text="Sóc Trăng").first
    assert "Ngô Hùng" in place.inner_text()
    assert "Phó Chủ tịch UBND tỉnh Sóc Trăng" in place.inner_text()
    place.locator("a.source").first.click()
    assert "Hội nghị trực tuyến" in home.inner_text("h1")


def test_how_far_the_country_was_from_the_target_and_who_set_it(home: Page) -> None:
    home.click("nav >> text=Mục tiêu")
    home.click("main tbody th a >> text=/ít nhất 30%/")
    said = home.inner_text("main")
    assert "Nghị quyết số 17/NQ-CP" in said
    assert "Còn thiếu khoảng 14,09 điểm phần trăm" in said


def test_what_rank_thai_binh_had_and_where_it_was_said(home: Page) -> None:
    home.fill("input[type=search]", "thai binh")
    home.press("input[type=search]", "Enter")
    home.click("main >> text=/^tỉnh Thái Bình/i >> nth=0")
    assert "thứ 20/63" in home.inner_text("main")
    figure = home.locator("ul.rows li", has_text="thứ 20/63").first
    figure.locator("a.source").first.click()
    assert "Thái Bình xếp thứ 20/63" in home.inner_text("h1")


def test_everything_is_reached_by_keyboard(home: Page) -> None:
    home.keyboard.press("Tab")
    assert home.evaluate("document.activeElement.className") == "skip"
    home.keyboard.press("Enter")
    reached = set()
    for _ in range(400):
        home.keyboard.press("Tab")
        found = home.evaluate(
            "document.activeElement.href || document.activeElement.name || document.activeElement.tagName"
        )
        if found == "BODY":
            break
        reached.add(found)
        shown = home.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert shown != "none", found
    links = set(
        home.eval_on_selector_all("main a[href]", "all => all.filter(a => a.checkVisibility()).map(a => a.href)")
    )
    assert links <= reached
