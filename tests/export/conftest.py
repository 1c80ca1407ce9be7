"""A release, written by the command and counted by queries."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.export.formats import EXPORTS
from kg.export.source import Source
from kg.release import Release
from kg.store import Dataset, dump_nquads, parse_file
from tests.running import call


@pytest.fixture(scope="module")
def count(release: Release) -> Callable[[str], int]:
    """How many `things` a graph pattern binds ?x to."""
    source = Source(release.dump, Dataset.on_disk(release.path / "store"))

    def counted(pattern: str) -> int:
        return int(next(source.rows(f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}"))["n"])

    return counted


Writer = Callable[[str], Path]
"""Writes a release in a format, by the command, and says where."""


def _writer(data: Path, folder: Path) -> Writer:
    def write(key: str) -> Path:
        file = folder / f"{key}.{EXPORTS[key].extension}"
        done = call("export", key, "--output", str(file), data=data)
        assert done.returncode == 0, done.stderr
        assert done.stdout == ""
        assert [one.name for one in folder.iterdir() if one.name.startswith(".")] == []
        return file

    return write


@pytest.fixture(scope="module")
def written(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Writer:
    """Of the release of the shipped files."""
    return _writer(data_dir, tmp_path_factory.mktemp("exports"))


@pytest.fixture(scope="session")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Writer:
    """Of a release of odd.trig."""
    folder = tmp_path_factory.mktemp("odd")
    dump_nquads(parse_file(Path(__file__).with_name("odd.trig")), folder / "odd.nq")
    done = call("load", str(folder / "odd.nq"), data=folder / "data")
    assert done.returncode == 0, done.stderr
    (folder / "exports").mkdir()
    return _writer(folder / "data", folder / "exports")
