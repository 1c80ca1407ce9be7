"""Each rule of OWL 2 RL by itself: what it concludes or refuses, and that the reason names it."""

from pathlib import Path

import pytest

from kg import iris
from kg.memory import graph_of
from kg.reasoning import Beyond, Closure, Inconsistent, Statement, profile, reference
from kg.store import Literal, NamedNode, Quad, parse_file

PREFIXES = f"""@prefix : <{iris.ONT}> . @prefix id: <{iris.ID}person/> . @prefix owl: <{iris.OWL}> .
@prefix rdf: <{iris.RDF}> . @prefix rdfs: <{iris.RDFS}> . @prefix xsd: <{iris.XSD}> . @prefix ex: <urn:ex:> .
"""

CONCLUSIONS = [
    ("prp-dom", ":p rdfs:domain :C . id:a :p id:b .", "id:a a :C"),
    ("prp-rng", ":p rdfs:range :C . id:a :p id:b .", "id:b a :C"),
    ("prp-symp", ":p a owl:SymmetricProperty . id:a :p id:b .", "id:b :p id:a"),
    ("prp-trp", ":p a owl:TransitiveProperty . id:a :p id:b . id:b :p id:c .", "id:a :p id:c"),
    ("prp-spo1", ":p rdfs:subPropertyOf :q . id:a :p id:b .", "id:a :q id:b"),
    ("prp-spo2", ":r owl:propertyChainAxiom ( :p :q ) . id:a :p id:b . id:b :q id:c .", "id:a :r id:c"),
    (
        "prp-spo2",
        ":r owl:propertyChainAxiom ( :p :q :p ) . id:a :p id:b . id:b :q id:c . id:c :p id:d .",
        "id:a :r id:d",
    ),
    ("prp-eqp1", ":p owl:equivalentProperty :q . id:a :p id:b .", "id:a :q id:b"),
    ("prp-eqp2", ":p owl:equivalentProperty :q . id:a :q id:b .", "id:a :p id:b"),
    ("prp-inv1", ":p owl:inverseOf :q . id:a :p id:b .", "id:b :q id:a"),
    ("prp-inv2", ":p owl:inverseOf :q . id:a :q id:b .", "id:b :p id:a"),
    ("cls-int1", ":C owl:intersectionOf ( :D :E ) . id:a a :D , :E .", "id:a a :C"),
    ("cls-int2", ":C owl:intersectionOf ( :D :E ) . id:a a :C .", "id:a a :E"),
    ("cls-uni", ":C owl:unionOf ( :D :E ) . id:a a :E .", "id:a a :C"),
    ("cls-svf1", ":C owl:onProperty :p ; owl:someValuesFrom :D . id:a :p id:b . id:b a :D .", "id:a a :C"),
    ("cls-svf1", ":C owl:onProperty :p ; owl:someValuesFrom xsd:integer . id:a :p 3 .", "id:a a :C"),
    ("cls-svf2", ":C owl:onProperty :p ; owl:someValuesFrom owl:Thing . id:a :p id:b .", "id:a a :C"),
    ("cls-avf", ":C owl:onProperty :p ; owl:allValuesFrom :D . id:a a :C ; :p id:b .", "id:b a :D"),
    ("cls-hv1", ":C owl:onProperty :p ; owl:hasValue id:v . id:a a :C .", "id:a :p id:v"),
    ("cls-hv1", ":C owl:onProperty :p ; owl:hasValue 7 . id:a a :C .", "id:a :p 7"),
    ("cls-hv2", ":C owl:onProperty :p ; owl:hasValue id:v . id:a :p id:v .", "id:a a :C"),
    ("cls-oo", ":C owl:oneOf ( id:a id:b ) .", "id:b a :C"),
    ("cax-sco", ":D rdfs:subClassOf :C . id:a a :D .", "id:a a :C"),
    ("cax-eqc1", ":D owl:equivalentClass :C . id:a a :D .", "id:a a :C"),
    ("cax-eqc2", ":D owl:equivalentClass :C . id:a a :C .", "id:a a :D"),
]

