"""The command `diemcau`: what it prints where, and its exit status."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, Graph, Namespace

from kg import paths, query_files, resultset
from tests.conftest import marked_long_but
from tests.running import DIEMCAU, Server, call, run

EVERYDAY = ("meeting-graph", "rankings")
MEETING_ARGUMENT = "meeting=2020-08-26"
RS = Namespace(resultset.RS)
RDFLIB = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}


def test_a_canned_question_prints_rows_that_other_tools_read(data_dir: Path) -> None:
    done = run("query", "who-attended", MEETING_ARGUMENT, data=data_dir)
    assert (done.returncode, done.stderr) == (0, "")
    rows = list(csv.reader(io.StringIO(done.stdout), delimiter="\t"))
    assert len(rows) == 7
    assert "Điểm cầu" in rows[0]
    assert any("Nguyễn Quang Hưng" in row for row in rows)


@pytest.mark.parametrize("form", marked_long_but(["csv", "json"], ["csv", "tsv", "json", "xml"]))
def test_data_come_in_the_format_asked_for(data_dir: Path, form: str) -> None:
    done = call("query", "who-attended", MEETING_ARGUMENT, "--format", form, data=data_dir)
    assert done.returncode == 0
    assert "Nguyễn Quang Hưng" in done.stdout
    if form == "json":
        assert len(json.loads(done.stdout)["results"]["bindings"]) == 6


def test_a_graph_question_gives_rdf(data_dir: Path) -> None:
    done = call("query", "meeting-graph", MEETING_ARGUMENT, "--format", "ttl", data=data_dir)
    assert done.returncode == 0
    assert len(Graph().parse(data=done.stdout, format="turtle")) > 20


def test_sparql_comes_from_a_file_or_standard_input(data_dir: Path, tmp_path: Path) -> None:
    text = "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/diemcau/ontology#Article> }"
    file = tmp_path / "mine.rq"
    file.write_text(text, encoding="utf-8")
    for done in (run("query", str(file), data=data_dir), run("query", "-", data=data_dir, stdin=text)):
        assert (done.returncode, done.stdout) == (0, "n\n5\n")


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (("query", "no-such"), 1, "diemcau queries"),
        (("query", "who-attended", "meting=1"), 1, "meeting"),
        (("query", "who-attended", "meeting"), 2, "NAME=VALUE"),
        (("query", "who-attended", "meeting=2020"), 1, "2020-08-26-pm"),
        (("query", "who-attended", "--format", "pdf"), 2, "csv"),
        (("query", "missing/file.rq"), 1, "missing/file.rq"),
        (("query", "-"), 1, "Line 2, column 1: The bracket {"),
        (("describe", "khong co ai ten the"), 1, "khong co ai ten the"),
        (("search", "khongcoaitenthe"), 1, "khongcoaitenthe"),
        (("nonsense",), 2, "nonsense"),
        (("serve", "--port", "99999999"), 2, "65535"),
    ],
)
def test_an_error_says_what_and_how_to_mend_it(
    data_dir: Path, arguments: tuple[str, ...], status: int, says: str
) -> None:
    done = call(*arguments, data=data_dir, stdin="SELECT *\n{ ?s")
    assert (done.returncode, done.stdout) == (status, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_release_the_way_to_one_is_named(tmp_path: Path) -> None:
    for arguments in (("search", "x"), ("describe", "x"), ("query", "meetings")):
        done = call(*arguments, data=tmp_path)
        assert done.returncode == 1
        assert "diemcau build" in done.stderr


@pytest.mark.parametrize("variable", ["DIEMCAU_PORT", "DIEMCAU_WORKERS", "DIEMCAU_QUERY_SECONDS"])
def test_a_setting_that_cannot_be_used_is_named(data_dir: Path, variable: str) -> None:
    done = call("search", "x", data=data_dir, **{variable: "abc"})
    assert done.returncode != 0
    assert f"{variable}='abc'" in done.stderr


def test_queries_are_listed(data_dir: Path) -> None:
    done = call("queries", data=data_dir)
    assert done.returncode == 0
    for query in query_files.load_queries(paths.queries_dir()).values():
        assert query.slug in done.stdout
        assert query.title["vi"] in done.stdout


def test_a_thing_is_described_by_iri_slug_or_label(data_dir: Path) -> None:
    iri = "https://w3id.org/diemcau/id/person/nguyen-xuan-phuc"
    for name in (iri, "nguyen-xuan-phuc", "Nguyễn Xuân Phúc", "nguyen xuan phuc"):
        done = call("describe", name, data=data_dir)
        assert done.returncode == 0
        assert len(Graph().parse(data=done.stdout, format="turtle")) > 20


def test_search_ignores_missing_marks(data_dir: Path) -> None:
    done = call("search", "nguyen quang", data=data_dir)
    assert done.returncode == 0
    assert "Nguyễn Quang Hưng\thttps://w3id.org/diemcau/id/person/nguyen-quang-hung" in done.stdout


def test_help_and_version(data_dir: Path) -> None:
    shown = run("--help", data=data_dir)
    for command in ("build", "validate", "serve", "query", "queries", "describe", "search"):
        assert command in shown.stdout
    assert run("--version", data=data_dir).returncode == 0


@pytest.fixture
def faulty_tree(tmp_path: Path) -> Path:
    """A copy of the project with one graph file broken on its last line."""
    root = Path(__file__).resolve().parents[2]
    for name in ("kg", "server", "ontology", "queries"):
        shutil.copytree(root / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    victim = sorted((tmp_path / "kg" / "graphs").glob("*.trig"))[0]
    victim.write_text(victim.read_text(encoding="utf-8") + "\nnot turtle\n", encoding="utf-8")
    return tmp_path


def test_a_faulty_input_stops_the_build_and_the_last_release_stays(data_dir: Path, faulty_tree: Path) -> None:
    before = os.readlink(data_dir / "current")
    name = sorted((faulty_tree / "kg" / "graphs").glob("*.trig"))[0].name
    for command in ("build", "validate"):
        done = run(command, data=data_dir, PYTHONPATH=str(faulty_tree))
        assert done.returncode == 1
        assert f"{name}:" in done.stderr
        assert "Traceback" not in done.stderr
        if command == "build":
            assert before.rpartition("/")[2] in done.stderr
    assert os.readlink(data_dir / "current") == before


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own JSON-LD parser
@pytest.mark.parametrize("form", marked_long_but(["ttl"], ["ttl", "nt", "rdf", "jsonld"]))
def test_rows_come_as_rdf_too(data_dir: Path, form: str) -> None:
    done = call("query", "who-attended", MEETING_ARGUMENT, "--format", form, data=data_dir)
    assert (done.returncode, done.stderr) == (0, "")
    graph = Graph().parse(data=done.stdout, format=RDFLIB[form])
    rows = set(graph.subjects(RDF.type, RS.ResultSolution))
    assert len(rows) == 6
    named = {str(value) for value in graph.objects(None, RS.value)}
    assert {"Nguyễn Xuân Phúc", "Vũ Đức Đam", "Nguyễn Quang Hưng", "Ngô Hùng"} <= named
    linked = {str(iri).rpartition("/")[2] for iri in graph.objects(None, RDFS.seeAlso)}
    assert linked == {"afd5768686bddc22", "fd45605fa2297ed5"}


def test_rows_of_a_file_and_of_an_endpoint_come_as_rdf_too(data_dir: Path) -> None:
    text = "SELECT ?m { ?m a <https://w3id.org/diemcau/ontology#Meeting> }"
    here = call("query", "-", "--format", "ttl", data=data_dir, stdin=text)
    with Server(data_dir) as server:
        there = call("query", "-", "--format", "ttl", "--endpoint", f"{server.url}/sparql", data=data_dir, stdin=text)
        graph = call("query", "meeting-graph", "--format", "ttl", "--endpoint", f"{server.url}/sparql", data=data_dir)
    for done in (here, there):
        found = Graph().parse(data=done.stdout, format="turtle")
        assert len(set(found.objects(None, RS.value))) == 4
    assert len(Graph().parse(data=graph.stdout, format="turtle")) > 20


def test_a_graph_is_no_table_and_the_formats_that_fit_are_named(data_dir: Path) -> None:
    graph = call("query", "meeting-graph", MEETING_ARGUMENT, data=data_dir)
    assert graph.returncode == 1
    assert "--format, one of ttl" in graph.stderr


@pytest.mark.parametrize("slug", marked_long_but(EVERYDAY, query_files.load_queries(paths.queries_dir())))
def test_every_question_prints_on_the_command_line(data_dir: Path, slug: str) -> None:
    form = "ttl" if query_files.load_queries(paths.queries_dir())[slug].form == "construct" else "table"
    done = call("query", slug, "--format", form, data=data_dir)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout
    assert "…" not in done.stdout  # a shortened name is for pages only


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    file = tmp_path / "a-file"
    file.touch()
    done = call("build", data=file)
    assert done.returncode == 1
    assert str(file) in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "seconds", [0.7, pytest.param(3.0, marks=pytest.mark.long), pytest.param(5.5, marks=pytest.mark.long)]
)
def test_a_killed_build_leaves_the_last_release_in_service(data_dir: Path, tmp_path: Path, seconds: float) -> None:
    own = tmp_path / "data"
    shutil.copytree(data_dir, own, symlinks=True)
    before = (own / "current").readlink()
    command = [str(DIEMCAU), "--data", str(own), "build"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as build:
        time.sleep(seconds)
        build.kill()
    assert (own / "current").readlink() == before
    assert run("query", "who-attended", MEETING_ARGUMENT, data=own).stdout.count("\n") == 7


@pytest.mark.parametrize(
    "small_disk", [1, pytest.param(6, marks=pytest.mark.long), pytest.param(10, marks=pytest.mark.long)], indirect=True
)
def test_a_build_on_a_full_disk_says_which_file_and_how_much_was_free(small_disk: Path) -> None:
    done = run("build", data=small_disk)
    assert done.returncode == 1
    assert "the disk is full" in done.stderr
    assert re.search(rf"{small_disk}/releases/\.staging-\w+/\S+: .*, [0-9,]+ MiB were free", done.stderr)
    assert "None" not in done.stderr
    assert "Traceback" not in done.stderr
    assert not list((small_disk / "releases").iterdir())
