"""The search: spellings, abbreviations, dissolved units, kinds."""

import html
import json
import re
import unicodedata
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.server.conftest import BROWSER


def found(client: FlaskClient, text: str, **more: str) -> list[dict[str, Any]]:
    answer = client.get("/search", query_string={"q": text, "format": "json", **more})
    assert answer.status_code == 200
    return list(json.loads(answer.data))


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("thai binh", "thai-binh"),
        ("THÁI BÌNH", "thai-binh"),
        (unicodedata.normalize("NFD", "Thái Bình"), "thai-binh"),
        ("da nang", "da-nang"),
        ("UBND Thái Bình", "ubnd-tinh-thai-binh"),
        ("Ủy ban nhân dân Thái Bình", "ubnd-tinh-thai-binh"),
        ("Bộ TT&TT", "bo-thong-tin-va-truyen-thong"),
        ("TP.HCM", "ho-chi-minh"),
        ("Nghị quyết 17", "nq-cp-2019-17"),
        ("17/NQ-CP", "nq-cp-2019-17"),
        ("30%", "ty-le-dvctt-muc-do-4--viet-nam--2020--ge-30"),
    ],
)
def test_names_are_found_as_people_write_them(client: FlaskClient, text: str, slug: str) -> None:
    assert slug in [one["iri"].rpartition("/")[2] for one in found(client, text)]


def test_the_committee_comes_before_its_chair(client: FlaskClient) -> None:
    assert found(client, "UBND Thái Bình")[0]["kind"] == "agencies"


def test_dissolved_units_lead_on(client: FlaskClient) -> None:
    hit = next(one for one in found(client, "thai binh") if one["iri"].endswith("/area/thai-binh"))
    assert hit["context"] == "từ 1/7/2025 thuộc tỉnh Hưng Yên"
    assert hit["kind"] == "places"


def test_hits_have_their_kind_and_the_match_marked(client: FlaskClient) -> None:
    page = client.get("/search?q=thai+binh&lang=en", headers=BROWSER).text
    assert "<mark>Thái</mark>" in page
    assert "kind=places" in page
    narrowed = client.get("/search?q=thai+binh&kind=places&lang=en", headers=BROWSER).text
    assert "/id/area/thai-binh" in narrowed
    assert "/id/agency/" not in narrowed


def test_suggestions_can_be_of_one_class(client: FlaskClient) -> None:
    assert {one["kind"] for one in found(client, "hung", **{"class": "diem:Person"})} == {"people"}
    assert client.get("/search?q=a&class=no+class", headers=BROWSER).status_code == 400


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("text", ["viet nam", "thai binh", "bo", "so"])
def test_what_is_suggested_for_a_question_is_never_ambiguous(client: FlaskClient, text: str, language: str) -> None:
    hits = found(client, text, lang=language, **{"class": "diem:ObservedEntity"})
    assert hits
    for hit in hits:
        asked = {"about": hit["value"], "lang": language}
        answer = client.get("/queries/indicator-series", query_string=asked, headers=BROWSER)
        assert answer.status_code == 200, hit
        assert "".join(part for part, _ in hit["parts"]) == hit["label"]


def test_nothing_found_helps_and_what_is_typed_stays_text(client: FlaskClient) -> None:
    page = client.get("/search?q=%3Cscript%3Ezzz", headers=BROWSER).text
    assert "Không tìm thấy gì" in page
    assert "<script>zzz" not in page


@pytest.mark.parametrize(
    ("wrong", "status"), [("page=99999999", 404), ("page=x", 400), ("page=0", 400), ("kind=no", 400), ("kind=", 200)]
)
@pytest.mark.parametrize("accept", [BROWSER["Accept"], "application/json"])
def test_a_page_or_kind_that_is_none_is_refused(client: FlaskClient, wrong: str, status: int, accept: str) -> None:
    assert client.get(f"/search?q=a&{wrong}", headers={"Accept": accept}).status_code == status


def test_kinds_and_pages_are_those_of_programs_too(client: FlaskClient) -> None:
    places = client.get("/search?q=tinh&kind=places", headers={"Accept": "application/json"}).json or []
    assert places
    assert {one["kind"] for one in places} == {"places"}
    more = client.get("/search?q=tinh&kind=places&page=2", headers={"Accept": "application/json"}).json or []
    assert not {one["iri"] for one in places} & {one["iri"] for one in more}


