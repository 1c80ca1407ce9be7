"""Shapes are checked at the nodes that may not have theirs: the same is found as where pySHACL looks at all."""

import random
from collections.abc import Iterable

import pytest
import rdflib
from rdflib import SH

from kg import infer, iris, paths, sources
from kg.sources import Inputs
from kg.store import Literal, NamedNode, Quad, Term
from kg.validate import across, shapes, suspects

XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
STRANGE: tuple[Term, ...] = (
    Literal("một nhãn khác", language="vi"),
    Literal("une étiquette", language="fr"),
    Literal("không có ngôn ngữ"),
    Literal("a" * 200),
    Literal("-7", datatype=NamedNode(XSD + "integer")),
    Literal("07", datatype=NamedNode(XSD + "integer")),
    Literal("bảy", datatype=NamedNode(XSD + "integer")),
    Literal("1.50", datatype=NamedNode(XSD + "decimal")),
    Literal("1e3", datatype=NamedNode(XSD + "double")),
    Literal("1990-01-01", datatype=NamedNode(XSD + "date")),
    Literal("2020-02-31", datatype=NamedNode(XSD + "date")),
    Literal("2020-02-03T00:00:00", datatype=NamedNode(XSD + "dateTime")),
    NamedNode(iris.ID + "person/khong-co-ai"),
)


def wanted() -> rdflib.Graph:
    graph = rdflib.Graph().parse(paths.ontology_dir() / "shapes.ttl")
    across.split(graph)
    return graph


@pytest.fixture(scope="module")
def real() -> list[Quad]:
    """The shipped files with all that follows from them."""
    read = sources.read(Inputs(), lambda done, total: None)
    return [*read.quads(), *infer.entail(read.quads())]


def faulty(quads: Iterable[Quad], chance: random.Random, share: float) -> list[Quad]:
    """The quads with faults in a share of the instances: values left out, put in the place of others, or added."""
    made: list[Quad] = []
    for quad in quads:
        seeded = chance.random() < share and quad.predicate.value.startswith(
            (iris.ONT, iris.RDFS, "http://www.w3.org/ns/oa#")
        )
        what = chance.choice(("drop", "change", "add", "untype")) if seeded else "keep"
        other = chance.choice(STRANGE)
        if what in ("keep", "add"):
            made.append(quad)
        if what in ("change", "add"):
            made.append(Quad(quad.subject, quad.predicate, other, quad.graph_name))
    return [quad for quad in made if quad.predicate.value != TYPE or chance.random() > share]


def test_nothing_is_suspect_in_what_is_shipped(real: list[Quad]) -> None:
    assert shapes.by_pyshacl(real, wanted()) == shapes.violations(real, wanted())


@pytest.mark.parametrize("seed", [2, pytest.param(3, marks=pytest.mark.long)])
def test_what_is_found_is_what_pyshacl_finds_everywhere(real: list[Quad], seed: int) -> None:
    seeded = faulty(real, random.Random(seed), 0.02)  # noqa: S311 – the same faults each time
    expected = shapes.by_pyshacl(seeded, wanted())
    assert shapes.violations(seeded, wanted()) == expected
    components = {str(found.component).partition("#")[2] for found in expected}
    assert components >= {
        "ClassConstraintComponent",
        "DatatypeConstraintComponent",
        "LanguageInConstraintComponent",
        "LessThanConstraintComponent",
        "MaxCountConstraintComponent",
        "MinCountConstraintComponent",
        "MinInclusiveConstraintComponent",
        "UniqueLangConstraintComponent",
        "XoneConstraintComponent",
    }


@pytest.mark.parametrize(
    ("component", "named"),
    [
        ("sh:closed true", "sh:closed"),
        ("sh:property [ sh:path diem:date ; sh:nodeKind sh:IRI ]", "sh:nodeKind"),
        ("sh:property [ sh:path [ sh:inversePath diem:date ] ; sh:minCount 1 ]", "has a path"),
        ("sh:or ( [ sh:property [ sh:path diem:date ; sh:minCount 1 ] ] )", "sh:or"),
        ("sh:xone ( [ sh:property [ sh:path diem:date ; sh:datatype diem:x ] ] )", "does more than count values"),
    ],
)
def test_what_is_not_known_of_shacl_is_refused(component: str, named: str) -> None:
    graph = wanted().parse(
        data=f"""@prefix sh: <{SH}> . @prefix diem: <{iris.ONT}> . @prefix shape: <https://w3id.org/diemcau/shapes#> .
        shape:New a sh:NodeShape ; sh:targetClass diem:Meeting ; {component} ."""
    )
    with pytest.raises(suspects.UnknownComponent, match=named):
        shapes.violations([], graph)
