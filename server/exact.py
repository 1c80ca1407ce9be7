"""A plain data set on the web: what was written and nothing else, its default graph and its named ones."""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

from kg import release
from kg.engine.pool import QueryPool, Tally
from kg.engine.primary import Primary, WriterDied
from kg.release import Release
from server.releases import OpenRelease
from server.settings import Settings
from server.site import edition


class ExactSite:
    """The plain data set in the folder `exact` of the data folder. Thread-safe.

    `primary` changes it, where the settings allow that. Each reader sees all that was written before it asked.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.tally = Tally()
        self._folder: Path = settings.data / "exact"
        self._in_service = release.InService(self._folder)
        self._edition = edition()
        self._switching = threading.Lock()
        self.primary: Primary | None = None
        self._open_primary()
        self._open: OpenRelease | None = None
        published = self._published()
        self._open = OpenRelease(published, QueryPool(published.path, settings.limits, self.tally), self._edition)
        if not settings.writable and self.primary is not None:
            self.primary.close()  # it was only needed to publish what was written last
            self.primary = None

    def _open_primary(self) -> None:
        limits = self.settings.limits
        try:
            self.primary = Primary(self._folder, self.settings.write_seconds, limits.memory + (1 << 30), limits.depth)
        except WriterDied:
            # Another server may be writing here; one that only reads goes by its releases.
            if self.settings.writable or release.current(self._folder) is None:
                raise

    @contextlib.contextmanager
    def serving(self) -> Iterator[OpenRelease]:
        """The newest state of the data set, for the time of one request."""
        with self._switching:
            published = self._published()
            serving = self._open
            assert serving is not None
            if published != serving.release:
                serving.pool.change(published.path)
                serving = self._open = OpenRelease(published, serving.pool, self._edition)
        yield serving

    def _published(self) -> Release:
        if self.primary is None:
            found = self._in_service.release()
        elif self.primary.publish() or self._open is None:
            found = release.current(self._folder)
        else:
            found = self._open.release
        assert found is not None, "the writer publishes a release before anything is read"
        return found

    def current(self) -> Release | None:
        """The release that answers would come from, or None where something was written since."""
        if self.primary is None:
            return self._in_service.release()
        if self.primary.changed or self._switching.locked() or self._open is None:
            return None
        return self._open.release

    def served(self) -> Release | None:
        """The release that is open, however much was written since."""
        return self._open.release if self._open is not None else None

    def close(self) -> None:
        """Ends the query workers and the writer."""
        if self._open is not None:
            self._open.pool.close()
        if self.primary is not None:
            self.primary.close()
