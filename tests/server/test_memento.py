"""Memento (RFC 7089): time gates, time maps and mementos of a site with three releases, one of them gone."""

import dataclasses
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from flask.testing import FlaskClient

from kg import history, lookup
from kg.release import Release
from server.app import create_app
from tests.running import call
from tests.server.conftest import MEETING, settings

AREA = "/area/thai-binh"
PLACE = "https://w3id.org/diemcau/id/area/moi"
BEFORE, AFTER = "Wed, 26 Aug 2020 02:00:00 GMT", "Thu, 01 Jan 2099 00:00:00 GMT"


@pytest.fixture(scope="module")
def data(data_dir: Path, release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped data in service twice, and between that with a place more and less confidence."""
    folder = tmp_path_factory.mktemp("memento")
    lines = release.dump.read_text(encoding="utf-8").splitlines()
    lines.append(f'<{PLACE}> <http://www.w3.org/2000/01/rdf-schema#label> "Mới"@vi <{PLACE}/graph> .')
    changed = [line.replace('"0.99"', '"0.5"') if "#confidence>" in line else line for line in lines]
    (folder / "other.nq").write_bytes("\n".join(sorted(changed, key=str.encode)).encode() + b"\n")
    for file in (release.dump, folder / "other.nq", release.dump):
        assert call("load", str(file), data=folder / "data").returncode == 0
    return folder / "data"


@pytest.fixture(scope="module")
def old(data: Path) -> Iterator[FlaskClient]:
    app = create_app(settings(data, DIEMCAU_CLIENT_ERRORS="0"))
    yield app.test_client()
    app.extensions["site"].close()


def _datetimes(old: FlaskClient, path: str) -> list[str]:
    return re.findall(r'memento"; datetime="([^"]+)"', old.get(f"/timemap{path}").text)


def test_the_time_map_lists_all_states(old: FlaskClient, data: Path) -> None:
    response = old.get(f"/timemap{AREA}")
    assert response.content_type == "application/link-format"
    entries = response.text.strip().split(",\n")
    assert [re.findall(r'rel="([^"]+)"', one)[0] for one in entries] == [
        "original", "timegate", "self", "first memento", "memento", "last memento",
    ]  # fmt: skip
    assert f'from="{_datetimes(old, AREA)[0]}"; until="{_datetimes(old, AREA)[-1]}"' in entries[2]
    assert entries[0].startswith("<http://localhost/id/area/thai-binh>")
    first, other, last = history.publications(data)
    assert first.release == last.release != other.release
    assert len(_datetimes(old, "/area/moi")) == 1


def test_the_time_gate_leads_to_what_was_in_service(old: FlaskClient) -> None:
    first, other, last = _datetimes(old, AREA)
    for asked, found in ((BEFORE, first), (first, first), (other, other), (last, last), (AFTER, last), (None, last)):
        response = old.get(f"/timegate{AREA}", headers={"Accept-Datetime": asked} if asked else {})
        assert response.status_code == 302
        assert "Accept-Datetime" in response.headers["Vary"]
        assert f'rel="original", <http://localhost/timegate{AREA}>; rel="timegate"' in response.headers["Link"]
        assert f'datetime="{found}"' in response.headers["Link"]
        memento = old.get(response.headers["Location"])
        assert memento.headers["Memento-Datetime"] == found
        assert memento.headers["Cache-Control"] == "no-cache", "it goes when something in it is forgotten"
        relations = re.findall(r'rel="([^"]+)"', memento.headers["Link"])
        assert {"original", "timegate", "timemap"} < set(relations)
        assert (
            old.get(response.headers["Location"], headers={"If-None-Match": memento.headers["ETag"]}).status_code == 304
        )


@pytest.mark.parametrize("path", ["/area/thai-binh", "/person/nguyen-xuan-phuc"])
def test_a_memento_says_what_the_data_said(old: FlaskClient, path: str) -> None:
    today = old.get(f"/data{path}.nt")
    assert today.status_code == 200
    there = old.get(f"/timegate{path}", headers={"Accept": "application/n-triples"}).headers["Location"]
    assert there.endswith(".nt")
    assert _triples(old.get(there).data) == _triples(today.data)
    assert f"</timegate{path}>" in ", ".join(today.headers.getlist("Link"))


def test_a_state_in_between_is_another(old: FlaskClient) -> None:
    addresses = re.findall(r'<([^>]+)>; rel="[a-z ]*memento', old.get(f"/timemap{AREA}").text)
    first, other, last = (_triples(old.get(address).data) for address in addresses)
    assert first == last != other
    assert {triple[1] for triple in first ^ other} == {"<https://w3id.org/diemcau/ontology#confidence>"}


def _triples(turtle: bytes) -> set[tuple[str, ...]]:
    graph = rdflib.Graph().parse(io.BytesIO(turtle), format="turtle")
    return {tuple(term.n3() for term in triple) for triple in graph}


@pytest.mark.parametrize(
    ("path", "headers", "status", "why"),
    [
        (f"/timegate{AREA}", {"Accept-Datetime": "yesterday"}, 400, "write it as Wed, 26 Aug 2020"),
        (f"/timegate{AREA}", {"Accept-Datetime": "2020-08-26T02:00:00Z"}, 400, "write it as"),
        (f"/timegate{AREA}", {"Accept": "image/png"}, 406, "text/turtle"),
        ("/timegate/area/nowhere", {}, 404, "says anything about"),
        ("/timemap/area/Nowhere", {}, 404, "is no identifier"),
        (f"/memento/20200101T000000Z{AREA}.ttl", {}, 404, f"/timemap{AREA} lists"),
        (f"/memento/20200101T000000Z{AREA}.txt", {}, 404, "thai-binh.ttl"),
        (f"/memento/20200101T000000Z/area/{'x' * 900}.txt", {}, 404, f"{'x' * 80}.ttl"),
    ],
)
def test_nonsense_is_named(old: FlaskClient, path: str, headers: dict[str, str], status: int, why: str) -> None:
    response = old.get(path, headers=headers)
    assert (response.status_code, why in response.text) == (status, True), response.text


def test_a_release_that_is_removed_is_listed_no_more(data: Path, tmp_path: Path) -> None:
    shutil.copytree(data, tmp_path / "data", symlinks=True)
    _, other, _ = history.publications(tmp_path / "data")
    app = create_app(settings(tmp_path / "data"))
    try:
        client = app.test_client()
        (address,) = re.findall(r"<([^>]+/memento/[^>]+)>", client.get("/timemap/area/moi").text)
        shutil.rmtree(tmp_path / "data" / "releases" / other.release)
        assert client.get(address).status_code == 404
        assert client.get("/timemap/area/moi").status_code == 404
        assert len(_datetimes(client, AREA)) == 2
    finally:
        app.extensions["site"].close()


@pytest.mark.parametrize("bound", ["MOST_CLAIMS", "MOST_NAMES", "MOST_TRIPLES", "MOST_LABELS", "MOST"])
def test_what_is_cut_says_so(old: FlaskClient, data: Path, bound: str, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"/memento/{history.publications(data)[0].stamp}/meeting/{MEETING}.ttl"
    assert "Diemcau-Cut" not in old.get(address).headers
    monkeypatch.setattr(lookup, bound, 1)
    assert old.get(address).headers["Diemcau-Cut"] == "rows"


def test_it_takes_no_longer_than_a_query_may(data: Path) -> None:
    app = create_app(dataclasses.replace(settings(data), query_seconds=0.0))
    try:
        response = app.test_client().get(f"/memento/{history.publications(data)[0].stamp}{AREA}.ttl")
        assert response.status_code == 504
        assert "What is said of it now is at /page/area/thai-binh." in response.text
    finally:
        app.extensions["site"].close()


@pytest.mark.parametrize("path", [f"/memento/{{}}{AREA}.ttl", "/ldes/{}/1"])
def test_who_asks_pays_for_it(data: Path, path: str) -> None:
    app = create_app(settings(data, DIEMCAU_CLIENT_SECONDS="0.01"))
    try:
        client, address = app.test_client(), path.format(history.publications(data)[0].stamp)
        assert 429 in {client.get(address).status_code for _ in range(30)}
    finally:
        app.extensions["site"].close()