OF_AXIOMS = [
    ("scm-cls", ":D a owl:Class . owl:Thing rdfs:subClassOf :C . id:a a :D .", "id:a a :C"),
    ("scm-sco", ":D rdfs:subClassOf :E . :E rdfs:subClassOf :C . id:a a :D .", "id:a a :C"),
    ("scm-spo", ":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r . id:a :p id:b .", "id:a :r id:b"),
    (
        "scm-hv",
        "[] owl:onProperty :r ; owl:someValuesFrom [ owl:onProperty :p ; owl:hasValue id:v ] ; rdfs:subClassOf :X ."
        ":S owl:onProperty :r ; owl:someValuesFrom [ owl:onProperty :q ; owl:hasValue id:v ] ."
        ":p rdfs:subPropertyOf :q . :T rdfs:subClassOf [ owl:onProperty :r ; owl:someValuesFrom _:v ] ."
        "_:v owl:onProperty :p ; owl:hasValue id:v . :r a owl:ObjectProperty . id:a a :T .",
        "id:a a :S",
    ),
    (
        "scm-svf1",
        ":C owl:onProperty :p ; owl:someValuesFrom :Y . :D owl:onProperty :p ; owl:someValuesFrom :Z ."
        ":Y rdfs:subClassOf :Z . id:a a :C .",
        "id:a a :D",
    ),
    (
        "scm-svf2",
        ":C owl:onProperty :p ; owl:someValuesFrom :Y . :D owl:onProperty :q ; owl:someValuesFrom :Y ."
        ":p rdfs:subPropertyOf :q . id:a a :C .",
        "id:a a :D",
    ),
    (
        "scm-avf1",
        ":C owl:onProperty :p ; owl:allValuesFrom :Y . :D owl:onProperty :p ; owl:allValuesFrom :Z ."
        ":Y rdfs:subClassOf :Z . id:a a :C .",
        "id:a a :D",
    ),
    (
        "scm-avf2",
        ":C owl:onProperty :q ; owl:allValuesFrom :Y . :D owl:onProperty :p ; owl:allValuesFrom :Y ."
        ":p rdfs:subPropertyOf :q . id:a a :C .",
        "id:a a :D",
    ),
    (
        "scm-eqc1",
        ":C owl:onProperty :p ; owl:someValuesFrom :Y . :D owl:onProperty :p ; owl:someValuesFrom :Z ."
        ":Z owl:equivalentClass :Y . id:a a :C .",
        "id:a a :D",
    ),
    (
        "scm-eqp1",
        ":C owl:onProperty :p ; owl:someValuesFrom :Y . :D owl:onProperty :q ; owl:someValuesFrom :Y ."
        ":q owl:equivalentProperty :p . id:a a :C .",
        "id:a a :D",
    ),
    (
        "scm-int",
        ":C owl:onProperty :p ; owl:someValuesFrom :Y . :D owl:onProperty :p ; owl:someValuesFrom :Z ."
        ":Y owl:intersectionOf ( :Z :W ) . id:a a :C .",
        "id:a a :D",
    ),
    (
        "scm-uni",
        ":C owl:onProperty :p ; owl:someValuesFrom :Y . :D owl:onProperty :p ; owl:someValuesFrom :Z ."
        ":Z owl:unionOf ( :Y :W ) . id:a a :C .",
        "id:a a :D",
    ),
    (
        "scm-op",
        ":C owl:onProperty :p ; owl:someValuesFrom :Y . :D owl:onProperty :p ; owl:someValuesFrom :Y ."
        ":p a owl:ObjectProperty . id:a a :C .",
        "id:a a :D",
    ),
    (
        "scm-dp",
        ":C owl:onProperty :p ; owl:someValuesFrom :Y . :D owl:onProperty :p ; owl:someValuesFrom :Y ."
        ":p a owl:DatatypeProperty . id:a a :C .",
        "id:a a :D",
    ),
]

