"""When which release was in service, and what each changed: a folder a publication, which stays when releases go.

    {data}/history/20260826T090000Z-793a939a3eb26ed6/   events.nt  pages

A publication counts once its release is the one in service, so that it can be written before that is switched.
A release whose dump is not sorted has no files there: nothing can be looked up in it or compared with it.
"""

import datetime
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kg import events, release
from kg.difference import NotSorted

_NAME = re.compile(r"([0-9]{8}T[0-9]{6}Z)-([0-9a-f]{16})")
_STAMP = "%Y%m%dT%H%M%SZ"
_STAGING = ".staging-"


@dataclass(frozen=True)
class Publication:
    """The moment (UTC, whole seconds) from which a release was in service, its id, and the folder of its events."""

    moment: datetime.datetime
    release: str
    path: Path

    @property
    def stamp(self) -> str:
        """The moment as it stands in addresses, such as 20260826T090000Z."""
        return self.moment.strftime(_STAMP)

    @property
    def is_sorted(self) -> bool:
        """Whether the dump of the release is sorted, so that there are events, too."""
        return (self.path / events.PAGES).is_file()


def publications(data_dir: Path) -> list[Publication]:
    """The publications so far, the oldest first, up to the one that is in service."""
    folder = data_dir / "history"
    names = sorted(os.listdir(folder)) if folder.is_dir() else []
    found = [
        Publication(
            datetime.datetime.strptime(named[1], _STAMP).replace(tzinfo=datetime.UTC), named[2], folder / named[0]
        )
        for named in map(_NAME.fullmatch, names)
        if named is not None
    ]
    serving = release.current(data_dir)
    last = max((at for at, one in enumerate(found) if serving and one.release == serving.id), default=len(found) - 1)
    return found[: last + 1]


def record(data_dir: Path, release_id: str, dump: Path) -> int:
    """Writes down that a release is about to be published, with what it changes; returns how many claims that are.

    To be called inside `kg.release.staging`, before `kg.release.publish`. Where the release before is not there any
    more, or was not sorted, all of the new one counts as created.
    """
    known = publications(data_dir)
    folder = data_dir / "history"
    folder.mkdir(exist_ok=True)
    for left in set(folder.iterdir()) - {one.path for one in known}:  # of a publication that was broken off
        shutil.rmtree(left)
    if known and known[-1].release == release_id:
        return 0
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    moment = max(now, known[-1].moment + datetime.timedelta(seconds=1)) if known else now
    before = data_dir / "releases" / known[-1].release / "dump.nq" if known and known[-1].is_sorted else None
    staged = Path(tempfile.mkdtemp(prefix=_STAGING, dir=folder))
    try:
        count = events.write(before if before and before.is_file() else None, dump, staged, moment)
    except NotSorted:
        count = 0
        for file in staged.iterdir():
            file.unlink()
    staged.chmod(0o755)
    release.sync_tree(staged)
    staged.rename(folder / f"{moment.strftime(_STAMP)}-{release_id}")
    release.sync(folder)
    return count
