"""When which release was in service, and what each changed: a folder a publication, which stays when releases go.

    {data}/history/20260826T090000Z-793a939a3eb26ed6/           events  counts.json
    {data}/history/20260726T090000Z-1b0c6f1a22d94e07.latest/    events: of all claims until then, the latest versions
    {data}/history/forgotten                                    ids of articles that were taken out again
    {data}/history/.lock                                        held by who changes any of these

A publication counts once its release is the one in service, so that it can be written before that is switched.
A release whose dump is not sorted has no events: nothing can be looked up in it or compared with it.
"""

import contextlib
import datetime
import fcntl
import functools
import json
import os
import re
import shutil
import tempfile
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from kg import events, iris, lookup, release
from kg.archive import Archive, path_in
from kg.difference import NotSorted

FULL_LOG = datetime.timedelta(days=30)
"""For so long, at least, all that releases changed is there; of before that, the latest version of each claim."""
_NAME = re.compile(r"([0-9]{8}T[0-9]{6}Z)-([0-9a-f]{16})(\.latest)?")
_STAMP = "%Y%m%dT%H%M%SZ"
_STAGING = ".staging-"
_FORGOTTEN, _COUNTS = "forgotten", "counts.json"
_AT_ONCE = 100
"""Files that are merged at once."""
_RACY = 2_000_000_000
"""Nanoseconds in which a folder may change a second time without another time of change."""


