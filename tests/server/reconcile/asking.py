"""Asking the service as its clients do; every answer is held against the schemas."""

import json
from typing import Any

from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from tests.server.reconcile import schemas

Node = dict[str, Any]


def checked(content: Node, schema: Node) -> Node:
    Draft202012Validator(schema).validate(content)
    return content


def candidates(client: FlaskClient, **queries: Node) -> dict[str, list[Node]]:
    response = client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert response.status_code == 200, response.text
    content = checked(response.get_json(), schemas.RESULTS)
    return {key: entry["result"] for key, entry in content.items()}


def one(client: FlaskClient, query: str, **more: Any) -> list[Node]:
    return candidates(client, q={"query": query, **more})["q"]


def features(candidate: Node) -> dict[str, float]:
    return {feature["id"]: feature["value"] for feature in candidate["features"]}


def matched(candidates: list[Node]) -> list[str]:
    return [candidate["id"] for candidate in candidates if candidate["match"]]


def extended(client: FlaskClient, ids: list[str], *properties: Node) -> Node:
    query = {"ids": ids, "properties": [*properties]}
    response = client.post("/reconcile", data={"extend": json.dumps(query)})
    assert response.status_code == 200, response.text
    return checked(response.get_json(), schemas.EXTENSION)
