"""Every kind of page in a browser: two languages, light and dark, narrow and wide, with and without JavaScript."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.pages import PAGES, with_language
from tests.running import Server

Scheme = Literal["light", "dark"]
EVERYDAY = ("home", "meeting")
ALSO = ("target-size", "label-content-name-mismatch", "table-fake-caption", "td-has-header")
"""Rules that axe leaves out unless it is asked, and that Lighthouse counts."""


@contextmanager
def opened(
    browser: Browser, server: Server, address: str, *, width: int, scheme: Scheme = "light", scripts: bool = True
) -> Iterator[Page]:
    """A page of the site in a window of its own. Fails for what the console says and for requests to other hosts."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts
    )
    said: list[str] = []
    outside: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda sent: outside.append(sent.url) if not sent.url.startswith(server.url) else None)
    response = page.goto(server.url + address, wait_until="load")
    assert response is not None
    try:
        yield page
        # A browser says so in its console when a page is a 404, which is no error of the page.
        assert not [text for text in said if f"status of {response.status}" not in text], address
        assert not outside, address
    finally:
        context.close()


def check(page: Page, address: str) -> None:
    """Fails for what axe finds, for a page that is wider than its window, and for tables cut off on a small screen."""
    found = Axe().run(page, options={"rules": {rule: {"enabled": True} for rule in ALSO}})
    assert found.violations_count == 0, f"{address}: {found.generate_report()}"
    too_wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not too_wide, address
    hidden = page.evaluate(
        "innerWidth < 640 && [...document.querySelectorAll('.stacks, .neighbourhood')]"
        ".some(one => one.getBoundingClientRect().right > innerWidth)"
    )
    assert not hidden, address


@pytest.mark.parametrize("kind", EVERYDAY)
def test_a_page_is_for_all(browser: Browser, server: Server, kind: str) -> None:
    with opened(browser, server, PAGES[kind], width=390) as page:
        check(page, PAGES[kind])


@pytest.mark.long
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", PAGES)
def test_every_kind_of_page_is_for_all(browser: Browser, server: Server, kind: str, scheme: Scheme, width: int) -> None:
    for language in ("vi", "en"):
        address = with_language(PAGES[kind], language)
        with opened(browser, server, address, width=width, scheme=scheme) as page:
            assert page.get_attribute("html", "lang") == language
            check(page, address)


@pytest.mark.long
@pytest.mark.parametrize("kind", PAGES)
def test_every_kind_of_page_says_as_much_without_scripts(browser: Browser, server: Server, kind: str) -> None:
    with opened(browser, server, PAGES[kind], width=1280) as page:
        # The editor has its text, which innerText has of a text field never, and tells its keys.
        page.eval_on_selector_all(".yasqe, [data-scripted]", "all => all.forEach((one) => one.remove())")
        with_scripts = page.inner_text("main")
    with opened(browser, server, PAGES[kind], width=390, scripts=False) as page:
        without = page.inner_text("main")
    words = set(without.split())
    assert len(words) > 3
    # What scripts add is for the hand: a button to copy, no words of the content.
    assert len(set(with_scripts.split()) - words) <= 3
