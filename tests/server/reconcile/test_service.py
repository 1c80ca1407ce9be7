"""The reconciliation service keeps to its specification, and says what a name may mean and why."""

import json
import re
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient

from kg.reconciling import WEIGHTS
from server.reconcile.asked import MOST_CANDIDATES, MOST_QUERIES
from tests.server.reconcile import schemas
from tests.server.reconcile.asking import candidates, checked, extended, features, matched, one


def test_the_manifest_names_addresses_that_answer(client: FlaskClient) -> None:
    response = client.get("/reconcile?lang=en")
    manifest = checked(response.get_json(), schemas.MANIFEST)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert manifest["name"] == "diemcau: e-government of Viet Nam"
    assert manifest["batchSize"] == MOST_QUERIES
    for kind, service in manifest["suggest"].items():
        address = service["service_url"] + service["service_path"]
        assert client.get(f"{address}&prefix=t").status_code == 200
        shown = {"entity": "area/thai-binh", "type": "Person", "property": "successor"}[kind]
        flyout = service["flyout_service_url"] + service["flyout_service_path"].replace("${id}", quote(shown, safe=""))
        assert checked(client.get(flyout).get_json(), schemas.FLYOUT)["id"] == shown
    proposing = manifest["extend"]["propose_properties"]
    assert client.get(f"{proposing['service_url']}{proposing['service_path']}&type=Person").status_code == 200
    identifier = quote("area/thai-binh", safe="")
    assert client.get(manifest["view"]["url"].replace("{{id}}", identifier)).status_code == 303
    assert "Thái Bình province" in client.get(manifest["preview"]["url"].replace("{{id}}", identifier)).text
    for address in (manifest["logo"], manifest["documentation"]):
        with client.get(address) as shown_there:
            assert shown_there.status_code == 200


def test_get_and_post_answer_the_same(client: FlaskClient) -> None:
    queries = {"queries": json.dumps({"a": {"query": "Thái Bình"}, "b": {"query": "không ai tên thế này"}})}
    posted, got = client.post("/reconcile", data=queries), client.get(f"/reconcile?{urlencode(queries)}")
    assert posted.get_json() == got.get_json()
    assert got.get_json()["b"] == {"result": []}
    again = client.get(f"/reconcile?{urlencode(queries)}", headers={"If-None-Match": got.headers["ETag"]})
    assert again.status_code == 304
    assert "ETag" not in posted.headers


def test_an_empty_batch_is_answered(client: FlaskClient) -> None:
    assert candidates(client) == {}


@pytest.mark.parametrize(
    ("typed", "feature"),
    [
        ("tỉnh Thái Bình", "name_exact"),
        ("Thái  BÌNH", "name_exact"),
        ("thai binh", "name_folded"),
        ("area/thai-binh", "identifier"),
        ("area:thai-binh", "identifier"),
        ("https://w3id.org/diemcau/id/area/thai-binh", "identifier"),
    ],
)
def test_a_place_is_found_however_it_is_typed(client: FlaskClient, typed: str, feature: str) -> None:
    first = one(client, typed)[0]
    assert first["id"] == "area/thai-binh"
    assert features(first)[feature] == 1
    # Without its marks a name may be that of another: only as it is spelled is it certain.
    assert first["match"] == (feature != "name_folded")
    assert "Hưng Yên" in first["description"]  # a unit that was dissolved says where it went


def test_abbreviations_are_written_out(client: FlaskClient) -> None:
    assert matched(one(client, "Bộ TT&TT")) == ["agency/bo-thong-tin-va-truyen-thong"]
    first = one(client, "kinh nghiệm cải thiện mức độ ứng dụng công nghệ thông tin")[0]
    assert first["id"].startswith("topic/")
    assert "CNTT" in first["name"]
    assert features(first)["name_abbreviated"] == 1
    assert not first["match"]


def test_scores_are_the_weighted_sum_of_the_features_and_sorted(client: FlaskClient) -> None:
    found = candidates(
        client,
        a={"query": "Thái Bình", "type": "Person", "type_strict": "should"},
        b={"query": "thai", "limit": MOST_CANDIDATES + 1},
        c={"query": "Hưng Yên", "properties": [{"pid": "endDate", "v": "30/6/2025"}]},
    )
    for listed in found.values():
        assert listed
        scores = [candidate["score"] for candidate in listed]
        assert scores == sorted(scores, reverse=True)
        for candidate in listed:
            weighted = sum(WEIGHTS[key] * value for key, value in features(candidate).items())
            assert candidate["score"] == pytest.approx(weighted)
            assert 0 < candidate["score"] <= 100
    assert 10 < len(found["b"]) <= MOST_CANDIDATES


