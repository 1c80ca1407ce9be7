"""The Atom feeds of single resources: what is said of each, the newest first."""

import html
import re

import pytest
from flask.testing import FlaskClient

from kg import news
from server.pages import feed
from tests.server.conftest import BROWSER, MEETING
from tests.server.pages.test_feed import ATOM, entries, links, read

OF_EACH_KIND = {
    "agency": "chinh-phu",
    "area": "thai-binh",
    "document": "nq-cp-2019-17",
    "indicator": "ty-le-dvctt-muc-do-4",
    "meeting": MEETING,
    "person": "nguyen-xuan-phuc",
    "ranking": "ung-dung-cntt-tinh-2018",
    "system": "cong-dich-vu-cong-quoc-gia",
    "target": "ty-le-dvctt-muc-do-4--viet-nam--2020--ge-30",
}
PERSON = "/page/person/nguyen-xuan-phuc.atom?lang=en"


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(("kind", "slug"), OF_EACH_KIND.items())
def test_a_page_links_to_its_feed_which_leads_back_and_to_the_evidence(
    client: FlaskClient, kind: str, slug: str, lang: str
) -> None:
    page = client.get(f"/page/{kind}/{slug}?lang={lang}", headers=BROWSER).text
    found = re.search(r'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="([^"]+)">', page)
    assert found is not None
    assert page.count(f'<a href="{found[1]}" type="application/atom+xml">') == 1
    root = read(client, html.unescape(found[1]))
    assert links(root)["self"] == html.unescape(found[1])
    own = root.find(f"{ATOM}link[@rel='alternate']")
    assert own is not None
    assert own.get("href") == f"http://localhost/page/{kind}/{slug}?lang={lang}"
    days = [one.findtext(ATOM + "updated", "") for one in root.findall(ATOM + "entry")]
    assert days
    assert days == sorted(days, reverse=True)
    first = root.find(f"{ATOM}entry/{ATOM}link")
    assert first is not None
    assert client.get(first.get("href", ""), headers=BROWSER).status_code == 200
    titles = [one.findtext(ATOM + "title", "") for one in root.findall(ATOM + "entry")]
    assert not [title for title in titles if "https://" in title or "related to" in title or "liên hệ với" in title]


def test_every_kind_that_has_a_feed_is_tried() -> None:
    assert set(OF_EACH_KIND) == news.KINDS - {"service"}  # of services no shipped article says more than their names


def test_an_entry_says_what_is_said_in_which_words_and_where(client: FlaskClient) -> None:
    root = read(client, PERSON)
    assert "Nguyễn Xuân Phúc" in root.findtext(ATOM + "title", "")
    summaries = [one.findtext(ATOM + "summary", "") for one in root.findall(ATOM + "entry")]
    assert all(re.fullmatch("“.+”, from the article “.+”.", one, re.DOTALL) for one in summaries)
    terms = {one.get("term") for one in root.iter(ATOM + "category")}
    assert terms >= {"https://w3id.org/diemcau/id/article/fd45605fa2297ed5"}
    assert not [one for one in entries(root) if "/id/claim/" not in one]


def test_its_pages_lead_from_one_to_the_next_and_hold_each_entry_once(client: FlaskClient) -> None:
    address, found, pages = PERSON, list[str](), 0
    while address:
        root = read(client, address)
        assert ("previous" in links(root)) == (pages > 0)
        found += entries(root)
        address, pages = links(root).get("next", ""), pages + 1
    assert pages == 2
    assert feed.ENTRIES < len(found) == len(set(found))


def test_what_nobody_says_anything_about_has_an_empty_feed(client: FlaskClient) -> None:
    assert not entries(read(client, "/page/area/ha-tinh.atom?lang=vi"))


@pytest.mark.parametrize(
    ("address", "status"),
    [("/page/article/fd45605fa2297ed5.atom", 404), ("/page/person/khong-co-ai.atom", 404),
     ("/page/person/%3Cb%3E.atom", 404), ("/page/person/nguyen-xuan-phuc.atom?page=0", 400),
     ("/page/person/nguyen-xuan-phuc.atom?page=201", 404)],
)  # fmt: skip
def test_a_feed_that_there_is_not(client: FlaskClient, address: str, status: int) -> None:
    assert client.get(address).status_code == status


def test_a_reader_that_has_it_is_told_so(client: FlaskClient) -> None:
    first = client.get(PERSON)
    assert client.get(PERSON, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    other = client.get(PERSON.replace("en", "vi"), headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code != 304
