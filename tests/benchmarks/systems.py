"""The systems that are compared: how each loads N-Quads, and how it is opened on what it loaded.

Each answers from the union of all graphs when a query names none, as diemcau does: from a copy of all triples without
their graphs, which is loaded beside them. Some can unite graphs for each query, which is far slower.
"""

import contextlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import virtuoso
from tests.benchmarks.serving import free_port, serving
from tests.service import fetch_fuseki

JAVA = shutil.which("java")
GIBIBYTES = 4
"""What each system may use of memory, where that can be told."""
UNION = "https://w3id.org/diemcau/graph/union"
_OXIGRAPH = Path(sys.executable).with_name("oxigraph")


class Missing(Exception):
    """A system that cannot be had here; the message says what to install."""


@dataclass(frozen=True)
class Files:
    """What is loaded: N-Quads, and their union as N-Triples."""

    quads: Path
    union: Path


@dataclass(frozen=True)
class Opened:
    """A server that answers: the address of its SPARQL endpoint, and its process."""

    endpoint: str
    pid: int


@dataclass(frozen=True)
class System:
    """A system to compare. `need` raises Missing; `load` fills a folder; `open` serves it until the block ends."""

    name: str
    settings: str
    need: Callable[[], None]
    load: Callable[[Files, Path], None]
    open: Callable[[Path], AbstractContextManager[Opened]]
    most_quads: float = float("inf")
    """With more than so many it takes minutes to open."""


def _needed(there: bool, why_not: str) -> None:
    if not there:
        raise Missing(why_not)


def _run(*command: str | Path) -> None:
    subprocess.run(list(map(str, command)), check=True, capture_output=True)


def _load_diemcau(files: Files, folder: Path) -> None:
    # In a process of its own, as a build is one.
    _run(sys.executable, "-m", "tests.benchmarks.news", files.quads, folder / "data")


@contextlib.contextmanager
def open_diemcau(folder: Path, *, budgets: bool = False) -> Iterator[Opened]:
    """The site on a release in `folder`/data, with its default budgets for clients or without."""
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DIEMCAU_")} | {
        "DIEMCAU_DATA": str(folder / "data"), "DIEMCAU_PORT": str(port),
    }  # fmt: skip
    if not budgets:
        # All clients have one address here.
        environment |= {"DIEMCAU_CLIENT_SECONDS": "0", "DIEMCAU_CLIENT_ERRORS": "0", "DIEMCAU_QUEUE": "256"}
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "tests.benchmarks.served"]
    with serving(command, folder / "log", f"{url}/ready", environment) as pid:
        yield Opened(f"{url}/sparql", pid)


def _load_oxigraph(files: Files, folder: Path) -> None:
    for path in (files.quads, files.union):
        _run(_OXIGRAPH, "load", "--location", folder / "store", "--file", path)


@contextlib.contextmanager
def _open_oxigraph(folder: Path) -> Iterator[Opened]:
    port = free_port()
    command = [str(_OXIGRAPH), "serve-read-only", "--location", str(folder / "store"), "--bind", f"127.0.0.1:{port}"]
    endpoint = f"http://127.0.0.1:{port}/query"
    with serving(command, folder / "log", f"{endpoint}?query=ASK%7B%7D") as pid:
        yield Opened(endpoint, pid)


def _load_rdflib(files: Files, folder: Path) -> None:
    for path in (files.quads, files.union):  # which it reads whenever it is opened
        shutil.copy(path, folder)


def _open_rdflib(store: str) -> Callable[[Path], AbstractContextManager[Opened]]:
    @contextlib.contextmanager
    def opened(folder: Path) -> Iterator[Opened]:
        port = free_port()
        files = [str(folder / "news.nq"), str(folder / "union.nt")]
        command = [sys.executable, "-m", "tests.benchmarks.rdflib_served", store, *files, str(port)]
        endpoint = f"http://127.0.0.1:{port}/"
        with serving(command, folder / "log", f"{endpoint}?query=ASK%7B%7D") as pid:
            yield Opened(endpoint, pid)

    return opened


def _load_virtuoso(files: Files, folder: Path) -> None:
    with virtuoso.Virtuoso(folder / "store", None) as server:
        for path in (files.quads, files.union):
            shutil.copy(path, folder / "store")
            server.run(f"ld_dir('{folder}/store', '{path.name}', '{UNION}')")
        server.run("rdf_loader_run()")
        server.run("checkpoint")
    for path in (files.quads, files.union):
        (folder / "store" / path.name).unlink()


@contextlib.contextmanager
def _open_virtuoso(folder: Path) -> Iterator[Opened]:
    with virtuoso.Virtuoso(folder / "store", None) as server:
        yield Opened(f"{server.url}?default-graph-uri={UNION}", server.pid)


def _load_fuseki(files: Files, folder: Path) -> None:
    for path in (files.quads, files.union):
        _run(*_java("tdb2.tdbloader", "--loc", str(folder / "store"), "--loader=parallel", str(path)))


@contextlib.contextmanager
def _open_fuseki(folder: Path) -> Iterator[Opened]:
    port = free_port()
    place = ["--localhost", "--port", str(port), "--tdb2", "--loc", str(folder / "store"), "/news"]
    endpoint = f"http://127.0.0.1:{port}/news/query"
    command = _java("org.apache.jena.fuseki.main.cmds.FusekiMainCmd", *place)
    with serving(command, folder / "log", f"{endpoint}?query=ASK%7B%7D") as pid:
        yield Opened(endpoint, pid)


def _java(program: str, *arguments: str) -> list[str]:
    return [str(JAVA), f"-Xmx{GIBIBYTES}g", "-cp", f"{fetch_fuseki.FOLDER}/*", program, *arguments]


def _need_fuseki() -> None:
    _needed(JAVA is not None, "there is no java (apt: default-jre-headless)")
    _needed(fetch_fuseki.FOLDER.is_dir(), "Fuseki is not here (python -m tests.service.fetch_fuseki)")


def _need_rdflib() -> None:
    there = all(importlib.util.find_spec(name) for name in ("rdflib_endpoint", "uvicorn", "oxrdflib"))
    _needed(there, "rdflib-endpoint is not installed (pip install -e '.[bench]')")


def _need_oxigraph() -> None:
    _needed(_OXIGRAPH.is_file(), "Oxigraph's server is not installed (pip install -e '.[test]')")


def _need_virtuoso() -> None:
    _needed(virtuoso.PROGRAM is not None, "Virtuoso is not installed (apt: virtuoso-opensource)")


SYSTEMS = (
    System("diemcau", "its defaults, without budgets for clients", lambda: None, _load_diemcau, open_diemcau),
    System("Oxigraph", "its defaults; its server, read-only", _need_oxigraph, _load_oxigraph, _open_oxigraph),
    System("Virtuoso", f"{virtuoso.BUFFERS:,} buffers of 8 KiB, as its manual says for {GIBIBYTES} GB",
           _need_virtuoso, _load_virtuoso, _open_virtuoso),
    System("Fuseki", f"TDB2, -Xmx{GIBIBYTES}g", _need_fuseki, _load_fuseki, _open_fuseki),
    System("rdflib-endpoint/Oxigraph", "its defaults", _need_rdflib, _load_rdflib, _open_rdflib("Oxigraph"), 2e6),
    System("rdflib-endpoint/memory", "its defaults", _need_rdflib, _load_rdflib, _open_rdflib("default"), 1e6),
)  # fmt: skip
"""In the order of columns."""
