"""/api/openapi.json: it is OpenAPI 3.1, names all there is and nothing else, and a running site keeps to it."""

import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openapi_spec_validator import OpenAPIV31SpecValidator

from kg.formats import for_kind
from server import urls
from server.app import create_app
from server.problems import TITLES
from server.settings import LIMITS
from server.site import Site
from tests.running import Server
from tests.server.conftest import settings

ROOT = Path(__file__).resolve().parents[2]
LONG_SECONDS = int(os.environ.get("TESTS_FUZZ_SECONDS", "120"))
WRITABLE = {"DIEMCAU_DATASET": "exact", "DIEMCAU_WRITABLE": "1", "DIEMCAU_TOKEN": secrets.token_hex(16)}
KINDS = {"union": {}, "exact": {"DIEMCAU_DATASET": "exact"}, "writable": WRITABLE}


@pytest.fixture(scope="module", params=KINDS)
def site(request: pytest.FixtureRequest, data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = data_dir if request.param == "union" else tmp_path_factory.mktemp("exact")
    made = create_app(settings(folder, **KINDS[request.param]))
    yield made
    made.extensions["site"].close()


@pytest.fixture(scope="module")
def description(site: Flask) -> dict[str, Any]:
    response = site.test_client().get("/api/openapi.json")
    assert response.mimetype == "application/json"
    found: dict[str, Any] = response.get_json()
    return found


def operations(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in description["paths"].items():
        for method, operation in item.items():
            yield path, method.upper(), operation


def test_it_is_openapi_3_1(description: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(description).validate()
    names = [operation["operationId"] for _, _, operation in operations(description)]
    assert len(set(names)) == len(names)


def test_a_list_and_a_question_of_one_name_have_parameters_of_their_own(description: dict[str, Any]) -> None:
    paths, known = description["paths"], description["components"]["parameters"]
    for name in {*urls.LISTS} & {path.removeprefix("/queries/") for path in paths}:
        of_list, of_question = (
            {one["$ref"].rpartition("/")[2] for one in paths[path]["get"]["parameters"] if "$ref" in one}
            for path in (f"/{name}", f"/queries/{name}")
        )
        shared = {key for key in of_list & of_question if "." in key}  # others are the same everywhere
        assert not shared, {key: known[key] for key in shared}


def test_it_names_every_route_and_no_other(site: Flask, description: dict[str, Any]) -> None:
    adapter = site.url_map.bind("")
    described = set()
    for path, method, _ in operations(description):
        rule, _ = adapter.match(path.replace("{", "").replace("}", ""), method, return_rule=True)
        described.add((rule.rule, method))
    routes = {
        (rule.rule, method)
        for rule in site.url_map.iter_rules()
        for method in (rule.methods or set()) - {"OPTIONS"}
        if rule.endpoint != "static"
    }
    # GET stands for HEAD, but for graphs, where it says more; of HTTP QUERY the text tells.
    implied = {(rule, "HEAD") for rule, method in described if method == "GET"} | {("/sparql", "QUERY")}
    # Who reviews does so on pages, or by the command: nothing of that is for programs.
    implied |= {route for route in routes if route[0].startswith(urls.REVIEW)}
    assert described <= routes
    assert routes - described <= implied
    assert "HTTP QUERY" in description["info"]["description"]


def test_it_names_every_question_with_its_parameters_and_formats(site: Flask, description: dict[str, Any]) -> None:
    found = site.extensions["site"]
    queries = found.queries if isinstance(found, Site) else {}
    paths = {path for path in description["paths"] if path.startswith("/queries/")}
    assert paths == {f"/queries/{slug}{end}" for slug in queries for end in ("", ".{suffix}")}
    parameters = description["components"]["parameters"]
    for slug, query in queries.items():
        for end, extra in (("", "format"), (".{suffix}", "suffix")):
            operation = description["paths"][f"/queries/{slug}{end}"]["get"]
            listed = [p if "name" in p else parameters[p["$ref"].rpartition("/")[2]] for p in operation["parameters"]]
            by_name = {p["name"]: p for p in listed}
            assert {p.name for p in query.parameters.values()} <= set(by_name)
            assert all(by_name[p.name]["example"] == p.example for p in query.parameters.values())
            offers = for_kind("graph") if query.form == "construct" else (*for_kind("results"), *for_kind("graph"))
            assert set(by_name[extra]["schema"]["enum"]) - {""} == {"html", *(f.key for f in offers)}
            content = operation["responses"]["200"]["content"]
            assert set(content) == {"text/html", *(f.media_type for f in offers)}


def test_every_answer_is_described(site: Flask, description: dict[str, Any]) -> None:
    used = {status for _, _, operation in operations(description) for status in operation["responses"]}
    responses = description["components"]["responses"]
    writable = site.extensions["site"].settings.writable
    errors = {status for status in used if status >= "400"}
    # 405 and 500 belong to no operation, 414 to the web server; conflicts and preconditions are those of changes.
    assert errors <= {str(status) for status in TITLES} - {"405", "414", "500"}
    assert {"400", "403", "404", "406", "413", "415", "429", "503", "504"} <= errors
    assert ({"401", "409", "412"} & errors) == ({"401", "409", "412"} if writable else set())
    assert all("application/problem+json" in responses[status]["content"] for status in errors)
    assert {"Retry-After"} == set(responses["429"]["headers"]) == set(responses["503"]["headers"])
    for _, method, operation in operations(description):
        headers = operation["responses"].get("200", {}).get("headers", {})
        assert ("304" in operation["responses"]) == ("ETag" in headers and method in ("GET", "HEAD"))


def test_changes_are_there_only_where_they_are_taken_and_then_secured(site: Flask, description: dict[str, Any]) -> None:
    asking = ("/sparql", "/reconcile")  # what is long is posted there, and changes nothing
    changing = {(p, m): o for p, m, o in operations(description) if m in ("PUT", "POST", "DELETE") and p not in asking}
    writable = site.extensions["site"].settings.writable
    assert bool(changing) == writable == ("securitySchemes" in description["components"])
    assert all(operation["security"] == [{"token": []}] for operation in changing.values())
    assert ("security" in description["paths"]["/sparql"]["post"]) == writable


def test_it_names_the_limits(site: Flask, description: dict[str, Any]) -> None:
    text = description["info"]["description"]
    set_to = site.extensions["site"].settings
    assert all(f"`{limit.name}`: {getattr(set_to, limit.name)}." in text for limit in LIMITS)


def test_it_is_sent_once_and_other_answers_point_to_it(site: Flask) -> None:
    client = site.test_client()
    tag = client.get("/api/openapi.json").headers["ETag"]
    assert client.get("/api/openapi.json", headers={"If-None-Match": tag}).status_code == 304
    linked = client.get("/sparql", headers={"Accept": "text/turtle"}).headers.getlist("Link")
    assert any("</api/openapi.json>" in link and 'rel="service-desc"' in link for link in linked)


def fuzz(server: Server, folder: Path, *options: str) -> None:
    """Has schemathesis ask a running site; fails with what it prints where an answer is none that is described."""
    config = Path(__file__).with_name("fuzzing.toml")
    command = [str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(config)]
    command += ["run", f"{server.url}/api/openapi.json", "--no-color", "--no-shrink", "--workers", "1", *options]
    command += ["--header", f"Authorization: Bearer {WRITABLE['DIEMCAU_TOKEN']}"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=900)
    print(done.stdout)
    assert done.returncode == 0, done.stderr
    passed = re.search(r"(\d+) generated", done.stdout)
    assert passed is not None
    assert int(passed[1]) > 30


def serve(kind: str, data: Path, folder: Path) -> Server:
    """A running site whose clients have no budgets: schemathesis would soon be at their end."""
    free = {"DIEMCAU_CLIENT_SECONDS": "0", "DIEMCAU_CLIENT_ERRORS": "0"}
    return Server(data if kind == "union" else folder, **free, **KINDS[kind])


SOME = ("--include-path-regex", r"^/(?!queries/)|^/queries/[m-p]")
"""All but some questions: there are many of them, and they are much alike."""


@pytest.mark.long
@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("union", ("examples,fuzzing", *SOME)),
        ("writable", ("examples,fuzzing,stateful",)),
    ],
)
def test_a_running_site_keeps_to_it(kind: str, options: tuple[str, ...], data_dir: Path, tmp_path: Path) -> None:
    seed = ("--seed", "1", "--generation-deterministic")
    with serve(kind, data_dir, tmp_path / "exact") as server:
        fuzz(server, tmp_path, "--max-examples", "1", *seed, "--phases", *options)


@pytest.mark.long
@pytest.mark.parametrize("kind", ["union", "writable"])
def test_a_running_site_keeps_to_it_for_long(kind: str, data_dir: Path, tmp_path: Path) -> None:
    with serve(kind, data_dir, tmp_path / "exact") as server:
        fuzz(server, tmp_path, "--max-time", str(LONG_SECONDS), "--max-examples", "100")
