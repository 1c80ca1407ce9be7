"""/id, /page, /data, /ontology, /vocab, /, /search and /health."""

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rdflib import RDFS, Graph, Literal, URIRef

from kg import iris
from kg.release import Release
from server.app import create_app
from tests.server.conftest import BROWSER, MEETING, settings

PERSON = "person/nguyen-xuan-phuc"
RDFLIB_NAMES = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}

# rdflib itself uses the class it deprecates when it reads JSON-LD.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


@pytest.mark.parametrize(
    ("accept", "target"),
    [
        (BROWSER["Accept"], f"/page/{PERSON}"),
        ("*/*", f"/page/{PERSON}"),
        ("text/turtle", f"/data/{PERSON}.ttl"),
        ("application/rdf+xml", f"/data/{PERSON}.rdf"),
        ("application/ld+json", f"/data/{PERSON}.jsonld"),
        ("application/n-triples", f"/data/{PERSON}.nt"),
    ],
)
def test_an_identifier_leads_to_a_document_about_it(client: FlaskClient, accept: str, target: str) -> None:
    response = client.get(f"/id/{PERSON}", headers={"Accept": accept})
    assert response.status_code == 303
    assert response.headers["Location"].split("?")[0] == target
    assert "Accept" in response.headers["Vary"]
    assert client.get(target).status_code == 200


@pytest.mark.parametrize("extension", RDFLIB_NAMES)
def test_the_data_name_the_thing_and_label_what_they_mention(client: FlaskClient, extension: str) -> None:
    response = client.get(f"/data/{PERSON}.{extension}")
    graph = Graph().parse(data=response.data, format=RDFLIB_NAMES[extension])
    subject = URIRef(iris.ID + PERSON)
    assert str(graph.value(subject, RDFS.label)) == "Nguyễn Xuân Phúc"
    mentioned = [o for o in graph.objects(subject) if isinstance(o, URIRef) and o.startswith(iris.ID + "meeting/")]
    assert mentioned
    assert all(graph.value(m, RDFS.label) for m in mentioned)


def test_the_data_of_a_fact_hold_its_claims_and_spans(client: FlaskClient) -> None:
    found = client.get(
        "/sparql?format=json&query=PREFIX d:<https://w3id.org/diemcau/ontology%23>"
        "SELECT ?f {?f a d:Observation ; d:supportedBy ?c} ORDER BY ?f LIMIT 1"
    )
    fact = json.loads(found.data)["results"]["bindings"][0]["f"]["value"]
    graph = Graph().parse(data=client.get(fact.replace(iris.ID, "/data/") + ".ttl").text, format="turtle")
    claims = list(graph.subjects(URIRef(iris.ONT + "claims"), URIRef(fact)))
    assert claims
    for claim in claims:
        span = graph.value(claim, URIRef(iris.ONT + "span"))
        assert graph.value(span, URIRef(iris.OA + "exact"))
        assert graph.value(claim, URIRef(iris.ONT + "confidence"))
    page = client.get(fact.replace(iris.ID, "/page/"), headers=BROWSER).text
    assert '<q lang="vi">' in page
    assert "/id/article/" in page


def test_what_is_only_possible_is_marked_in_the_evidence(client: FlaskClient) -> None:
    possible = "tiet-kiem-moi-nam--lien-thong-khai-sinh-the-bao-hiem-y-te--2020--ca-48800000000"
    sure = "tiet-kiem-moi-nam--lien-thong-khai-sinh-the-bao-hiem-y-te--2020--lt-50000000000"
    for slug, modality in ((possible, "potential"), (sure, "asserted")):
        page = client.get(f"/page/observation/{slug}?lang=en", headers=BROWSER).text
        assert ">How it is said</th>" in page
        assert f">{modality}</a></td>" in page


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_shows_labels_and_links_inward(client: FlaskClient, language: str) -> None:
    page = client.get(f"/page/meeting/{MEETING}?lang={language}", headers=BROWSER).text
    assert f'<html lang="{language}">' in page
    assert "/id/bridge-point/" in page
    assert f'href="{iris.BASE}' not in page  # our own IRIs are linked on this site
    assert ">diem:atMeeting<" not in page  # a property with a label is never shown by its IRI


