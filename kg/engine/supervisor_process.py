"""A running supervisor of query workers: the process, and the socket that its workers wait at."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from kg.engine.connection import WorkerDied
from kg.engine.supervisor import SERVICE
from kg.service.service import Service

START_SECONDS = 60.0


class SupervisorDied(WorkerDied):
    """The supervisor ended, and all of its workers with it."""


class SupervisorProcess:
    """The supervisor of workers on `release`, of which `spares` wait, each with `memory` bytes for a query.

    Where a `service` has the release, they ask that.

    Raises WorkerDied where they cannot be started.
    """

    def __init__(self, release: Path, spares: int, memory: int, service: Service | None = None) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="diemcau-"))
        self.socket = str(self._folder / "queries")
        command = [sys.executable, "-m", "kg.engine.supervisor", str(release), self.socket, str(spares), str(memory)]
        # A worker out of memory would be long at a backtrace; arguments can be seen by every user of the machine.
        environment = os.environ | {"RUST_BACKTRACE": "0"}
        if service is not None:
            environment[SERVICE] = json.dumps(asdict(service))
        self._process = subprocess.Popen(  # noqa: S603 – our own module, no shell
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).resolve().parents[2],
            env=environment,
            process_group=0,  # Ctrl+C in a terminal is for the web server, which then stops us
        )
        try:
            self._expect_ready(release)
        except WorkerDied:
            self.close()
            raise

    @property
    def ended(self) -> bool:
        """Whether there are no workers any more."""
        return self._process.poll() is not None

    def change(self, release: Path) -> None:
        """Has new workers serve another release.

        Raises SupervisorDied, and WorkerDied where it cannot be opened: the workers then stay with the one they have.
        """
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(f"release {release}\n".encode())
            self._process.stdin.flush()
        except BrokenPipeError:
            raise SupervisorDied("the supervisor of the query workers ended") from None
        self._expect_ready(release)

    def close(self) -> None:
        """Ends the supervisor and its workers."""
        try:
            with contextlib.suppress(BrokenPipeError):
                self._process.communicate(timeout=START_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _expect_ready(self, release: Path) -> None:
        assert self._process.stdout is not None
        said = self._process.stdout.readline()
        if not said:
            raise SupervisorDied(f"the query workers could not be started on {release}")
        if said != b"ready\n":
            raise WorkerDied(f"the query workers could not be started on {release}")
