"""A plain data set on the web: what was written and nothing else, its default graph and its named ones."""

import contextlib
import logging
import math
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from kg import release
from kg.engine.admission import PoolBusy
from kg.engine.pool import Load, QueryPool, QueryTimeout, Tally, WorkerDied
from kg.engine.primary import Primary
from kg.engine.writer_process import WriterDied
from kg.release import Release
from server.releases import OpenRelease
from server.settings import Settings
from server.site import NoRelease, edition

PAUSE = 1.0
"""Seconds after which it is tried again to open what was written last."""
_log = logging.getLogger(__name__)
State = int | Release
"""Of a data set: the version that its writer says, or the release in service where another server writes."""


@dataclass(frozen=True)
class _Open:
    """What is served, and the state that it shows."""

    state: State
    serving: OpenRelease


class ExactSite:
    """The plain data set in the folder `exact` of the data folder. Thread-safe.

    `primary` changes it, where the settings allow that. Each reader sees all that was written before it asked. One
    thread publishes and opens what readers ask for; they wait for it, and no longer than their queries may take.
    Where it cannot be opened, for the disk is full, say, they have what is open already.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.tally = Tally()
        self._folder: Path = settings.data / "exact"
        self._in_service = release.InService(self._folder)
        self._edition = edition(settings)
        self._lock = threading.Lock()
        self._switcher = ThreadPoolExecutor(1, "switch")
        self._next: Future[OpenRelease] | None = None
        self._failed = -math.inf  # when a newer state could not be opened
        self.primary = _open_primary(settings, self._switch_soon)
        state, published = self._newest()
        self._pool = QueryPool(published.path, settings.limits, self.tally)
        self._open = _Open(state, OpenRelease(published, self._pool, self._edition))

    @contextlib.contextmanager
    def serving(self, seconds: float | None = None) -> Iterator[OpenRelease]:
        """The newest state of the data set, for the time of one request, which may take so many seconds.

        Raises PoolBusy where it cannot be had in that time, and QueryTimeout where the client left less than it might.
        """
        limit = self.settings.query_seconds
        until = time.monotonic() + min(seconds or limit, limit)
        opened = self._open
        serving = opened.serving
        if opened.state != self._state() and time.monotonic() - self._failed >= PAUSE:
            newer = self._switch_soon()
            # Nobody was told of a change that was stopped or failed, and nobody waits for what may be left of it.
            if not isinstance(opened.state, int) or self.primary is None or opened.state < self.primary.acknowledged:
                try:
                    serving = newer.result(until - time.monotonic())
                except TimeoutError:
                    late = "what was written last could not be opened in time"
                    if seconds is not None and seconds < limit:  # the client left no time for that
                        raise QueryTimeout(f"the query may take {seconds:g} s; {late}") from None
                    raise PoolBusy(late) from None
        yield replace(serving, until=until)

    def _state(self) -> State:
        return self._newest_release() if self.primary is None else self.primary.version

    def _newest_release(self) -> Release:
        found = self._in_service.release()
        if found is None:
            raise NoRelease(f"no release in {self._folder}")
        return found

    def _newest(self) -> tuple[State, Release]:
        if self.primary is None:
            found = self._newest_release()
            return found, found
        published = self.primary.publish()
        return published.version, published.release

    def _switch_soon(self) -> Future[OpenRelease]:
        """The opening of a state that is at least as new as the present one."""
        with self._lock:
            if self._next is None:
                self._next = self._switcher.submit(self._switch)
            return self._next

    def _switch(self) -> OpenRelease:
        with self._lock:
            self._next = None  # who asks from now on may know of something newer than what this will find
        try:
            state, published = self._newest()
            if published != self._open.serving.release:
                self._pool.change(published.path)
        except (WriterDied, WorkerDied) as error:
            stays = self._open.serving
            _log.error("what was written last cannot be read, release %s stays in service: %s", stays.release.id, error)
            self._failed = time.monotonic()
            return stays
        self._open = _Open(state, OpenRelease(published, self._pool, self._edition))
        return self._open.serving

    def current(self) -> Release | None:
        """The release that answers would come from, or None where something was written since."""
        opened = self._open
        return opened.serving.release if opened.state == self._state() else None

    def served(self) -> Release | None:
        """The release that is open, however much was written since."""
        return self._open.serving.release

    def load(self) -> Load:
        """The queries that run and wait at this moment."""
        return self._pool.load()

    def close(self) -> None:
        """Ends the query workers and the writer."""
        if self.primary is not None:
            self.primary.close()
        self._switcher.shutdown()
        self._pool.close()


def _open_primary(settings: Settings, long: Callable[[], object]) -> Primary | None:
    """What changes the data set, where the settings allow that."""
    folder = settings.data / "exact"
    try:
        primary = Primary(folder, settings.limits, settings.write_seconds, long)
        if settings.writable:
            return primary
        with contextlib.closing(primary):
            primary.publish()  # what was written last
    except WriterDied as error:
        # Another server may be writing here; one that only reads goes by its releases.
        if settings.writable or release.current(folder) is None:
            raise
        _log.info("what was written last is not opened here: %s", error)
    return None


def check(settings: Settings) -> None:
    """Raises WriterDied where the data set cannot be opened, or not be published."""
    primary = _open_primary(settings, lambda: None)
    if primary is not None:
        with contextlib.closing(primary):
            primary.publish()
