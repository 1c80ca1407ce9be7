"""The editor of queries in a browser: names are suggested, errors have a place, and no key is a trap."""

from collections.abc import Iterator
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from server import vendor
from tests.browser.test_pages import Scheme, check, opened
from tests.running import Server

pytestmark = pytest.mark.skipif(bool(vendor.missing()), reason="built without npm: the page has a plain text field")
INPUT = "#query-editor"
DIEM = "PREFIX diem: <https://w3id.org/diemcau/ontology#>\n"
BROKEN = f"{DIEM}SELECT ?p WHERE {{\n  ?p a diem:Person\n}} LIMIT x"


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """The query page in Vietnamese with nothing in the editor."""
    with opened(browser, server, "/sparql?lang=vi", width=1280) as shown:
        shown.wait_for_load_state("networkidle")  # the names that are suggested have come
        shown.click(".CodeMirror")
        shown.keyboard.press("Control+A")
        shown.keyboard.press("Delete")
        yield shown
        assert shown.evaluate("localStorage.length") == 0


def query(page: Page) -> str:
    """What the editor would send."""
    return page.input_value("#query")


@pytest.mark.parametrize(
    ("typed", "picked"),
    [
        ("SELECT * { ?s a người", "SELECT * { ?s a diem:Person"),
        pytest.param("SELECT * { ?s a nguoi", "SELECT * { ?s a diem:Person", marks=pytest.mark.long),
        pytest.param("SELECT * { ?s a person", "SELECT * { ?s a diem:Person", marks=pytest.mark.long),
        pytest.param("SELECT * { ?s diem:attended", "SELECT * { ?s diem:attendedVia", marks=pytest.mark.long),
        pytest.param("SELECT * { ?s ^diem:atMee", "SELECT * { ?s ^diem:atMeeting", marks=pytest.mark.long),
    ],
)
def test_a_name_is_found_by_what_it_is_called_and_its_prefix_declared(page: Page, typed: str, picked: str) -> None:
    page.keyboard.type(typed)
    first = page.locator(".CodeMirror-hint").first
    expect(first).to_contain_text(picked.split()[-1].lstrip("^"))
    expect(first.locator("span")).not_to_be_empty()
    page.keyboard.press("Enter")
    expect(page.locator("#query")).to_have_value(DIEM + picked)


def test_prefixes_and_variables_are_suggested(page: Page) -> None:
    page.keyboard.type("PREFIX dire")
    expect(page.locator(".CodeMirror-hint")).to_have_text("directive: <https://w3id.org/diemcau/id/directive/>")
    page.keyboard.press("Enter")
    page.keyboard.type("\nSELECT ?meeting { ?s ?p ?mee")
    expect(page.locator(".CodeMirror-hint")).to_have_text("?meeting")


@pytest.mark.long
def test_what_can_stand_here_is_suggested_on_request(page: Page) -> None:
    page.keyboard.type("SELECT * { ?s a ")
    assert not page.locator(".CodeMirror-hint").count()
    page.keyboard.press("Control+Space")
    expect(page.locator(".CodeMirror-hint")).to_have_count(60)


@pytest.mark.long
def test_words_of_sparql_are_no_names(page: Page) -> None:
    page.keyboard.type("SELECT ?s WHERE { ?s ?p ?o . OPTIONAL { ?s ?q ?r } } ORDER BY ?s LIMIT 5", delay=5)
    assert not page.locator(".CodeMirror-hint").count()
    assert query(page) == "SELECT ?s WHERE { ?s ?p ?o . OPTIONAL { ?s ?q ?r } } ORDER BY ?s LIMIT 5"
    expect(page.locator("[data-syntax]")).to_be_empty()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("SELECT * {\n  ?s ?p ?o ))\n}", "Dòng 2, cột 12: chưa đúng cú pháp từ “)”."),
        pytest.param(
            "SELECT * { ?s nowhere:p ?o }",
            "Dòng 1, cột 15: chưa khai báo tiền tố của “nowhere:p”.",
            marks=pytest.mark.long,
        ),
    ],
)
def test_an_error_is_shown_where_it_is_while_one_types(page: Page, typed: str, said: str) -> None:
    page.keyboard.insert_text(typed)
    expect(page.locator("[data-syntax]")).to_have_text(said)
    expect(page.locator(".fault-mark").first).to_have_text(said.split("“")[1].split("”")[0])
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("ASK {}")
    expect(page.locator("[data-syntax]")).to_be_empty()


