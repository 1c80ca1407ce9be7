"""/about, /data, /api, /ontology and /vocab as pages and as data."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from rdflib import DCAT, DCTERMS, VOID, Graph, URIRef

from kg.dataset import DATASET
from kg.release import Release
from server.app import create_app
from server.pages.about import share
from server.pages.writing import day
from tests.server.conftest import BROWSER, settings


def test_the_method_says_what_is_measured_and_what_is_not(client: FlaskClient) -> None:
    page = client.get("/about?lang=en", headers=BROWSER)
    for words in (
        "Reviewed against the text",
        "<dd>100%",
        "<dd>467</dd>",
        "How well the program reads",
        "at first sight",
        "no cookies",
        "expected",
    ):
        assert words in page.text
    assert "Set-Cookie" not in page.headers
    assert "Máy bỏ sót" in client.get("/about", headers=BROWSER).text


def test_a_share_of_nothing_is_not_known() -> None:
    assert (share(1, 3), share(0, 5), share(0, 0)) == (33.3, 0.0, None)


def test_the_data_set_is_a_page_and_its_description(client: FlaskClient, release: Release) -> None:
    page = client.get("/data?lang=en", headers=BROWSER).text
    assert release.id in page
    assert '"@type": "Dataset"' in page
    for path in ("/data", "/.well-known/void", urlsplit(DATASET).path.removeprefix("/diemcau")):
        answer = client.get(path, headers={"Accept": "text/turtle"}, follow_redirects=True)
        graph = Graph().parse(data=answer.data, format="turtle")
        # What a query counts, but for the description itself, which describes the rest.
        parts = graph.objects(URIRef(DATASET), VOID.propertyPartition)
        triples = graph.value(URIRef(DATASET), VOID.triples)
        assert triples is not None
        assert int(str(triples)) == sum(int(str(graph.value(part, VOID.triples))) for part in parts)
        offered = graph.value(URIRef(DATASET), DCAT.distribution)
        assert graph.value(offered, DCAT.downloadURL)
    with client.get("/dump.nq") as dump:
        assert dump.data == release.dump.read_bytes()
        assert release.id in dump.headers["Content-Disposition"]
        assert client.get("/dump.nq", headers={"If-None-Match": dump.headers["ETag"]}).status_code == 304


def test_every_link_of_these_pages_leads_somewhere(client: FlaskClient) -> None:
    for path in ("/about", "/data", "/api"):
        page = client.get(path, headers=BROWSER).text
        main = page[page.index("<main") : page.index("<footer")]
        for href in {part.split('"')[0] for part in main.split('href="')[1:] if part.startswith("/")}:
            with client.get(href.replace("&amp;", "&").partition("#")[0], follow_redirects=True) as answer:
                assert answer.status_code == 200, href


def test_the_door_for_programs_has_examples_and_limits(client: FlaskClient) -> None:
    page = client.get("/api?lang=en", headers=BROWSER).text
    for words in ("curl", "Python", "read.csv", "/api/openapi.json", "Seconds a query may take"):
        assert words in page


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", ["Đơn vị hành chính <code>reference/areas", "Điều suy ra <code>inferred", "Đẩy mạnh xây dựng"]),
     ("en", ["Administrative areas <code>reference/areas", "What was inferred <code>inferred"])],
)  # fmt: skip
def test_each_graph_of_the_data_set_has_a_name(client: FlaskClient, language: str, words: list[str]) -> None:
    page = client.get(f"/data?lang={language}", headers=BROWSER).text
    assert not [word for word in words if word not in page]
    assert '<th scope="row"> <code>' not in page


@pytest.mark.parametrize(
    ("path", "language", "words"),
    [("/ontology", "en", ['id="BridgePoint"', "bridge point", "Follows from", "Hierarchy of classes", "transitive"]),
     ("/ontology", "vi", ['id="BridgePoint"', "điểm cầu", "Suy ra từ", "Cây các lớp"]),
     ("/vocab", "en", ['id="unit-percent"', "Uses"]), ("/vocab", "vi", ['id="modality-potential"', "Số lần dùng"])],
)  # fmt: skip
def test_the_terms_are_one_page_a_language(client: FlaskClient, path: str, language: str, words: list[str]) -> None:
    page = client.get(f"{path}?lang={language}", headers=BROWSER).text
    assert not [word for word in words if word not in page]
    anchors = [part.split('"')[0] for part in page.split('<article class="term" id="')[1:]]
    assert len(anchors) == len(set(anchors)) > 50


@pytest.fixture(params=["dinh-chinh@example.org", "https://example.org/dinh-chinh"])
def contact(request: pytest.FixtureRequest, data_dir: Path) -> Iterator[tuple[str, FlaskClient]]:
    app = create_app(settings(data_dir, DIEMCAU_CONTACT=request.param))
    yield request.param, app.test_client()
    app.extensions["site"].close()


def test_the_address_for_corrections_is_shown(contact: tuple[str, FlaskClient]) -> None:
    address, client = contact
    page = client.get("/about", headers=BROWSER).text
    assert f'href="{address if "://" in address else "mailto:" + address}"' in page


def test_the_openapi_description_knows_these_addresses(client: FlaskClient) -> None:
    paths = json.loads(client.get("/api/openapi.json").data)["paths"]
    assert {"/fact/{kind}/{slug}", "/fact", "/about", "/api", "/data", "/.well-known/void", "/dump.nq"} <= set(paths)


@pytest.mark.parametrize(("lang", "newest"), [("vi", "26/8/2020"), ("en", "26 August 2020")])
def test_how_fresh_the_data_are_is_said(client: FlaskClient, release: Release, lang: str, newest: str) -> None:
    made = json.loads(release.report.read_text())["made"]
    for path in ("/", "/data"):
        page = client.get(path, query_string={"lang": lang}, headers=BROWSER).text
        assert newest in page
        assert day(made, lang) in page
    described = Graph().parse(data=client.get("/.well-known/void?format=ttl").text)
    assert str(described.value(URIRef(DATASET), DCTERMS.modified)) == made


def test_a_release_whose_report_has_no_day_is_as_fresh_as_its_newest_article(release: Release, tmp_path: Path) -> None:
    shutil.copytree(release.path, tmp_path / "releases" / release.id)
    (tmp_path / "current").symlink_to(f"releases/{release.id}")
    report = tmp_path / "current" / "report.json"
    report.write_text(json.dumps({k: v for k, v in json.loads(report.read_text()).items() if k != "made"}))
    app = create_app(settings(tmp_path))
    try:
        asked = app.test_client()
        assert "26/8/2020" in asked.get("/", headers=BROWSER).text
        assert "2020-08-26" in asked.get("/data?format=nt").text
    finally:
        app.extensions["site"].close()
