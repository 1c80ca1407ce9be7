"""/robots.txt and /sitemap.xml: every thing that a list names is found by a search engine, in both languages."""

import re
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from kg.catalogue import listings
from server.pages import sitemap
from tests.server.conftest import BROWSER

S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def locations(client: FlaskClient, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200
    assert response.mimetype == "application/xml"
    root = ElementTree.fromstring(response.data)  # noqa: S314 our own
    return [found.text or "" for found in root.iter(S + "loc")]


def paths(client: FlaskClient) -> list[str]:
    found = []
    for part in locations(client, "/sitemap.xml"):
        found += locations(client, part)
    return [one.removeprefix("http://localhost") for one in found]


def test_robots_are_told_where_all_pages_are_and_where_there_is_no_end(client: FlaskClient) -> None:
    response = client.get("/robots.txt")
    assert response.mimetype == "text/plain"
    assert "Sitemap: http://localhost/sitemap.xml" in response.text.splitlines()
    assert "Disallow: /sparql" in response.text.splitlines()
    assert client.get("/robots.txt", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


def test_every_thing_of_a_list_is_named_once_in_each_language(client: FlaskClient) -> None:
    found = paths(client)
    assert len(set(found)) == len(found)
    for name in listings():
        for one in client.get(f"/{name}.json").get_json():
            path = one["iri"].replace("https://w3id.org/diemcau/id/", "/page/")
            assert {f"{path}?lang=vi", f"{path}?lang=en"} <= set(found)


def test_what_is_named_is_a_page_and_calls_itself_so(client: FlaskClient) -> None:
    found = paths(client)
    for path in [*found[:36], *found[-4:]]:
        response = client.get(path, headers=BROWSER)
        assert response.status_code == 200, path
        assert re.search(rf'<link rel="canonical" href="http://localhost{re.escape(path)}">', response.text), path


def test_a_large_site_has_several_parts(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = paths(client)
    monkeypatch.setattr(sitemap, "THINGS", 50)
    assert len(locations(client, "/sitemap.xml")) > 3
    assert paths(client) == whole


@pytest.mark.parametrize("part", ["0", "9999", "x"])
def test_a_part_that_there_is_not(client: FlaskClient, part: str) -> None:
    assert client.get(f"/sitemap/{part}.xml").status_code == 404
