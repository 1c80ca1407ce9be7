"""The workers of a query pool: those that are idle, and the supervisor that has others."""

import logging
import threading
import time
from pathlib import Path

from kg.engine.admission import KEPT, PoolBusy
from kg.engine.connection import WorkerConnection, WorkerDied
from kg.engine.supervisor_process import SupervisorDied, SupervisorProcess
from kg.service.service import Service

ATTEMPTS = 3
PAUSE = 1.0
"""Seconds between the starts of two supervisors, or a fault would keep us starting them."""
_log = logging.getLogger(__name__)


class Workers:
    """Workers on a release, of which `spares` wait for a query that may take `memory` bytes. Thread-safe.

    Where their supervisor ends, another is started on the release in service, at most one every PAUSE seconds; who
    wants a worker meanwhile is told to come again.
    """

    def __init__(self, release: Path, spares: int, memory: int, service: Service | None = None) -> None:
        self._spares = spares
        self._memory = memory
        self._service = service
        self._idle: list[WorkerConnection] = []
        self._lock = threading.Lock()  # for the idle workers and the release that they are on
        self._changing = threading.Lock()  # for the supervisor
        self._restarting = threading.Lock()
        self._closed = False
        self._release = release.absolute()
        self._supervisor = self._start(self._release)

    def close(self) -> None:
        """Ends the supervisor and its workers."""
        with self._changing:
            self._closed = True
            self._serve(self._release)
            self._supervisor.close()

    def change(self, release: Path) -> None:
        """Serves another release from now on; running queries end on the one they began with. Raises WorkerDied."""
        release = release.absolute()
        with self._changing:
            try:
                self._supervisor.change(release)
            except SupervisorDied:
                self._replace(release)
            else:
                self._serve(release)

    def lost(self) -> PoolBusy | None:
        """What to tell a query that got no answer, where it is the supervisor that has ended; has another started."""
        if not self._supervisor.ended:
            return None
        if self._restarting.acquire(blocking=False):
            threading.Thread(target=self._restart, name="restart", daemon=True).start()
        return PoolBusy("the query workers are being started again")

    def set_to_work(self, request: bytes, steady: bool) -> WorkerConnection:
        """A worker that has got a request. Raises PoolBusy and WorkerDied.

        The last idle workers are for clients with `steady` use: a fresh one has to be forked, and those whose long
        queries use workers up would have everybody else wait for that.
        """
        for _ in range(ATTEMPTS):
            worker = self._take(0 if steady else KEPT)
            try:
                worker.channel.send(request)
            except ConnectionError:
                worker.close()  # somebody killed it while it was idle
            else:
                return worker
        raise self.lost() or WorkerDied("query workers end while they are idle")

    def give_back(self, worker: WorkerConnection) -> bool:
        """Keeps a worker for further queries; False where it serves a release that has gone out of service."""
        with self._lock:
            kept = worker.release == self._release and not self._closed
            if kept:
                self._idle.append(worker)
            return kept

    def _serve(self, release: Path) -> None:
        """Lets go of the idle workers; those that are taken from now on are on this release."""
        with self._lock:
            self._release = release
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.close()

    def _start(self, release: Path) -> SupervisorProcess:
        self._started = time.monotonic()
        try:
            return SupervisorProcess(release, self._spares, self._memory, self._service)
        except OSError as error:
            raise WorkerDied(f"the query workers could not be started on {release}: {error}") from error

    def _replace(self, release: Path) -> None:
        """Starts another supervisor in the place of one that has ended."""
        _log.error("the supervisor of the query workers ended; another is started on %s", release)
        self._supervisor.close()
        self._supervisor = self._start(release)
        self._serve(release)

    def _restart(self) -> None:
        try:
            time.sleep(max(0.0, self._started + PAUSE - time.monotonic()))
            with self._changing:
                if self._supervisor.ended and not self._closed:
                    self._replace(self._release)
        except WorkerDied as error:
            _log.error("%s; the next query tries it again", error)
        finally:
            self._restarting.release()

    def _take(self, kept: int) -> WorkerConnection:
        with self._lock:
            if len(self._idle) > kept:
                return self._idle.pop()
        for _ in range(ATTEMPTS):
            try:
                return WorkerConnection.open(self._supervisor.socket)
            except PoolBusy:
                if (lost := self.lost()) is not None:
                    raise lost from None
                raise
            except WorkerDied:
                continue  # it belonged to a release that went out of service at this moment
        raise self.lost() or WorkerDied("query workers end before they begin")
