"""`diemcau export`, read back by parsers that are not ours and counted against SPARQL over the release."""

import datetime
import json
import re
import zipfile
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import csvw
import geojson
import icalendar
import jsonschema
import networkx
import pytest
import rdflib
from pyld import jsonld

from kg import paths, yaml_files
from kg.export import formats
from kg.iris import ID
from kg.release import Release
from tests.running import run

_OF_RDFLIB = pytest.mark.filterwarnings(
    "ignore:(Dataset.default_context|ConjunctiveGraph) is deprecated:DeprecationWarning"
)
"""Its own parsers use what it warns of."""


@pytest.mark.parametrize(("key", "form"), [("ttl", "turtle"), ("rdf", "xml")])
def test_triples_are_all_there(key: str, form: str, written: Callable[[str], Path], release: Release) -> None:
    lines = release.dump.read_text("utf-8").splitlines()
    triples = {line[: line.rindex(" <")] for line in lines}
    assert len(rdflib.Graph().parse(written(key), format=form)) == len(triples)


@_OF_RDFLIB
@pytest.mark.parametrize(("key", "form"), [("trig", "trig"), ("nq", "nquads")])
def test_quads_are_all_there(key: str, form: str, written: Callable[[str], Path], release: Release) -> None:
    read = rdflib.Dataset()
    read.parse(written(key), format=form)
    assert sum(1 for _ in read.quads()) == len(release.dump.read_text("utf-8").splitlines())


def test_json_ld_has_every_quad(written: Callable[[str], Path], release: Release) -> None:
    read = jsonld.to_rdf(json.loads(written("jsonld").read_text("utf-8")))
    assert sum(len(graph) for graph in read.values()) == len(release.dump.read_text("utf-8").splitlines())


def test_meetings_are_events_of_whole_days(written: Callable[[str], Path], count: Callable[[str], int]) -> None:
    content = written("ics").read_bytes()
    assert max(map(len, content.split(b"\r\n"))) <= 75
    events = icalendar.Calendar.from_ical(content).walk("VEVENT")
    dated = "?x a diem:Meeting ; diem:date ?d FILTER(DATATYPE(?d) = xsd:date)"
    assert len({str(one["UID"]) for one in events}) == len(events) == count(dated) > 0
    assert all(one["DTSTART"].params["VALUE"] == "DATE" for one in events)


def test_a_meeting_of_odd_data_is_one_event_of_its_first_day(odd: Callable[[str], Path]) -> None:
    (event,) = icalendar.Calendar.from_ical(odd("ics").read_bytes()).walk("VEVENT")
    assert event["SUMMARY"] == "Sample meeting; first\nday"
    assert event["SUMMARY"].params["LANGUAGE"] == "en"
    assert event.decoded("DTSTART") == datetime.date(2020, 8, 26)
    assert "DESCRIPTION" not in event


def test_graphml_has_nodes_and_statements(written: Callable[[str], Path], count: Callable[[str], int]) -> None:
    graph = networkx.read_graphml(written("graphml"))
    people = [n for n, data in graph.nodes(data=True) if data.get("type") == "person"]
    asserted = "GRAPH ?g { ?x diem:holder ?person } FILTER(!STRENDS(STR(?g), '/graph/inferred'))"
    holders = [1 for *_, data in graph.edges(data=True) if data["predicate"].endswith("#holder")]
    assert people
    assert len(holders) == count(asserted) > 0
    assert all("label" in graph.nodes[person] for person in people)
    assert all("type" in data for _, data in graph.nodes(data=True))  # no edge leads to what is not there
    assert graph.number_of_edges() == count(_EDGES)


_EDGES = f"""GRAPH ?g {{ ?s ?p ?o }} ?o ?any ?thing
  FILTER(STRSTARTS(STR(?s), "{ID}") && STRSTARTS(STR(?o), "{ID}") && !STRENDS(STR(?g), "/graph/inferred"))
  BIND(CONCAT(STR(?s), STR(?p), STR(?o)) AS ?x)"""


def test_graphml_of_odd_data_is_xml(odd: Callable[[str], Path]) -> None:
    graph = networkx.read_graphml(odd("graphml"))
    assert graph.nodes[ID + "meeting/sample"]["label_en"] == "Sample\ufffd meeting;\ufffd first\nday"
    assert {"area", "meeting", "article"} < {data["type"] for _, data in graph.nodes(data=True)}
    assert graph.has_edge(ID + "area/sample", ID + "area/east")
    assert not graph.has_edge(ID + "area/east", ID + "area/sample")
    assert ID + "period/2020" not in graph  # of which the data say nothing


def test_places_are_features_that_maps_can_be_joined_to(
    written: Callable[[str], Path], count: Callable[[str], int]
) -> None:
    read = geojson.loads(written("geojson").read_text(encoding="utf-8"))
    assert isinstance(read, geojson.FeatureCollection)
    assert read.is_valid, read.errors()
    features = {feature.id: feature for feature in read.features}
    assert len(features) == len(read.features) == count("?x a diem:AdministrativeArea") > 80
    assert all(feature.geometry is None for feature in read.features)
    before = features[ID + "area/thai-binh"].properties
    assert (before["isoCode"], before["gsoCode"]) == ("VN-20", "34")
    assert before["successors"] == [ID + "area/hung-yen-2025"]
    assert sum(one.properties.get("isoCode", "").startswith("VN-") for one in read.features) == 63


