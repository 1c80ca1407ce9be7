"""Releases: whole or not at all, one writer, the last good one in service."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kg import catalogue, labelling, release
from kg.release import ReleaseBusy


def _publish(data: Path, name: str) -> release.Release:
    with release.staging(data) as folder:
        (folder / "dump.nq").write_text(name, encoding="utf-8")
        return release.publish(data, folder, name)


def test_there_is_no_release_at_first(tmp_path: Path) -> None:
    assert release.current(tmp_path) is None
    assert release.current(tmp_path / "absent") is None


def test_what_is_published_is_in_service(tmp_path: Path) -> None:
    first = _publish(tmp_path, "aaaa")
    assert release.current(tmp_path) == first
    second = _publish(tmp_path, "bbbb")
    assert release.current(tmp_path) == second
    assert first.dump.read_text(encoding="utf-8") == "aaaa"


def test_the_same_release_again_is_kept(tmp_path: Path) -> None:
    first = _publish(tmp_path, "aaaa")
    born = first.path.stat().st_ino
    _publish(tmp_path, "bbbb")
    assert _publish(tmp_path, "aaaa") == first
    assert release.current(tmp_path) == first
    assert first.path.stat().st_ino == born


def test_a_failed_build_leaves_nothing_and_changes_nothing(tmp_path: Path) -> None:
    first = _publish(tmp_path, "aaaa")

    def fail() -> None:
        with release.staging(tmp_path) as folder:
            (folder / "dump.nq").write_text("half", encoding="utf-8")
            raise RuntimeError("half")

    with pytest.raises(RuntimeError, match="half"):
        fail()
    assert release.current(tmp_path) == first
    assert [p.name for p in (tmp_path / "releases").iterdir()] == ["aaaa"]


def test_what_a_dead_writer_left_is_swept(tmp_path: Path) -> None:
    (tmp_path / "releases" / ".staging-dead").mkdir(parents=True)
    _publish(tmp_path, "aaaa")
    assert [p.name for p in (tmp_path / "releases").iterdir()] == ["aaaa"]


def test_two_builds_never_run_at_once(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib\nfrom kg import release\n"
        "with release.staging(pathlib.Path(sys.argv[1])):\n  print('in', flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"in\n"
        with pytest.raises(ReleaseBusy, match="another build"), release.staging(tmp_path):
            pass
        other.communicate()
    _publish(tmp_path, "aaaa")


def test_readers_see_a_whole_release_at_every_moment(tmp_path: Path) -> None:
    _publish(tmp_path, "r0")
    seen: list[str] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            found = release.current(tmp_path)
            assert found is not None
            seen.append(found.dump.read_text(encoding="utf-8"))

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(1, 30):
        _publish(tmp_path, f"r{number}")
    done.set()
    reader.join()
    assert seen
    assert set(seen) <= {f"r{n}" for n in range(30)}


def test_old_releases_are_removed_but_never_the_one_in_service(tmp_path: Path) -> None:
    for name in ("a", "b", "c", "d", "e"):
        _publish(tmp_path, name)
    _publish(tmp_path, "a")
    release.prune(tmp_path, keep=2)
    serving = release.current(tmp_path)
    assert serving is not None
    assert serving.id == "a"
    left = {p.name for p in (tmp_path / "releases").iterdir()}
    assert "a" in left
    assert len(left) <= 3


def test_a_name_depends_on_content_and_layout(monkeypatch: pytest.MonkeyPatch) -> None:
    first = release.name("0" * 64)
    assert first == release.name("0" * 64)
    assert first != release.name("1" * 64)
    monkeypatch.setattr(release, "LAYOUT", release.LAYOUT + 1)
    assert first != release.name("0" * 64)


def test_another_version_of_a_file_is_another_layout() -> None:
    """Else a build would keep the old release of the same content, which the new code cannot open."""
    versions = (catalogue.VERSION, labelling.VERSION)
    assert (release.LAYOUT, versions) == (7, (4, 2))
