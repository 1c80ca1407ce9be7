"""SPARQL 1.1 services of others, each started in a folder of its own and with nothing in it."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg.service.service import Service
from tests.benchmarks import virtuoso
from tests.service import fetch_fuseki

START_SECONDS = 60.0
OXIGRAPH = Path(sys.executable).with_name("oxigraph")
JAVA = shutil.which("java")
Starter = Callable[[Path], contextlib.AbstractContextManager[Service]]


@contextlib.contextmanager
def oxigraph(folder: Path, *options: str) -> Iterator[Service]:
    """Oxigraph's own server."""
    _need(OXIGRAPH.is_file(), "Oxigraph's server is not installed (pip install oxigraph)")
    port = _free_port()
    command = [str(OXIGRAPH), "serve", "--location", str(folder / "store"), "--bind", f"127.0.0.1:{port}", *options]
    url = f"http://127.0.0.1:{port}"
    with _running(command, folder, f"{url}/query?query=ASK%7B%7D"):
        yield Service(f"{url}/query", f"{url}/update", f"{url}/store")


@contextlib.contextmanager
def fuseki(folder: Path, *options: str) -> Iterator[Service]:
    """Apache Jena Fuseki on TDB2."""
    _need(
        JAVA is not None and fetch_fuseki.FOLDER.is_dir(), "Fuseki is not here (python -m tests.service.fetch_fuseki)"
    )
    port = _free_port()
    (folder / "store").mkdir(parents=True)
    program = ["-Xmx1g", "-cp", f"{fetch_fuseki.FOLDER}/*", "org.apache.jena.fuseki.main.cmds.FusekiMainCmd"]
    place = ["--localhost", "--port", str(port), "--tdb2", "--loc", str(folder / "store"), "--update", *options, "/ds"]
    url = f"http://127.0.0.1:{port}/ds"
    with _running([str(JAVA), *program, *place], folder, f"{url}/query?query=ASK%7B%7D"):
        yield Service(f"{url}/query", f"{url}/update", f"{url}/data")


@contextlib.contextmanager
def virtuoso_opensource(folder: Path) -> Iterator[Service]:
    """OpenLink Virtuoso, which lets everybody change what it has."""
    _need(virtuoso.PROGRAM is not None, "Virtuoso is not installed (apt: virtuoso-opensource)")
    folder.mkdir(exist_ok=True)
    with virtuoso.Virtuoso(folder / "virtuoso", None, buffers=20_000) as server:
        server.run('grant SPARQL_UPDATE to "SPARQL"')
        yield Service(server.url, server.url, server.url.replace("/sparql", "/sparql-graph-crud"))


def _need(there: bool, why_not: str) -> None:
    if not there:
        assert "TESTS_REQUIRE_ALL" not in os.environ, why_not
        pytest.skip(why_not)


@contextlib.contextmanager
def _running(command: list[str], folder: Path, ready: str) -> Iterator[None]:
    folder.mkdir(exist_ok=True)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + START_SECONDS
        while True:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(ready).read()  # noqa: S310 – our own server
                break
            assert process.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.05)
        yield
    finally:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