@pytest.mark.parametrize("accept", [BROWSER["Accept"], "application/json"])
def test_an_answer_that_is_known_is_not_sent_again(client: FlaskClient, accept: str) -> None:
    first = client.get("/search?q=thai", headers={"Accept": accept})
    again = client.get("/search?q=thai", headers={"Accept": accept, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_text_longer_than_any_name_is_refused(client: FlaskClient) -> None:
    assert client.get("/search", query_string={"q": "a " * 200}, headers=BROWSER).status_code == 200
    assert client.get("/search", query_string={"q": "a " * 250}, headers=BROWSER).status_code == 400


@pytest.mark.parametrize("text", ["https://w3id.org/diemcau/id/area/thai-binh", "area:thai-binh", " area:thai-binh "])
def test_an_identifier_finds_what_it_names(client: FlaskClient, text: str) -> None:
    assert [one["url"] for one in found(client, text)] == ["/id/area/thai-binh"]
    page = client.get("/search", query_string={"q": text, "lang": "en"}, headers=BROWSER).text
    assert "Thái Bình province" in re.sub("</?mark>", "", page)


@pytest.mark.parametrize("text", ["area:khong-co", "https://example.org/<b>", "x:y", ":", "area:"])
def test_what_is_no_identifier_is_searched_for_as_text(client: FlaskClient, text: str) -> None:
    assert client.get("/search", query_string={"q": text}, headers=BROWSER).status_code == 200


@pytest.mark.parametrize("text", ["2020-08-26", "26/8/2020", " 26.08.2020 "])
def test_a_day_finds_what_is_of_that_day(client: FlaskClient, text: str) -> None:
    first = found(client, text)[0]
    assert first["kind"] == "meetings"
    assert "2020-08-26" in first["iri"]


def test_a_day_of_nothing_or_none_finds_no_meeting(client: FlaskClient) -> None:
    assert found(client, "31/2/2020") == []
    assert "meetings" not in {one["kind"] for one in found(client, "1999-01-01")}


@pytest.mark.parametrize("text", ["30%", "30 %"])
def test_a_share_is_not_a_day(client: FlaskClient, text: str) -> None:
    labels = [one["label"] for one in found(client, text, page="1")]
    places = [number for number, label in enumerate(labels) if "30%" in label.replace(" %", "%")]
    assert places == list(range(len(places)))
    assert places


@pytest.mark.parametrize(("lang", "named"), [("vi", "Việc giữ chức vụ"), ("en", "Holding of a position")])
def test_what_stands_in_no_list_has_the_name_of_its_kind(client: FlaskClient, lang: str, named: str) -> None:
    page = client.get("/search", query_string={"q": "thai binh", "lang": lang}, headers=BROWSER).text
    assert f'kind=holding">{named} ' in page
    assert "kind=other" not in page
    narrowed = found(client, "thai binh", kind="holding")
    assert {one["kind"] for one in narrowed} == {"holding"}


def test_all_that_is_found_can_be_taken_along(client: FlaskClient) -> None:
    whole = client.get("/search.json?q=thai+binh").json or []
    assert len(whole) > len(found(client, "thai binh"))
    rows = client.get("/search.csv?q=thai+binh&kind=places&lang=en").text.splitlines()
    assert rows[0] == "iri,name,kind,context"
    assert "part of Hưng Yên province" in rows[1]
    assert client.get("/search.xlsx?q=thai").status_code == 404
    assert client.get("/search.csv?q=thai&kind=no").status_code == 400


def test_the_page_says_how_to_ask_the_same_and_how_to_cite_it(client: FlaskClient) -> None:
    page = html.unescape(client.get("/search", query_string={"q": 'thái "bình" </pre>'}, headers=BROWSER).text)
    assert r'?thing diem:search "thái \"bình\" </pre>"' in page
    assert "httr2" in page
    assert "Trích dẫn" in page
    asked = re.search(r'<pre tabindex="0">(PREFIX.*?\n}\n)', page, re.DOTALL)
    assert asked is not None
    assert client.get("/sparql", query_string={"query": asked[1]}, headers={"Accept": "text/csv"}).status_code == 200
