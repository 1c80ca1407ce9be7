"""The writer: changes one after another, and publishing beside them."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg.engine.admission import PoolBusy
from kg.engine.limits import Limits
from kg.engine.primary import Primary, WriteTimeout
from kg.engine.writer import KEEP, KEEP_SECONDS
from kg.engine.writer_process import WriterDied
from kg.release import Release
from kg.store import Document
from tests.running import descendants

SOME = "INSERT DATA { " + " ".join(f"<urn:s> <urn:p> {number} ." for number in range(200)) + " }"
LONG = "INSERT { ?a ?b ?i } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
BASE = "http://example.org/"


def triples(release: Release) -> int:
    """How many triples the default graph of a release has, read by another process as query workers do."""
    code = f"""
from pathlib import Path
from kg.store import Dataset
print(sum(1 for _ in Dataset.on_disk(Path({str(release.store)!r})).query("SELECT * {{ ?s ?p ?o }}", None, None)))
"""
    return int(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)


@contextlib.contextmanager
def long_change(primary: Primary) -> Iterator[list[type[BaseException]]]:
    """A change that goes on until it may not any more; gives what it raised, at the end."""
    raised: list[type[BaseException]] = []

    def change() -> None:
        try:
            primary.update(LONG, BASE)
        except (WriteTimeout, WriterDied) as error:
            raised.append(type(error))

    thread = threading.Thread(target=change)
    thread.start()
    time.sleep(0.3)
    try:
        yield raised
    finally:
        thread.join()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Primary]]:
    started: list[Primary] = []

    def make(limits: Limits = Limits(), seconds: float = 3.0, long: Callable[[], object] = lambda: None) -> Primary:  # noqa: B008 – immutable
        started.append(Primary(tmp_path, limits, seconds, long))
        return started[-1]

    yield make
    for primary in started:
        primary.close()


def test_what_was_acknowledged_is_published_beside_a_long_change(start: Callable[..., Primary]) -> None:
    noticed = threading.Event()
    primary = start(long=noticed.set)
    primary.update(SOME, BASE)
    with long_change(primary) as raised:
        assert noticed.wait(2)
        published = primary.publish()
        assert not raised
        assert published.version == primary.version
        assert triples(published.release) == 200
        assert primary.publish() is published
    assert raised == [WriteTimeout]
    assert triples(primary.publish().release) == 200  # by another writer


def test_a_short_change_is_not_taken_for_a_long_one(start: Callable[..., Primary]) -> None:
    noticed = threading.Event()
    primary = start(long=noticed.set)
    assert primary.load(None, [Document(b"<urn:s> <urn:p> 1 .", "ttl")], BASE, replace=True) is False
    assert not noticed.is_set()


def test_a_change_waits_for_its_turn_and_not_for_ever(start: Callable[..., Primary]) -> None:
    primary = start(Limits(seconds=1.0, queue=1))
    primary.update(SOME, BASE)
    busy: list[str] = []

    def wait() -> None:
        try:
            primary.update("CLEAR ALL", BASE)
        except PoolBusy as error:
            busy.append(str(error))

    with long_change(primary):
        waiting = threading.Thread(target=wait)
        waiting.start()
        time.sleep(0.2)
        with pytest.raises(PoolBusy, match="1 changes wait"):
            primary.update("CLEAR ALL", BASE)
        waiting.join()
    assert ["in time" in text for text in busy] == [True]
    assert triples(primary.publish().release) == 200


def test_waiting_is_not_on_the_time_of_a_change(start: Callable[..., Primary]) -> None:
    primary = start(Limits(seconds=30.0), seconds=3.0)
    primary.update(SOME, BASE)
    with long_change(primary) as raised:
        primary.update("INSERT DATA { <urn:s> <urn:late> 1 }", BASE)
    assert raised == [WriteTimeout]
    assert triples(primary.publish().release) == 201


def test_what_changes_nothing_makes_no_version(start: Callable[..., Primary]) -> None:
    primary = start()
    before = primary.version
    with pytest.raises(Exception, match="Expected"):
        primary.update("INSERT", BASE)
    assert primary.delete("urn:absent") is False
    assert primary.version == before
    primary.update(SOME, BASE)
    assert primary.version == before + 1


def test_a_writer_that_was_killed_is_followed_by_another(start: Callable[..., Primary]) -> None:
    primary = start()
    primary.update(SOME, BASE)
    for pid in descendants(os.getpid()):
        if b"kg.engine.writer" in Path(f"/proc/{pid}/cmdline").read_bytes():
            os.kill(pid, signal.SIGKILL)
    assert triples(primary.publish().release) == 200
    primary.update("INSERT DATA { <urn:s> <urn:p> <urn:o> }", BASE)
    assert triples(primary.publish().release) == 201


@pytest.mark.long
def test_publishing_beside_changes_never_fails_and_has_all_of_them(start: Callable[..., Primary]) -> None:
    primary = start(seconds=30.0)
    done = threading.Event()
    written: list[int] = []

    def write() -> None:
        while not done.is_set():
            primary.update(f"INSERT DATA {{ <urn:s> <urn:p> {len(written)} }}", BASE)
            written.append(len(written))

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for _ in range(15):
            before = len(written)
            assert triples(primary.publish().release) >= before
    finally:
        done.set()
        thread.join()


def test_old_releases_stay_for_a_while_and_not_for_ever(start: Callable[..., Primary], tmp_path: Path) -> None:
    primary = start()

    def publish(times: int) -> list[Release]:
        made = []
        for number in range(times):
            primary.update(f"INSERT DATA {{ <urn:s> <urn:p> {number} }}", BASE)
            made.append(primary.publish().release)
        return made

    first = publish(KEEP + 2)
    if time.time() - first[0].path.stat().st_mtime < KEEP_SECONDS:
        assert all(release.path.is_dir() for release in first)  # somebody may be opening one of them
    time.sleep(KEEP_SECONDS + 0.5)
    last = publish(2)
    assert len(list((tmp_path / "releases").iterdir())) == KEEP
    assert all(release.path.is_dir() for release in last)


def test_a_store_in_its_place_makes_no_release_of_the_same_name(tmp_path: Path) -> None:
    names = set()
    for folder in ("a", "b"):
        primary = Primary(tmp_path / folder, Limits())
        names.add(primary.publish().release.id)
        primary.close()
    assert len(names) == 2
    assert {name.partition(".")[0] for name in names} == {"1"}


@pytest.mark.parametrize("name", ["9-old", "9", "9.old", "x", "07.0123456789abcdef", "1.0123456789abcdef0"])
def test_what_is_no_release_is_left_alone(start: Callable[..., Primary], tmp_path: Path, name: str) -> None:
    (tmp_path / "releases" / name).mkdir(parents=True)
    primary = start()
    for number in range(KEEP + 1):
        primary.update(f"INSERT DATA {{ <urn:s> <urn:p> {number} }}", BASE)
        assert primary.publish().release.id.startswith(f"{number + 1}.")
    assert (tmp_path / "releases" / name).is_dir()


def test_a_data_set_that_another_writes_cannot_be_opened_and_says_why(
    start: Callable[..., Primary], tmp_path: Path
) -> None:
    start()
    with pytest.raises(WriterDied, match="LOCK"):
        Primary(tmp_path, Limits())
