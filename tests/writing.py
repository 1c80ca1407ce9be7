"""How tests change a plain data set over HTTP, and read what is in it."""

import json
import secrets
from urllib.parse import quote, urlencode

from tests.running import Server

TOKEN = secrets.token_hex(16)
BEARER = {"Authorization": f"Bearer {TOKEN}"}
GRAPH = f"/graphs?graph={quote('http://example.org/g')}"
TURTLE = {"Content_Type": "text/turtle"}
UPDATE = {"Content_Type": "application/sparql-update"}


def rows(server: Server, query: str, **more: str) -> list[dict[str, str]]:
    status, _, body = server.get("/sparql?" + urlencode({"query": query, **more}), "application/sparql-results+json")
    assert status == 200, body
    return [{k: v["value"] for k, v in row.items()} for row in json.loads(body)["results"]["bindings"]]
