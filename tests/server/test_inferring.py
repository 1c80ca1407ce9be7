"""`diemcau infer`: two engines that print the same, reasons, and a file that is whole or not there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import LocalCluster

from kg import iris
from kg.release import Release
from kg.store import parse_file
from tests.benchmarks import ingest as made
from tests.running import call, run


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


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a Dask cluster."""
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        yield cluster.scheduler_address


@pytest.mark.long
def test_on_a_dask_cluster_it_prints_the_same(scheduler: str, data_dir: Path, tmp_path: Path) -> None:
    """With articles that were taken in, which report one meeting."""
    (tmp_path / "articles").mkdir()
    made.write(tmp_path / "articles", 20)
    for name in ("here", "there"):
        assert run("ingest", str(tmp_path / "articles"), data=tmp_path / name).returncode == 0
    there = run("infer", "--dask", scheduler, data=tmp_path / "there")
    assert there.stdout == run("infer", data=tmp_path / "here").stdout
    assert there.stdout.count("\n") > run("infer", data=data_dir).stdout.count("\n")
    built = run("build", "--dask", scheduler, data=tmp_path / "there")
    assert built.returncode == 0, built.stderr
    lines = (tmp_path / "there" / "current" / "dump.nq").read_text(encoding="utf-8").splitlines(keepends=True)
    assert "".join(line for line in lines if line.endswith(f"<{iris.GRAPH}inferred> .\n")) == there.stdout


@pytest.mark.long
def test_it_infers_from_files_on_a_cluster(scheduler: str, data_dir: Path, release: Release, tmp_path: Path) -> None:
    """The release cut into files anywhere says what it says as a whole, and a bad file leaves what there was."""
    given = [line for line in release.dump.read_bytes().splitlines(keepends=True) if b"/graph/inferred>" not in line]
    shards = [tmp_path / f"{number}.nq" for number in range(3)]
    for number, shard in enumerate(shards):
        shard.write_bytes(b"".join(given[number::3]))
    wanted, made = run("infer", data=data_dir).stdout.splitlines(), tmp_path / "inferred.nq"
    done = run("infer", "--dask", scheduler, "--output", str(made), *map(str, shards), data=data_dir)
    assert done.returncode == 0, done.stderr
    assert sorted(made.read_text(encoding="utf-8").splitlines()) == wanted
    shards[1].write_text("<urn:a> no quad\n", encoding="utf-8")
    for bad, says in ((shards[1], "1.nq"), (tmp_path / "none.nq", "Each machine of the cluster")):
        done = run("infer", "--dask", scheduler, "--output", str(made), str(bad), data=data_dir)
        assert done.returncode == 1
        assert says in done.stderr
        assert "Traceback" not in done.stderr
    assert len(made.read_text(encoding="utf-8").splitlines()) == len(wanted)


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (("one.nq",), 2, "give --dask"),
        (("--why", "person:nguyen-xuan-phuc", "--dask", "tcp://127.0.0.1:1"), 2, "--why out"),
        (("--engine", "owlrl", "--dask", "tcp://127.0.0.1:1"), 2, "leave --engine"),
        (("--dask", "nowhere"), 1, "no Dask scheduler answers at nowhere"),
    ],
)
def test_what_a_cluster_cannot_do_is_said(data_dir: Path, arguments: tuple[str, ...], status: int, says: str) -> None:
    done = run("infer", *arguments, data=data_dir)
    assert (done.returncode, done.stdout) == (status, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr
