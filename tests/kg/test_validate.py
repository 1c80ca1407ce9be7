"""Each check, by one change to a small world that passes: what is found, on which line, in which words."""

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pyshacl
import pytest
import rdflib

from kg import paths, pipeline
from kg.model import BuildFailed, Fault
from kg.sources import Inputs
from tests.kg import small_world

GRAPH = f"kg/graphs/{small_world.ARTICLE}.trig"
REFERENCE = "ontology/reference/sample.ttl"
World = tuple[Inputs, Path]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return small_world.write(tmp_path), tmp_path


def change(world: World, name: str, old: str, new: str) -> int:
    """Replaces the first `old` by `new` in an input file; the line where it stood."""
    path = world[1] / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def faults(world: World) -> list[Fault]:
    inputs, folder = world
    try:
        return list(pipeline.check([folder / "articles"], inputs).warnings)
    except BuildFailed as failed:
        return failed.faults


def test_the_small_world_passes(world: World) -> None:
    assert faults(world) == []


EVIDENCE = [
    ('oa:exact "2/7"', 'oa:exact "2/77"', "but the quote has 4 characters"),
    ("diem:sha256 ", "diem:byline ", "exactly one diem:sha256"),
    ('    diem:dayPart "pm" .', "    diem:meetingForm voc:form-online .", "a statement that no graph makes"),
    ("    diem:rank 2 ;", "    diem:raank 2 ;", "diem:raank is no declared property"),
    ("a diem:Observation ;", "a diem:Observations ;", "diem:Observations is no declared class"),
    ("diem:locatedIn area:lang-mau", "diem:locatedIn area:lang-la", "area:lang-la is described nowhere"),
    ("diem:locatedIn area:lang-mau", "diem:locatedIn <https://w3id.org/diemcau/id/area/L>", "not of the form"),
    ("diem:locatedIn area:lang-mau", 'diem:locatedIn "Làng Mẫu"', "takes a resource"),
    ("    diem:rank 2 ;", "    diem:rank area:lang-mau ;", "takes a literal"),
    ("    diem:rank 2 ;", "    diem:rank 2.5 ;", "takes xsd:integer"),
    ('"2021-02-01"^^xsd:date', '"2021-02-30"^^xsd:date', "is no xsd:date"),
    ("diem:holder person", "owl:sameAs area:lang-mau ; diem:holder person", "owl:sameAs is not used"),
    ("diem:basis voc:basis-stated", 'rdfs:comment "x" ; diem:basis voc:basis-stated', "a claim does not say"),
    ("Điểm cầu Làng Mẫu", unicodedata.normalize("NFD", "Điểm cầu Làng Mẫu"), "normal form C"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), EVIDENCE)
def test_evidence_and_words(world: World, old: str, new: str, message: str) -> None:
    change(world, GRAPH, old, new)
    found = [fault for fault in faults(world) if message in fault.message]
    assert found
    assert all(fault.where == GRAPH and fault.severity == "error" for fault in found)
    lines = (world[1] / GRAPH).read_text(encoding="utf-8").splitlines()
    assert all(fault.line and 0 < fault.line <= len(lines) for fault in found)


def test_an_undeclared_property_is_found_on_its_line(world: World) -> None:
    line = change(world, GRAPH, "diem:rank 2 ;", "diem:raank 2 ;")
    assert Fault(GRAPH, line, "ranking-entry:mau-2021--lang-mau: diem:raank is no declared property") in faults(world)


def test_a_fact_without_claim(world: World) -> None:
    path = world[1] / GRAPH
    text = path.read_text(encoding="utf-8")
    claim = re.search(r"  <[^>]*/claim/[^>]*> a diem:Claim ;\n    diem:claims <[^>]*/holding/.*?\.\n", text, re.DOTALL)
    assert claim
    path.write_text(text.replace(claim[0], ""), encoding="utf-8")
    assert any("no claim of this article supports the fact" in fault.message for fault in faults(world))


def test_a_statement_that_no_claim_supports_is_found_on_its_line(world: World) -> None:
    path = world[1] / GRAPH
    head, _, tail = path.read_text(encoding="utf-8").rpartition("}")
    added = '  <https://w3id.org/diemcau/id/area/lang-thu> diem:email "thu@example.org" .\n'
    path.write_text(f"{head}{added}}}{tail}", encoding="utf-8")
    (fault,) = [fault for fault in faults(world) if "no claim supports diem:email" in fault.message]
    assert (fault.where, fault.severity) == (GRAPH, "error")
    assert fault.line == head.count("\n") + 1