def test_two_of_one_name_are_no_match_until_a_property_tells_them_apart(client: FlaskClient) -> None:
    both = one(client, "Hưng Yên", type="Province", limit=2)
    assert {candidate["id"] for candidate in both} == {"area/hung-yen", "area/hung-yen-2025"}
    assert not matched(both)
    ended = {"pid": "endDate", "v": "2025-06-30"}
    assert matched(one(client, "Hưng Yên", properties=[ended])) == ["area/hung-yen"]
    became = {"pid": "predecessor", "v": [{"id": "area/thai-binh", "name": "Thái Bình"}]}
    assert matched(one(client, "Hưng Yên", properties=[became])) == ["area/hung-yen-2025"]
    both = one(client, "Hưng Yên", properties=[ended, became])
    assert {features(candidate)["properties"] for candidate in both[:2]} == {0.5}
    assert not matched(both)


def test_people_are_not_taken_for_others_of_a_similar_name(client: FlaskClient) -> None:
    assert matched(one(client, "Nguyễn Quang Hưng", type="Person")) == ["person/nguyen-quang-hung--thai-binh"]
    assert one(client, "Nguyễn Quang Hùng", type="Person") == []
    lazily = one(client, "nguyen quang hung", type="Person")
    assert [candidate["id"] for candidate in lazily] == ["person/nguyen-quang-hung--thai-binh"]
    assert not matched(lazily)
    assert not matched(one(client, "Quang Hưng", type="Person"))


@pytest.mark.parametrize("typed", ["ông Nguyễn Quang Hưng", "Đ/c Nguyễn Quang Hưng", "PGS.TS. Nguyễn Quang Hưng"])
def test_titles_are_no_part_of_a_name(client: FlaskClient, typed: str) -> None:
    first = one(client, typed)[0]
    assert first["id"] == "person/nguyen-quang-hung--thai-binh"
    assert features(first)["name_titled"] == 1
    assert not first["match"]
    assert one(client, typed.replace("Hưng", "Hùng")) == []


def test_a_place_with_other_marks_is_offered_and_no_match(client: FlaskClient) -> None:
    found = one(client, "Thái Bĩnh", type="Province")
    assert [(candidate["id"], candidate["match"]) for candidate in found] == [("area/thai-binh", False)]
    assert features(found[0])["name_other_marks"] == 1
    # Where a mark stands in its word makes no difference.
    since = [{"pid": "startDate", "v": "1/7/2025"}]
    assert matched(one(client, "Khánh Hoà", type="Province", properties=since)) == ["area/khanh-hoa-2025"]


def test_types_are_a_condition_or_a_preference(client: FlaskClient) -> None:
    typed = one(client, "Thái Bình", type="Organization")
    assert typed
    assert not any(candidate["id"].startswith("area/") for candidate in typed)
    either = one(client, "Thái Bình", type=["Organization", "Province"], type_strict="any")
    assert either[0]["id"] == "area/thai-binh"
    assert one(client, "Thái Bình", type=["Organization", "Province"], type_strict="all") == []
    rather = one(client, "Thái Bình", type="Organization", type_strict="should")
    place = next(candidate for candidate in rather if candidate["id"] == "area/thai-binh")
    assert features(place)["type"] == 0
    assert not matched(rather)
    foreign = one(client, "Thái Bình", type="http://schema.org/AdministrativeArea")
    assert matched(foreign) == ["area/thai-binh"]


def test_a_thing_is_found_by_its_properties_alone(client: FlaskClient) -> None:
    by_number = candidates(client, q={"properties": [{"pid": "documentNumber", "v": "17/NQ-CP"}]})["q"]
    assert [candidate["type"][0]["id"] for candidate in by_number] == ["Resolution"]
    assert not matched(by_number)
    by_thing = candidates(client, q={"properties": [{"pid": "successor", "v": {"id": "area/hung-yen-2025"}}]})["q"]
    assert {"area/thai-binh", "area/hung-yen"} <= {candidate["id"] for candidate in by_thing}


