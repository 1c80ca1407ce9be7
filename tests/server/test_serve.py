"""`diemcau serve` as a process: starts, answers over HTTP, takes a new release, ends and leaves nothing."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from rdflib import Graph
from SPARQLWrapper import CSV, JSON, JSONLD, N3, POST, RDFXML, TSV, TURTLE, XML, SPARQLWrapper

from kg import release as releases
from server import serving
from server.app import create_app
from server.operations import KEPT_SECONDS
from tests.asking import ENDLESS
from tests.conftest import marked_long_but
from tests.running import DIEMCAU, Server, alive, call, descendants, run
from tests.server.conftest import settings


@pytest.fixture
def own_data(data_dir: Path, tmp_path: Path) -> Path:
    """A copy of the release in a data folder that the test may change."""
    shutil.copytree(data_dir, tmp_path / "data", symlinks=True)
    return tmp_path / "data"


@pytest.fixture
def own_server(own_data: Path) -> Iterator[Server]:
    """A site that the test may end, and whose data it may change."""
    with Server(own_data) as running:
        yield running


@pytest.fixture(scope="module")
def server(data_dir: Path) -> Iterator[Server]:
    """A site that is only asked."""
    with Server(data_dir) as running:
        yield running


def read(client: SPARQLWrapper) -> str:
    """The answer as it came."""
    return bytes(client.query().response.read()).decode()


def read_json(client: SPARQLWrapper) -> Any:
    return json.loads(read(client))


def test_it_starts_on_an_existing_release_says_where_and_ends_whole(own_server: Server) -> None:
    assert own_server.started_in < 10  # measured 0.7 s on two cores; the bound only catches a stall
    own_server.get("/queries/meetings.csv")
    processes = descendants(own_server.process.pid)
    assert len(processes) >= 3  # the web worker, the supervisor of queries, its workers
    printed = own_server.stop()
    assert f"http://127.0.0.1:{own_server.port}/" in printed
    assert "Traceback" not in printed
    deadline = time.monotonic() + 10
    while any(map(alive, processes)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [pid for pid in processes if alive(pid)]


def test_what_readers_would_wait_for_is_made_beforehand(data_dir: Path) -> None:
    app = create_app(settings(data_dir))
    with contextlib.closing(app.extensions["site"]) as site:
        serving.warm_up(app, site)
        assert app.jinja_env.cache is not None
        until = time.monotonic() + 60
        while len(app.jinja_env.cache) < len(app.jinja_env.list_templates()) and time.monotonic() < until:
            time.sleep(0.05)
        assert len(app.jinja_env.cache) == len(app.jinja_env.list_templates())


def test_the_question_of_the_issue_is_answered(server: Server) -> None:
    status, headers, body = server.get("/queries/who-attended.csv?meeting=2020-08-26")
    assert status == 200
    assert headers["Content-Type"].startswith("text/csv")
    assert len(body.decode().splitlines()) == 7


def test_a_sparql_client_asks_in_its_usual_ways(server: Server) -> None:
    client = SPARQLWrapper(f"http://127.0.0.1:{server.port}/sparql")
    client.setQuery("SELECT ?a { ?a a <https://w3id.org/diemcau/ontology#Article> } ORDER BY ?a")
    client.setReturnFormat(JSON)
    assert len(read_json(client)["results"]["bindings"]) == 5
    client.setReturnFormat(CSV)
    client.setMethod(POST)
    assert len(read(client).splitlines()) == 6
    client.setQuery("CONSTRUCT { ?a a ?t } WHERE { ?a a ?t } LIMIT 3")
    client.setReturnFormat(TURTLE)
    assert len(Graph().parse(data=read(client), format="turtle")) == 3


@pytest.mark.parametrize("form", [JSON, XML, CSV, TSV])
def test_a_sparql_client_gets_rows_in_each_format_that_it_knows(server: Server, form: str) -> None:
    client = SPARQLWrapper(f"http://127.0.0.1:{server.port}/sparql")
    client.setQuery("SELECT ?a { ?a a <https://w3id.org/diemcau/ontology#Article> } ORDER BY ?a")
    client.setReturnFormat(form)
    assert read(client).count("/id/article/") == 5


@pytest.mark.parametrize("form", [TURTLE, N3, RDFXML, XML, JSONLD])
def test_a_sparql_client_gets_a_graph_in_each_format_that_it_knows(server: Server, form: str) -> None:
    client = SPARQLWrapper(f"http://127.0.0.1:{server.port}/sparql")
    client.setQuery("CONSTRUCT WHERE { ?a a <https://w3id.org/diemcau/ontology#Article> }")
    client.setReturnFormat(form)
    answer = client.query().response
    assert answer.status == 200
    assert b"w3id.org/diemcau" in answer.read()


def test_the_command_line_asks_a_running_server(server: Server, data_dir: Path) -> None:
    endpoint = f"http://127.0.0.1:{server.port}/sparql"
    arguments = ("query", "who-attended", "meeting=2020-08-26", "--format", "csv")
    here, there = call(*arguments, data=data_dir), call(*arguments, "--endpoint", endpoint, data=data_dir)
    assert there.returncode == 0, there.stderr
    assert there.stdout == here.stdout != ""
    nowhere = call(*arguments, "--endpoint", "http://127.0.0.1:9/sparql", data=data_dir)
    assert nowhere.returncode == 1
    assert "127.0.0.1:9" in nowhere.stderr
    assert "Traceback" not in nowhere.stderr


def test_a_new_release_is_served_without_a_restart(own_server: Server, own_data: Path) -> None:
    first = releases.current(own_data)
    assert first is not None
    second = own_data / "releases" / "0123456789abcdef"
    shutil.copytree(first.path, second)
    with (second / "dump.nq").open("a", encoding="utf-8") as dump:
        dump.write("<http://example.org/new> <http://example.org/is> <http://example.org/here> .\n")
    link = own_data / ".next"
    link.symlink_to(Path("releases") / second.name)
    link.replace(own_data / "current")
    time.sleep(2 * releases.LOOK_SECONDS)
    asked = own_server.get("/sparql?query=ASK%7B%3Chttp://example.org/new%3E%20?p%20?o%7D")
    assert json.loads(asked[2])["boolean"] is True
    assert json.loads(own_server.get("/health")[2])["release"] == second.name
    time.sleep(KEPT_SECONDS)
    assert json.loads(own_server.get("/ready")[2])["release"] == second.name
    commands = [Path(f"/proc/{p}/cmdline").read_bytes() for p in descendants(own_server.process.pid)]
    assert any(second.name.encode() in command for command in commands)
    assert not any(first.id.encode() in command for command in commands)  # its workers are gone


def test_a_new_release_is_opened_while_nobody_asks(own_server: Server, own_data: Path, tmp_path: Path) -> None:
    own_server.get("/ready")
    other = tmp_path / "other.nq"
    other.write_text("<urn:a> <urn:p> <urn:b> <urn:g> .\n", encoding="utf-8")
    assert call("load", str(other), data=own_data).returncode == 0
    published = releases.current(own_data)
    assert published is not None
    until = time.monotonic() + 20
    while json.loads(own_server.get("/health")[2])["release"] != published.id:  # which opens nothing
        assert time.monotonic() < until
        time.sleep(0.2)


def test_a_release_that_cannot_be_opened_leaves_the_old_one_in_service(own_server: Server, own_data: Path) -> None:
    first = releases.current(own_data)
    assert first is not None
    broken = own_data / "releases" / "fedcba9876543210"
    shutil.copytree(first.path, broken)
    (broken / "labels.sqlite").write_bytes(b"no database, but long enough to look like a file")
    link = own_data / ".next"
    link.symlink_to(Path("releases") / broken.name)
    link.replace(own_data / "current")
    time.sleep(2 * releases.LOOK_SECONDS)
    for _ in range(2):
        for path in ("/ready", "/health"):
            status, _, body = own_server.get(path)
            assert (status, json.loads(body)["release"]) == (200, first.id)


def test_a_killed_server_leaves_no_process_and_no_folder(own_data: Path, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    server = Server(own_data, TMPDIR=str(scratch))
    processes = descendants(server.process.pid)
    assert [folder for folder in scratch.iterdir() if folder.name.startswith("diemcau-")]
    server.process.kill()
    server.process.communicate(timeout=20)
    deadline = time.monotonic() + 10
    while any(map(alive, processes)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [pid for pid in processes if alive(pid)]
    assert not [folder for folder in scratch.iterdir() if folder.name.startswith("diemcau-")]


ENDINGS = {"SIGTERM": (signal.SIGTERM, False), "SIGINT": (signal.SIGINT, False), "Ctrl+C": (signal.SIGINT, True)}


def end(data: Path, ending: str) -> None:
    """Starts a server, asks it something, and asserts that it ends at once and without a word."""
    server = Server(data)
    began = time.monotonic()
    printed = server.stop(*ENDINGS[ending])
    assert time.monotonic() - began < 5  # a query may take 10 s: nothing was waited for, and nothing killed
    assert len(printed.splitlines()) == 1, printed


def end_while_starting(data: Path, ending: str, seconds: float) -> None:
    """Ends a server so many seconds after it has said where it is, when its application is still being made."""
    number, whole_group = ENDINGS[ending]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [DIEMCAU, "--data", data, "serve", "--port", str(port)], stderr=subprocess.PIPE, text=True, process_group=0
    )
    assert process.stderr is not None
    assert "Ctrl+C" in process.stderr.readline()
    time.sleep(seconds)
    began = time.monotonic()
    (os.killpg if whole_group else os.kill)(process.pid, number)
    _, printed = process.communicate(timeout=30)
    assert (process.returncode, printed) == (0, "")
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("ending", marked_long_but(["SIGTERM"], ENDINGS))
def test_it_ends_at_once_and_without_a_word(data_dir: Path, ending: str) -> None:
    end(data_dir, ending)
    end_while_starting(data_dir, ending, 0.0)
    end_while_starting(data_dir, ending, 0.3)


@pytest.mark.long
@pytest.mark.clock
def test_a_first_start_builds_a_release_and_ends_as_any_other(tmp_path: Path) -> None:
    server = Server(tmp_path)
    began = time.monotonic()
    printed = server.stop(*ENDINGS["Ctrl+C"])
    assert time.monotonic() - began < 5
    assert "killed" not in printed
    assert releases.current(tmp_path) is not None


@pytest.mark.long
@pytest.mark.clock
@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("number", range(10))
def test_it_always_ends_at_once_and_without_a_word(data_dir: Path, ending: str, number: int) -> None:
    end(data_dir, ending)
    end_while_starting(data_dir, ending, number / 5)


def test_the_second_signal_ends_what_still_runs(data_dir: Path) -> None:
    server = Server(data_dir)
    path = "/sparql?query=" + quote(ENDLESS)
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(1)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        began = time.monotonic()
        assert "killed" in server.stop()
        assert time.monotonic() - began < 3


def test_an_address_that_is_taken_is_said_in_one_line(data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("serve", "--port", str(port), data=data_dir)
    assert done.returncode == 1
    assert f"127.0.0.1:{port}" in done.stderr
    assert "--port" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_plain_data_set_that_cannot_be_opened_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "exact").mkdir()
    (tmp_path / "exact" / "store").write_text("in the way", encoding="utf-8")
    for more in ((), ("--writable", "--token", "0123456789abcdef0123456789abcdef")):
        done = run("serve", "--dataset", "exact", *more, data=tmp_path)
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert str(tmp_path) in done.stderr
        assert "diemcau doctor" in done.stderr


@pytest.mark.long
def test_a_plain_data_set_that_cannot_be_published_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "exact" / ".lock").mkdir(parents=True)
    done = run("serve", "--dataset", "exact", "--writable", "--token", "0123456789abcdef" * 2, data=tmp_path)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "diemcau doctor" in done.stderr
