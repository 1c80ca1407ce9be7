"""What the site serves: one open release, exchanged for the next when `current` points elsewhere."""

import contextlib
import functools
import hashlib
import logging
import threading
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar, cast

import kg
from kg import paths, query_files, release
from kg.catalogue import Catalogue, NotACatalogue
from kg.engine import searching
from kg.engine.pool import Load, QueryPool, Tally, WorkerDied
from kg.labels import LabelIndex, NotALabelIndex
from kg.queries import CannedQuery
from kg.release import Release
from kg.service.following import Following
from server.releases import Namer, OpenRelease
from server.settings import Settings

NAMES = 100_000
"""Labels kept in memory: a page names the same few things over and over."""
T = TypeVar("T")
_log = logging.getLogger(__name__)


class NoRelease(Exception):
    """There is nothing to serve yet."""


@dataclass
class Serving(OpenRelease):
    """An open release of the graph. `users` counts the requests that are using it."""

    labels: LabelIndex = field(kw_only=True)
    lists: Catalogue = field(kw_only=True)
    _label: Callable[[str, str], str | None] = field(init=False)
    _machine_read: Callable[[str], bool] = field(init=False)
    users: int = 0
    retired: bool = field(default=False)
    _made: dict[Hashable, object] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._label = functools.lru_cache(NAMES)(self.labels.label)
        self._machine_read = functools.lru_cache(NAMES)(self.lists.unreviewed)

    def name(self, language: str) -> Namer:
        """A function from an IRI to its label in `language`, else in Vietnamese."""
        return lambda iri: self._label(iri, language)

    def expanded(self, text: str) -> str:
        """A query with the things that it searches for. Raises guard.Refused."""
        return searching.expand(
            text, lambda words: [one.iri for one in self.labels.search(words, limit=searching.FOUND)]
        )

    def machine_read(self, iri: str) -> bool:
        """Whether only programs have said something about a thing, or not all of an article is reviewed."""
        return self._machine_read(iri)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What depends on nothing but the release: made when it is first asked for, and kept as long as the release is.

        Keys are few and our own, never what a client sends.
        """
        if key not in self._made:
            self._made.setdefault(key, make())
        return cast(T, self._made[key])

    def close(self) -> None:
        """Ends its query workers and closes its label index."""
        self.pool.close()
        self.labels.close()


_SHOWN = ("dataset", "store", "writable", "origin", "rows", "answer_bytes", "contact")
"""Settings that answers depend on."""


def edition(settings: Settings) -> str:
    """8 hex digits that change whenever the same release would be answered from in other words.

    They cover the code, the questions, the templates of pages, the engine, and the settings that answers depend on.
    """
    here, engine = Path(__file__).parent, Path(kg.__file__).parent
    kinds = ("*.py", "*.yaml", "*.rq", "templates/**/*.*", "static/**/*.*")
    sources = [file for kind in kinds for folder in (here, engine) for file in folder.rglob(kind)]
    sources += paths.queries_dir().glob("*.rq")
    digest = hashlib.sha256(repr([getattr(settings, name) for name in _SHOWN]).encode())
    digest.update(version("pyoxigraph").encode())
    for file in sorted(sources):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:8]


class Site:
    """The release in service, and the canned questions. Thread-safe."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.tally = Tally()
        self._service = settings.service
        self._in_service = (
            Following(settings.data, self._service) if self._service else release.InService(settings.data)
        )
        self.queries: dict[str, CannedQuery] = query_files.load_queries(paths.queries_dir())
        self.edition = edition(settings)
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._serving: Serving | None = None
        self._unusable: Release | None = None

    @contextlib.contextmanager
    def serving(self, seconds: float | None = None) -> Iterator[Serving]:
        """The release in service, for the time of one request. A newer one is opened when it was published.

        `seconds`, which the request may take, are for a site where it may have to wait for that; here it does not.

        Raises NoRelease where there is none that can be opened.
        """
        self._follow(self._in_service.release())
        with self._lock:
            serving = self._serving
            if serving is None:
                raise NoRelease(f"no release in {self.settings.data}; run: diemcau build")
            serving.users += 1
        try:
            yield serving
        finally:
            with self._lock:
                serving.users -= 1
                unused = serving.retired and not serving.users
            if unused:
                serving.close()

    def current(self) -> Release | None:
        """The release that answers would come from."""
        return self._in_service.release()

    def served(self) -> Release | None:
        """The release that is open, or the one that the first request will open; None where there is none."""
        serving = self._serving
        return serving.release if serving is not None else self.current()

    def load(self) -> Load:
        """The queries that run and wait at this moment, on the release in service."""
        serving = self._serving
        return serving.pool.load() if serving is not None else Load()

    def _follow(self, published: Release | None) -> None:
        """Opens what was published, unless it is open. While one request does so, the others use the old one."""
        if published is None or self._holds(published) or published == self._unusable:
            return
        if not self._opening.acquire(blocking=self._serving is None):
            return
        try:
            if not self._holds(published):
                self._exchange(self._open(published))
        except (WorkerDied, NotALabelIndex, NotACatalogue, OSError) as error:
            if self._serving is None:
                raise NoRelease(f"release {published.id} cannot be opened ({error}); run: diemcau build") from error
            _log.error("release %s cannot be opened, %s stays in service: %s", published.id, self._id(), error)
            self._unusable = published
        finally:
            self._opening.release()

    def _open(self, published: Release) -> Serving:
        labels = LabelIndex.open(published.labels)
        try:
            lists = Catalogue(published.lists)
            pool = QueryPool(published.path, self.settings.limits, self.tally, self._service)
        except (WorkerDied, NotACatalogue, OSError):
            labels.close()
            raise
        return Serving(published, pool, self.edition, labels=labels, lists=lists)

    def _exchange(self, new: Serving | None) -> None:
        with self._lock:
            old, self._serving = self._serving, new
            if old is None:
                return
            old.retired = True
            unused = not old.users
        if unused:
            old.close()

    def _holds(self, published: Release) -> bool:
        serving = self._serving
        return serving is not None and serving.release == published

    def _id(self) -> str:
        return self._serving.release.id if self._serving else "none"

    def close(self) -> None:
        """Ends the query workers, those of running requests when these end."""
        self._exchange(None)
