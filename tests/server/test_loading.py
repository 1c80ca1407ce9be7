"""`diemcau load`: a release of N-Quads that were made elsewhere is served like any other."""

import itertools
import json
from pathlib import Path

from click.testing import CliRunner, Result

from kg.release import Release
from server.app import create_app
from server.cli import main
from tests.server.conftest import BROWSER, settings

RDF = {"Accept": "text/turtle, */*;q=0.1"}


def _load(data: Path, *files: Path) -> Result:
    return CliRunner().invoke(main, ["--data", str(data), "load", *map(str, files)])


def test_shards_of_a_release_give_its_pages_again(release: Release, tmp_path: Path) -> None:
    lines = release.dump.read_bytes().splitlines(keepends=True)
    shards = [tmp_path / "1.nq", tmp_path / "2.nq"]
    for number, shard in enumerate(shards):
        shard.write_bytes(b"".join(lines[number::2]))
    done = _load(tmp_path / "data", *shards)
    assert done.exit_code == 0, done.output
    report = json.loads((tmp_path / "data" / "current" / "report.json").read_text())
    assert sum(report["graphs"].values()) == len(lines)
    app = create_app(settings(tmp_path / "data"))
    client = app.test_client()
    for address in ("/", "/area/thai-binh", "/people", "/about", "/search?q=soc+trang", "/data", "/ontology"):
        page = client.get(address if address.count("/") < 2 else f"/page{address}", headers=BROWSER)
        assert page.status_code == 200, address
    assert "Ngô Hùng" in client.get("/people", headers=BROWSER).text
    app.extensions["site"].close()
    assert "warning" not in done.output
    again = _load(tmp_path / "data", *shards)
    assert "unchanged" in again.output


def test_what_is_no_n_quads_leaves_the_release_in_service(release: Release, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.nq", tmp_path / "bad.nq"
    good.write_text("<urn:a> <urn:p> <urn:b> <urn:g> .\n")
    bad.write_text("<urn:a> <urn:p> <urn:b> <urn:g> .\n<urn:a> nonsense\n")
    done = _load(tmp_path / "data", good)
    assert done.exit_code == 0
    assert "editors" in done.output, "what does not describe itself is said"
    refused = _load(tmp_path / "data", good, bad)
    assert refused.exit_code == 1
    assert "bad.nq:2" in refused.output
    assert "Nothing was published" in refused.output
    kept = (tmp_path / "data" / "current").resolve()
    assert [path.name for path in (tmp_path / "data" / "releases").iterdir()] == [kept.name]


def test_pages_of_a_release_that_lacks_nearly_everything_say_so(tmp_path: Path) -> None:
    few = tmp_path / "few.nq"
    few.write_text("<urn:a> <urn:p> <urn:b> <urn:g> .\n")
    assert _load(tmp_path / "data", few).exit_code == 0
    app = create_app(settings(tmp_path / "data"))
    client = app.test_client()
    readable = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    plain = [rule.rule for rule in readable if rule.arguments <= set(rule.defaults or ())]
    assert len(plain) > 40
    statuses = {}
    for path, headers in itertools.product(plain, (BROWSER, RDF)):
        with client.get(path, headers=headers) as response:
            statuses[path, headers["Accept"]] = response.status_code
    app.extensions["site"].close()
    assert {asked: status for asked, status in statuses.items() if status >= 500} == {}


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    refused = _load(tmp_path / "data", tmp_path / "nowhere.nq")
    assert refused.exit_code == 2
    assert "nowhere.nq" in refused.output
