"""The whole line on a small world: what a build publishes, reports, and leaves alone."""

import json
import random
from pathlib import Path

import pytest

from kg import dataset, iris, pipeline, release
from kg.model import BuildFailed
from kg.reasoning import Beyond
from kg.sources import Inputs
from tests.kg import small_world

Seen = list[tuple[str, int, int]]


@pytest.fixture
def world(tmp_path: Path) -> Inputs:
    return small_world.write(tmp_path)


def test_a_build_publishes_a_release(world: Inputs, tmp_path: Path) -> None:
    seen: Seen = []
    report = pipeline.build(tmp_path / "data", [tmp_path / "articles"], lambda *step: seen.append(step), world)
    assert release.current(tmp_path / "data") == report.release
    assert not report.unchanged
    assert report.warnings == ()
    names = [stage.name for stage in report.stages]
    assert names == [
        "read",
        "evidence",
        "infer",
        "shapes",
        "describe",
        "dump",
        "store",
        "labels",
        "lists",
        "statistics",
        "events",
        "publish",
    ]
    assert list(dict.fromkeys(name for name, _, _ in seen)) == names
    assert all(0 <= done <= total for _, done, total in seen)
    assert {name for name, done, total in seen if done == total} == set(names)
    assert report.stages[1].items == len(small_world.CLAIMED)
    graphs = {iris.GRAPH + name for name in ("schema", "vocab", "alignments", "reference/sample", "inferred")} | {
        iris.article_graph(small_world.ARTICLE)
    }
    assert set(report.counts) == graphs
    lines = report.release.dump.read_text(encoding="utf-8").splitlines()
    described = [line for line in lines if line.endswith(f"<{dataset.GRAPH}> .")]
    assert len(lines) == sum(report.counts.values()) + len(described)
    # What is described is the union, in which a triple of two graphs is one.
    union = {line.rpartition(" <")[0] for line in lines} - {line.rpartition(" <")[0] for line in described}
    triples = f'<{dataset.DATASET}> <http://rdfs.org/ns/void#triples> "{len(union)}"'
    assert [line for line in described if line.startswith(triples)]


def test_the_report_lies_in_the_release(world: Inputs, tmp_path: Path) -> None:
    report = pipeline.build(tmp_path / "data", [], inputs=world)
    written = json.loads(report.release.report.read_text(encoding="utf-8"))
    assert written["release"] == report.release.id
    assert written["graphs"] == dict(report.counts)
    assert [stage["name"] for stage in written["stages"]][:2] == ["read", "evidence"]
    assert small_world.ARTICLE in written["stages"][1]["note"]  # its text was not at hand


def test_the_same_inputs_give_the_same_bytes(world: Inputs, tmp_path: Path) -> None:
    first = pipeline.build(tmp_path / "one", [], inputs=world)
    second = pipeline.build(tmp_path / "two", [], inputs=world)
    again = pipeline.build(tmp_path / "two", [], inputs=world)
    assert first.release.dump.read_bytes() == second.release.dump.read_bytes()
    assert first.release.id == second.release.id == again.release.id
    assert (second.unchanged, again.unchanged) == (False, True)


def test_the_order_of_statements_in_a_file_does_not_matter(world: Inputs, tmp_path: Path) -> None:
    before = pipeline.check([], world)
    path = world.ontology / "reference" / "sample.ttl"
    prefixes, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    blocks = [block for block in body.replace(" .\n", " .\n\0").split("\0") if block.strip()]
    random.Random(7).shuffle(blocks)  # noqa: S311 – the same order each time
    path.write_text(prefixes + "\n\n" + "".join(blocks), encoding="utf-8")
    assert set(pipeline.check([], world).quads) == set(before.quads)


def test_a_faulty_input_leaves_the_last_good_release_in_service(world: Inputs, tmp_path: Path) -> None:
    data = tmp_path / "data"
    good = pipeline.build(data, [], inputs=world).release
    path = world.graphs / f"{small_world.ARTICLE}.trig"
    path.write_text(path.read_text(encoding="utf-8") + "<", encoding="utf-8")
    with pytest.raises(BuildFailed) as failed:
        pipeline.build(data, [], inputs=world)
    (fault,) = failed.value.faults
    assert fault.where == f"kg/graphs/{small_world.ARTICLE}.trig"
    assert fault.line is not None
    assert release.current(data) == good
    assert good.dump.is_file()
    assert [path.name for path in (data / "releases").iterdir()] == [good.id]


def test_a_contradiction_is_reported_where_it_stands(world: Inputs, tmp_path: Path) -> None:
    path = world.graphs / f"{small_world.ARTICLE}.trig"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("tran-thi-thu a diem:Person ;", "tran-thi-thu a diem:Person , diem:Province ;"), "utf-8"
    )
    with pytest.raises(BuildFailed, match="Disjoint classes") as failed:
        pipeline.build(tmp_path / "data", [], inputs=world)
    line = text[: text.index("tran-thi-thu a diem:Person")].count("\n") + 1
    assert (path.name, line) in [(Path(fault.where).name, fault.line) for fault in failed.value.faults]


def test_a_warning_does_not_stop_a_build(world: Inputs, tmp_path: Path) -> None:
    path = world.graphs / f"{small_world.ARTICLE}.trig"
    text = path.read_text(encoding="utf-8").replace('Date "2021-02-02"', 'Date "2021-01-31"')
    path.write_text(text, encoding="utf-8")
    report = pipeline.build(tmp_path / "data", [], inputs=world)
    assert [fault.severity for fault in report.warnings] == ["warning"]
    assert "older than the meeting" in report.warnings[0].message


@pytest.mark.long
def test_axioms_that_the_rules_cannot_take_go_to_owlrl_and_are_named(world: Inputs) -> None:
    path = world.ontology / "schema.ttl"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}\ndiem:dayPart rdfs:range owl:Class .\n", encoding="utf-8")
    before = set(pipeline.entailments("owlrl", inputs=world))
    checked = pipeline.check([], world)
    assert before <= set(checked.quads)
    (warning,) = [fault for fault in checked.warnings if "owlrl" in fault.message]
    assert warning.severity == "warning"
    assert warning.where == "ontology/schema.ttl"
    assert text.split("\n")[(warning.line or 0) - 1].startswith("diem:dayPart")
    with pytest.raises(Beyond, match="prp-rng would make axioms"):
        pipeline.entailments("rules", inputs=world)