def test_a_claim_under_another_identifier(world: World) -> None:
    path = world[1] / GRAPH
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"/claim/01234567-.{8}", "/claim/01234567-00000000", text, count=1), encoding="utf-8")
    assert any("has the identifier claim:01234567-" in fault.message for fault in faults(world))


def test_a_quote_that_the_text_does_not_have(world: World) -> None:
    line = change(world, GRAPH, 'oa:exact "2/7"', 'oa:exact "3/7"')
    found = [fault for fault in faults(world) if "not '3/7'" in fault.message]
    assert [(fault.where, fault.line) for fault in found] == [(GRAPH, line)]


def test_a_text_of_another_content_is_not_compared(world: World) -> None:
    (world[1] / "articles" / small_world.FILE_NAME).write_text("khác", encoding="utf-8")
    found = faults(world)
    assert [fault.severity for fault in found] == ["warning"]
    assert "another SHA-256" in found[0].message


def test_absent_texts_are_no_fault(world: World) -> None:
    assert pipeline.check([], world[0]).warnings == ()


def test_statements_in_another_graph(world: World) -> None:
    change(world, GRAPH, f"article/{small_world.ARTICLE}> {{", "article/other> {")
    assert any("this file may only fill" in fault.message for fault in faults(world))


def test_a_syntax_error_has_its_line(world: World) -> None:
    line = change(world, REFERENCE, "area:lang-mau a diem:Province ;", "area:lang-mau a a diem:Province ;")
    found = faults(world)
    assert [(fault.where, fault.line) for fault in found] == [(REFERENCE, line)]


def test_a_missing_file(world: World) -> None:
    (world[0].ontology / "vocab.ttl").unlink()
    assert faults(world) == [Fault("ontology/vocab.ttl", None, "the file is missing")]


SHAPES = [
    (GRAPH, "diem:confidence 0.9 ;", "diem:confidence 1.2 ;", "exactly one confidence from 0 to 1"),
    (GRAPH, "    diem:rank 2 ;", "    diem:rank 8 ;", "a rank is from 1 to the number of ranked units"),
    (GRAPH, "    diem:value 15.5 .", "    diem:value 1550.0 .", "a percentage is from 0 to 100"),
    (GRAPH, "    diem:lowerBound 30.0 ;", "    diem:lowerBound 31.0 ;", "not above the value"),
    (GRAPH, 'diem:dayPart "pm"', 'diem:dayPart "pm", "night"', "at most one part of the day"),
    (GRAPH, '"Trần Thị Thử"@vi .', '"Trần Thị Thử"@vi, "Trần Thị Mẫu"@vi .', "more than one label in one language"),
    (GRAPH, '"15,5%"@vi', '"15,5%"@fr', "a label is in Vietnamese"),
    (
        GRAPH,
        "    diem:period period:2021 .",
        "    diem:period period:2021 , period:2022 .",
        "exactly one period",
    ),
    (REFERENCE, '"7/NQ-CP"', '"NQ-CP số 7"', "not the form of a document number"),
    (REFERENCE, '"2021-12-31"^^xsd:date', '"2020-12-31"^^xsd:date', "not after the end date"),
    (REFERENCE, ', "Sample Board"@en', "", "a Vietnamese and an English label are needed"),
]


@pytest.fixture(scope="module")
def misshapen(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Fault], list[tuple[str, int, str]]]:
    """The faults of a small world with all the changes of SHAPES at once, and where each was made."""
    folder = tmp_path_factory.mktemp("misshapen")
    world = small_world.write(folder), folder
    period = 'period:2022 a diem:Period ; rdfs:label "năm 2022"@vi , "2022"@en .\n'
    change(world, REFERENCE, "period:2021 a", period + "period:2021 a")
    made = [(name, change(world, name, old, new), message) for name, old, new, message in SHAPES]
    return faults(world), made


@pytest.mark.parametrize("index", range(len(SHAPES)), ids=[message for *_, message in SHAPES])
def test_shapes(misshapen: tuple[list[Fault], list[tuple[str, int, str]]], index: int) -> None:
    found, made = misshapen
    name, line, message = made[index]
    assert (name, line) in [(fault.where, fault.line) for fault in found if message in fault.message]


