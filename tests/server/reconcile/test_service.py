"""The reconciliation service keeps to its specification, and says what a name may mean and why."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from kg.reconciling import WEIGHTS
from server.app import create_app
from server.problems import Problem
from server.reconcile import asked as asked_for
from server.reconcile import candidates, schema
from server.reconcile.asked import MOST_CANDIDATES, MOST_IDS, MOST_QUERIES
from tests.server.conftest import settings
from tests.server.reconcile import schemas

Node = dict[str, Any]


def checked(content: Node, schema: Node) -> Node:
    Draft202012Validator(schema).validate(content)
    return content


def asked(client: FlaskClient, **queries: Node) -> dict[str, list[Node]]:
    response = client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert response.status_code == 200, response.text
    content = checked(response.get_json(), schemas.RESULTS)
    return {key: entry["result"] for key, entry in content.items()}


def one(client: FlaskClient, query: str, **more: Any) -> list[Node]:
    return asked(client, q={"query": query, **more})["q"]


def features(candidate: Node) -> dict[str, float]:
    return {feature["id"]: feature["value"] for feature in candidate["features"]}


def matched(candidates: list[Node]) -> list[str]:
    return [candidate["id"] for candidate in candidates if candidate["match"]]


def extended(client: FlaskClient, ids: list[str], *properties: Node) -> Node:
    query = {"ids": ids, "properties": [*properties]}
    response = client.post("/reconcile", data={"extend": json.dumps(query)})
    assert response.status_code == 200, response.text
    return checked(response.get_json(), schemas.EXTENSION)


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
    assert asked(client) == {}


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
    found = asked(
        client,
        a={"query": "Thái Bình", "type": "Person", "type_strict": "should"},
        b={"query": "thai", "limit": MOST_CANDIDATES + 1},
        c={"query": "Hưng Yên", "properties": [{"pid": "endDate", "v": "30/6/2025"}]},
    )
    for candidates in found.values():
        assert candidates
        scores = [candidate["score"] for candidate in candidates]
        assert scores == sorted(scores, reverse=True)
        for candidate in candidates:
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
    by_number = asked(client, q={"properties": [{"pid": "documentNumber", "v": "17/NQ-CP"}]})["q"]
    assert [candidate["type"][0]["id"] for candidate in by_number] == ["Resolution"]
    assert not matched(by_number)
    by_thing = asked(client, q={"properties": [{"pid": "successor", "v": {"id": "area/hung-yen-2025"}}]})["q"]
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
    assert matched(asked(client, **json.loads(queries))["q0"]) == json.loads(extend)["ids"]
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


def test_a_callback_is_called_and_can_be_nothing_but_a_name(client: FlaskClient) -> None:
    response = client.get("/reconcile/flyout/entity?id=area%2Fthai-binh&callback=jQuery1.cb_2")
    assert response.mimetype == "text/javascript"
    assert response.text.isascii()
    called = re.fullmatch(r"/\*\*/jQuery1\.cb_2\((.*)\);", response.text)
    assert called is not None
    checked(json.loads(called[1]), schemas.FLYOUT)
    for wrong in ("alert(1)//", "a b", "a;b", "1a", "a..b", "a" * 101, "<script>"):
        refused = client.get("/reconcile", query_string={"callback": wrong})
        assert refused.status_code == 400
        assert refused.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"query": "x"}, 400, "neither queries nor extend"),
        ({"queries": "{}", "extend": "{}"}, 400, "one of queries and extend"),
        ({"queries": "{"}, 400, "queries is no JSON: .* line 1, column 2"),
        ({"queries": "[" * 100_000}, 400, "too many brackets"),
        ({"queries": '{"q0": {"query": "x", "limit": NaN}}'}, 400, "NaN"),
        ({"queries": '{"q0": {"query": "\\ud800"}}'}, 400, "half of a character"),
        ({"queries": "[]"}, 400, "an object of queries"),
        ({"queries": '{"q0": "Thái Bình"}'}, 400, r"queries\.q0 is \"Thái Bình\""),
        ({"queries": '{"q0": {}}'}, 400, r"queries\.q0 asks for nothing"),
        ({"queries": '{"q0": {"query": " "}}'}, 400, r"queries\.q0 asks for nothing"),
        ({"queries": '{"q0": {"query": 1}}'}, 400, r"queries\.q0\.query"),
        ({"queries": '{"q0": {"query": "x", "typ": "Person"}}'}, 400, "'typ'; a query has nothing but query, type"),
        ({"queries": '{"q0": {"query": "x", "type": "Persn"}}'}, 400, "no type 'Persn'. Is Person"),
        ({"queries": '{"q0": {"query": "x", "type_strict": "some"}}'}, 400, "any, all, should"),
        ({"queries": '{"q0": {"query": "x", "limit": 0}}'}, 400, r"queries\.q0\.limit is 0"),
        ({"queries": '{"q0": {"query": "x", "limit": 1e999}}'}, 400, r"queries\.q0\.limit"),
        ({"queries": '{"q0": {"query": "x", "properties": [{"pid": "sucessor", "v": 1}]}}'}, 400, "Is successor"),
        ({"queries": '{"q0": {"query": "x", "properties": [{"pid": "successor"}]}}'}, 400, r"properties\[0\]"),
        ({"queries": json.dumps({f"q{n}": {"query": "x"} for n in range(MOST_QUERIES + 1)})}, 413, "at most 50"),
        ({"extend": "{}"}, 400, "extend is {}"),
        ({"extend": '{"ids": [1], "properties": []}'}, 400, r"extend\.ids\[0\] is 1"),
        ({"extend": json.dumps({"ids": ["x"] * (MOST_IDS + 1), "properties": []})}, 413, "at most 100"),
        ({"extend": '{"ids": [], "properties": [{"id": "x"}]}'}, 400, r"extend\.properties\[0\]\.id: there is no"),
        ({"extend": '{"ids": [], "properties": [{"id": "successor", "settings": {"limit": -1}}]}'}, 400, "limit is -1"),
        ({"extend": '{"ids": [], "properties": [{"id": "successor", "settings": {"rank": 1}}]}'}, 400, "but a limit"),
    ],
)
def test_what_is_wrong_is_named(client: FlaskClient, fields: dict[str, str], status: int, said: str) -> None:
    response = client.post("/reconcile", data=fields)
    assert response.status_code == status
    assert re.search(said, response.get_json()["detail"])


@pytest.mark.parametrize("odd", ["\0", "\u202e", "*", '"', "NEAR(a b)", "a\n}", "<b>", "x" * 400, "\ufdd0", "😀", "%"])
def test_odd_names_find_nothing_and_break_nothing(client: FlaskClient, odd: str) -> None:
    literal, thing = ({"pid": pid, "v": [odd, {"id": odd}]} for pid in ("documentNumber", "successor"))
    for query in (
        {"query": odd},
        {"properties": [literal]},
        {"properties": [thing]},
        {"query": "Thái", "properties": [thing]},
    ):
        for candidate in asked(client, **{odd: query})[odd]:
            assert not candidate["match"]
    assert not extended(client, [odd], {"id": "successor"})["rows"][odd]["successor"]
    for address in ("suggest/entity?prefix=", "suggest/type?prefix=", "suggest/property?prefix="):
        assert client.get(f"/reconcile/{address}{quote(odd)}").status_code == 200
    for address in ("flyout/entity?id=", "flyout/type?id=", "preview?id=", "properties?type="):
        assert client.get(f"/reconcile/{address}{quote(odd)}").status_code in (400, 404)


def test_a_batch_that_takes_too_long_is_refused_with_how_far_it_came(app: Flask) -> None:
    with app.test_request_context("/reconcile"), app.extensions["site"].serving() as serving:
        app.preprocess_request()
        batch = asked_for.batch('{"a": {"query": "Thái"}, "b": {"query": "Bình"}}', schema.of(serving))
        assert set(candidates.results(serving, batch, 60)) == {"a", "b"}
        with pytest.raises(Problem, match="0 of 2 queries were answered within -1 s. Send fewer at once") as refused:
            candidates.results(serving, batch, -1)
    assert refused.value.status == 504


def test_batches_are_on_the_budget_of_a_client(data_dir: Path) -> None:
    site = create_app(settings(data_dir, DIEMCAU_CLIENT_SECONDS="0.05"))
    batch = {"queries": json.dumps({f"q{n}": {"query": "Thái Bình"} for n in range(MOST_QUERIES)})}
    statuses = [site.test_client().post("/reconcile", data=batch).status_code for _ in range(20)]
    refused = site.test_client().post("/reconcile", data=batch)
    site.extensions["site"].close()
    assert (statuses[0], refused.status_code) == (200, 429)
    assert refused.headers["Retry-After"]


def test_other_bodies_and_addresses_are_refused(client: FlaskClient) -> None:
    assert client.post("/reconcile", json={"q0": {"query": "x"}}).status_code == 415
    assert client.post("/reconcile", data={"queries": "{}"}, headers={"Content-Encoding": "gzip"}).status_code == 415
    assert client.get("/reconcile/suggest/entity?cursor=-1").status_code == 400
    assert client.get("/reconcile/suggest/thing?prefix=a").status_code == 404
    assert client.get("/reconcile/flyout/entity?id=area%2Fnowhere").status_code == 404
    assert client.get("/reconcile/properties?type=Nothing").status_code == 400
    assert client.get(f"/reconcile/suggest/entity?prefix={'a' * 401}").status_code == 400
    assert client.options("/reconcile").headers["Access-Control-Allow-Methods"]
