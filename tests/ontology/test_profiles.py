"""The ontology, the reference data and the reviewed graphs are OWL 2 DL and OWL 2 RL, and consistent together."""

import os
from pathlib import Path

import pytest

from kg import paths
from tests.ontology.catalog import catalogued
from tests.ontology.owlapi import OwlapiError, ProfileReport, check, missing

# SHACL shapes are read by validators, never by OWL tools.
NOT_OWL = frozenset({"shapes.ttl"})

HEADER = """
@prefix : <https://example.org/t#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
CLEAN = """
<https://example.org/t> a owl:Ontology .
:Meeting a owl:Class . :Person a owl:Class ; owl:disjointWith :Meeting .
:attended a owl:ObjectProperty ; rdfs:domain :Person ; rdfs:range :Meeting .
:hung a :Person ; :attended :session .
"""


@pytest.fixture(scope="module", autouse=True)
def _owlapi() -> None:
    if reason := missing():
        if os.environ.get("TESTS_REQUIRE_ALL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)


def _check(tmp_path: Path, *turtle: str, imports: dict[str, Path] | None = None) -> ProfileReport:
    """Check small ontologies, one file each, in the order given."""
    files = [tmp_path / f"t{number}.ttl" for number in range(len(turtle))]
    for file, text in zip(files, turtle, strict=True):
        file.write_text(HEADER + text, encoding="utf-8")
    return check(files, imports or {})


def test_everything_shipped_is_owl_2_dl_and_rl_and_consistent() -> None:
    ontology = paths.ontology_dir()
    files = [file for file in sorted(ontology.glob("*.ttl")) if file.name not in NOT_OWL]
    files += sorted(ontology.glob("reference/*.ttl")) + sorted(paths.graphs_dir().glob("*.trig"))
    assert {"schema.ttl", "vocab.ttl", "alignments.ttl"} <= {file.name for file in files}
    assert {".ttl", ".trig"} == {file.suffix for file in files}

    report = check(files, catalogued(ontology / "catalog-v001.xml"))

    assert not report.dl, "\n".join(["not OWL 2 DL:", *report.dl])
    assert not report.rl, "\n".join(["not OWL 2 RL:", *report.rl])
    assert (report.consistent, report.unsatisfiable, report.refusal) == (True, [], "")


@pytest.mark.long
def test_a_clean_ontology_has_no_violations(tmp_path: Path) -> None:
    assert _check(tmp_path, CLEAN) == ProfileReport([], [], True, [], "")


def test_an_undeclared_property_is_outside_dl(tmp_path: Path) -> None:
    report = _check(tmp_path, CLEAN + ':hung :nickname "H" .')
    assert any("undeclared" in line and "nickname" in line for line in report.dl)
    assert all(line.startswith("t0.ttl: ") for line in report.dl)


@pytest.mark.long
def test_a_functional_property_chain_is_outside_dl_and_refused_by_hermit(tmp_path: Path) -> None:
    chain = ":met a owl:ObjectProperty , owl:FunctionalProperty ; owl:propertyChainAxiom ( :attended :attendedBy ) ."
    report = _check(tmp_path, CLEAN + chain + ":attendedBy a owl:ObjectProperty ; owl:inverseOf :attended .")
    assert len(report.dl) == 1
    assert "non-simple" in report.dl[0]
    assert not report.consistent
    assert "Non-simple property" in report.refusal


@pytest.mark.long
def test_an_existential_superclass_is_dl_but_not_rl(tmp_path: Path) -> None:
    some = "[ a owl:Restriction ; owl:onProperty :attended ; owl:someValuesFrom :Meeting ]"
    report = _check(tmp_path, CLEAN + f":Person rdfs:subClassOf {some} .")
    assert report.dl == []
    assert len(report.rl) == 1
    assert report.consistent


@pytest.mark.long
def test_a_date_is_outside_both_profiles(tmp_path: Path) -> None:
    date = ":on a owl:DatatypeProperty . :session :on '2020-08-26'^^xsd:date ."
    report = _check(tmp_path, CLEAN + date)
    assert any("xsd:date" in line for line in report.dl)
    assert any("xsd:date" in line for line in report.rl)


def test_a_person_who_is_a_meeting_is_inconsistent(tmp_path: Path) -> None:
    report = _check(tmp_path, CLEAN + ":hung a :Meeting .")
    assert (report.dl, report.rl, report.consistent, report.refusal) == ([], [], False, "")


@pytest.mark.long
def test_a_class_that_cannot_have_members_is_named(tmp_path: Path) -> None:
    report = _check(tmp_path, CLEAN + ":Chair a owl:Class ; rdfs:subClassOf :Person , :Meeting .")
    assert report.consistent
    assert report.unsatisfiable == ["https://example.org/t#Chair"]


@pytest.mark.long
def test_files_are_checked_together(tmp_path: Path) -> None:
    clash = "<https://example.org/u> a owl:Ontology ; owl:imports <https://example.org/t> . :hung a :Meeting ."
    assert not _check(tmp_path, CLEAN, clash).consistent


@pytest.mark.long
def test_each_named_graph_of_a_trig_file_is_checked(tmp_path: Path) -> None:
    schema, graphs = tmp_path / "schema.ttl", tmp_path / "graphs.trig"
    schema.write_text(HEADER + CLEAN, encoding="utf-8")
    head = "<{0}> {{ <{0}> a owl:Ontology ; owl:imports <https://example.org/t> . {1} }}\n"
    text = head.format("https://example.org/g1", ':hung :attended :later ; rdfs:label "Hùng"@vi .')
    text += head.format("https://example.org/g2", ":hung :undeclared :session .")
    graphs.write_text(HEADER + text, encoding="utf-8")

    report = check([schema, graphs], {})

    assert report.consistent
    assert report.dl
    assert all(line.startswith("graphs.trig <https://example.org/g2>: ") for line in report.dl)


@pytest.mark.long
def test_an_import_is_read_from_the_file_it_is_mapped_to(tmp_path: Path) -> None:
    schema = tmp_path / "schema.ttl"
    schema.write_text(HEADER + CLEAN, encoding="utf-8")
    data = "<https://example.org/u> a owl:Ontology ; owl:imports <https://example.org/t> . :an :attended :session ."
    report = _check(tmp_path, data, imports={"https://example.org/t": schema})
    assert report == ProfileReport([], [], True, [], "")


@pytest.mark.long
def test_data_that_imports_nothing_is_outside_dl(tmp_path: Path) -> None:
    report = _check(tmp_path, CLEAN, "<https://example.org/u> a owl:Ontology . :an :attended :session .")
    assert any(line.startswith("t1.ttl: ") for line in report.dl)


@pytest.mark.parametrize(
    ("turtle", "message"),
    [
        ("<https://example.org/t> a owl:Ontology ; owl:imports <https://example.org/nowhere> .", "org/nowhere"),
        (":hung a :Person .", "does not say what owl:Ontology it is"),
        ("<https://example.org/t> a ", "Encountered unexpected token"),
    ],
    ids=["an import without a file", "no header", "a syntax error"],
)
@pytest.mark.long
def test_what_cannot_be_loaded_is_an_error(tmp_path: Path, turtle: str, message: str) -> None:
    with pytest.raises(OwlapiError, match=message):
        _check(tmp_path, turtle)
