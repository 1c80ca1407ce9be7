"""/fragments: pages of a triple pattern, their counts and their controls, held against SPARQL over the same data."""

import json

import pytest
import rdflib
from flask.testing import FlaskClient

from server.fragments import PAGE

HYDRA = rdflib.Namespace("http://www.w3.org/ns/hydra/core#")
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
THAI_BINH = "https://w3id.org/diemcau/id/area/thai-binh"
PATTERNS = [
    {},
    {"predicate": LABEL},
    {"predicate": f"<{LABEL}>", "object": '"Thái Bình"@vi'},
    {"subject": THAI_BINH, "predicate": "?p", "object": ""},
    {"object": THAI_BINH},
    {
        "predicate": "https://w3id.org/diemcau/ontology#value",
        "object": '"30"^^http://www.w3.org/2001/XMLSchema#decimal',
    },
    {"subject": "http://example.org/nobody"},
]


def _graph(client: FlaskClient, address: str, **given: str) -> rdflib.Graph:
    response = client.get(address, query_string=given or None, headers={"Accept": "application/n-triples"})
    assert response.status_code == 200, response.text
    assert response.content_type == "application/n-triples"
    return rdflib.Graph().parse(data=response.data, format="nt")


def _pattern(given: dict[str, str]) -> str:
    terms = []
    for position in ("subject", "predicate", "object"):
        text = given.get(position, "")
        literal = text.startswith('"')
        if literal and "^^" in text:
            text = text.replace("^^", "^^<") + ">"
        iri = text if literal or text.startswith(("<", "?")) else f"<{text}>"
        terms.append(iri if text and not text.startswith("?") else f"?{position}")
    return " ".join(terms)


def _count(client: FlaskClient, given: dict[str, str]) -> int:
    query = f"SELECT (COUNT(*) AS ?n) WHERE {{ {_pattern(given)} }}"
    response = client.get("/sparql", query_string={"query": query, "format": "json"})
    return int(json.loads(response.data)["results"]["bindings"][0]["n"]["value"])


@pytest.mark.parametrize("given", PATTERNS)
def test_pages_have_each_triple_once_and_say_how_many_there_are(client: FlaskClient, given: dict[str, str]) -> None:
    total, seen, pages, address = _count(client, given), set[object](), 0, "/fragments"
    page = _graph(client, address, **given)
    while pages < 3:
        pages += 1
        (about,) = page.objects(None, rdflib.URIRef("http://xmlns.com/foaf/0.1/primaryTopic"))
        assert page.value(about, HYDRA.totalItems) == rdflib.Literal(total)
        assert page.value(about, HYDRA.itemsPerPage) == rdflib.Literal(PAGE)
        controls = {one for subject in _described(page, about) for one in page.triples((subject, None, None))}
        data = {one for one in page if one not in controls}
        assert len(data) == max(0, min(PAGE, total - PAGE * (pages - 1)))
        named = {one for one in data if not any(isinstance(term, rdflib.BNode) for term in one)}
        assert not named & seen
        seen |= named
        following = page.value(about, HYDRA.next)
        assert (following is not None) == (total > PAGE * pages)
        if following is None:
            break
        page = _graph(client, str(following).removeprefix("http://localhost"))


def test_other_pages_come_in_the_format_that_was_asked_for(client: FlaskClient) -> None:
    response = client.get("/fragments?format=nt&page=2")
    page = rdflib.Graph().parse(data=response.data, format="nt")
    for link in (HYDRA.first, HYDRA.previous, HYDRA.next):
        (address,) = page.objects(None, link)
        assert client.get(str(address).removeprefix("http://localhost")).content_type == "application/n-triples"


def _described(page: rdflib.Graph, about: rdflib.term.Node) -> set[rdflib.term.Node]:
    form = next(page.objects(None, HYDRA.search))
    dataset = next(page.subjects(HYDRA.search, form))
    mappings = set(page.objects(form, HYDRA.mapping))
    assert {str(page.value(one, HYDRA.variable)) for one in mappings} == {"subject", "predicate", "object"}
    assert str(page.value(form, HYDRA.template)) == "http://localhost/fragments{?subject,predicate,object}"
    return {about, dataset, form, rdflib.URIRef(f"{about}#metadata"), *mappings}


def test_what_is_said_of_a_page_stands_in_a_graph_of_its_own(client: FlaskClient) -> None:
    response = client.get("/fragments", query_string={"subject": THAI_BINH}, headers={"Accept": "application/n-quads"})
    lines = response.text.splitlines()
    about = [line for line in lines if line.endswith("#metadata> .")]
    assert about
    assert all(line.startswith(f"<{THAI_BINH}>") for line in lines if line not in about)
    again = {"If-None-Match": response.headers["ETag"], "Accept": "application/n-quads"}
    assert client.get("/fragments", query_string={"subject": THAI_BINH}, headers=again).status_code == 304


@pytest.mark.parametrize(
    ("given", "status", "why"),
    [
        ({"subject": '"text"'}, 400, "only an object can be one"),
        ({"predicate": "label"}, 400, "predicate='label' is no absolute IRI"),
        ({"object": '"text'}, 400, "is no literal"),
        ({"object": '"5"^^integer'}, 400, "no absolute IRI"),
        ({"object": '"x"@zz-toolongtoolong'}, 400, "no tag of a language"),
        ({"object": "_:b0"}, 400, "is a blank node"),
        ({"page": "0"}, 400, "is no number of a page"),
        ({"page": "x"}, 400, "is no number of a page"),
        ({"predicate": LABEL, "page": "999999"}, 404, "There is no page 999999"),
        ({"format": "csv"}, 406, "application/trig"),
    ],
)
def test_nonsense_is_named(client: FlaskClient, given: dict[str, str], status: int, why: str) -> None:
    response = client.get("/fragments", query_string=given)
    assert response.status_code == status
    assert why in response.text
