"""What the site serves: one open release, exchanged for the next when `current` points elsewhere."""

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from kg import paths, query_files, release
from kg.engine.pool import Answer, QueryPool
from kg.formats import Format
from kg.labels import LabelIndex
from kg.queries import CannedQuery
from kg.release import Release
from kg.store import Term
from server.settings import Settings

_log = logging.getLogger(__name__)


class NoRelease(Exception):
    """There is nothing to serve yet."""


@dataclass
class Serving:
    """An open release. `users` counts the requests that are using it."""

    release: Release
    pool: QueryPool
    labels: LabelIndex
    users: int = 0
    retired: bool = field(default=False)

    def name(self, language: str) -> Callable[[str], str | None]:
        """A function from an IRI to its label in `language`, else in Vietnamese."""
        return lambda iri: self.labels.label(iri, language) or self.labels.label(iri, "vi")

    def ask(
        self,
        text: str,
        bindings: Mapping[str, Term] | None = None,
        results: Format | None = None,
        graph: Format | None = None,
        seconds: float | None = None,
    ) -> Answer:
        """The answer to a query on this release; see QueryPool.query."""
        return self.pool.query(text, bindings=bindings, results=results, graph=graph, seconds=seconds)


class Site:
    """The release in service, and the canned questions. Thread-safe."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.queries: dict[str, CannedQuery] = query_files.load_queries(paths.queries_dir())
        self._lock = threading.Lock()
        self._serving: Serving | None = None

    @contextlib.contextmanager
    def serving(self) -> Iterator[Serving]:
        """The release in service, for the time of one request. A newer one is opened when it was published.

        Raises NoRelease where none was ever published.
        """
        with self._lock:
            serving = self._newest()
            serving.users += 1
        try:
            yield serving
        finally:
            with self._lock:
                serving.users -= 1
                self._close_if_unused(serving)

    def _newest(self) -> Serving:
        published = release.current(self.settings.data)
        old = self._serving
        if published is None:
            if old is None:
                raise NoRelease(f"no release in {self.settings.data}; run: diemcau build")
            return old
        if old is not None and old.release == published:
            return old
        new = Serving(
            published,
            QueryPool(published.path, self.settings.workers, self.settings.query_seconds),
            LabelIndex.open(published.labels),
        )
        self._serving = new
        if old is not None:
            _log.info("release %s takes over from %s", new.release.id, old.release.id)
            old.retired = True
            self._close_if_unused(old)
        return new

    @staticmethod
    def _close_if_unused(serving: Serving) -> None:
        if serving.retired and not serving.users:
            serving.pool.close()
            serving.labels.close()

    def close(self) -> None:
        """Ends the query workers."""
        with self._lock:
            if self._serving is not None:
                self._serving.retired = True
                self._close_if_unused(self._serving)
                self._serving = None