@pytest.mark.parametrize(
    ("lang", "word"), [("vi", "Dòng 4, cột 9"), pytest.param("en", "Line 4, column 9", marks=pytest.mark.long)]
)
def test_an_error_of_the_engine_is_marked_and_nothing_is_lost(
    browser: Browser, server: Server, lang: str, word: str
) -> None:
    with opened(browser, server, f"/sparql?lang={lang}&query={quote(BROKEN)}", width=1280) as page:
        assert word in page.inner_text("#fault")
        assert query(page) == BROKEN
        expect(page.locator(".faulty .CodeMirror-linenumber")).to_have_text("4")
        expect(page.locator(".fault-mark")).to_have_text("x")
        expect(page.locator(INPUT)).to_be_focused()
        assert page.get_attribute(INPUT, "aria-invalid") == "true"
        page.keyboard.press("Delete")
        page.keyboard.type("5")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector("#answer")
        assert parse_qs(urlsplit(page.url).query)["query"] == [
            BROKEN.replace("LIMIT x", "LIMIT 5").replace("\n", "\r\n")
        ]


def test_control_and_enter_run_the_query_and_the_link_is_to_it(page: Page) -> None:
    page.keyboard.insert_text(f"{DIEM}SELECT ?p WHERE {{ ?p a diem:Person }} LIMIT 3")
    link = page.get_attribute("[data-share]", "href") or ""
    assert parse_qs(urlsplit(link).query) == {"query": [query(page)], "lang": ["vi"]}
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#answer")
    assert page.locator(".answer tbody a[href^='/id/person/']").count() == 3
    assert "lang=vi" in page.url


def test_the_keyboard_gets_out_again(page: Page) -> None:
    page.keyboard.type("SELECT * { ?s a ngu")
    expect(page.locator(".CodeMirror-hints")).to_have_attribute("aria-label", "Tên gợi ý")
    page.keyboard.press("Escape")
    expect(page.locator(".CodeMirror-hints")).to_have_count(0)
    expect(page.locator(INPUT)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("button[value=html]")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.locator(INPUT)).to_be_focused()
    assert page.get_attribute(INPUT, "aria-label") == "Câu truy vấn"
    assert page.is_visible("#keys >> text=ra khỏi ô soạn thảo")


@pytest.mark.long
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_the_open_editor_is_for_all(browser: Browser, server: Server, scheme: Scheme, width: int) -> None:
    address = f"/sparql?lang=en&query={quote(BROKEN)}"
    with opened(browser, server, address, width=width, scheme=scheme) as page:
        page.wait_for_load_state("networkidle")
        check(page, address)
        page.keyboard.press("Control+A")
        page.keyboard.type("# a comment\nSELECT * { ?s a per")
        page.wait_for_selector(".CodeMirror-hint-active")
        check(page, address)


def test_a_question_is_edited_as_sparql(browser: Browser, server: Server) -> None:
    with opened(browser, server, "/queries/who-attended?lang=vi", width=1280) as page:
        page.locator("main a[href^='/sparql?query=']").first.click()
        page.wait_for_selector(".CodeMirror")
        assert "SELECT" in query(page)
        assert "bridgePoint" in page.inner_text(".CodeMirror-code")


@pytest.mark.long
def test_where_the_script_does_not_come_the_text_field_stays(browser: Browser, server: Server) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/yasqe.min.js*", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(f"{server.url}/sparql?lang=en&query={quote(BROKEN)}")
    assert page.is_visible("#query")
    assert not page.is_visible("text=suggests names")
    assert page.evaluate("document.activeElement.value.slice(document.activeElement.selectionStart)") == "x"
    page.keyboard.type("5")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#answer")
    context.close()


def test_without_scripts_the_form_asks(browser: Browser, server: Server) -> None:
    with opened(browser, server, "/sparql?lang=en", width=390, scripts=False) as page:
        page.fill("#query", "ASK {}")
        page.click("text=Run the query")
        assert "true" in page.inner_text("section.answer") or "yes" in page.inner_text("section.answer").lower()
        assert not page.is_visible("#keys")
