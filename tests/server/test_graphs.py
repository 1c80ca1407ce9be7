"""/graphs: how graphs are named, and what a site that takes no changes says."""

import json
import secrets
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from kg import iris
from server.app import create_app
from tests.server.conftest import settings

TOKEN = secrets.token_hex(16)
AUTHORITY = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def writable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    changed = {"DIEMCAU_DATASET": "exact", "DIEMCAU_WRITABLE": "1", "DIEMCAU_TOKEN": TOKEN}
    app = create_app(settings(tmp_path_factory.mktemp("exact"), **changed))
    yield app.test_client()
    app.extensions["site"].close()


def test_a_graph_is_read_by_its_address_or_its_name(client: FlaskClient) -> None:
    named = client.get("/graphs", query_string={"graph": f"{iris.GRAPH}vocab", "format": "nt"})
    direct = client.get("/graphs/vocab?format=nt")
    assert named.status_code == direct.status_code == 200
    assert sorted(named.text.splitlines()) == sorted(direct.text.splitlines())
    assert client.get("/graphs/vocab?default").status_code == 400
    assert client.get("/graphs/vocab?graph=http://example.org/").status_code == 400


@pytest.mark.parametrize("name", ["a%13b", "%EE%80%80", "a%22b", "%25zz", "%EF%BF%BE"])
def test_an_address_that_is_no_iri_names_no_graph(client: FlaskClient, writable: FlaskClient, name: str) -> None:
    assert client.get(f"/graphs/{name}").status_code in (400, 404)
    written = writable.put(f"/graphs/{name}", data="<a> <b> <c> .", content_type="text/turtle", headers=AUTHORITY)
    read = writable.get(f"/graphs/{name}")
    assert (written.status_code, read.status_code) in ((400, 400), (201, 200))


@pytest.mark.parametrize(
    "iri", ["", "a", "no-iri", "1a:b", "http://e/ ", "http://e/%zz", "http://e/\ue000", "http://[::1", "a:\x7f"]
)
def test_what_is_no_iri_is_refused_wherever_a_graph_is_named(client: FlaskClient, iri: str) -> None:
    assert client.get("/graphs", query_string={"graph": iri}).status_code == 400
    assert client.get("/sparql", query_string={"query": "ASK {}", "default-graph-uri": iri}).status_code == 400


def test_a_site_that_takes_no_changes_has_no_methods_for_them(client: FlaskClient, writable: FlaskClient) -> None:
    for path in ("/graphs?default", "/graphs/vocab"):
        for method in ("PUT", "POST", "DELETE"):
            refused = client.open(path, method=method)
            assert refused.status_code == 405
            assert method not in refused.headers["Allow"]
            assert refused.mimetype == "application/problem+json"
            assert "diemcau serve --writable --dataset exact" in json.loads(refused.data)["detail"]
            assert method not in client.options(path).headers["Allow"]
            assert method in writable.options(path).headers["Allow"]
            assert writable.open(path, method=method).status_code == 401
    for elsewhere in (client.put("/limits"), client.patch("/graphs?default"), client.put("/graphs-of-others")):
        assert "--writable" not in elsewhere.text
        assert elsewhere.status_code in (404, 405)
        assert "PUT" not in elsewhere.headers.get("Allow", "")
