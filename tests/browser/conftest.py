"""A real browser on a running site."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import Server


@pytest.fixture(scope="session")
def server(data_dir: Path) -> Iterator[Server]:
    """The site of the shipped files, whose clients have no budgets: a crawler would soon be at their end."""
    with Server(data_dir, DIEMCAU_CLIENT_SECONDS="0", DIEMCAU_CLIENT_ERRORS="0") as running:
        yield running


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """How pytest-playwright starts its browser: the Chromium of this machine."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        if os.environ.get("TESTS_REQUIRE_ALL") == "1":
            pytest.fail("no Chromium; apt install chromium")
        pytest.skip("no Chromium on this machine; apt install chromium")
    return {"executable_path": found, "args": ["--no-sandbox", "--disable-gpu"]}
