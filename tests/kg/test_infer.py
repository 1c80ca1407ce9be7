"""Entailments: the ones people ask for are there, and contradictions are named; tests/kg/reasoning tests the engine."""

from pathlib import Path

import pytest

from kg import infer, iris
from kg.sources import Inputs, Sources, read
from kg.store import NamedNode, Quad
from tests.kg import small_world

PERSON = iris.resource("person", "tran-thi-thu")
MEETING = iris.resource("meeting", "2021-02-01-pm-ban-mau")
BRIDGE_POINT = iris.resource("bridge-point", "2021-02-01-pm-ban-mau--lang-mau")
ATTENDANCE = iris.resource("attendance", "2021-02-01-pm-ban-mau--tran-thi-thu")
ENTRY = iris.resource("ranking-entry", "mau-2021--lang-mau")


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    return small_world.write(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def sources(inputs: Inputs) -> Sources:
    return read(inputs)


@pytest.fixture(scope="module")
def entailed(sources: Sources) -> list[Quad]:
    return infer.entail(sources.quads())


@pytest.mark.parametrize(
    ("subject", "predicate", "obj"),
    [
        (ATTENDANCE, iris.RDF + "type", iris.ONT + "ChairAttendance"),
        (ATTENDANCE, iris.ONT + "attendanceRole", iris.VOC + "role-chair"),
        (ATTENDANCE, iris.ONT + "attendee", PERSON),
        (ATTENDANCE, iris.ONT + "atMeeting", MEETING),
        (PERSON, iris.ONT + "attended", MEETING),
        (PERSON, iris.ONT + "attendedVia", BRIDGE_POINT),
        (PERSON, iris.ONT + "holdsPosition", iris.resource("position", "truong-ban-mau")),
        (PERSON, iris.ONT + "affiliatedWith", iris.resource("agency", "ban-mau")),
        (MEETING, iris.ONT + "chairedBy", PERSON),
        (MEETING, iris.RDF + "type", iris.ONT + "Fact"),
        (ENTRY, iris.ONT + "about", iris.resource("area", "lang-mau")),
        (ENTRY, iris.ONT + "reportedIn", iris.resource("article", small_world.ARTICLE)),
        (PERSON, iris.RDF + "type", "http://xmlns.com/foaf/0.1/Person"),
    ],
)
def test_what_people_ask_for_is_entailed(entailed: list[Quad], subject: str, predicate: str, obj: str) -> None:
    graph = NamedNode(infer.INFERRED)
    assert Quad(NamedNode(subject), NamedNode(predicate), NamedNode(obj), graph) in entailed


def test_nothing_trivial_is_entailed(entailed: list[Quad], sources: Sources) -> None:
    given = {(quad.subject, quad.predicate, quad.object) for quad in sources.quads()}
    for quad in entailed:
        assert (quad.subject, quad.predicate, quad.object) not in given
        assert isinstance(quad.subject, NamedNode)
        assert quad.subject.value.startswith((iris.ID, iris.VOC))
        assert not quad.predicate.value.startswith((iris.OWL, iris.RDFS))
        assert quad.object != NamedNode(iris.OWL + "Thing")


def test_the_order_depends_on_the_content_alone(entailed: list[Quad], sources: Sources) -> None:
    assert infer.entail(reversed(list(sources.quads()))) == entailed
    assert len(set(entailed)) == len(entailed)


@pytest.mark.parametrize(
    ("added", "message"),
    [
        ((PERSON, iris.RDF + "type", iris.ONT + "Organization"), "Disjoint classes"),
        ((MEETING, iris.RDF + "type", iris.OWL + "Nothing"), "Nothing"),
        ((MEETING, iris.OWL + "sameAs", BRIDGE_POINT), "would be one thing"),
    ],
)
def test_a_contradiction_is_named(sources: Sources, added: tuple[str, str, str], message: str) -> None:
    subject, predicate, obj = map(NamedNode, added)
    quads = [*sources.quads(), Quad(subject, predicate, obj, NamedNode(iris.GRAPH + "test"))]
    with pytest.raises(infer.Inconsistent, match=message) as caught:
        infer.entail(quads)
    assert any(added[0] in named for _, named in caught.value.findings)


def test_a_functional_property_that_merges_two_things_is_a_contradiction(tmp_path: Path) -> None:
    inputs = small_world.write(tmp_path)
    schema = inputs.ontology / "schema.ttl"
    axiom = "\ndiem:atBridgePoint a owl:FunctionalProperty .\n"
    schema.write_text(schema.read_text(encoding="utf-8") + axiom, encoding="utf-8")
    other = NamedNode(iris.resource("bridge-point", "2021-02-01-pm-ban-mau--khac"))
    second = Quad(NamedNode(ATTENDANCE), NamedNode(iris.ONT + "atBridgePoint"), other, NamedNode(iris.GRAPH + "x"))
    with pytest.raises(infer.Inconsistent, match="would be one thing"):
        infer.entail([*read(inputs).quads(), second])
