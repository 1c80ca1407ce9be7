"""The ontology is findable, accessible, interoperable and reusable: what FOOPS! tests, by principle, on a running site.

What needs a registry elsewhere (prefix.cc, LOV, a DOI) is not asked.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from kg import iris, paths
from tests.ontology.catalog import catalogued
from tests.running import Server

IRI = URIRef(iris.ONTOLOGY)
VANN = Namespace("http://purl.org/vocab/vann/")
FORMATS = {"text/turtle": "turtle", "application/rdf+xml": "xml", "application/ld+json": "json-ld",
           "application/n-triples": "nt"}  # fmt: skip


@pytest.fixture(scope="module")
def site(data_dir: Path) -> Iterator[Server]:
    with Server(data_dir, DIEMCAU_CLIENT_SECONDS="0", DIEMCAU_CLIENT_ERRORS="0") as running:
        yield running


def _path(iri: str) -> str:
    """Where the site has what w3id.org redirects."""
    assert iri.startswith(iris.BASE)
    return "/" + iri.removeprefix(iris.BASE)


def _graph(site: Server, iri: str, accept: str = "text/turtle") -> Graph:
    status, headers, body = site.get(_path(iri), accept)
    assert (status, headers["Content-Type"].partition(";")[0]) == (200, accept)
    return Graph().parse(data=body, format=FORMATS[accept])


@pytest.fixture(scope="module")
def ontology(site: Server) -> Graph:
    return _graph(site, iris.ONTOLOGY)


def test_f1_the_ontology_and_its_version_have_persistent_iris_of_their_own_that_resolve(
    site: Server, ontology: Graph
) -> None:
    version = ontology.value(IRI, OWL.versionIRI)
    assert str(IRI).startswith("https://w3id.org/")
    assert isinstance(version, URIRef)
    assert version != IRI
    assert isomorphic(_graph(site, str(version)), ontology)
    assert site.get(f"{_path(str(version))}9", "text/turtle")[0] == 404


def test_f2_it_is_described(ontology: Graph) -> None:
    for name in ("title", "description"):
        found = list(ontology.objects(IRI, DCTERMS[name]))
        assert sorted(str(one.language) for one in found if isinstance(one, Literal)) == ["en", "vi"]
    for predicate in (DCTERMS.creator, DCTERMS.publisher, DCTERMS.created, DCTERMS.issued, DCTERMS.modified,
                      DCTERMS.source, DCTERMS.bibliographicCitation, OWL.versionInfo):  # fmt: skip
        assert (IRI, predicate, None) in ontology, predicate
    for predicate in (DCTERMS.created, DCTERMS.issued, DCTERMS.modified):
        assert getattr(ontology.value(IRI, predicate), "datatype", None) == XSD.dateTime


def test_f3_the_description_names_what_it_describes(ontology: Graph) -> None:
    assert set(ontology.subjects(RDF.type, OWL.Ontology)) == {IRI}
    assert str(ontology.value(IRI, VANN.preferredNamespacePrefix)) == "diem"
    assert str(ontology.value(IRI, VANN.preferredNamespaceUri)) == iris.ONT
    assert str(ontology.value(IRI, OWL.versionInfo)) in str(ontology.value(IRI, OWL.versionIRI))


def test_f4_the_description_of_the_data_set_leads_to_it(site: Server) -> None:
    _, _, body = site.get("/.well-known/void", "application/n-triples")
    assert f"<http://rdfs.org/ns/void#vocabulary> <{iris.ONTOLOGY}>" in body.decode()


@pytest.mark.filterwarnings(
    "ignore:ConjunctiveGraph is deprecated:DeprecationWarning"
)  # rdflib's own reader of JSON-LD
@pytest.mark.parametrize("accept", FORMATS)
def test_a1_it_is_negotiated_over_http_in_each_format(site: Server, ontology: Graph, accept: str) -> None:
    assert isomorphic(_graph(site, iris.ONTOLOGY, accept), ontology)


def test_a1_people_get_a_page(site: Server) -> None:
    status, headers, _ = site.get("/ontology", "text/html")
    assert (status, headers["Content-Type"].partition(";")[0]) == (200, "text/html")


def test_i1_what_it_is_written_in_is_what_was_reviewed(ontology: Graph) -> None:
    assert isomorphic(ontology, Graph().parse(paths.ontology_dir() / "schema.ttl"))


def test_i2_its_description_uses_vocabularies_that_are_known(ontology: Graph) -> None:
    known = (str(RDF), str(OWL), str(DCTERMS), str(VANN))
    assert [p for p in ontology.predicates(IRI) if not str(p).startswith(known)] == []


def test_i3_what_is_imported_is_found_through_the_catalogue() -> None:
    folder = paths.ontology_dir()
    catalog = catalogued(folder / "catalog-v001.xml")
    named: dict[str, Path] = {}
    for file in folder.rglob("*.ttl"):
        if file.name == "shapes.ttl":  # is read by validators, never by OWL tools
            continue
        graph = Graph().parse(file)
        for header in graph.subjects(RDF.type, OWL.Ontology):
            assert {str(one) for one in graph.objects(header, OWL.imports)} <= catalog.keys()
            named |= {str(one): file for one in (header, *graph.objects(header, OWL.versionIRI))}
    assert catalog == named


def test_r1_every_term_has_a_label_and_a_definition_in_both_languages(ontology: Graph) -> None:
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    terms = {one for kind in kinds for one in ontology.subjects(RDF.type, kind) if str(one).startswith(iris.ONT)}
    assert terms
    for term in terms:
        for predicate in (RDFS.label, SKOS.definition):
            found = [one.language for one in ontology.objects(term, predicate) if isinstance(one, Literal)]
            assert sorted(map(str, found)) == ["en", "vi"], term


def test_r1_1_it_has_a_licence(ontology: Graph) -> None:
    assert str(ontology.value(IRI, DCTERMS.license)) == "https://creativecommons.org/licenses/by/4.0/"


def test_r1_2_it_says_where_it_is_from(ontology: Graph) -> None:
    assert all(isinstance(one, URIRef) for one in ontology.objects(IRI, DCTERMS.source))
    assert (IRI, DCTERMS.creator, None) in ontology


@pytest.mark.parametrize(("name", "file"), [("ontology", "schema.ttl"), ("vocab", "vocab.ttl")])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_r1_3_the_page_has_each_term_with_its_name_in_a_language(
    site: Server, name: str, file: str, language: str
) -> None:
    page = site.get(f"/{name}?lang={language}", "text/html")[2].decode()
    source = Graph().parse(paths.ontology_dir() / file)
    namespace = f"{iris.BASE}{name}#"
    defined = {str(one) for one in source.subjects(SKOS.definition) if str(one).startswith(namespace)}
    assert len(defined) > 80
    assert [one for one in defined if f'id="{one.removeprefix(namespace)}"' not in page] == []
    words = {"vi": "Giấy phép", "en": "Licence"}
    assert words[language] in page
    assert 'rel="license external"' in page


def test_r1_3_the_page_has_version_prefix_and_citation(site: Server, ontology: Graph) -> None:
    page = site.get("/ontology?lang=en", "text/html")[2].decode()
    for predicate in (OWL.versionIRI, VANN.preferredNamespaceUri, DCTERMS.bibliographicCitation):
        assert str(ontology.value(IRI, predicate)).replace("'", "&#39;") in page
