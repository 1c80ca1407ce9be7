"""The page of review in a browser: for all readers, by keyboard, without scripts; and what was decided is kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_pages import Scheme, check
from tests.running import Server
from tests.server.test_review_page import TOKEN, desk, first, folder_with_article

NAME = "Người Thử"


@pytest.fixture
def data(data_dir: Path, tmp_path: Path) -> Path:
    return folder_with_article(data_dir, tmp_path)


@pytest.fixture
def reviewing(data: Path) -> Iterator[Server]:
    with Server(data, DIEMCAU_TOKEN=TOKEN, DIEMCAU_CLIENT_ERRORS="0") as server:
        yield server


def opened(browser: Browser, server: Server, *, width: int, scheme: Scheme = "light", scripts: bool = True) -> Page:
    """The page in a window whose user gave the name and the token."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        java_script_enabled=scripts,
        http_credentials={"username": NAME, "password": TOKEN},
    )
    page = context.new_page()
    page.goto(f"{server.url}/review?lang=vi")
    return page


@pytest.mark.long
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_it_is_for_all(browser: Browser, reviewing: Server, width: int, scheme: Scheme) -> None:
    page = opened(browser, reviewing, width=width, scheme=scheme)
    page.locator("summary", has_text="Sửa").first.click()
    check(page, "/review")
    page.goto(f"{reviewing.url}/review/decisions?lang=en")
    check(page, "/review/decisions")
    page.context.close()


def test_a_fact_is_mended_by_keyboard_and_taken_back_without_scripts(
    browser: Browser, reviewing: Server, data: Path
) -> None:
    one = first(data)
    page = opened(browser, reviewing, width=390)
    page.locator("summary", has_text="Sửa").first.focus()
    page.keyboard.press("Enter")
    shown = page.locator("article").first
    shown.locator("select[name=modality]").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    shown.get_by_role("button", name="Lưu bản sửa").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Đã sửa.").wait_for()
    with desk(data) as opened_desk:
        (decision,) = opened_desk.decided()
        assert (decision.fact.key, decision.reviewer) == (one.fact.key, NAME)
        assert decision.instead is not None
        assert decision.instead.modality == "estimated"
    page.context.close()
    plain = opened(browser, reviewing, width=1280, scripts=False)
    plain.get_by_role("link", name="Điều đã duyệt").click()
    plain.get_by_role("button", name="Hoàn tác").click()
    with desk(data) as opened_desk:
        assert opened_desk.decided() == []
    plain.context.close()
