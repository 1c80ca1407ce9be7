"""What is forgotten is served no more: by the stream, by older releases, from what is kept, or as what a client has."""

import contextlib
import itertools
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg import events, history, iris, pipeline, release
from kg.archive import Archive
from tests.articles import pages as texts
from tests.asking import send
from tests.running import Server, call, run


@dataclass(frozen=True)
class Taken:
    """A data folder with two articles that were taken in, in one release or two."""

    data: Path
    article: str
    other: str

    @property
    def statement(self) -> bytes:
        """What each claim of the article says, and nothing else."""
        return f"statedIn> <{iris.ID}article/{self.article}>".encode()

    def told(self) -> bytes:
        """All that the publications say."""
        known = [one for one in history.publications(self.data) if one.is_sorted]
        return b"".join(
            events.page(one.path, number)[0] for one in known for number in range(1, events.pages(one.path) + 1)
        )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    """A release of two articles, and a second one in service, since a third article came."""
    folder = tmp_path_factory.mktemp("withdrawing")
    data = folder / "data"
    for name, day in (("mot", "05/06"), ("hai", "06/06"), ("ba", "07/06")):
        (folder / f"{name}.txt").write_text(texts.TEXT.replace("05/06", day), encoding="utf-8")
    assert call("ingest", str(folder / "mot.txt"), str(folder / "hai.txt"), data=data).returncode == 0
    with contextlib.closing(Archive(data)) as archive:
        article, other = (kept.article.id for kept in archive.articles())
    assert call("build", data=data).returncode == 0
    assert call("ingest", str(folder / "ba.txt"), data=data).returncode == 0
    assert call("build", data=data).returncode == 0
    return Taken(data, article, other)


@pytest.fixture
def taken(built: Taken, tmp_path: Path) -> Taken:
    """A copy of that, for one test to change."""
    shutil.copytree(built.data, tmp_path / "data", symlinks=True)
    return Taken(tmp_path / "data", built.article, built.other)


@pytest.fixture
def server(taken: Taken) -> Iterator[Server]:
    with Server(taken.data, DIEMCAU_CLIENT_ERRORS="0", DIEMCAU_CLIENT_SECONDS="0") as running:
        yield running


def test_nobody_is_given_what_is_forgotten(server: Server, taken: Taken) -> None:
    """Not from the answers that are kept in front of the application, nor by a 304 to one who has it."""
    first, last = history.publications(taken.data)
    pages = range(1, events.pages(first.path) + 1)
    number = next(one for one in pages if taken.statement in events.page(first.path, one)[0])
    page, entry = f"/ldes/{first.stamp}/{number}", f"/page/article/{taken.article}"
    memento = f"/memento/{first.stamp}/article/{taken.article}.ttl"
    beside = f"/memento/{first.stamp}/article/{taken.other}.ttl"
    before = {path: server.get(path) for path in (page, memento, beside, entry) for _ in range(2)}  # the second is kept
    for status, headers, _ in before.values():
        assert status == 200
        assert headers["Cache-Control"] == "no-cache"
    assert taken.statement in server.get(page, "application/n-triples")[2]

    assert run("forget", "--yes", taken.article, data=taken.data).returncode == 0

    def again(path: str) -> tuple[int, int]:
        """What who asks for the first time gets, and who has it."""
        return server.get(path)[0], send(server, "GET", path, b"", If_None_Match=before[path][1]["ETag"])[0]

    assert again(page) == (200, 200), "it is another page now"
    assert taken.statement not in server.get(page, "application/n-triples")[2]
    assert f"statedIn> <{iris.ID}article/{taken.other}>".encode() in taken.told()
    assert again(memento) == again(beside) == (404, 404), "a release that has it is shown no more, whoever asks"
    assert again(entry) == (200, 200), "the words that it quotes are of the text, which is at hand no more"
    unchanged = server.get(f"/ldes/{last.stamp}/1")
    assert send(server, "GET", f"/ldes/{last.stamp}/1", b"", If_None_Match=unchanged[1]["ETag"])[0] == 304

    assert run("build", data=taken.data).returncode == 0
    gone = history.publications(taken.data)[-1]
    told = server.get(f"/ldes/{gone.stamp}/1", "application/n-triples")[2]
    assert told.count(b"#Delete>") == told.count(b"isVersionOf") > 0
    assert again(memento)[0] == 404
    assert server.get(f"/timemap/article/{taken.article}")[0] == 404


