"""A release that services of others have, and another one that takes its place."""

import contextlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import release as releases
from kg.release import Release
from kg.service.publishing import publish
from kg.service.service import Service
from tests.service import servers


@pytest.fixture(scope="session")
def remote_data(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the files of the release beside its store, and with a smaller release without its meetings."""
    data = tmp_path_factory.mktemp("remote") / "data"
    whole = data / "releases" / release.id
    shutil.copytree(release.path, whole, ignore=shutil.ignore_patterns("store"))
    (data / "current").symlink_to(Path("releases") / release.id)
    lines = [line for line in release.dump.read_bytes().splitlines(keepends=True) if b"/id/meeting/" not in line]
    smaller = data / "releases" / ("0" * 16)
    shutil.copytree(whole, smaller)
    (smaller / "dump.nq").write_bytes(b"".join(lines))
    return data


@pytest.fixture(scope="session")
def smaller(remote_data: Path) -> Release:
    """A release that differs from the one of the shipped files."""
    return Release("0" * 16, remote_data / "releases" / ("0" * 16))


@pytest.fixture(scope="session")
def whole(remote_data: Path) -> Release:
    """The release of the shipped files, without its store."""
    found = releases.current(remote_data)
    assert found is not None
    assert json.loads(found.report.read_text(encoding="utf-8"))["graphs"]
    return found


@pytest.fixture(scope="session")
def oxigraph(whole: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Oxigraph's own server, with the release. Tests that put others there put it back."""
    with contextlib.ExitStack() as stack:
        service = stack.enter_context(servers.oxigraph(tmp_path_factory.mktemp("oxigraph") / "server"))
        assert publish(service, whole) is not None
        yield service


@pytest.fixture(scope="session")
def whole_release(whole: Release) -> Release:
    """The same, where "whole" is something else."""
    return whole