ONE_THING = "would be one thing"
CONTRADICTIONS = [
    ("eq-sym", "id:a owl:sameAs id:b .", ONE_THING),
    ("eq-trans", "id:a owl:sameAs id:b . id:b owl:sameAs id:c .", f"person/a and {iris.ID}person/c {ONE_THING}"),
    ("eq-diff1", "id:a owl:sameAs id:b ; owl:differentFrom id:b .", "'differentFrom'"),
    ("eq-diff1", "id:a owl:differentFrom id:a .", "'differentFrom'"),
    ("eq-diff2", "[] a owl:AllDifferent ; owl:members ( id:a id:b id:c ) . id:c owl:sameAs id:a .", "'AllDifferent'"),
    ("eq-diff3", "[] a owl:AllDifferent ; owl:distinctMembers ( id:a id:b ) . id:a owl:sameAs id:b .", "'AllDiff"),
    ("eq-diff3", "[] a owl:AllDifferent ; owl:distinctMembers ( id:a id:a ) .", "'AllDifferent'"),
    ("prp-fp", ":p a owl:FunctionalProperty . id:a :p id:b , id:c .", ONE_THING),
    ("prp-fp", ':p a owl:FunctionalProperty . id:a :p "x" , "y" .', f"x and y {ONE_THING}"),
    ("prp-ifp", ":p a owl:InverseFunctionalProperty . id:a :p id:c . id:b :p id:c .", ONE_THING),
    ("prp-irp", ":p a owl:IrreflexiveProperty . id:a :p id:a .", "Irreflexive property used on"),
    ("prp-asyp", ":p a owl:AsymmetricProperty . id:a :p id:b . id:b :p id:a .", "asymmetric property"),
    ("prp-pdw", ":p owl:propertyDisjointWith :q . id:a :p id:b ; :q id:b .", "disjoint properties"),
    ("prp-adp", "[] a owl:AllDisjointProperties ; owl:members ( :r :p :q ) . id:a :p id:b ; :q id:b .", "not really"),
    ("prp-key", ":C owl:hasKey ( :p ) . id:a a :C ; :p 1 . id:b a :C ; :p 1 .", ONE_THING),
    ("prp-key", ":C owl:hasKey ( :p :q ) . id:a a :C ; :p 1 ; :q 2 . id:b a :C ; :p 1 ; :q 2 .", ONE_THING),
    (
        "prp-npa1",
        "[] owl:sourceIndividual id:a ; owl:assertionProperty :p ; owl:targetIndividual id:b . id:a :p id:b .",
        "Negative",
    ),
    ("prp-npa2", "[] owl:sourceIndividual id:a ; owl:assertionProperty :p ; owl:targetValue 3 . id:a :p 3 .", "Negat"),
    ("cls-nothing2", "id:a a owl:Nothing .", "'Nothing'"),
    ("cls-com", ":C owl:complementOf :D . id:a a :C , :D .", "on element https://w3id.org/diemcau/id/person/a"),
    ("cls-maxc1", ":C owl:onProperty :p ; owl:maxCardinality 0 . id:a a :C ; :p id:b .", "maximum cardinality"),
    (
        "cls-maxc2",
        ':C owl:onProperty :p ; owl:maxCardinality "1"^^xsd:nonNegativeInteger . id:a a :C ; :p id:b , id:c .',
        ONE_THING,
    ),
    (
        "cls-maxqc1",
        ":C owl:onProperty :p ; owl:maxQualifiedCardinality 0 ; owl:onClass :D . id:a a :C ; :p id:b . id:b a :D .",
        "maximum qualified",
    ),
    (
        "cls-maxqc2",
        ":C owl:onProperty :p ; owl:maxQualifiedCardinality 0 ; owl:onClass owl:Thing . id:a a :C ; :p id:b .",
        "maximum qualified",
    ),
    (
        "cls-maxqc3",
        ":C owl:onProperty :p ; owl:maxQualifiedCardinality 1 ; owl:onClass :D . id:a a :C ; :p id:b , id:c ."
        "id:b a :D . id:c a :D .",
        ONE_THING,
    ),
    (
        "cls-maxqc4",
        ":C owl:onProperty :p ; owl:maxQualifiedCardinality 1 ; owl:onClass owl:Thing . id:a a :C ; :p id:b , id:c .",
        ONE_THING,
    ),
    ("cax-dw", ":C owl:disjointWith :D . id:a a :C , :D .", "Disjoint classes"),
    ("cax-adc", "[] a owl:AllDisjointClasses ; owl:members ( :C :D :E ) . id:a a :C , :E .", "Disjoint classes"),
    ("dt-type2", ':p rdfs:range xsd:decimal . id:a :p "many" .', "a common individual many"),
    ("dt-type2", ':p rdfs:range xsd:nonNegativeInteger . id:a :p "many" .', "a common individual many"),
]

