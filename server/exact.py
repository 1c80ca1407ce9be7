"""A plain data set on the web: what was written and nothing else, its default graph and its named ones."""

import contextlib
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from kg import release
from kg.engine.admission import PoolBusy
from kg.engine.pool import QueryPool, Tally
from kg.engine.primary import Primary
from kg.engine.writer_process import WriterDied
from kg.release import Release
from server.releases import OpenRelease
from server.settings import Settings
from server.site import NoRelease, edition

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
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.tally = Tally()
        self._folder: Path = settings.data / "exact"
        self._in_service = release.InService(self._folder)
        self._edition = edition()
        self._lock = threading.Lock()
        self._switcher = ThreadPoolExecutor(1, "switch")
        self._next: Future[OpenRelease] | None = None
        self.primary = self._open_primary()
        state, published = self._newest()
        self._pool = QueryPool(published.path, settings.limits, self.tally)
        self._open = _Open(state, OpenRelease(published, self._pool, self._edition))

    def _open_primary(self) -> Primary | None:
        settings = self.settings
        try:
            primary = Primary(self._folder, settings.limits, settings.write_seconds, self._switch_soon)
        except WriterDied:
            # Another server may be writing here; one that only reads goes by its releases.
            if settings.writable or release.current(self._folder) is None:
                raise
            return None
        if settings.writable:
            return primary
        primary.publish()  # what was written last
        primary.close()
        return None

    @contextlib.contextmanager
    def serving(self, seconds: float | None = None) -> Iterator[OpenRelease]:
        """The newest state of the data set, for the time of one request, which may take so many seconds.

        Raises PoolBusy where it cannot be had in that time.
        """
        limit = self.settings.query_seconds
        until = time.monotonic() + min(seconds or limit, limit)
        opened = self._open
        serving = opened.serving
        if opened.state != self._state():
            try:
                serving = self._switch_soon().result(until - time.monotonic())
            except TimeoutError:
                raise PoolBusy("what was written last could not be opened in time") from None
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
        state, published = self._newest()
        if published != self._open.serving.release:
            self._pool.change(published.path)
        self._open = _Open(state, OpenRelease(published, self._pool, self._edition))
        return self._open.serving

    def current(self) -> Release | None:
        """The release that answers would come from, or None where something was written since."""
        opened = self._open
        return opened.serving.release if opened.state == self._state() else None

    def served(self) -> Release | None:
        """The release that is open, however much was written since."""
        return self._open.serving.release

    def close(self) -> None:
        """Ends the query workers and the writer."""
        if self.primary is not None:
            self.primary.close()
        self._switcher.shutdown()
        self._pool.close()