def test_places_of_odd_data_are_a_feature_each(odd: Callable[[str], Path]) -> None:
    read = geojson.loads(odd("geojson").read_text(encoding="utf-8"))
    assert read.is_valid, read.errors()
    names = {feature.id.removeprefix(ID): feature.properties["name"] for feature in read.features}
    assert names == {"area/east": ID + "area/east", "area/sample": "Sample Province", "area/west": "Nước Tây"}
    assert len(read.features) == len(names)
    (sample,) = (feature for feature in read.features if feature.id == ID + "area/sample")
    assert sample.properties["within"] == [ID + "area/east", ID + "area/west"]


def test_popolo_is_as_its_specification_says(written: Callable[[str], Path]) -> None:
    schema = yaml_files.read(Path(__file__).with_name("popolo.yaml"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    faults = [f"{fault.json_path}: {fault.message}" for fault in validator.iter_errors(_json(written("popolo")))]
    assert faults == []


def test_popolo_refers_to_what_it_has(written: Callable[[str], Path], count: Callable[[str], int]) -> None:
    read = _json(written("popolo"))
    ids = {name: {one["id"] for one in read[name]} for name in read}
    assert len(ids["persons"]) == count("?x a diem:Person") > 0
    assert len(ids["memberships"]) == len(read["memberships"]) == count("?x a diem:PositionHolding")
    for one in read["memberships"]:
        assert one["person_id"] in ids["persons"]
        assert one["post_id"] in ids["posts"]
        assert one.get("organization_id") in ids["organizations"] | {None}
    assert any(one["sources"] for one in read["memberships"])


def _json(file: Path) -> Any:
    return json.loads(file.read_text("utf-8"))


def test_tables_are_as_their_description_says(
    written: Callable[[str], Path], count: Callable[[str], int], tmp_path: Path
) -> None:
    with zipfile.ZipFile(written("csvw")) as archive:
        archive.extractall(tmp_path)
    tables = {str(t.url): list(t) for t in csvw.TableGroup.from_file(tmp_path / "csv-metadata.json").tables}
    assert {row["meeting"] for row in tables["meetings.csv"]} != set()
    for name, kind in (
        ("attendance", "Attendance"),
        ("observation", "Observation"),
        ("meeting", "Meeting"),
        ("holding", "PositionHolding"),
        ("claim", "Claim"),
    ):
        pattern = f"?x a diem:{kind}" + (" ; diem:dataPoint ?p" if kind == "Observation" else "")
        rows = tables[f"{name}s.csv"]
        assert len({str(row[name]) for row in rows}) == count(pattern) > 0


def test_columns_are_named_as_in_the_ontology() -> None:
    schema = rdflib.Graph().parse(paths.ontology_dir() / "schema.ttl")
    named: dict[str, set[str]] = {}
    for term in set(schema.subjects(rdflib.RDFS.label)):
        given = schema.objects(term, rdflib.RDFS.label)
        labels = {one.language: str(one) for one in given if isinstance(one, rdflib.Literal)}
        named.setdefault(labels["en"], set()).update(labels["vi"].split(", "))
    tables = yaml_files.read(Path(formats.__file__).with_name("csvw.yaml")).values()
    titles = [(title[0].lower(), title[1].lower()) for table in tables for title in table["columns"].values()]
    known = [(vi, en) for vi, en in titles if en in named]
    assert len(known) > 15
    assert [(vi, en) for vi, en in known if vi not in named[en]] == []


def test_no_query_of_an_export_has_the_engine_hold_all_rows() -> None:
    """Sorting, grouping and telling apart take memory that grows with the data; there are few places."""
    folder = Path(formats.__file__).parent
    files = [*folder.glob("*.py"), *folder.glob("*.yaml")]
    holding = re.compile("ORDER BY|GROUP BY|SELECT DISTINCT")
    assert {one.name for one in files if holding.search(one.read_text(encoding="utf-8"))} == {"geojson.py"}


def test_to_standard_output(data_dir: Path) -> None:
    done = run("export", "popolo", data=data_dir)
    assert json.load(StringIO(done.stdout))["persons"]
    assert done.stderr == ""


def test_a_folder_that_is_not_there_is_named(data_dir: Path, tmp_path: Path) -> None:
    done = run("export", "ttl", "--output", str(tmp_path / "none" / "all.ttl"), data=data_dir)
    assert done.returncode == 2
    assert f"{tmp_path / 'none'}, is not there" in done.stderr


def test_without_a_release_it_says_how_to_make_one(tmp_path: Path) -> None:
    done = run("export", "ttl", "--output", str(tmp_path / "all.ttl"), data=tmp_path / "none")
    assert done.returncode == 1
    assert "diemcau build" in done.stderr
    assert not (tmp_path / "all.ttl").exists()
