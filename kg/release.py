"""Releases: immutable folders, one of them in service, switched by one atomic rename.

    {data}/releases/{id}/   store/  dump.nq  labels.sqlite  lists.sqlite  statistics.json  report.json
    {data}/current          → releases/{id}

A release is named by its content, so that the same inputs give the same release.
"""

import contextlib
import datetime
import errno
import fcntl
import hashlib
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LAYOUT = 7
"""Counts up when the files of a release change their form, or lists.yaml: no old folder is taken for a new release."""
_STAGING = ".staging-"
LOOK_SECONDS = 0.05


class ReleaseBusy(Exception):
    """Another build is writing to this data folder."""


class NoSpace(Exception):
    """The disk was full before a release was written. The message says which file, and how much was free."""


@dataclass(frozen=True)
class Release:
    """A published release: its id and its folder."""

    id: str
    path: Path

    @property
    def store(self) -> Path:
        return self.path / "store"

    @property
    def dump(self) -> Path:
        return self.path / "dump.nq"

    @property
    def labels(self) -> Path:
        return self.path / "labels.sqlite"

    @property
    def lists(self) -> Path:
        return self.path / "lists.sqlite"

    @property
    def statistics(self) -> Path:
        return self.path / "statistics.json"

    @property
    def report(self) -> Path:
        return self.path / "report.json"


def name(dump_sha256: str) -> str:
    """The id of the release of a dump: 16 hex digits, other ones when the dump or the layout is another."""
    return hashlib.sha256(f"{LAYOUT} {dump_sha256}".encode()).hexdigest()[:16]


def today() -> str:
    """The day that a report gives as that of its release, in UTC. The dump has none: equal inputs give equal dumps."""
    return datetime.datetime.now(datetime.UTC).date().isoformat()


def current(data_dir: Path) -> Release | None:
    """The release in service, or None where nothing was published yet."""
    try:
        target = (data_dir / "current").readlink()
    except (FileNotFoundError, NotADirectoryError):
        return None
    path = data_dir / target
    return Release(target.name, path) if path.is_dir() else None


class InService:
    """The release in service of a data folder, for those who ask all the time. It looks every LOOK_SECONDS."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._known: Release | None = None
        self._until = 0.0

    def release(self) -> Release | None:
        """The release in service, or None where nothing was published yet."""
        now = time.monotonic()
        if self._known is None or now >= self._until:
            self._known = current(self._data_dir)
            self._until = now + LOOK_SECONDS
        return self._known


@contextlib.contextmanager
def staging(data_dir: Path) -> Iterator[Path]:
    """A fresh folder to build a release in, removed unless it was published.

    Holds the writer's lock of the data folder meanwhile; raises ReleaseBusy where another process has it, and NoSpace.
    Folders left by a writer that died are swept, since the lock proves that no one works in them.
    """
    releases = data_dir / "releases"
    releases.mkdir(parents=True, exist_ok=True)
    with (data_dir / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ReleaseBusy(f"another build is writing to {data_dir}; try again when it ends") from None
        for left in releases.glob(f"{_STAGING}*"):
            shutil.rmtree(left)
        folder = Path(tempfile.mkdtemp(prefix=_STAGING, dir=releases))
        try:
            yield folder
        except (OSError, sqlite3.OperationalError) as error:
            if not _is_full(error):
                raise
            free = shutil.disk_usage(folder).free >> 20  # before what was begun is removed
            raise NoSpace(f"{_written(error, folder)}: the disk is full, {free:,} MiB were free") from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _is_full(error: OSError | sqlite3.OperationalError) -> bool:
    """Whether the disk was full; the engine of the store and SQLite have no number for that, but say it."""
    numbered = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    return numbered or any(said in str(error) for said in (os.strerror(errno.ENOSPC), "disk is full"))


def _written(error: OSError | sqlite3.OperationalError, folder: Path) -> Path:
    """The file that could not be written: the one that is named, else the last one that was."""
    if isinstance(error, OSError) and error.filename:
        return Path(error.filename)
    files = [path for path in folder.rglob("*") if path.is_file()]
    return max(files, key=lambda path: path.stat().st_mtime_ns, default=folder)


def publish(data_dir: Path, folder: Path, release_id: str) -> Release:
    """Makes a staged folder the release in service, in one step that readers see whole or not at all.

    A release of the same id is kept and put in service again. To be called inside `staging`.
    """
    final = data_dir / "releases" / release_id
    if not final.exists():
        folder.chmod(0o755)
        sync_tree(folder)
        folder.rename(final)
        sync(final.parent)
    link = data_dir / f".current-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("releases") / release_id)
    link.replace(data_dir / "current")
    sync(data_dir)
    return Release(release_id, final)


def prune(data_dir: Path, keep: int = 3) -> list[str]:
    """Removes all but the `keep` newest releases and the one in service; returns the ids removed.

    Readers that have a removed release open keep what they loaded.
    """
    serving = current(data_dir)
    removed = []
    for one in kept(data_dir)[keep:]:
        if one != serving:
            shutil.rmtree(one.path)
            removed.append(one.id)
    return removed


def kept(data_dir: Path) -> list[Release]:
    """The releases that are there, the newest first."""
    folders = [path for path in (data_dir / "releases").glob("*") if not path.name.startswith(".")]
    newest = sorted(folders, key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return [Release(path.name, path) for path in newest]


def sync_tree(folder: Path) -> None:
    """Returns when a folder and the files in it are on disk."""
    for directory, _, files in os.walk(folder):
        for name in files:
            sync(Path(directory) / name)
        sync(Path(directory))


def sync(path: Path) -> None:
    """Returns when a file, or the names in a folder, are on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