def second_central_point(text: str) -> str:
    extra = """  bridge-point:2021-02-01-pm-ban-mau--khac a diem:CentralBridgePoint ;
    rdfs:label "Điểm cầu khác"@vi , "Another bridge point"@en ;
    diem:bridgePointOf meeting:2021-02-01-pm-ban-mau .
"""
    claim = small_world.claim(("https://w3id.org/diemcau/id/bridge-point/2021-02-01-pm-ban-mau--khac",), "Ban Mẫu họp")
    return text[: text.rindex("}")] + extra + claim + "}\n"


def twin_data_point(text: str) -> str:
    block = text[text.index("  data-point:ty-le") : text.index("  observation:ty-le")]
    return text.replace(block, block + block.replace("--2021 a", "--2021-b a"))


def no_holding(text: str) -> str:
    return text.replace("diem:inPosition position:truong-ban-mau", "diem:inPosition position:truong-ban-khac")


def no_position(text: str) -> str:
    return text.replace("diem:inPosition position:truong-ban-mau", "diem:attendanceRole voc:role-chair")


def too_early(text: str) -> str:
    return text.replace('diem:publicationDate "2021-02-02"', 'diem:publicationDate "2021-01-31"')


def too_late(text: str) -> str:
    return text.replace("diem:value 15.5 .", 'diem:value 15.5 ; diem:asOf "2031-01-01"^^xsd:date .')


ACROSS: list[tuple[Callable[[str], str], str, str]] = [
    (second_central_point, "more than one central bridge point", "error"),
    (twin_data_point, "another data point has the same", "error"),
    (no_holding, "attends in a position that no holding gives", "error"),
    (no_position, "a person attends without a position", "warning"),
    (too_early, "older than the meeting", "warning"),
    (too_late, "outside the life", "warning"),
]


@pytest.mark.parametrize(("edit", "message", "severity"), ACROSS, ids=[message for _, message, _ in ACROSS])
def test_conditions_across_nodes(world: World, edit: Callable[[str], str], message: str, severity: str) -> None:
    path = world[1] / GRAPH
    path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")
    position = 'position:truong-ban-khac a diem:Position ; rdfs:label "Trưởng ban khác"@vi , "Other chair"@en .\n'
    change(world, REFERENCE, "period:2021 a", position + "period:2021 a")
    change(
        world,
        REFERENCE,
        "  dcterms:source source:vi-du .\nposition",
        '  diem:endDate "2025-06-30"^^xsd:date .\nposition',
    )
    found = [fault for fault in faults(world) if message in fault.message]
    assert found
    assert {(fault.where, fault.severity) for fault in found} == {(GRAPH, severity)}
    assert all(fault.line is not None for fault in found)


def test_two_articles_that_date_one_meeting_differently_are_both_named(world: World) -> None:
    other = world[1] / f"kg/graphs/{'f' * 16}.trig"
    text = (world[1] / GRAPH).read_text(encoding="utf-8").replace(small_world.ARTICLE, "f" * 16)
    kept = text[: text.index("  bridge-point:")].replace('diem:date "2021-02-01"', 'diem:date "2021-02-03"')
    claim = small_world.claim(small_world.CLAIMED[0][0], small_world.CLAIMED[0][1], "f" * 16)
    other.write_text(kept + claim + "}\n", encoding="utf-8")
    found = [fault for fault in faults(world) if "exactly one date" in fault.message]
    assert [fault.where for fault in found] == [GRAPH, f"kg/graphs/{'f' * 16}.trig"]
    assert all('"2021-02-01", "2021-02-03"' in fault.message for fault in found)


def test_a_minimum_that_is_not_reached(world: World) -> None:
    expected = world[1] / "expected.toml"
    expected.write_text('[classes]\n"diem:Meeting" = 1\n"diem:Fact" = 99\n[articles]\nabc = 1\n', encoding="utf-8")
    inputs = Inputs(world[0].ontology, world[0].graphs, expected)
    found = faults((inputs, world[1]))
    assert [(fault.line, fault.message) for fault in found] == [
        (3, "diem:Fact: at least 99 expected, 7 found"),
        (5, "abc: at least 1 expected, 0 found"),
    ]


def test_the_shapes_are_valid_shacl() -> None:
    shapes = rdflib.Graph().parse(paths.ontology_dir() / "shapes.ttl")
    conforms, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms, text


def test_every_shape_speaks_both_languages() -> None:
    shapes = rdflib.Graph().parse(paths.ontology_dir() / "shapes.ttl")
    for predicate in (rdflib.SH.name, rdflib.SH.message):
        for subject in set(shapes.subjects(predicate)):
            languages = sorted(getattr(o, "language", None) or "" for o in shapes.objects(subject, predicate))
            assert languages == ["en", "vi"], subject
