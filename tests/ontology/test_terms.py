"""Every term of the ontology and every entry of the code lists: named and defined in Vietnamese and English."""

import unicodedata

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef

from kg import iris, paths

FILES = ("schema", "vocab", "alignments")
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


@pytest.fixture(scope="module")
def graphs() -> dict[str, Graph]:
    """The ontology's own files by name."""
    return {name: Graph().parse(paths.ontology_dir() / f"{name}.ttl") for name in FILES}


def _languages(graph: Graph, subject: rdflib.term.Node, predicate: URIRef) -> list[str]:
    return sorted(str(o.language) for o in graph.objects(subject, predicate) if isinstance(o, Literal))


def _terms(graph: Graph) -> set[rdflib.term.Node]:
    return {s for kind in KINDS for s in graph.subjects(RDF.type, kind) if str(s).startswith(iris.ONT)}


def test_every_term_has_two_labels_and_two_definitions(graphs: dict[str, Graph]) -> None:
    terms = _terms(graphs["schema"])
    assert len(terms) > 200
    for term in terms:
        assert _languages(graphs["schema"], term, RDFS.label) == ["en", "vi"], term
        assert _languages(graphs["schema"], term, SKOS.definition) == ["en", "vi"], term
        assert (term, RDFS.isDefinedBy, URIRef(iris.ONTOLOGY)) in graphs["schema"]


def test_every_entry_of_a_code_list_has_its_list_its_class_and_its_words(graphs: dict[str, Graph]) -> None:
    vocab, classes = graphs["vocab"], _terms(graphs["schema"])
    entries = set(vocab.subjects(SKOS.inScheme))
    assert len(entries) > 80
    for entry in entries:
        assert _languages(vocab, entry, RDFS.label) == ["en", "vi"], entry
        assert _languages(vocab, entry, SKOS.definition) == ["en", "vi"], entry
        types = set(vocab.objects(entry, RDF.type))
        assert SKOS.Concept in types, entry
        assert types - {SKOS.Concept}, entry
        assert types - {SKOS.Concept} <= classes, entry
        assert set(vocab.objects(entry, SKOS.prefLabel)) == set(vocab.objects(entry, RDFS.label)), entry
        scheme = vocab.value(entry, SKOS.inScheme)
        assert (scheme, RDF.type, SKOS.ConceptScheme) in vocab, entry
        assert (scheme, SKOS.hasTopConcept, entry) in vocab, entry
        assert (entry, SKOS.topConceptOf, scheme) in vocab, entry


def test_every_code_list_is_named_and_defined(graphs: dict[str, Graph]) -> None:
    vocab = graphs["vocab"]
    schemes = set(vocab.subjects(RDF.type, SKOS.ConceptScheme))
    assert len(schemes) == 17
    for scheme in schemes:
        assert _languages(vocab, scheme, RDFS.label) == ["en", "vi"], scheme
        assert _languages(vocab, scheme, SKOS.definition) == ["en", "vi"], scheme
        assert set(vocab.objects(scheme, SKOS.prefLabel)) == set(vocab.objects(scheme, RDFS.label)), scheme
        assert set(vocab.objects(scheme, SKOS.hasTopConcept)) == set(vocab.subjects(SKOS.inScheme, scheme)), scheme


def test_no_two_terms_of_a_kind_share_a_name(graphs: dict[str, Graph]) -> None:
    schema = graphs["schema"]
    for kind in KINDS:
        for language in ("vi", "en"):
            own = [t for t in schema.subjects(RDF.type, kind) if t in _terms(schema)]
            labels = [
                str(o) for t in own for o in schema.objects(t, RDFS.label) if getattr(o, "language", "") == language
            ]
            assert sorted(x for x in set(labels) if labels.count(x) > 1) == []


def test_all_text_is_in_normal_form_c() -> None:
    for path in [
        *paths.ontology_dir().rglob("*.ttl"),
        *paths.graphs_dir().glob("*.trig"),
        *paths.queries_dir().glob("*.rq"),
    ]:
        assert unicodedata.is_normalized("NFC", path.read_text(encoding="utf-8")), path.name


def test_nothing_foreign_is_imported_and_all_of_it_is_declared(graphs: dict[str, Graph]) -> None:
    imports = {str(o) for graph in graphs.values() for o in graph.objects(None, OWL.imports)}
    assert all(i.startswith(iris.BASE) for i in imports)
    aligned = graphs["alignments"]
    for predicate, kind in ((RDFS.subClassOf, OWL.Class), (RDFS.subPropertyOf, OWL.ObjectProperty)):
        for ours, theirs in aligned.subject_objects(predicate):
            assert ours in _terms(graphs["schema"]), ours
            assert (theirs, RDF.type, kind) in aligned, theirs


@pytest.mark.parametrize(
    "namespace",
    ["http://www.w3.org/ns/org#", "http://www.w3.org/ns/prov#", "http://schema.org/", "http://data.europa.eu/eli/ontology#",
     "http://www.w3.org/ns/sosa/", "http://www.w3.org/ns/oa#", "http://data.europa.eu/m8g/",
     "http://parliament.uk/ontologies/event/"],
)  # fmt: skip
def test_the_vocabulary_is_aligned(namespace: str, graphs: dict[str, Graph]) -> None:
    assert any(str(o).startswith(namespace) for o in graphs["alignments"].objects())


def test_no_axiom_merges_things(graphs: dict[str, Graph]) -> None:
    merging = (OWL.FunctionalProperty, OWL.InverseFunctionalProperty)
    assert not any((None, RDF.type, kind) in graph for kind in merging for graph in graphs.values())
    assert not any((None, p, None) in graph for p in (OWL.hasKey, OWL.sameAs) for graph in graphs.values())


def test_the_header_says_what_a_catalogue_needs(graphs: dict[str, Graph]) -> None:
    header = URIRef(iris.ONTOLOGY)
    schema = graphs["schema"]
    for name in ("title", "description", "creator", "publisher", "license", "created", "issued", "modified", "source",
                 "bibliographicCitation"):  # fmt: skip
        assert (header, URIRef(iris.DCTERMS + name), None) in schema, name
    assert schema.value(header, OWL.versionIRI) == URIRef(f"{iris.ONTOLOGY}/1.0.0")
