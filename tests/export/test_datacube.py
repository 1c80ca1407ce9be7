"""`diemcau export datacube` against the integrity constraints of the RDF Data Cube Vocabulary."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, Namespace

from kg import yaml_files
from kg.export.datacube import FIGURE as _FIGURE
from kg.iris import ONT, VOC

QB, HERE = Namespace("http://purl.org/linked-data/cube#"), Namespace("https://example.org/")
DIEM, FIGURE = Namespace(ONT), rdflib.URIRef(_FIGURE)
CONSTRAINTS: dict[str, Any] = yaml_files.read(Path(__file__).with_name("datacube.yaml"))
_PREFIXES = {"": HERE, "qb": QB, "rdf": RDF, "rdfs": RDFS, "skos": SKOS, "owl": OWL}


@pytest.fixture(scope="module")
def cube(written: Callable[[str], Path]) -> rdflib.Graph:
    return _read(written)


@pytest.fixture(scope="module")
def odd_cube(odd: Callable[[str], Path]) -> rdflib.Graph:
    return _read(odd)


def _read(write: Callable[[str], Path]) -> rdflib.Graph:
    return normal(rdflib.Graph().parse(write("datacube"), format="turtle"))


def normal(graph: rdflib.Graph) -> rdflib.Graph:
    """A cube with what its abbreviations stand for (section 10 of the specification), but for attachments."""
    for role in ("Dimension", "Measure", "Attribute"):
        for component, part in list(graph.subject_objects(QB[role.lower()])):
            graph.add((component, QB.componentProperty, part))
            graph.add((part, RDF.type, QB[f"{role}Property"]))
    for link, kinds in {
        QB.dataSet: (QB.Observation, QB.DataSet),
        QB.observation: (None, QB.Observation),
        QB.slice: (QB.DataSet, QB.Slice),
    }.items():
        for pair in list(graph.subject_objects(link)):
            for one, kind in zip(pair, kinds, strict=True):
                if kind is not None:
                    graph.add((one, RDF.type, kind))
    return graph


def broken(graph: rdflib.Graph, constraint: str) -> bool:
    """Whether a normalised cube does not keep a constraint."""
    ask = CONSTRAINTS[constraint]["ask"]
    found = graph.objects(None, QB.parentChildProperty)
    paths = {one if isinstance(one, rdflib.URIRef) else graph.value(one, OWL.inverseOf) for one in found}
    bodies = [ask.replace("$p", f"<{path}>") for path in paths] if "$p" in ask else [ask]
    return any(graph.query(f"ASK {{ {body} }}", initNs=_PREFIXES).askAnswer for body in bodies)


@pytest.mark.parametrize("constraint", CONSTRAINTS)
def test_a_constraint_tells_what_is_broken(constraint: str) -> None:
    declared = "".join(f"@prefix {name}: <{namespace}> .\n" for name, namespace in _PREFIXES.items())
    assert broken(normal(rdflib.Graph().parse(data=declared + CONSTRAINTS[constraint]["broken"])), constraint)


@pytest.mark.parametrize("constraint", CONSTRAINTS)
def test_the_cube_of_a_release_keeps_each_constraint(
    constraint: str, cube: rdflib.Graph, odd_cube: rdflib.Graph
) -> None:
    assert not broken(cube, constraint)
    assert not broken(odd_cube, constraint)


def test_each_figure_of_each_article_is_an_observation(
    cube: rdflib.Graph, odd_cube: rdflib.Graph, count: Callable[[str], int]
) -> None:
    pattern = "?f a diem:Observation ; diem:dataPoint ?p ; diem:value ?v ; diem:unit ?u ; diem:reportedIn ?a"
    figures = set(cube.subjects(RDF.type, QB.Observation))
    assert len(figures) == count(f"{pattern} BIND(CONCAT(STR(?f), STR(?a)) AS ?x)") > 0
    assert {str(one).partition("#")[0] for one in figures} == {str(one) for one in cube.objects(None, FIGURE)}
    assert {str(value) for value in odd_cube.objects(None, DIEM.value)} == {"30", "31.2"}
    assert [str(one) for one in odd_cube.objects(None, DIEM.reviewStatus)] == [VOC + "review-reviewed"]
    assert set(cube.objects(None, DIEM.reviewStatus)) == {rdflib.URIRef(VOC + "review-reviewed")}