@dataclass(frozen=True)
class Publication:
    """The moment (UTC, whole seconds) from which a release was in service, its id, and the folder of its events.

    `merged`: these are the latest versions of all claims until then, and not what this release changed.
    """

    moment: datetime.datetime
    release: str
    path: Path
    merged: bool = False

    @property
    def stamp(self) -> str:
        """The moment as it stands in addresses, such as 20260826T090000Z."""
        return self.moment.strftime(_STAMP)

    @property
    def is_sorted(self) -> bool:
        """Whether the dump of the release is sorted, so that there are events, too."""
        return (self.path / events.FILE).is_file()

    def counts(self) -> dict[events.Kind, int] | None:
        """How many claims the release changed, by how; None where that is not known."""
        try:
            content: dict[events.Kind, int] = json.loads((self.path / _COUNTS).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return content


def publications(data_dir: Path) -> Sequence[Publication]:
    """The publications of which there is a record, the oldest first, up to the one that is in service."""
    found = _listed(data_dir / "history")
    serving = release.current(data_dir)
    last = next((at for at in reversed(range(len(found))) if serving and found[at].release == serving.id), len(found))
    return found[: last + 1]


def publication(data_dir: Path, stamp: str) -> Publication | None:
    """The publication of a moment; None where there is no record of one."""
    known = publications(data_dir)
    at = bisect_left(known, stamp, key=lambda one: one.stamp)
    return known[at] if at < len(known) and known[at].stamp == stamp else None


def _listed(folder: Path) -> Sequence[Publication]:
    """All publications in a folder, also one whose release is not in service yet."""
    try:
        changed = folder.stat().st_mtime_ns
    except FileNotFoundError:
        return ()
    return (_list.__wrapped__ if time.time_ns() - changed < _RACY else _list)(folder, changed)


@functools.lru_cache(8)
def _list(folder: Path, changed: int) -> Sequence[Publication]:
    """What a folder has that was last changed at a time; what was merged takes the place of all before it."""
    found = [
        Publication(datetime.datetime.fromisoformat(named[1]), named[2], folder / named[0], bool(named[3]))
        for named in map(_NAME.fullmatch, sorted(os.listdir(folder)))
        if named is not None
    ]
    return found[max((at for at, one in enumerate(found) if one.merged), default=0) :]


def record(data_dir: Path, release_id: str, dump: Path) -> int:
    """Writes down that a release is about to be published, with what it changes; returns how many claims that are.

    To be called inside `kg.release.staging`, before `kg.release.publish`. Where the release before is not there any
    more, or was not sorted, all of the new one counts as created. Raises ArchiveFailed.
    """
    with _changing(data_dir) as folder:
        known = publications(data_dir)
        _sweep(folder, known)  # a publication that was broken off
        gone = _still_forgotten(data_dir, dump)
        if known and known[-1].release == release_id:
            return 0
        now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
        moment = max(now, known[-1].moment + datetime.timedelta(seconds=1)) if known else now
        before = data_dir / "releases" / known[-1].release / "dump.nq" if known and known[-1].is_sorted else None
        staged = Path(tempfile.mkdtemp(prefix=_STAGING, dir=folder))
        counts: Counter[events.Kind] = Counter()
        try:
            counts = events.write(before if before and before.is_file() else None, dump, staged, moment)
            events.forget(staged, gone)  # which this build may have read before it was forgotten
            (staged / _COUNTS).write_text(json.dumps(counts), encoding="utf-8")
        except NotSorted:
            for file in staged.iterdir():
                file.unlink()
        _put(staged, folder / f"{moment.strftime(_STAMP)}-{release_id}")
        _merge(data_dir, folder, known, moment)
    return counts.total()


def _merge(data_dir: Path, folder: Path, known: Sequence[Publication], now: datetime.datetime) -> None:
    """Merges what is twice as old as is told of in full, with what is older than that; no publication that is shown."""
    kept = {one.id for one in release.kept(data_dir)}
    shown = {one.release: one for one in known if one.release in kept}.values()
    old = list(takewhile(lambda one: now - one.moment > FULL_LOG and one not in shown, known))
    while len(old) > 1 and now - old[1].moment > 2 * FULL_LOG:
        first, old = old[:_AT_ONCE], old[_AT_ONCE:]
        staged = Path(tempfile.mkdtemp(prefix=_STAGING, dir=folder))
        events.merge([one.path for one in first if one.is_sorted], staged)
        last = first[-1]
        merged = Publication(last.moment, last.release, folder / f"{last.stamp}-{last.release}.latest", merged=True)
        _put(staged, merged.path)
        old.insert(0, merged)
        _sweep(folder, _listed(folder))


def _put(staged: Path, path: Path) -> None:
    """Moves a staged folder to where it is seen, once it is on disk."""
    staged.chmod(0o755)
    release.sync_tree(staged)
    staged.rename(path)
    release.sync(path.parent)


def _sweep(folder: Path, known: Iterable[Publication]) -> None:
    for left in set(folder.glob("*-*")) - {one.path for one in known}:
        shutil.rmtree(left)


@contextlib.contextmanager
def forgetting(data_dir: Path, articles: Sequence[str]) -> Iterator[None]:
    """Takes what articles (ids) said out of the events, and has no release that knows them shown as it was.

    The release in service has them until the next one is made. Inside of it they go out of the archive; at the end
    nothing that was answered before is given again. A build may run meanwhile.
    """
    with _changing(data_dir) as folder:
        gone = [*forgotten(data_dir), *articles]
        _write_forgotten(folder, gone)
        for one in _listed(folder):
            if one.is_sorted:
                events.forget(one.path, articles)
        try:
            yield
        finally:
            _write_forgotten(folder, gone)  # as another file: see `state`


def forgotten(data_dir: Path) -> tuple[str, ...]:
    """The articles (ids) that were taken out again, as long as a release that is kept has them."""
    path = data_dir / "history" / _FORGOTTEN
    return tuple(path.read_text(encoding="ascii").split()) if path.is_file() else ()


@functools.cache
def _forgotten_file(data_dir: Path) -> str:
    return str(data_dir / "history" / _FORGOTTEN)


def state(data_dir: Path) -> str:
    """What is another when something was forgotten: then no answer of before may be given again."""
    try:
        found = os.stat(_forgotten_file(data_dir))
    except FileNotFoundError:
        return "none"
    return f"{found.st_ino:x}-{found.st_mtime_ns:x}"


@contextlib.contextmanager
def _changing(data_dir: Path) -> Iterator[Path]:
    """The folder, for the one who changes it: the others wait. Not the lock of builds, which may take hours."""
    folder = data_dir / "history"
    folder.mkdir(exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def knows(dump: Path, articles: tuple[str, ...]) -> bool:
    """Whether a dump has one of these articles. Raises OSError."""
    return any(_has(dump, one) for one in articles)


def _still_forgotten(data_dir: Path, dump: Path) -> tuple[str, ...]:
    """Writes down and returns which articles are forgotten still: not taken in again, and in a release that is kept.

    That they are in a new dump says nothing: it may be of a build that began before they were forgotten.
    """
    before = forgotten(data_dir)
    again = _taken_in(data_dir, before)
    dumps = [one for one in (dump, *(one.dump for one in release.kept(data_dir))) if one.is_file()]
    after = tuple(one for one in before if one not in again and any(_has(file, one) for file in dumps))
    if after != before:
        _write_forgotten(data_dir / "history", after)
    return after


def _taken_in(data_dir: Path, articles: Collection[str]) -> set[str]:
    """Those of some articles that are in the archive."""
    if not articles or not path_in(data_dir).is_file():
        return set()
    with contextlib.closing(Archive(data_dir)) as archive, archive.reading():
        return {one for one in articles if archive.row(one) is not None}


def _write_forgotten(folder: Path, articles: Iterable[str]) -> None:
    path, staged = folder / _FORGOTTEN, folder / f".{_FORGOTTEN}"
    staged.write_text("".join(f"{one}\n" for one in sorted(set(articles))), encoding="ascii")
    release.sync(staged)
    staged.replace(path)
    release.sync(folder)


def _has(dump: Path, article: str) -> bool:
    with dump.open("rb") as file:
        return lookup.exists(file, iris.resource("article", article))
