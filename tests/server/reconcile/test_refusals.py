"""What the reconciliation service does not do, and how it says so."""

import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.app import create_app
from server.problems import Problem
from server.reconcile import asked, schema
from server.reconcile import candidates as answering
from server.reconcile.asked import MOST_IDS, MOST_QUERIES
from tests.server.conftest import settings
from tests.server.reconcile import schemas
from tests.server.reconcile.asking import candidates, checked, extended


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


@pytest.mark.parametrize("odd", [" ", "", "Thái Bình " * 100])
def test_an_odd_cell_leaves_the_other_rows_of_a_table_their_answers(client: FlaskClient, odd: str) -> None:
    wanted = {"pid": "successor", "v": odd}
    batch = {"odd": {"query": odd}, "named": {"query": odd, "properties": [wanted]}, "good": {"query": "Thái Bình"}}
    found = client.post("/reconcile", data={"queries": json.dumps(batch)}).get_json()
    assert found["odd"] == {"result": []}
    assert found["named"] == {"result": []}
    assert found["good"]["result"]


@pytest.mark.parametrize("odd", ["\0", "\u202e", "*", '"', "NEAR(a b)", "a\n}", "<b>", "x" * 400, "\ufdd0", "😀", "%"])
def test_odd_names_find_nothing_and_break_nothing(client: FlaskClient, odd: str) -> None:
    literal, thing = ({"pid": pid, "v": [odd, {"id": odd}]} for pid in ("documentNumber", "successor"))
    for query in (
        {"query": odd},
        {"properties": [literal]},
        {"properties": [thing]},
        {"query": "Thái", "properties": [thing]},
    ):
        for candidate in candidates(client, **{odd: query})[odd]:
            assert not candidate["match"]
    assert not extended(client, [odd], {"id": "successor"})["rows"][odd]["successor"]
    for address in ("suggest/entity?prefix=", "suggest/type?prefix=", "suggest/property?prefix="):
        assert client.get(f"/reconcile/{address}{quote(odd)}").status_code == 200
    for address in ("flyout/entity?id=", "flyout/type?id=", "preview?id=", "properties?type="):
        assert client.get(f"/reconcile/{address}{quote(odd)}").status_code in (400, 404)


def test_a_batch_that_takes_too_long_is_refused_with_how_far_it_came(app: Flask) -> None:
    with app.test_request_context("/reconcile"), app.extensions["site"].serving() as serving:
        app.preprocess_request()
        batch = asked.batch('{"a": {"query": "Thái"}, "b": {"query": "Bình"}}', schema.of(serving))
        assert set(answering.results(serving, batch, 60)) == {"a", "b"}
        with pytest.raises(Problem, match="0 of 2 queries were answered within -1 s") as refused:
            answering.results(serving, batch, -1)
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
