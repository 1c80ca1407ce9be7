"""Asking a running site over HTTP."""

import contextlib
import http.client
import json
import re
from urllib.parse import urlencode

from tests.running import Server

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
MANY = "SELECT ?s ?p ?o { ?s ?p ?o }"
Answer = tuple[int, http.client.HTTPMessage, bytes]


def ask(server: Server, query: str, accept: str = "application/sparql-results+json", **more: str) -> Answer:
    """The answer to a query; `more` are further parameters."""
    return server.get("/sparql?" + urlencode({"query": query, **more}), accept)


def send(server: Server, method: str, path: str, body: bytes, **headers: str) -> Answer:
    """The answer to any request; underscores in names of headers stand for hyphens."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as connection:
        connection.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
        response = connection.getresponse()
        return response.status, response.headers, response.read()


def refused(answer: Answer, status: int, *words: str) -> None:
    """Asserts a problem document with these words."""
    assert answer[0] == status, answer
    assert answer[1]["Content-Type"] == "application/problem+json"
    problem = json.loads(answer[2])
    assert problem["status"] == status
    for word in words:
        assert word in problem["detail"]


def metric(server: Server, name: str) -> float:
    """The sum of the samples whose line begins so."""
    text = server.get("/metrics")[2].decode()
    return sum(float(value) for value in re.findall(rf"^{re.escape(name)}\S* (\S+)$", text, re.MULTILINE))