def test_the_others_stay_on_their_pages(taken: Taken, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has read one page, and not yet the next, misses none."""
    first = history.publications(taken.data)[0].path
    monkeypatch.setattr(events, "PAGE", 3)
    events.write(None, next(iter(release.kept(taken.data))).dump, first, history.publications(taken.data)[0].moment)
    before = [events.page(first, number)[0] for number in range(1, events.pages(first) + 1)]
    assert len(before) > 3
    events.forget(first, [taken.article])
    after = [events.page(first, number)[0] for number in range(1, events.pages(first) + 1)]
    assert len(before) == len(after)
    others = [[line for line in page.splitlines() if f"/claim/{taken.other[:8]}".encode() in line] for page in before]
    assert [
        [line for line in page.splitlines() if f"/claim/{taken.other[:8]}".encode() in line] for page in after
    ] == others
    assert taken.statement not in b"".join(after)


def test_a_build_that_began_before_does_not_bring_it_back(taken: Taken, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has read the archive when an article is forgotten, be that new or in older releases; neither waits."""
    read, go = threading.Event(), threading.Event()
    write = pipeline.write

    def wait(*given: object) -> str:
        read.set()
        assert go.wait(60)
        return write(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "write", wait)
    (taken.data / "bon.txt").write_text(texts.TEXT.replace("05/06", "08/06"), encoding="utf-8")
    assert call("ingest", str(taken.data / "bon.txt"), data=taken.data).returncode == 0
    with contextlib.closing(Archive(taken.data)) as archive:
        (new,) = archive.named("bon.txt") or archive.named(str(taken.data / "bon.txt"))
    building = threading.Thread(target=pipeline.build, args=(taken.data, []))
    building.start()
    assert read.wait(60)
    assert run("forget", "--yes", taken.article, new, data=taken.data).returncode == 0
    go.set()
    building.join()
    assert len(history.publications(taken.data)) == 3
    assert set(history.forgotten(taken.data)) == {taken.article, new}
    for one in (taken, Taken(taken.data, new, taken.other)):
        assert one.statement in release.kept(taken.data)[0].dump.read_bytes()
        assert one.statement not in one.told()


def test_what_is_taken_in_again_is_shown_again(taken: Taken) -> None:
    with contextlib.closing(Archive(taken.data)) as archive:
        row = archive.row(taken.article)
        assert row is not None
    assert call("forget", "--yes", taken.article, data=taken.data).returncode == 0
    again = taken.data / "bai.txt"
    again.write_text(row.text, encoding="utf-8")
    assert call("ingest", str(again), data=taken.data).returncode == 0
    assert history.forgotten(taken.data) == (taken.article,)
    history.record(taken.data, "0" * 16, release.kept(taken.data)[0].dump)
    assert history.forgotten(taken.data) == ()


def test_two_at_once_forget_both(taken: Taken) -> None:
    """Each in a process of its own, while the other has the folder."""
    script = (
        "import pathlib, sys; from kg import history\n"
        "data, start = pathlib.Path(sys.argv[1]), int(sys.argv[2])\n"
        "for number in range(start, start + 20):\n"
        "    with history.forgetting(data, [f'{number:016x}']): pass\n"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", script, str(taken.data), str(start)]) for start in (100, 200, 300)
    ]
    assert [one.wait(60) for one in started] == [0, 0, 0]
    assert len(history.forgotten(taken.data)) == 60


def test_what_changes_is_told_by_state(taken: Taken) -> None:
    """However fast one follows the other: a clock of files has ticks of some milliseconds."""
    seen = []
    for number in range(5):
        with history.forgetting(taken.data, [f"{number:016x}"]):
            seen.append(history.state(taken.data))
        seen.append(history.state(taken.data))
    assert all(one != other for one, other in itertools.pairwise(seen))
    assert not re.search("[^0-9a-f-]", "".join(seen))
