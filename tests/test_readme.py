"""The README tells the truth: its tables name what there is, and its examples give what they show."""

import csv
import io
import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg import paths, query_files
from kg.formats import FORMATS
from kg.release import Release
from server import cli, urls
from server.app import create_app
from server.settings import SETTINGS, Settings
from tests.conformance.test_w3c import LEAST

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```console\n\$ (.+)\n((?:.*\n)+?)```", README)


def test_every_command_stands_in_the_readme() -> None:
    documented = set(re.findall(r"^\| `diemcau (\w+)", README, re.MULTILINE))
    assert documented == set(cli.main.commands)


def test_every_setting_stands_in_the_readme() -> None:
    rows = {tuple(row) for row in re.findall(r"^\| `(DIEMCAU_\w+)` \| `([^`]+)` \| (.+) \|$", README, re.MULTILINE)}
    assert rows == {(s.variable, s.default, s.meaning) for s in SETTINGS}


def test_every_route_stands_in_the_readme(data_dir: Path) -> None:
    app = create_app(Settings.read({"DIEMCAU_DATA": str(data_dir)}))
    rules = {re.sub(r"<\w+:", "<", rule.rule) for rule in app.url_map.iter_rules() if rule.endpoint != "static"}
    rules = {r.replace("<any(ontology, vocab):name>", "<name>") for r in rules} - {"/<name>", "/<name>/<version>"}
    rules = {r for r in rules if "any(" not in r}
    beside = ("csv", "json", "ttl", "jsonld", "atom")  # named beside the lists
    rules -= {f"/{name}.{form}" for name in urls.LISTS for form in beside}
    table = README[README.index("## Routes") : README.index("## Questions")]
    missing = {rule for rule in rules if f"`{rule}" not in table}
    assert not missing
    assert {"`/ontology`", "`/vocab`"} <= set(re.findall(r"`[^`]+`", table))


def test_every_question_stands_in_the_readme() -> None:
    table = README[README.index("## Questions") : README.index("## Measured")]
    for query in query_files.load_queries(paths.queries_dir()).values():
        parameters = " ".join(f"`{name}`" for name in query.parameters) or "–"
        row = (
            f"| [`{query.slug}`](queries/{query.slug}.rq) | {query.title['en']} | {query.title['vi']} | {parameters} |"
        )
        assert row in table
    assert f"**{table.count('](queries/')} canned questions**" in README


def test_every_format_stands_in_the_readme() -> None:
    line = next(line for line in README.splitlines() if line.startswith("Formats of `query`"))
    assert re.findall(r"`(\w+)`", line)[1:] == ["table", *(f.key for f in FORMATS if f.kind != "dataset")]


def test_every_linked_file_exists() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


@pytest.mark.parametrize(("command", "output"), EXAMPLES, ids=[c for c, _ in EXAMPLES])
def test_examples_give_what_they_show(command: str, output: str, data_dir: Path) -> None:
    name, *words = shlex.split(command)
    if name == "curl":
        app = create_app(Settings.read({"DIEMCAU_DATA": str(data_dir)}))
        with app.test_client() as client:
            found = client.get(words[0].removeprefix("localhost:8000")).text
        app.extensions["site"].close()
    else:
        assert name == "diemcau"
        result = CliRunner().invoke(cli.main, ["--data", str(data_dir), *words], catch_exceptions=False)
        found = result.stdout
    assert _table(found) == _table(output)


def _table(text: str) -> list[list[frozenset[str]]]:
    """CSV as rows of cells; a cell "a; b" is a set, whose order means nothing."""
    return [[frozenset(cell.split("; ")) for cell in row] for row in csv.reader(io.StringIO(text))]


def test_the_size_of_the_release_is_the_stated_one(release: Release) -> None:
    stated = re.search(r"\(([\d ]+) quads in named graphs\)", README)
    assert stated is not None
    graphs = json.loads(release.report.read_text(encoding="utf-8"))["graphs"]
    assert int(stated[1].replace(" ", "")) == sum(graphs.values())


def test_every_proof_of_the_threat_model_is_a_test() -> None:
    table = README[README.index("### Threat model") : README.index("## Standards")]
    proofs = re.findall(r"`(tests/[^`:]+)(?:::(\w+))?`", table)
    assert len(proofs) > 20
    for path, name in proofs:
        assert not name or f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), f"{path}::{name}"


def test_the_scores_of_the_suites_are_those_that_are_asserted() -> None:
    standards = README[README.index("## Standards") :]
    for score in LEAST.values():
        assert re.search(rf"\b{score} of \d+", standards)


def test_every_tool_that_is_listed_has_a_test() -> None:
    table = README[README.index("## At home in your tools") : README.index("### Language models")]
    rows = [line.split(" | ") for line in table.splitlines() if line.startswith("| ") and "version tried" not in line]
    for row in rows:
        assert len(row) == 4, row
        for path, name in re.findall(r"`(tests/[^`:]+)(?:::(\w+))?`", row[3]) or [("", "")]:
            assert path, row
            assert not name or f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), f"{path}::{name}"
            assert (ROOT / path).is_file(), path
