"""The sites that are attacked, and a listener that nobody may call."""

import contextlib
import secrets
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.hostile.site import Site
from tests.running import Server

SECONDS = 1.0
OFF = {
    "DIEMCAU_QUERY_SECONDS": f"{SECONDS:g}",
    "DIEMCAU_BODY_SECONDS": f"{SECONDS:g}",
    "DIEMCAU_CLIENT_SECONDS": "0",  # or 429 would hide what the attacks after it do
    "DIEMCAU_CLIENT_ERRORS": "0",
}
OPENED = OFF | {"DIEMCAU_QUERY_DEPTH": "1000", "DIEMCAU_QUERY_PATTERNS": "1000000", "DIEMCAU_QUERY_BYTES": "2000000"}
"""No guard to speak of: what the engine and its workers meet then."""
LOOKUP = (
    "PREFIX diem: <https://w3id.org/diemcau/ontology#> SELECT (COUNT(DISTINCT ?a) AS ?n) { ?a a diem:Article }",
    b"n\r\n5\r\n",
)
EMPTY_LOOKUP = ("SELECT (COUNT(*) AS ?n) { <urn:nobody> ?p ?o }", b"n\r\n0\r\n")
TOKEN = secrets.token_hex(16)


@dataclass
class Tally:
    """What all sites together were sent, for the end of the report."""

    lines: list[str] = field(default_factory=list)
    sent: set[int] = field(default_factory=set)

    def end(self, site: Site) -> None:
        """Stops a site and notes what it survived."""
        self.lines.append(site.stop())
        self.sent |= site.sent


TALLY = pytest.StashKey[Tally]()


@pytest.fixture(scope="session")
def tally(request: pytest.FixtureRequest) -> Tally:
    """The tally of this run."""
    return request.config.stash.setdefault(TALLY, Tally())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Says how many inputs there were."""
    found = config.stash.get(TALLY, None)
    if found is not None:
        terminalreporter.section(f"{len(found.sent)} distinct hostile inputs")
        for line in found.lines:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def site(data_dir: Path, tally: Tally) -> Iterator[Site]:
    """The site as it is served, with less time for a query and no budgets."""
    found = Site(Server(data_dir, **OFF), SECONDS, LOOKUP)
    yield found
    tally.end(found)


@pytest.fixture(scope="session")
def opened(data_dir: Path, tally: Tally) -> Iterator[Site]:
    """A site whose guard lets nearly everything through."""
    found = Site(Server(data_dir, **OPENED), SECONDS, LOOKUP)
    yield found
    tally.end(found)


@pytest.fixture(scope="session")
def writable(tmp_path_factory: pytest.TempPathFactory, tally: Tally) -> Iterator[Site]:
    """A plain data set that takes changes with TOKEN."""
    arguments = ("--dataset", "exact", "--writable", "--token", TOKEN)
    folder = tmp_path_factory.mktemp("exact")
    found = Site(Server(folder, *arguments, **OFF, DIEMCAU_WRITE_SECONDS=f"{SECONDS:g}"), SECONDS, EMPTY_LOOKUP)
    yield found
    tally.end(found)


class Listener:
    """A server that notes who calls."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.calls: list[bytes] = []
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):  # closed
            while True:
                caller, _ = self._socket.accept()
                self.calls.append(str(caller.getpeername()).encode())
                caller.close()

    def close(self) -> None:
        """Hears no more."""
        self._socket.close()


@pytest.fixture(scope="session")
def listener() -> Iterator[Listener]:
    """A listener on this machine, where nothing that a stranger sends may lead."""
    found = Listener()
    yield found
    found.close()
