"""When which release was in service, and what each changed: a folder a publication, which stays when releases go.

    {data}/history/20260826T090000Z-793a939a3eb26ed6/   events
    {data}/history/forgotten                            ids of articles that were taken out again

A publication counts once its release is the one in service, so that it can be written before that is switched.
A release whose dump is not sorted has no events: nothing can be looked up in it or compared with it.
"""

import datetime
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg import events, iris, lookup, release
from kg.difference import NotSorted

_NAME = re.compile(r"([0-9]{8}T[0-9]{6}Z)-([0-9a-f]{16})")
_STAMP = "%Y%m%dT%H%M%SZ"
_STAGING = ".staging-"
_FORGOTTEN = "forgotten"


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
        return (self.path / events.FILE).is_file()


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
    for left in set(folder.glob("*-*")) - {one.path for one in known}:  # of a publication that was broken off
        shutil.rmtree(left)
    _write_forgotten(data_dir, [one for one in forgotten(data_dir) if not _has(dump, one) and _is_kept(data_dir, one)])
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


def forget(data_dir: Path, articles: Sequence[str]) -> None:
    """Takes what articles (ids) said out of the events, and has no release that knows them shown as it was.

    The release in service has them until the next one is made.
    """
    (data_dir / "history").mkdir(exist_ok=True)
    _write_forgotten(data_dir, [*forgotten(data_dir), *articles])
    for one in publications(data_dir):
        if one.is_sorted:
            events.forget(one.path, articles)


def forgotten(data_dir: Path) -> tuple[str, ...]:
    """The articles (ids) that were taken out again, as long as a release that is kept has them."""
    path = data_dir / "history" / _FORGOTTEN
    return tuple(path.read_text(encoding="ascii").split()) if path.is_file() else ()


def knows(dump: Path, articles: tuple[str, ...]) -> bool:
    """Whether a dump has one of these articles. Raises OSError."""
    return any(_has(dump, one) for one in articles)


def _write_forgotten(data_dir: Path, articles: Iterable[str]) -> None:
    path = data_dir / "history" / _FORGOTTEN
    staged = path.with_name(f".{_FORGOTTEN}")
    staged.write_text("".join(f"{one}\n" for one in sorted(set(articles))), encoding="ascii")
    staged.replace(path)


def _is_kept(data_dir: Path, article: str) -> bool:
    dumps = [one.dump for one in release.kept(data_dir)]
    return any(dump.is_file() and _has(dump, article) for dump in dumps)


def _has(dump: Path, article: str) -> bool:
    with dump.open("rb") as file:
        return lookup.exists(file, iris.resource("article", article))
