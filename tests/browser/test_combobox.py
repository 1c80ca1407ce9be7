"""Suggestions while a name is typed: by keyboard alone, for every reader, and none without scripts."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.test_pages import Scheme, check, opened
from tests.running import Server

SEARCH = "[role=search] input[name=q]"
STATUS = "[data-suggest-status]"


def typing(page: Page, field: str, text: str) -> None:
    page.locator(field).press_sequentially(text, delay=10)
    expect(page.get_by_role("option").first).to_be_visible()


def test_a_search_by_keyboard_alone_goes_to_the_thing(browser: Browser, server: Server) -> None:
    with opened(browser, server, "/?lang=en", width=1280) as page:
        field = page.locator(SEARCH)
        expect(field).to_have_attribute("role", "combobox")
        expect(field).to_have_attribute("aria-expanded", "false")
        typing(page, SEARCH, "thai binh")
        expect(field).to_have_attribute("aria-expanded", "true")
        assert page.locator(f"#{field.get_attribute('aria-controls')}").get_attribute("role") == "listbox"
        expect(page.locator(STATUS)).to_have_text("Suggestions: 10; use the arrow keys")
        first = page.get_by_role("option").first
        assert "Thái Bình province" in first.inner_text()
        assert "Hưng Yên" in first.inner_text()  # where it went
        assert first.locator("mark").all_inner_texts() == ["Thái", "Bình"]
        field.press("ArrowDown")
        expect(first).to_have_attribute("aria-selected", "true")
        assert field.get_attribute("aria-activedescendant") == first.get_attribute("id")
        field.press("ArrowUp")  # back in the field
        assert field.get_attribute("aria-activedescendant") is None
        field.press("ArrowUp")  # round to the last
        expect(page.get_by_role("option").last).to_have_attribute("aria-selected", "true")
        field.press("ArrowDown")
        field.press("ArrowDown")
        field.press("Enter")
        page.wait_for_url("**/page/area/thai-binh?lang=en")


def test_escape_closes_the_list_then_empties_the_field_and_enter_searches(browser: Browser, server: Server) -> None:
    with opened(browser, server, "/?lang=vi", width=1280) as page:
        field = page.locator(SEARCH)
        typing(page, SEARCH, "thai binh")
        field.press("Escape")
        expect(page.get_by_role("listbox")).to_have_count(0)
        expect(field).to_have_value("thai binh")
        expect(page.locator(STATUS)).to_have_text("")
        field.press("ArrowDown")  # opens again
        expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
        field.press("Escape")
        field.press("Enter")
        page.wait_for_url("**/search?*")
        assert parse_qs(urlsplit(page.url).query)["q"] == ["thai binh"]


@pytest.mark.long
def test_tab_leaves_without_choosing(browser: Browser, server: Server) -> None:
    with opened(browser, server, "/", width=1280) as page:
        typing(page, SEARCH, "thai binh")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        expect(page.get_by_role("listbox")).to_have_count(0)
        expect(page.locator(SEARCH)).to_have_value("thai binh")
        assert page.evaluate("document.activeElement.textContent") in ("Tìm", "Search")


def test_a_field_of_a_question_takes_what_is_chosen(browser: Browser, server: Server) -> None:
    with opened(browser, server, "/queries/who-attended?lang=vi", width=1280) as page:
        field = page.locator("input[name=meeting]")
        typing(page, "input[name=meeting]", "uy ban quoc gia")
        assert all("cuộc họp" in text for text in page.get_by_role("option").all_inner_texts())
        page.get_by_role("option", name="chiều 26/8/2020").click()
        assert "chiều 26/8/2020" in field.input_value()
        assert page.evaluate("document.activeElement.name") == "meeting"
        field.press("Enter")
        page.wait_for_url("**/queries/who-attended?*meeting=*")
        expect(page.locator(".answer tbody tr")).to_have_count(6)


@pytest.mark.long
def test_what_is_chosen_is_never_ambiguous(browser: Browser, server: Server) -> None:
    with opened(browser, server, "/queries/indicator-series?lang=en", width=1280) as page:
        typing(page, "input[name=about]", "viet nam")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        page.wait_for_url("**/queries/indicator-series?*about=*")
        expect(page.locator(".wrong")).to_have_count(0)
        expect(page.locator(".answer table")).to_be_visible()


@pytest.mark.long
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390), ("dark", 1280), ("light", 390)])
@pytest.mark.parametrize(
    ("address", "field"), [("/?lang=vi", SEARCH), ("/queries/who-attended?lang=en", "input[name=meeting]")]
)
def test_the_open_list_is_for_all(
    browser: Browser, server: Server, address: str, field: str, scheme: Scheme, width: int
) -> None:
    with opened(browser, server, address, width=width, scheme=scheme) as page:
        typing(page, field, "hoi nghi")
        page.keyboard.press("ArrowDown")
        check(page, address)


def test_an_outdated_answer_is_dropped_and_few_are_asked_for(browser: Browser, server: Server) -> None:
    with opened(browser, server, "/?lang=vi", width=1280) as page:
        asked: list[str] = []

        def slow_first(route: Route) -> None:
            text = parse_qs(urlsplit(route.request.url).query)["q"][0]
            asked.append(text)
            if text == "thai":
                page.wait_for_timeout(600)
            route.continue_()

        page.route("**/search?*format=json*", slow_first)
        page.locator(SEARCH).press_sequentially("t", delay=5)  # too short
        page.locator(SEARCH).press_sequentially("hai", delay=5)  # one question, not three
        page.wait_for_timeout(250)
        page.locator(SEARCH).fill("nghi quyet 17")
        expect(page.get_by_role("option").first).to_contain_text("17/NQ-CP")
        page.wait_for_timeout(800)
        expect(page.get_by_role("option").first).to_contain_text("17/NQ-CP")
        assert asked == ["thai", "nghi quyet 17"]


def test_nothing_found_is_said_and_shows_no_list(browser: Browser, server: Server) -> None:
    for language, words in (("vi", "Không có gợi ý"), ("en", "No suggestions")):
        with opened(browser, server, f"/?lang={language}", width=1280) as page:
            page.locator(SEARCH).press_sequentially("zzzzqq", delay=5)
            expect(page.locator(STATUS)).to_have_text(words)
            expect(page.locator(SEARCH)).to_have_attribute("aria-expanded", "false")


def test_without_scripts_the_field_is_a_plain_one(browser: Browser, server: Server) -> None:
    with opened(browser, server, "/", width=390, scripts=False) as page:
        assert page.get_attribute(SEARCH, "role") is None
        page.fill(SEARCH, "thai binh")
        page.press(SEARCH, "Enter")
        page.wait_for_url("**/search?*")
