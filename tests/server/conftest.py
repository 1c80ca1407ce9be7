"""The real application over the release of the shipped files."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.app import create_app
from server.settings import Settings

MEETING = "2020-08-26-pm-uy-ban-quoc-gia-ve-chinh-phu-dien-tu"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def settings(data: Path, **changed: str) -> Settings:
    """Settings that depend on nothing in the environment of the tests."""
    return Settings.read({"DIEMCAU_DATA": str(data), **changed})


@pytest.fixture(scope="session")
def app(data_dir: Path) -> Iterator[Flask]:
    # Hundreds of tests are one client, who would soon be at the end of a budget.
    made = create_app(settings(data_dir, DIEMCAU_CLIENT_SECONDS="0", DIEMCAU_CLIENT_ERRORS="0"))
    yield made
    made.extensions["site"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def small_disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 MiB, or as many as the test's parameter says."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    if os.geteuid() != 0 or mount is None:
        pytest.skip("a small disk needs a mount, and that root")
    size = f"size={getattr(request, 'param', 64)}m"
    if subprocess.run([mount, "-t", "tmpfs", "-o", size, "tmpfs", folder], check=False).returncode:
        pytest.skip("nothing can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)