HARMLESS = [
    ":p a owl:FunctionalProperty . id:a :p id:b .",
    ":C owl:hasKey ( :p ) . id:a a :C ; :p 1 . id:b a :C ; :p 2 .",
    ":C owl:hasKey ( :p :q ) . id:a a :C ; :p 1 ; :q 2 . id:b a :C ; :p 1 ; :q 3 .",
    ":C owl:hasKey ( :p ) . id:a a :C . id:b a :C .",
    ":C owl:onProperty :p ; owl:maxCardinality 2 . id:a a :C ; :p id:b , id:c .",
    ":C owl:onProperty :p ; owl:maxCardinality 1 . id:a :p id:b , id:c .",
    "[] a owl:AllDifferent ; owl:members ( id:a id:b ) .",
    ":p rdfs:range xsd:decimal . id:a :p 3 .",
    ":r owl:propertyChainAxiom ( ) . :C owl:intersectionOf ( ) . id:a a :D ; :p id:b .",
    "<urn:o> a owl:Ontology ; owl:imports <urn:other> ; owl:versionInfo '1' . :p a owl:ReflexiveProperty .",
    "id:a owl:sameAs id:a .",
]

REFUSED = [
    (":p rdfs:subPropertyOf rdfs:subClassOf .", "subClassOf"),
    (":p rdfs:subPropertyOf rdf:type .", "prp-spo1 would make or read axioms"),
    ("rdf:type rdfs:domain :C .", "rdf-syntax-ns#type"),
    (":p rdfs:range owl:Class .", "prp-rng would make axioms with http://www.w3.org/2002/07/owl#Class"),
    (":C rdfs:subClassOf owl:TransitiveProperty .", "cax-sco would make axioms"),
    ("owl:sameAs rdfs:subPropertyOf :p .", "would read http://www.w3.org/2002/07/owl#sameAs"),
    (":p owl:inverseOf 'x' .", "would take 'x' for a property"),
    (":C owl:unionOf :D .", "unionOf of https://w3id.org/diemcau/ontology#C is no list"),
    (":C owl:unionOf _:l . _:l rdf:first :D ; rdf:rest _:l .", "is no list"),
    (":C owl:maxCardinality 'one' .", 'a cardinality should be a number, not "one"'),
    (":C owl:noSuchTerm :D .", "owl#noSuchTerm is no term"),
    ("id:a a owl:NoSuchClass .", "owl#NoSuchClass is no term"),
]


def _read(text: str, folder: Path) -> list[Quad]:
    file = folder / "example.ttl"
    file.write_text(PREFIXES + text, encoding="utf-8")
    return list(parse_file(file))


def _triple(text: str, folder: Path) -> Statement:
    quad = _read(text + " .", folder)[0]
    return quad.subject, quad.predicate, quad.object


def _owlrl(quads: list[Quad]) -> set[Statement]:
    stated = graph_of(quads)
    return reference.told(triple for triple in reference.close(graph_of(quads)) if triple not in stated)


