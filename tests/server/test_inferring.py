"""`diemcau infer`: two engines that print the same, reasons, and a file that is whole or not there."""

from pathlib import Path

import pytest

from kg import iris
from kg.release import Release
from kg.store import parse_file
from tests.running import call


def test_it_prints_the_inferred_graph_of_a_build(data_dir: Path, release: Release) -> None:
    done = call("infer", data=data_dir)
    assert done.returncode == 0
    lines = release.dump.read_text(encoding="utf-8").splitlines()
    built = [line for line in lines if line.endswith(f"<{iris.GRAPH}inferred> .")]
    assert done.stdout.splitlines() == built
    assert f"{len(built)} triples follow (engine: rules)." in done.stderr


@pytest.mark.long
def test_the_other_engine_prints_the_same(data_dir: Path) -> None:
    assert call("infer", "--engine", "owlrl", data=data_dir).stdout == call("infer", data=data_dir).stdout


def test_it_writes_a_file(data_dir: Path, tmp_path: Path) -> None:
    made = tmp_path / "inferred.nq"
    made.write_text("old", encoding="utf-8")
    done = call("infer", "--output", str(made), data=data_dir)
    assert (done.returncode, done.stdout) == (0, "")
    assert {str(quad.graph_name) for quad in parse_file(made)} == {f"<{iris.GRAPH}inferred>"}
    assert list(tmp_path.iterdir()) == [made]


def test_an_engine_that_there_is_not_is_refused(data_dir: Path) -> None:
    done = call("infer", "--engine", "hermit", data=data_dir)
    assert (done.returncode, done.stdout) == (2, "")
    assert "rules" in done.stderr
    assert "owlrl" in done.stderr


def test_a_folder_that_cannot_be_written_to_is_named(data_dir: Path, tmp_path: Path) -> None:
    done = call("infer", "--output", str(tmp_path / "missing" / "inferred.nq"), data=data_dir)
    assert done.returncode == 1
    assert "missing" in done.stderr
    assert "Traceback" not in done.stderr


def test_it_tells_why(data_dir: Path) -> None:
    done = call("infer", "--why", "person:nguyen-xuan-phuc", data=data_dir)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    at = lines.index("person:nguyen-xuan-phuc diem:affiliatedWith agency:chinh-phu  [prp-spo2]")
    assert lines[at + 1] == "    person:nguyen-xuan-phuc diem:holdsPosition position:thu-tuong-chinh-phu  [prp-spo2]"
    assert "    diem:affiliatedWith owl:propertyChainAxiom ( diem:holdsPosition diem:positionIn )" in lines[at:]


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (("--why", "Nguyen"), 2, "person:nguyen-van-a"),
        (("--why", "person:khong-co"), 1, "Nothing follows"),
        (("--why", "person:nguyen-xuan-phuc", "--engine", "owlrl"), 2, "--engine"),
    ],
)
def test_what_cannot_be_told_is_said(data_dir: Path, arguments: tuple[str, ...], status: int, says: str) -> None:
    done = call("infer", *arguments, data=data_dir)
    assert (done.returncode, done.stdout) == (status, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr
