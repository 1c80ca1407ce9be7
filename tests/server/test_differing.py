"""`diemcau diff`: what it prints makes the new release of the old one, for another reader of RDF Patch, too."""

import json
import re
from pathlib import Path

import pytest
import rdflib

from kg import release
from kg.release import Release
from tests.articles import pages
from tests.running import call

pytestmark = [
    pytest.mark.long,  # it builds twice
    # rdflib's own parsers use what it warns of.
    pytest.mark.filterwarnings("ignore:(Dataset.default_context|ConjunctiveGraph) is:DeprecationWarning"),
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release, and another one with an article more."""
    folder = tmp_path_factory.mktemp("differing")
    (folder / "bai.txt").write_text(pages.TEXT, encoding="utf-8")
    assert call("build", data=folder / "data").returncode == 0
    assert call("ingest", str(folder / "bai.txt"), data=folder / "data").returncode == 0
    done = call("build", data=folder / "data")
    assert re.search(r"Since release [0-9a-f]{16}: \d+ quads added, \d+ removed", " ".join(done.stderr.split()))
    return folder / "data"


def _quads(path: Path) -> rdflib.Dataset:
    found = rdflib.Dataset()
    found.parse(path, format="nquads")
    return found


def _lines(data: rdflib.Dataset) -> set[tuple[str, ...]]:
    """The quads without blank nodes, which stand in the axioms and have other names in each reader."""
    named = (quad for quad in data.quads() if not any(isinstance(term, rdflib.BNode) for term in quad))
    return {tuple(str(term) for term in quad) for quad in named}


def _kept(data: Path) -> tuple[Release, Release]:
    new, old = release.kept(data)
    return old, new


def test_it_makes_the_new_release_of_the_old_one(data: Path, tmp_path: Path) -> None:
    old, new = _kept(data)
    done = call("diff", data=data)
    patch = tmp_path / "change.rdp"
    patch.write_text(done.stdout, encoding="utf-8")
    assert "_:" not in done.stdout
    patched = _quads(old.dump)
    patched.parse(patch, format="patch")
    assert _lines(patched) == _lines(_quads(new.dump))
    report = json.loads(new.report.read_text(encoding="utf-8"))["change"]
    assert report["old"] == old.id
    assert report["added"] == done.stdout.count("\nA ") > 0
    assert report["removed"] == done.stdout.count("\nD ")
    assert f"{report['added']} quads added, {report['removed']} removed" in done.stderr


def test_the_other_way_round_adds_what_was_removed(data: Path) -> None:
    old, new = _kept(data)
    there, back = call("diff", data=data).stdout, call("diff", new.id[:8], old.id, data=data).stdout
    assert there.count("\nA ") == back.count("\nD ")
    assert call("diff", new.id, new.id, data=data).stdout.count("\n") == 4


@pytest.mark.parametrize("name", ["zz", ""])
def test_a_release_that_is_not_there_is_named(data: Path, name: str) -> None:
    done = call("diff", name, data=data) if name else call("diff", release.kept(data)[-1].id, "0" * 40, data=data)
    assert done.returncode == 1
    assert "No release begins with" in done.stderr
    assert release.kept(data)[0].id in done.stderr


def test_a_first_release_has_none_before_it(data_dir: Path, release: Release, tmp_path: Path) -> None:
    done = call("diff", data=data_dir)
    assert done.returncode == 1
    assert f"No release is kept from before {release.id}" in done.stderr
    assert "There is no release" in call("diff", data=tmp_path).stderr


def test_a_release_of_unsorted_files_says_so(tmp_path: Path) -> None:
    for number, text in enumerate(("<urn:b> <urn:p> <urn:c> <urn:g> .\n<urn:a> <urn:p> <urn:c> <urn:g> .\n", "")):
        (tmp_path / "one.nq").write_text(text or "<urn:a> <urn:p> <urn:c> <urn:g> .\n")
        assert call("load", str(tmp_path / "one.nq"), data=tmp_path / "data").returncode == 0, number
    done = call("diff", data=tmp_path / "data")
    assert done.returncode == 1
    assert "dump.nq:2: the lines are not sorted" in done.stderr
