"""The query page: the editor where the build has it, a text field where it has not, and the names that it suggests."""

import re
from pathlib import Path
from urllib.parse import urlencode

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from kg import iris
from server import vendor
from server.app import create_app
from tests.server.conftest import BROWSER, settings

BROKEN = 'SELECT ?x WHERE {\n  ?x a "<b>"\n} LIMIT x'


def page(client: FlaskClient, text: str = "", lang: str = "vi") -> str:
    given = {"lang": lang, **({"query": text} if text else {})}
    return client.get(f"/sparql?{urlencode(given)}", headers=BROWSER).text


needs_assets = pytest.mark.skipif(bool(vendor.missing()), reason="built without npm: the page has a plain text field")


@needs_assets
def test_the_editor_is_served_from_here_under_addresses_that_name_its_content(client: FlaskClient) -> None:
    shown = page(client)
    for name, kind in (("yasqe.min.js", "text/javascript"), ("yasqe.min.css", "text/css")):
        found = re.search(rf'"(/static/vendor/{re.escape(name)}\?v=\w+)"', shown)
        assert found is not None
        with client.get(found[1]) as response:
            assert response.mimetype == kind
            assert "max-age=31536000" in response.headers["Cache-Control"]
    assert "style=" not in shown
    assert "onclick" not in shown


def test_without_the_assets_there_is_a_text_field(
    client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vendor, "FOLDER", tmp_path)
    shown = page(client)
    assert "vendor" not in shown
    assert "<textarea" in shown
    assert "editor.js" in shown


@pytest.mark.parametrize(("lang", "word"), [("vi", "Liên kết đến câu truy vấn này"), ("en", "Link to this query")])
def test_the_query_is_in_the_address_of_the_page(client: FlaskClient, lang: str, word: str) -> None:
    text = 'SELECT ?x WHERE { ?x a <urn:"><script>alert(1)</script>> }'
    shown = page(client, text, lang)
    assert word in shown
    assert urlencode({"query": text}).replace("&", "&amp;") in shown
    assert "<script>alert" not in shown


@pytest.mark.parametrize(("lang", "word"), [("vi", "Dòng 3, cột 9"), ("en", "Line 3, column 9")])
def test_an_error_of_the_engine_has_its_place_in_the_editor(client: FlaskClient, lang: str, word: str) -> None:
    shown = page(client, BROKEN, lang)
    assert word in shown
    assert 'data-line="3" data-column="9"' in shown
    assert 'aria-describedby="keys fault"' in shown
    assert "&lt;b&gt;" in shown


def test_terms_have_a_kind_and_their_names_in_both_languages(client: FlaskClient) -> None:
    response = client.get("/sparql/terms.json")
    assert response.mimetype == "application/json"
    terms = {term["name"]: term for term in response.get_json()}
    assert terms["diem:Person"] == {"name": "diem:Person", "kind": "class", "vi": "người", "en": "person"}
    assert terms["diem:attended"]["kind"] == "property"
    assert terms["rdfs:label"] == {"name": "rdfs:label", "kind": "property", "vi": "tên", "en": "name"}
    assert {term["kind"] for term in terms.values()} == {"class", "property", "code"}
    assert any(name.startswith("voc:") for name in terms)
    assert all(name.partition(":")[0] in iris.PREFIXES for name in terms)
    ours = [term for name, term in terms.items() if name.startswith(("diem:", "voc:"))]
    assert all(term["vi"] and term["en"] for term in ours)


def test_terms_are_asked_for_once_a_release(client: FlaskClient) -> None:
    first = client.get("/sparql/terms.json")
    again = client.get("/sparql/terms.json", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert len(brotli.compress(first.data)) < 10_000


def test_every_term_can_be_asked_about(client: FlaskClient) -> None:
    names = [term["name"] for term in client.get("/sparql/terms.json").get_json()]
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in iris.PREFIXES.items())
    for some in (names[i : i + 50] for i in range(0, len(names), 50)):
        response = client.post("/sparql", data={"query": f"{prefixes}ASK {{ VALUES ?x {{ {' '.join(some)} }} }}"})
        assert response.status_code == 200, response.text


def test_a_plain_data_set_has_the_editor_and_no_terms(tmp_path: Path) -> None:
    app: Flask = create_app(settings(tmp_path, DIEMCAU_DATASET="exact"))
    try:
        client = app.test_client()
        shown = client.get("/sparql", headers=BROWSER).text
        assert "data-editor" in shown
        assert "data-terms" not in shown
        assert client.get("/sparql/terms.json").status_code == 404
    finally:
        app.extensions["site"].close()


@needs_assets
def test_the_whole_page_is_light(client: FlaskClient) -> None:
    shown = page(client)
    parts = [part.split('"')[0] for part in shown.split('"/static/')[1:]]
    addresses = ["/sparql?lang=vi", "/sparql/terms.json", *(f"/static/{part}" for part in dict.fromkeys(parts))]
    assert len(addresses) >= 7
    for coding in ("br", "zstd", "gzip"):
        headers = {**BROWSER, "Accept-Encoding": coding}
        weights = {}
        for address in addresses:
            with client.get(address, headers=headers) as response:
                weights[address] = len(response.data)
        assert sum(weights.values()) < 180_000, weights
