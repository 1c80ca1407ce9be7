"""The lists: totals, facets, orders, pages and downloads of the shipped graph."""

import csv
import html
import io
import json
import re
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kg import choosing, iris
from kg.catalogue import listings
from kg.choosing import Choice
from server import urls
from tests.server.conftest import BROWSER


def read(client: FlaskClient, path: str, status: int = 200) -> str:
    response = client.get(path, headers=BROWSER)
    assert response.status_code == status, path
    return html.unescape(response.text)


def test_every_list_of_the_site_is_described() -> None:
    assert set(listings()) == set(urls.LISTS)


@pytest.mark.parametrize("name", urls.LISTS)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_each_list_names_what_is_in_it(client: FlaskClient, name: str, lang: str) -> None:
    page = read(client, f"/{name}?lang={lang}")
    assert page.count("<h1>") == 1
    assert '<th scope="row"><a href="/id/' in page
    assert "ItemList" in page
    assert ">https://" not in page.partition("<tbody>")[2].partition("</tbody>")[0]


@pytest.mark.parametrize("name", urls.LISTS)
def test_the_front_page_the_list_and_its_query_agree(client: FlaskClient, app: Flask, name: str) -> None:
    with app.extensions["site"].serving() as serving:
        total = serving.lists.count(listings()[name], Choice()).entries
    query = f"PREFIX diem: <{iris.ONT}> SELECT DISTINCT ?item WHERE {{ {listings()[name].where} }}"
    answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": "application/json"})
    assert len(json.loads(answer.data)["results"]["bindings"]) == total
    front = read(client, "/")
    assert re.search(rf'<a href="/{name}">[^<]*</a></dt><dd>{total}</dd>', front)


@pytest.mark.parametrize("name", urls.LISTS)
def test_facets_say_how_many_and_the_query_of_the_page_gives_the_same(client: FlaskClient, name: str) -> None:
    page = client.get(f"/{name}", headers=BROWSER).text
    links = re.findall(r'<li><a href="([^"]+)">[^<]*</a> <span>(\d+)</span>', page)
    for href, count in [*links[:2], *links[-2:]]:
        address = html.unescape(href)
        narrowed = client.get(address, headers=BROWSER).text
        assert re.search(rf"<strong>{count} mục</strong>", narrowed), address
        asked = re.search(r'<pre tabindex="0">(.*?)</pre>', narrowed, re.DOTALL)
        assert asked is not None
        query = html.unescape(asked[1])
        answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": "application/json"})
        rows = json.loads(answer.data)["results"]["bindings"]
        assert len({row["item"]["value"] for row in rows}) == min(int(count), 50), query


def test_several_facets_at_once_can_be_removed_one_by_one(client: FlaskClient) -> None:
    page = read(client, "/places?since=2025-07-01&filter=hung+yen&lang=en")
    assert "1 entry<" in page
    assert "Remove all filters" in page
    assert 'href="/places?filter=hung+yen&lang=en"' in page


@pytest.mark.parametrize(
    ("lang", "words"), [("vi", ["Từ 2 mục trở lên", "ít nhất"]), ("en", ["2 entries or more", "at least"])]
)
@pytest.mark.parametrize("chosen", ["filter=tinh", "since=2025-07-01", "since=2025-07-01&filter=tinh"])
def test_what_is_counted_has_a_limit_and_the_page_says_so(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, chosen: str, lang: str, words: list[str]
) -> None:
    monkeypatch.setattr(choosing, "COUNTED", 2)
    page = client.get(f"/places?{chosen}&lang={lang}", headers=BROWSER).text
    assert "≥" in page
    assert page.count('<th scope="row">') > 2  # what is shown is not cut
    assert [word for word in words if word in page]
    assert client.get(f"/places?{chosen}&page=2000", headers=BROWSER).status_code == 404


