"""Virtuoso Open Source, started in a folder of its own: what the benchmarks compare with (apt: virtuoso-opensource)."""

import shutil
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Self

PROGRAM = shutil.which("virtuoso-t")
START_SECONDS = 120.0
_SETTINGS = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = {sql}
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
DirsAllowed = {folder}
ServerThreads = 20
[HTTPServer]
ServerPort = {http}
ServerThreads = 16
KeepAliveTimeout = 60
MaxKeepAlives = 100000
MaxClientConnections = 64
[Client]
SQL_QUERY_TIMEOUT = 0
[SPARQL]
ResultSetMaxRows = 100000
"""


class Virtuoso:
    """A server with a file of N-Quads loaded. `url` is its SPARQL endpoint, whose default graph is the union.

    It holds `buffers` pages of 8 KiB in memory.
    """

    def __init__(self, folder: Path, dump: Path | None, buffers: int = 340_000) -> None:
        assert PROGRAM is not None
        self._sql, http = _free_port(), _free_port()
        self.url = f"http://127.0.0.1:{http}/sparql"
        folder.mkdir()
        (folder / "settings.ini").write_text(
            _SETTINGS.format(folder=folder, sql=self._sql, http=http, buffers=buffers, dirty=buffers * 3 // 4)
        )
        command = [PROGRAM, "+foreground", "+configfile", str(folder / "settings.ini")]
        self._process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait()
        if dump is not None:
            shutil.copy(dump, folder / "dump.nq")
            for statement in (
                f"ld_dir('{folder}', 'dump.nq', 'http://example.org/')",
                "rdf_loader_run()",
                "checkpoint",
            ):
                self.run(statement)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                urllib.request.urlopen(self.url + "?query=ASK%7B%7D").read()  # noqa: S310 – our own server
                return
            except OSError:
                assert self._process.poll() is None, "Virtuoso ended while starting"
                assert time.monotonic() < deadline, "Virtuoso did not start"
                time.sleep(0.2)

    def run(self, statement: str) -> None:
        """Runs a statement of SQL as the administrator."""
        isql = shutil.which("isql-vt") or shutil.which("isql-v") or "isql"
        command = [isql, f"127.0.0.1:{self._sql}", "dba", "dba", f"exec={statement};"]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=900)
        assert done.returncode == 0, done.stderr + done.stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