@pytest.mark.parametrize(("rule", "text", "conclusion"), CONCLUSIONS)
def test_a_rule_concludes_and_is_named_as_the_reason(rule: str, text: str, conclusion: str, tmp_path: Path) -> None:
    quads = _read(text, tmp_path)
    closure, wanted = Closure(quads), _triple(conclusion, tmp_path)
    assert wanted in closure.entailments()
    assert set(closure.entailments()) == _owlrl(quads)
    step = closure.why(wanted)
    assert step is not None
    assert step.rule == rule
    stated = {(quad.subject, quad.predicate, quad.object) for quad in quads}
    assert {premise for premise in step.premises if not isinstance(premise[0], Literal)} <= stated


@pytest.mark.parametrize(("rule", "text", "conclusion"), OF_AXIOMS)
def test_a_rule_about_axioms_is_among_the_reasons(rule: str, text: str, conclusion: str, tmp_path: Path) -> None:
    quads = _read(text, tmp_path)
    closure, wanted = Closure(quads), _triple(conclusion, tmp_path)
    assert set(closure.entailments()) == _owlrl(quads)
    used, todo = set(), [wanted]
    while todo:
        step = closure.why(todo.pop())
        if step is not None:
            used.add(step.rule)
            todo += step.premises
    assert used
    assert rule in used or rule in ("scm-sco", "scm-spo")  # whose conclusions the rules for the data take in steps


@pytest.mark.parametrize(("rule", "text", "message"), CONTRADICTIONS)
def test_a_contradiction_is_refused(rule: str, text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(Inconsistent) as caught:
        Closure(_read(text, tmp_path))
    assert message in str(caught.value), rule


@pytest.mark.parametrize("text", HARMLESS)
def test_what_contradicts_nothing_is_taken(text: str, tmp_path: Path) -> None:
    assert Closure(_read(text, tmp_path)).entailments() == []


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_what_the_rules_cannot_take_is_refused_in_words(text: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(Beyond) as caught:
        Closure(_read(text, tmp_path))
    assert any(reason in one for one in caught.value.reasons), caught.value.reasons


def test_every_rule_has_an_example() -> None:
    known = profile.load()
    written = {template.name for template in (*known.axioms, *known.data)}
    shown = {rule for rule, _, _ in (*CONCLUSIONS, *OF_AXIOMS, *CONTRADICTIONS)}
    assert shown - {"dt-type2"} == written


def test_an_inverse_without_a_name_serves_in_chains_and_restrictions(tmp_path: Path) -> None:
    """Generalised triples, as the profile has them: a blank node for a property, which is in no entailment."""
    quads = _read(
        "_:i owl:inverseOf :p . :r owl:propertyChainAxiom ( _:i :q ) . :C owl:onProperty _:i ; owl:someValuesFrom :D ."
        "id:a :p id:b ; :q id:c ; a :D .",
        tmp_path,
    )
    found = Closure(quads).entailments()
    assert found == sorted(_owlrl(quads), key=lambda statement: tuple(map(str, statement)))
    assert {(s, p, o) for s, p, o in found} == {
        (NamedNode(f"{iris.ID}person/b"), NamedNode(iris.ONT + "r"), NamedNode(f"{iris.ID}person/c")),
        (NamedNode(f"{iris.ID}person/b"), NamedNode(iris.RDF + "type"), NamedNode(iris.ONT + "C")),
    }


def test_a_literal_stays_as_it_is_written(tmp_path: Path) -> None:
    closure = Closure(_read(':p rdfs:subPropertyOf :q . id:a :p "02.50"^^xsd:decimal , "Đà Nẵng"@vi .', tmp_path))
    decimal = NamedNode(iris.XSD + "decimal")
    assert {obj for _, _, obj in closure.entailments()} == {
        Literal("02.50", datatype=decimal),
        Literal("Đà Nẵng", language="vi"),
    }