def test_a_limit_of_counts_takes_the_rarest_thing_chosen(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    places = listings()["places"]
    rare = {"until": "2025-06-30", "successor": iris.ID + "area/hung-yen-2025"}
    with app.extensions["site"].serving() as serving:
        exact = serving.lists.count(places, Choice(rare))
        assert exact.whole
        monkeypatch.setattr(choosing, "COUNTED", exact.entries)
        assert serving.lists.count(places, Choice(rare)) == exact
        assert not serving.lists.count(places, Choice(words="tinh")).whole
        assert serving.lists.count(places, Choice()).whole
        assert serving.lists.count(places, Choice(words="…")) == serving.lists.count(places, Choice())
        assert serving.lists.facet(places, places.fields["since"], Choice(words="…"))


def test_names_are_found_with_and_without_marks(client: FlaskClient) -> None:
    for words in ("thai binh", "Th%C3%A1i B%C3%ACnh", "THAI"):
        assert "tỉnh Thái Bình" in read(client, f"/places?filter={words}")
    assert "Không có mục nào" in read(client, "/places?filter=atlantis")


def test_pages_follow_each_other_in_vietnamese_order(client: FlaskClient) -> None:
    first = client.get("/places", headers=BROWSER)
    assert 'rel="next"' in ", ".join(first.headers.getlist("Link"))
    both = first.text + client.get("/places?page=2", headers=BROWSER).text
    names = re.findall(r'<th scope="row"><a[^>]*>([^<]+)', both)
    assert len(names) == 87
    assert names.index("tỉnh Đồng Tháp (đến 30/6/2025)") > names.index("tỉnh Cà Mau (đến 30/6/2025)")
    read(client, "/places?page=3", 404)
    read(client, "/places?page=x", 400)
    read(client, "/places?sort=no", 400)


def test_the_whole_list_can_be_taken_along(client: FlaskClient) -> None:
    answer = client.get("/places.csv?since=2025-07-01")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert answer.mimetype == "text/csv"
    assert len(rows) == 23
    assert all(row["since"] == "2025-07-01" for row in rows)
    found = json.loads(client.get("/people.json?lang=en").data)
    assert {one["name"] for one in found} >= {"Ngô Hùng", "Vũ Đức Đam"}
    assert all(one["position"][0]["iri"].startswith(iris.ID) for one in found)


def test_what_is_typed_is_shown_as_text(client: FlaskClient) -> None:
    page = client.get("/people?filter=%3Cscript%3E&position=%3Cb%3E", headers=BROWSER).text
    assert "<script>" not in page
    assert "<b>" not in page
    assert client.get("/people", headers={"If-None-Match": client.get("/people").headers["ETag"]}).status_code == 304


def test_positions_have_the_days_that_sources_say_them_of(client: FlaskClient) -> None:
    assert re.search(
        r"Phó Chủ tịch UBND tỉnh Thái Bình</a> <small>nêu ngày 12/2/2020, 26/8/2020<", read(client, "/people")
    )
    assert "reported on 26 August 2020" in read(client, "/people?lang=en")
    (one,) = [one for one in client.get("/people.json").json or [] if one["name"] == "Nguyễn Quang Hưng"]
    assert one["position"][0]["days"] == ["2020-02-12", "2020-08-26"]
    assert "Phó Chủ tịch UBND tỉnh Thái Bình (2020-02-12, 2020-08-26)" in client.get("/people.csv").text


def test_targets_say_how_firmly_they_are_put(client: FlaskClient) -> None:
    page = read(client, "/targets?put=" + quote(iris.VOC + "modality-required", safe=""))
    assert "<strong>1 mục</strong>" in page
    assert re.search(r'<td data-title="Cách nêu">.*nhấn mạnh.*phải', page)
    assert re.search(r'<td data-title="Put as">.*stresses.*required', read(client, "/targets?lang=en"))


def test_what_a_facet_no_longer_has_is_shown_without_a_link_and_what_is_chosen_can_be_removed(
    client: FlaskClient,
) -> None:
    page = read(client, "/places?since=2025-07-01&until=2025-06-30")
    assert "<strong>0 mục</strong>" in page
    facets = page.partition('class="narrow"')[2].partition('class="total"')[0]
    assert '<a href="/places?until=2025-06-30" aria-current="true">1/7/2025</a> <span>0</span>' in facets
    narrowed = read(client, "/people?filter=ngo")
    assert re.search(r'<span class="nothing">[^<]+</span> <span>0</span>', narrowed)
    assert '<span class="nothing">' not in read(client, "/people")


def test_words_longer_than_any_name_are_refused(client: FlaskClient) -> None:
    read(client, "/people?filter=" + "a" * 400)
    assert "400" in read(client, "/people?filter=" + "a" * 401, 400)


@pytest.mark.parametrize("name", urls.LISTS)
def test_links_to_other_forms_say_what_is_there(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/{name}", headers=BROWSER)
    linked = dict(re.findall(r'<([^>]+)>; rel="alternate"; type="([^"]+)"', str(answer.headers)))
    assert set(linked) >= {f"/{name}.csv", f"/{name}.json"}
    for href, kind in linked.items():
        assert client.get(href).mimetype == kind
        assert f'type="{kind}" title' in answer.text


def test_an_agency_is_listed_under_the_one_right_above_it(client: FlaskClient) -> None:
    (one,) = [one for one in client.get("/agencies.json").json or [] if one["name"] == "Cục Tin học hóa"]
    assert [parent["name"] for parent in one["parent"]] == ["Bộ Thông tin và Truyền thông"]


@pytest.mark.parametrize("value", ["99999999999999999999", "0000", "2025-02-30", "2025-6", "١٢٣٤", "<b>"])
def test_a_day_that_is_none_is_shown_as_it_was_given(client: FlaskClient, value: str) -> None:
    for lang in ("vi", "en"):
        answer = client.get("/places", query_string={"until": value, "lang": lang}, headers=BROWSER)
        assert answer.status_code == 200
        assert html.escape(value) in answer.text


def test_choices_lead_search_engines_to_the_whole_list(client: FlaskClient) -> None:
    whole = client.get("/people", headers=BROWSER).text
    assert "noindex" not in whole
    first = re.search(r'<li><a href="(/people\?agency=[^"]+)">', whole)
    assert first is not None  # one choice may be followed, further ones not
    for address in (html.unescape(first[1]), "/people?filter=a", "/people?sort=-name"):
        narrowed = client.get(address, headers=BROWSER).text
        assert '<meta name="robots" content="noindex, follow">' in narrowed
        assert '<link rel="canonical" href="http://localhost/people?lang=vi">' in narrowed
        assert not re.search(r'<li><a href="/people\?[^"]+">', narrowed)
    assert "noindex" not in client.get("/agencies?page=2", headers=BROWSER).text
    robots = client.get("/robots.txt").text
    assert "Disallow: /*?*sort=" in robots
    assert "agency" not in robots


def test_the_query_of_a_vietnamese_list_asks_for_its_names_once(client: FlaskClient) -> None:
    assert "?other" not in read(client, "/people?lang=vi")
    assert "COALESCE(?own, ?other)" in read(client, "/people?lang=en")
