"""One running site for everyone else's tools."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import Server


@pytest.fixture(scope="session")
def site(data_dir: Path) -> Iterator[Server]:
    """`diemcau serve` over the release of the shipped files."""
    with Server(data_dir, DIEMCAU_CLIENT_SECONDS="0", DIEMCAU_CLIENT_ERRORS="0") as running:
        yield running
