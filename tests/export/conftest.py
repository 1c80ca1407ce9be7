"""A release, written by the command and counted by queries."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.export.formats import EXPORTS
from kg.export.source import Source
from kg.release import Release
from kg.store import Dataset
from tests.running import run


@pytest.fixture(scope="module")
def count(release: Release) -> Callable[[str], int]:
    """How many `things` a graph pattern binds ?x to."""
    source = Source(release.dump, Dataset.on_disk(release.path / "store"))

    def counted(pattern: str) -> int:
        return int(next(source.rows(f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}"))["n"])

    return counted


@pytest.fixture(scope="module")
def written(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Writes the release in a format, by the command."""
    folder = tmp_path_factory.mktemp("exports")

    def write(key: str) -> Path:
        file = folder / f"{key}.{EXPORTS[key].extension}"
        done = run("export", key, "--output", str(file), data=data_dir)
        assert done.returncode == 0, done.stderr
        assert done.stdout == ""
        assert [one.name for one in folder.iterdir() if one.name.startswith(".")] == []
        return file

    return write