def test_suggestions(client: FlaskClient) -> None:
    for kind, prefix, best in [
        ("entity", "thai bi", "area/thai-binh"),
        ("entity", "area/thai-binh", "area/thai-binh"),
        ("type", "người", "Person"),
        ("type", "person", "Person"),
        ("type", "tinh, thanh", "Province"),
        ("property", "đơn vị kế", "successor"),
        ("property", "succ", "successor"),
    ]:
        response = client.get(f"/reconcile/suggest/{kind}?{urlencode({'prefix': prefix})}")
        content = checked(response.get_json(), schemas.SUGGESTED[kind])
        assert content["result"][0]["id"] == best, prefix
    first, second = (client.get(f"/reconcile/suggest/property?cursor={n}").get_json()["result"] for n in (0, 20))
    assert len(first) == len(second) == 20
    assert not {entry["id"] for entry in first} & {entry["id"] for entry in second}


def test_properties_are_proposed_that_things_of_the_type_have(client: FlaskClient) -> None:
    content = client.get("/reconcile/properties?type=Province&limit=5&lang=en").get_json()
    assert (content["type"], content["limit"], len(content["properties"])) == ("Province", 5, 5)
    checked(content, schemas.PROPOSAL)
    whole = client.get("/reconcile/properties?type=Province").get_json()["properties"]
    named = {entry["id"] for entry in whole}
    assert {"rdfs:label", "successor", "endDate"} <= named
    assert "attended" not in named
    assert len(client.get("/reconcile/properties").get_json()["properties"]) > len(named)


def test_values_of_things_are_given(client: FlaskClient) -> None:
    content = extended(
        client,
        ["area/thai-binh", "area/nowhere"],
        {"id": "successor"},
        {"id": "endDate"},
        {"id": "rdfs:label"},
        {"id": "skos:altLabel", "settings": {"limit": "1"}},
    )
    rows = content["rows"]
    successor = [{"id": "area/hung-yen-2025", "name": "tỉnh Hưng Yên (từ 1/7/2025)"}]
    assert rows["area/thai-binh"]["successor"] == successor
    assert rows["area/thai-binh"]["endDate"] == [{"date": "2025-06-30T00:00:00Z"}]
    assert rows["area/thai-binh"]["rdfs:label"] == [{"str": "tỉnh Thái Bình"}]
    assert len(rows["area/thai-binh"]["skos:altLabel"]) == 1
    assert set(rows["area/nowhere"]) == {entry["id"] for entry in content["meta"]}
    assert not any(rows["area/nowhere"].values())
    limited = extended(client, ["area/hung-yen-2025"], {"id": "predecessor", "settings": {"limit": 1}})
    assert len(limited["rows"]["area/hung-yen-2025"]["predecessor"]) == 1


def test_the_readme_shows_what_is_answered(client: FlaskClient) -> None:
    readme = (Path(__file__).resolve().parents[3] / "README.md").read_text(encoding="utf-8")
    queries, extend = (re.findall(rf"'{name}=(.+)'", readme)[0] for name in ("queries", "extend"))
    assert matched(candidates(client, **json.loads(queries))["q0"]) == json.loads(extend)["ids"]
    query = json.loads(extend)
    rows = extended(client, query["ids"], *query["properties"])["rows"]
    assert rows[query["ids"][0]]["holdsPosition"][0]["id"] == "position/pho-chu-tich-ubnd-tinh-thai-binh"
    section = readme[readme.index("### Names in tables") : readme.index("### A plain data set")]
    assert all(f"`{feature}`" in section for feature in WEIGHTS)


def test_a_preview_may_be_framed_and_nothing_else_may(client: FlaskClient) -> None:
    response = client.get("/reconcile/preview?id=area%2Fthai-binh", headers={"Accept-Language": "en"})
    assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
    assert "script" not in response.headers["Content-Security-Policy"] + response.text
    assert '<html lang="en">' in response.text
    assert '<html lang="vi">' in client.get("/reconcile/preview?id=area%2Fthai-binh&lang=vi").text
    assert "frame-ancestors 'none'" in client.get("/reconcile").headers["Content-Security-Policy"]
    assert client.get("/reconcile/preview?id=area%2Fnowhere").status_code == 404
