"""Everyone else's tools against a running site, each as its own documentation has it used."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, TURTLE, XML, SPARQLWrapper

from kg import iris
from kg.events import AS
from kg.release import Release
from tests import npm
from tests.asking import send
from tests.clients import fetch_comunica, fetch_ldes_client
from tests.fetching import FetchError
from tests.running import Server, call

MEETING = URIRef(iris.ID + "meeting/2020-08-26-pm-uy-ban-quoc-gia-ve-chinh-phu-dien-tu")
ATTENDED = f"""
PREFIX diem: <{iris.ONT}>
PREFIX rdfs: <{iris.RDFS}>
SELECT DISTINCT ?name {{ ?person a diem:Person ; rdfs:label ?name ; diem:attended <{MEETING}> }} ORDER BY ?name
"""
WHO = ["Nguyễn Quang Hưng", "Nguyễn Xuân Phúc", "Ngô Hùng", "Vũ Đức Đam"]


def test_sparqlwrapper_reads_each_format(site: Server) -> None:
    client: Any = SPARQLWrapper(f"{site.url}/sparql", returnFormat=JSON)
    client.setQuery(ATTENDED)
    assert [row["name"]["value"] for row in client.queryAndConvert()["results"]["bindings"]] == WHO
    client.setReturnFormat(XML)
    assert WHO[0] in client.queryAndConvert().toxml()
    client.setReturnFormat(CSV)
    assert client.queryAndConvert().decode().split() == " ".join(["name", *WHO]).split()
    client.setReturnFormat(TURTLE)
    client.setQuery(f"DESCRIBE <{MEETING}>")
    assert (MEETING, None, None) in Graph().parse(data=client.queryAndConvert(), format="turtle")


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_has_it_as_a_store(site: Server, method: str) -> None:
    graph = Graph(SPARQLStore(f"{site.url}/sparql", method=method, returnFormat="json"))
    assert [str(row[0]) for row in graph.query(ATTENDED)] == WHO  # type: ignore[index]
    label = URIRef(iris.RDFS + "label")
    assert "Online conference of the National Committee on e-Government, afternoon of 26 August 2020" in {
        str(one) for one in graph.objects(MEETING, label)
    }


def test_curl_gets_what_it_accepts(site: Server) -> None:
    curl = shutil.which("curl")
    if curl is None:
        assert "TESTS_REQUIRE_ALL" not in os.environ, "there is no curl"
        pytest.skip("there is no curl")
    form = ["--data-urlencode", f"query={ATTENDED}", "-H", "Accept: text/csv", f"{site.url}/sparql"]
    csv = subprocess.run([curl, "-fsS", *form], capture_output=True, text=True, check=True, timeout=20).stdout
    assert csv.splitlines() == ["name", *WHO]
    thing = f"{site.url}/id/area/thai-binh"
    follow = [curl, "-fsSL", "-H", "Accept: text/turtle", thing]
    turtle = subprocess.run(follow, capture_output=True, text=True, check=True, timeout=20).stdout
    assert (URIRef(iris.ID + "area/thai-binh"), None, None) in Graph().parse(data=turtle, format="turtle")


def test_an_answer_that_is_kept_is_given_to_those_who_asked_for_its_profile(site: Server) -> None:
    for profile in ("org", "schema", "evidence", "org"):
        iri = f"<{iris.PROFILE}{profile}>"
        for _ in range(2):
            _, headers, _ = send(site, "GET", "/data/area/thai-binh.ttl", b"", Accept_Profile=iri)
            assert headers["Content-Profile"] == iri


def _fetched(fetch: Callable[[], bool]) -> None:
    """Skips the test where what it needs cannot be had, and fails it where nothing may be skipped."""
    try:
        fetch()
    except FetchError as error:
        if "TESTS_REQUIRE_ALL" in os.environ:
            raise
        pytest.skip(str(error).splitlines()[0])


@pytest.fixture(scope="module")
def comunica() -> Path:
    """The folder of an installation."""
    _fetched(fetch_comunica.fetch)
    return fetch_comunica.FOLDER


@pytest.mark.long
@pytest.mark.parametrize("source", ["sparql@{}/sparql", "{}/sparql", "{}/fragments"])
def test_comunica_asks_it(site: Server, comunica: Path, source: str) -> None:
    """Also where nobody says that it is an endpoint: its service description does; and by fragments."""
    command = [*npm.node(), str(comunica / "node_modules/@comunica/query-sparql/bin/query.js")]
    asked = [*command, source.format(site.url), ATTENDED, "-t", "application/sparql-results+json"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert [row["name"]["value"] for row in json.loads(done.stdout)["results"]["bindings"]] == WHO


@pytest.mark.long
def test_a_client_of_event_streams_follows_it(release: Release, tmp_path: Path) -> None:
    """It finds each claim of a release; started again after the next, no more than what that changed."""
    _fetched(fetch_ldes_client.fetch)
    lines = release.dump.read_bytes().splitlines(keepends=True)
    gone = next(line.split()[0] for line in lines if line.startswith(f"<{iris.ID}claim/".encode()))
    changed = [line.replace(b"#basis-subject-carried-over>", b"#basis-stated>") for line in lines if gone not in line]
    (tmp_path / "second.nq").write_bytes(b"".join(sorted(changed)))
    data, cli = tmp_path / "data", fetch_ldes_client.FOLDER / "node_modules/ldes-client/dist/bin/cli.js"
    assert call("load", str(release.dump), data=data).returncode == 0

    def follow(*options: str) -> str:
        command = [*npm.node(), str(cli), "--ordered", "ascending", *options, f"{site.url}/ldes"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout

    known = _claims(release.dump.read_text(encoding="utf-8"))
    assert len(known) > 400
    state = ("--save", str(tmp_path / "state"))
    with Server(data, DIEMCAU_CLIENT_SECONDS="0", DIEMCAU_CLIENT_ERRORS="0") as site:
        assert _claims(follow("--materialize")) == known
        held = dict.fromkeys(known, "Create")
        assert _versions(follow(*state)) == held
        assert call("load", str(tmp_path / "second.nq"), data=data).returncode == 0
        told = _versions(follow(*state))
    other = re.findall(rf"^<({iris.ID}claim/[^>]+)> .*#basis-subject-carried-over> ", b"".join(lines).decode(), re.M)
    assert told == {gone.decode()[1:-1]: "Delete", **dict.fromkeys(other, "Update")}
    assert {claim for claim, kind in {**held, **told}.items() if kind != "Delete"} == _claims(
        b"".join(changed).decode()
    )


def _claims(text: str) -> set[str]:
    return set(re.findall(f"^<({iris.ID}claim/[^>#]+)> <{iris.RDF}type> <{iris.ONT}Claim> ", text, re.MULTILINE))


def _versions(text: str) -> dict[str, str]:
    """What became of each claim, by the version of it that came last."""
    return dict(re.findall(f"^<({iris.ID}claim/[^>#]+)#[^>]+> <{iris.RDF}type> <{AS}(\\w+)> ", text, re.MULTILINE))


def test_r_reads_questions_as_data_frames(site: Server) -> None:
    if shutil.which("Rscript") is None and "TESTS_REQUIRE_ALL" not in os.environ:
        pytest.skip("there is no Rscript (apt: r-base-core)")
    command = ["Rscript", "queries/notebook/diemcau.R", site.url]
    environment = {**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "no_proxy": "*"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=environment)
    assert done.returncode == 0, done.stderr
    assert "Thái Bình bridge point, afternoon of 26 August 2020" in done.stdout
    for value in ("72.00", "86.50", "88.53"):
        assert value in done.stdout
