"""Content negotiation by profile: by header and by address, what each profile has, and what there is to choose from."""

import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib.namespace import DCTERMS, FOAF, ORG, RDF

from kg import iris
from server import profiles

DIEM, SCHEMA = rdflib.Namespace(iris.ONT), rdflib.Namespace(iris.PREFIXES["schema"])
ALTR = rdflib.Namespace("http://www.w3.org/ns/dx/connegp/altr#")
PROF = rdflib.Namespace("http://www.w3.org/ns/dx/prof/")
PERSON, AGENCY = "person/nguyen-xuan-phuc", "agency/chinh-phu"
TOKENS = [one.token for one in profiles.known()]


def _graph(client: FlaskClient, address: str, **headers: str) -> rdflib.Graph:
    given = {"Accept": "text/turtle", **{name.replace("_", "-"): value for name, value in headers.items()}}
    response = client.get(address, headers=given, follow_redirects=True)
    assert response.status_code == 200, response.text
    return rdflib.Graph().parse(data=response.data, format="turtle")


@pytest.mark.parametrize("token", TOKENS)
def test_an_answer_says_its_profile(client: FlaskClient, token: str) -> None:
    iri = iris.PROFILE + token
    for address, headers in (
        (f"/data/{AGENCY}.ttl?_profile={token}", {}),
        (f"/data/{AGENCY}.ttl", {"Accept-Profile": f"<urn:x:other>, <{iri}>;q=0.7"}),
        (f"/id/{AGENCY}", {"Accept-Profile": f"<{iri}>", "Accept": "text/turtle"}),
        (f"/id/{AGENCY}?_profile=<{iri}>&_mediatype=text/turtle", {}),
    ):
        response = client.get(address, headers=headers, follow_redirects=True)
        assert response.status_code == 200, response.text
        assert response.content_type.startswith("text/turtle")
        assert response.headers["Content-Profile"] == f"<{iri}>"
        links = ", ".join(response.headers.getlist("Link"))
        assert f'<{iri}>; rel="profile"' in links
        assert links.count('formats="') == len(TOKENS) - 1
        assert "Accept-Profile" in response.headers["Vary"]
    assert client.get(f"/id/{AGENCY}", headers={"Accept-Profile": f"<{iri}>"}).status_code == 303


def test_each_profile_says_other_things(client: FlaskClient) -> None:
    made = {token: _graph(client, f"/data/{PERSON}.ttl?_profile={token}") for token in TOKENS}
    person = rdflib.URIRef(iris.ID + PERSON)
    assert len({frozenset(graph.predicates(person)) for graph in made.values()}) == len(TOKENS)
    assert set(_graph(client, "/data/area/thai-binh.ttl").subjects(RDF.type, DIEM.Claim))
    assert not set(_graph(client, "/data/area/thai-binh.ttl?_profile=statements").subjects(RDF.type, DIEM.Claim))
    assert (person, RDF.type, DIEM.Person) in made["statements"]
    assert (person, RDF.type, FOAF.Person) in made["org"]
    memberships = set(made["org"].subjects(ORG.member, person))
    assert memberships
    assert all((one, RDF.type, ORG.Membership) in made["org"] for one in memberships)
    assert (person, RDF.type, SCHEMA.Person) in made["schema"]
    assert made["schema"].value(person, SCHEMA.name) == rdflib.Literal("Nguyễn Xuân Phúc", lang="vi")
    for token, spaces in (("org", (ORG, FOAF)), ("schema", (SCHEMA,))):
        types = {str(one) for one in made[token].objects(None, RDF.type)}
        assert all(one.startswith(tuple(map(str, spaces))) for one in types)


def test_a_wish_that_cannot_be_met_falls_back(client: FlaskClient) -> None:
    first = f"<{iris.PROFILE}{TOKENS[0]}>"
    for wish in ("<urn:x:other>", "garbled", f"<{iris.PROFILE}schema>;q=0", ""):
        response = client.get(f"/data/{AGENCY}.ttl", headers={"Accept-Profile": wish})
        assert response.headers["Content-Profile"] == first
    assert client.get(f"/data/{AGENCY}.csv", headers={"Accept-Profile": f"<{iris.PROFILE}org>"}).status_code == 200
    wishes = f"<{iris.PROFILE}schema>;q=0.2, <http://www.w3.org/ns/org#>;q=0.9"
    for more in (
        "", f", <{iris.PROFILE}schema>;q=1.5", f", <{iris.PROFILE}schema>;q=1.001",
        f", <urn:x:a,{iris.PROFILE}schema,b>;q=1",
    ):  # fmt: skip
        response = client.get(f"/data/{AGENCY}.ttl", headers={"Accept-Profile": wishes + more})
        assert response.headers["Content-Profile"] == f"<{iris.PROFILE}org>", more
    others = ", ".join(f"<urn:x:{number},{number}>" for number in range(60))
    response = client.get(f"/data/{AGENCY}.ttl", headers={"Accept-Profile": f"{others}, {wishes}"})
    assert response.headers["Content-Profile"] == f"<{iris.PROFILE}org>", "a comma in an IRI ends no part"
    kept = client.get(f"/data/{AGENCY}.ttl", headers={"If-None-Match": response.headers["ETag"]})
    assert kept.status_code == 200, "one profile is not another"


def test_the_list_leads_to_all_of_them(client: FlaskClient) -> None:
    for address in (f"/id/{AGENCY}?_profile=alt", f"/data/{AGENCY}.ttl?_profile=alt"):
        listed = _graph(client, address)
        thing = rdflib.URIRef(iris.ID + AGENCY)
        places = set(listed.objects(thing, ALTR.hasRepresentation))
        assert len(places) == 4 * len(TOKENS)
        assert listed.value(thing, ALTR.hasDefaultRepresentation) in places
        for place in places:
            response = client.get(str(place).removeprefix("http://localhost"))
            assert response.content_type.startswith(str(listed.value(place, DCTERMS["format"])))
            assert response.headers["Content-Profile"] == f"<{listed.value(place, DCTERMS.conformsTo)}>"
    links = ", ".join(client.get(f"/id/{AGENCY}?_profile=alt").headers.getlist("Link"))
    assert links.count('rel="canonical"') == 1
    assert links.count("formats=") == 4 * len(TOKENS)


@pytest.mark.parametrize("token", TOKENS)
def test_a_profile_is_described_at_its_iri(client: FlaskClient, token: str) -> None:
    about, iri = _graph(client, f"/profile/{token}"), rdflib.URIRef(iris.PROFILE + token)
    assert (iri, RDF.type, PROF.Profile) in about
    assert {one.language for one in about.objects(iri, DCTERMS.title)} == {"vi", "en"}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("address", "status", "why"),
    [
        (f"/data/{AGENCY}.ttl?_profile=dcat", 400, "evidence, statements, org, schema, alt"),
        (f"/id/{AGENCY}?_profile=dcat", 400, "is unknown"),
        (f"/id/{AGENCY}?_profile=org&_mediatype=text/html", 406, "is none of: text/turtle"),
        (f"/data/{AGENCY}.csv?_profile=org", 404, "there is no CSV; there is Turtle"),
        ("/profile/dcat", 404, "there is evidence"),
    ],
)
def test_nonsense_is_named(client: FlaskClient, address: str, status: int, why: str) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert why in response.text