def test_every_link_of_a_page_leads_somewhere(client: FlaskClient) -> None:
    page = client.get(f"/page/meeting/{MEETING}", headers=BROWSER).text
    inward = {part.split('"')[0] for part in page.split('href="')[1:] if part.startswith("/")}
    assert len(inward) > 10
    for href in inward:
        address = href.replace("&amp;", "&").partition("#")[0]
        with client.get(address, follow_redirects=True) as response:
            assert response.status_code == 200, href


@pytest.mark.parametrize(
    "path",
    ["/page/person/khong-co-ai", "/data/person/khong-co-ai.ttl", "/id/nothing/at-all", "/page/person/Hoa",
     f"/data/{PERSON}.exe", f"/data/{PERSON}", "/data/person/..%2F..%2Fetc.ttl", "/nowhere"],
)  # fmt: skip
def test_what_is_not_known_is_a_404_in_one_shape(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers={"Accept": "application/json"})
    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"
    assert json.loads(response.data)["status"] == 404
    page = client.get(path, headers=BROWSER)
    assert (page.status_code, page.mimetype) == (404, "text/html")


@pytest.mark.parametrize(("name", "term"), [("ontology", "BridgePoint"), ("vocab", "unit-percent")])
def test_the_vocabularies_are_pages_and_rdf(client: FlaskClient, name: str, term: str) -> None:
    assert f'id="{term}"' in client.get(f"/{name}", headers=BROWSER).text
    subject = URIRef(f"{iris.BASE}{name}#{term}")
    for extension, media_type in (
        ("ttl", "text/turtle"),
        ("rdf", "application/rdf+xml"),
        ("jsonld", "application/ld+json"),
    ):
        response = client.get(f"/{name}", headers={"Accept": media_type})
        assert response.mimetype == media_type
        graph = Graph().parse(data=response.data, format=RDFLIB_NAMES[extension])
        assert {o.language for o in graph.objects(subject, RDFS.label) if isinstance(o, Literal)} >= {"vi", "en"}
    assert client.get(f"/{name}", headers={"Accept": "image/png"}).status_code == 406


def test_the_home_page_counts_and_leads_on(client: FlaskClient) -> None:
    page = client.get("/", headers=BROWSER)
    assert 'href="/queries/who-attended' in page.text
    assert "<dd>5</dd>" in page.text  # articles
    assert "Set-Cookie" not in page.headers
    with client.get("/static/diemcau.css") as sheet:
        assert sheet.status_code == 200


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [("", "", "vi"), ("", "en-US,en;q=0.9", "en"), ("vi", "en", "vi"), ("en", "vi", "en"), ("xx", "", "vi"),
     ("", "fr", "vi")],
)  # fmt: skip
def test_the_language_is_the_asked_then_the_accepted_then_vietnamese(
    client: FlaskClient, asked: str, accepted: str, language: str
) -> None:
    page = client.get("/", query_string={"lang": asked}, headers={**BROWSER, "Accept-Language": accepted})
    assert f'<html lang="{language}">' in page.text


def test_a_name_is_found_without_its_marks(client: FlaskClient) -> None:
    assert f'href="/id/{PERSON}' in client.get("/search?q=nguyen+xuan+phuc", headers=BROWSER).text
    found = json.loads(client.get("/search?q=nguyen+xuan", headers={"Accept": "application/json"}).data)
    assert iris.ID + PERSON in [f["iri"] for f in found]
    for odd in ("", "%25", "%00", "_", '"', "*", "a" * 300):
        assert client.get(f"/search?q={odd}", headers=BROWSER).status_code == 200


def test_health_names_the_release(client: FlaskClient, release: Release) -> None:
    assert json.loads(client.get("/health").data) == {"status": "ok", "release": release.id}


def test_without_a_release_every_address_says_so(tmp_path: Path) -> None:
    client = create_app(settings(tmp_path)).test_client()
    for path in ("/", "/queries", "/sparql?query=ASK{}", f"/page/{PERSON}"):
        response = client.get(path, headers={"Accept": "application/json"})
        assert response.status_code == 503
        assert "diemcau build" in json.loads(response.data)["detail"]


def test_a_claim_is_shown_by_the_page_that_says_why(client: FlaskClient) -> None:
    answer = client.get("/page/claim/fd45605f-fe140600?lang=en", headers=BROWSER)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/fact/claim/fd45605f-fe140600?lang=en")
    assert client.get("/page/claim/khong-co", headers=BROWSER).status_code == 404
