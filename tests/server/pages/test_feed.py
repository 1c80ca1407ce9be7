"""The Atom feeds of the lists: valid, in order, narrowed down like the list, in both languages."""

import datetime
import html
import re
from xml.etree import ElementTree

import feedparser
import pytest
from flask.testing import FlaskClient

from kg.catalogue import listings
from server.pages import feed
from tests.server.conftest import BROWSER, MEETING

ATOM = "{http://www.w3.org/2005/Atom}"
NEWEST = "https://w3id.org/diemcau/id/meeting/" + MEETING


def read(client: FlaskClient, address: str) -> ElementTree.Element:
    """A feed that has all that RFC 4287 requires of it and of its entries."""
    response = client.get(address)
    assert response.status_code == 200, address
    assert response.content_type == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(response.data)  # noqa: S314 our own
    assert root.tag == ATOM + "feed"
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    for one in (root, *root.findall(ATOM + "entry")):
        for required in ("id", "title", "updated"):
            assert len(one.findall(ATOM + required)) == 1, required
        assert datetime.datetime.fromisoformat(one.findtext(ATOM + "updated", "")).tzinfo is not None
        assert (one.findtext(ATOM + "id") or "").startswith("https://w3id.org/diemcau/")
        assert all(link.get("href", "").startswith("http://localhost/") for link in one.findall(ATOM + "link"))
        assert len([link for link in one.findall(ATOM + "link") if link.get("rel") == "alternate"]) == 1
    return root


@pytest.mark.parametrize("name", feed.names())
def test_a_reader_of_feeds_finds_nothing_amiss(client: FlaskClient, name: str) -> None:
    read_by_others = feedparser.parse(client.get(f"/{name}.atom").data)
    assert not read_by_others.bozo, read_by_others.get("bozo_exception")
    assert read_by_others.version == "atom10"
    assert [one.id for one in read_by_others.entries] == entries(read(client, f"/{name}.atom"))


def entries(root: ElementTree.Element) -> list[str]:
    return [one.findtext(ATOM + "id", "") for one in root.findall(ATOM + "entry")]


def links(root: ElementTree.Element) -> dict[str, str]:
    return {
        link.get("rel", ""): link.get("href", "").removeprefix("http://localhost") for link in root.iter(ATOM + "link")
    }


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", feed.names())
def test_a_list_links_to_its_feed_which_leads_back(client: FlaskClient, name: str, lang: str) -> None:
    page = client.get(f"/{name}?lang={lang}", headers=BROWSER).text
    found = re.search(r'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="([^"]+)">', page)
    assert found is not None
    assert page.count(f'<a href="{found[1]}" type="application/atom+xml">') == 1
    root = read(client, html.unescape(found[1]))
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == lang
    assert links(root)["self"] == html.unescape(found[1])
    own = root.find(f"{ATOM}link[@rel='alternate']")
    assert own is not None
    assert own.get("href") == f"http://localhost/{name}?lang={lang}"
    for link in root.findall(f"{ATOM}entry/{ATOM}link"):
        assert client.get(link.get("href", ""), headers=BROWSER, follow_redirects=True).status_code == 200
    days = [one.findtext(ATOM + "updated", "") for one in root.findall(ATOM + "entry")]
    assert days
    assert days == sorted(days, reverse=True)
    assert root.findtext(ATOM + "updated") == days[0]


def test_lists_without_an_order_in_time_have_none(client: FlaskClient) -> None:
    assert set(feed.names()) == {"articles", "meetings", "documents", "targets"}
    assert set(feed.names()) <= set(listings())
    assert client.get("/people.atom").status_code == 404
    assert "atom+xml" not in client.get("/people", headers=BROWSER).text


def test_a_feed_is_narrowed_down_like_its_list(client: FlaskClient) -> None:
    assert entries(read(client, "/meetings.atom"))[0] == NEWEST
    narrowed = read(client, "/meetings.atom?year=2019&lang=en&sort=name")
    assert entries(narrowed)
    assert all("/2019-" in one for one in entries(narrowed))
    assert "2019" in narrowed.findtext(ATOM + "title", "")
    assert links(narrowed)["self"] == "/meetings.atom?year=2019&lang=en"
    assert entries(read(client, f"/articles.atom?meeting=meeting/{MEETING}")) != entries(read(client, "/articles.atom"))


def test_an_entry_names_what_it_is_filed_under(client: FlaskClient) -> None:
    entry = read(client, "/meetings.atom?lang=en").find(ATOM + "entry")
    assert entry is not None
    terms = {one.get("term"): one.get("label") for one in entry.findall(ATOM + "category")}
    assert terms["https://w3id.org/diemcau/id/area/soc-trang"] == "Sóc Trăng province"
    assert "26 August 2020" in entry.findtext(ATOM + "summary", "")


def test_what_is_typed_is_text_and_an_empty_feed_is_one(client: FlaskClient) -> None:
    root = read(client, "/documents.atom?filter=%01%3Cqqq%3E%26&lang=vi")
    assert root.findtext(ATOM + "title", "").endswith("\ufffd<qqq>&")
    assert not entries(root)


def test_pages_lead_from_one_to_the_next(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = entries(read(client, "/articles.atom?lang=vi"))
    monkeypatch.setattr(feed, "ENTRIES", 2)
    address, found, pages = "/articles.atom?lang=vi", list[str](), 0
    while address:
        root = read(client, address)
        assert links(root)["first"] == "/articles.atom?lang=vi"
        assert ("previous" in links(root)) == (pages > 0)
        found += entries(root)
        address, pages = links(root).get("next", ""), pages + 1
    assert found == whole
    assert pages == -(-len(whole) // 2)


def test_a_reader_that_has_it_is_told_so(client: FlaskClient) -> None:
    first = client.get("/articles.atom?lang=vi")
    again = client.get("/articles.atom?lang=vi", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    other = client.get("/articles.atom?lang=en", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


@pytest.mark.parametrize(("page", "status"), [("0", 400), ("x", 400), ("201", 404)])
def test_a_page_that_there_is_not(client: FlaskClient, page: str, status: int) -> None:
    assert client.get(f"/articles.atom?page={page}").status_code == status
