"""`diemcau ingest` as people type it: idempotent, in parallel, and killed at any moment without loss."""

import contextlib
import json
import random
import signal
import subprocess
import threading
import time
from http.server import HTTPServer
from pathlib import Path

import distributed
import pytest
from click.testing import CliRunner, Result

from kg.archive import LAYOUT, Archive, path_in
from kg.carried import carried
from kg.entries import Row, printed
from kg.facts import Fact
from kg.review.desk import Desk
from server.cli import main
from tests.articles import pages
from tests.articles.test_fetching import _Site as Site
from tests.benchmarks import ingest as made
from tests.running import DIEMCAU, alive, descendants, run

MANY = 150
"""Articles: more than one batch for each process."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "bai"
    found.mkdir()
    (found / "mot.txt").write_text(pages.TEXT, encoding="utf-8")
    (found / "hai.html").write_text(pages.html(), encoding="utf-8")
    (found / "hai_files").mkdir()
    (found / "hai_files" / "quang-cao.html").write_text(pages.html(), encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("many")
    made.write(found, MANY)
    return found


def _run(data: Path, *arguments: object) -> Result:
    return CliRunner().invoke(main, ["--data", str(data), "ingest", *map(str, arguments)])


def _review(data: Path, *arguments: str) -> str:
    done = CliRunner().invoke(main, ["--data", str(data), "review", *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def _decided(data: Path) -> tuple[str, str, str, str]:
    """The keys of four facts of the one article: accepted, rejected, mended, added."""
    found = [json.loads(line) for line in _review(data, "list", "--format", "jsonl").splitlines()]
    article, shares = found[0]["article"], [one["fact"] for one in found if one["type"] == "observation"]
    (present,) = (one["fact"] for one in found if one.get("person") == "Lý Thị Thử" and one["type"] == "attendance")
    _review(data, "accept", f"{article}/{shares[0]}")
    _review(data, "reject", f"{article}/{shares[1]}")
    _review(data, "edit", f"{article}/{present}", "position=Giám đốc Sở")
    evidence = "evidence=rà soát danh mục thí điểm"
    added = _review(data, "add", article, "directive", "task=rà soát danh mục", "force=request", evidence)
    return shares[0], shares[1], present, added.strip()[17:]


def _state(data: Path) -> list[object]:
    archive = Archive(data)
    try:
        return list(archive.articles())
    finally:
        archive.close()


def test_a_folder_is_taken_in_once(folder: Path, tmp_path: Path) -> None:
    first = _run(tmp_path, folder)
    assert first.exit_code == 0, first.output
    assert "New articles: 2; read anew: 0; known before: 0" in first.stderr
    assert "Without a day of publication: 1 (" in first.stderr
    before = _state(tmp_path)
    again = _run(tmp_path, folder, folder / "mot.txt")
    assert "New articles: 0; read anew: 0; known before: 2; facts taken in: 0" in again.stderr
    assert _state(tmp_path) == before


def test_each_article_is_listed_with_its_day_and_the_reason(folder: Path, tmp_path: Path) -> None:
    lines = [line.split("\t") for line in _run(tmp_path, "--list", folder).stdout.splitlines()]
    assert [(line[0], line[2], line[5]) for line in lines] == [
        ("new", "-", "no day of publication is given"),
        ("new", "2020-06-05", "the line of date below the title"),
    ]
    assert [Path(line[4]).name for line in lines] == ["hai.html", "mot.txt"]
    assert _run(tmp_path, "--list", folder).stdout == ""


@pytest.mark.long
def test_the_order_and_the_number_of_processes_do_not_matter(many: Path, tmp_path: Path) -> None:
    files = sorted(many.glob("*.txt"))
    random.Random(5).shuffle(files)  # noqa: S311 – the same order each time
    alone = _run(tmp_path / "one", "--processes", 1, many)
    together = run("ingest", "--processes", "2", *map(str, files), data=tmp_path / "two")  # alone in its process
    assert alone.exit_code == together.returncode == 0, together.stderr
    assert f"New articles: {MANY};" in together.stderr
    assert _state(tmp_path / "one") == _state(tmp_path / "two")


def test_what_cannot_be_read_is_said_and_the_rest_is_taken_in(folder: Path, tmp_path: Path) -> None:
    (folder / "rong.txt").write_bytes(b"")
    (folder / "anh.txt").write_bytes(b"\x89PNG\0")
    (folder / "english.txt").write_text(pages.ENGLISH, encoding="utf-8")
    with (folder / "lon.txt").open("wb") as big:
        big.truncate(50_000_000)
    done = _run(tmp_path, folder)
    assert done.exit_code == 1
    for name, why in (
        ("rong", "is empty"),
        ("anh", "a picture"),
        ("english", "is English"),
        ("lon", "50,000,000 bytes"),
    ):
        line = next(line for line in done.stderr.splitlines() if f"{name}.txt: " in line)
        assert why in line
    assert "New articles: 2;" in done.stderr
    assert "Not to be read as articles: 4 of" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir() if path != folder) == ["archive.sqlite"]


@pytest.mark.parametrize(
    ("given", "why"), [("khong-co.txt", "no such file"), ("", "nothing to read")], ids=["absent", "empty"]
)
def test_nothing_to_read_is_said(given: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "trong").mkdir()
    done = _run(tmp_path / "data", tmp_path / (given or "trong"))
    assert done.exit_code == 1
    assert why in done.stderr
    assert not (tmp_path / "data").exists()


def test_an_empty_name_is_no_folder(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    done = _run(tmp_path / "data", "")
    assert (done.exit_code, "names no file" in done.stderr) == (1, True)
    assert not (tmp_path / "data").exists()


def test_a_page_of_the_web_that_changed_replaces_what_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with HTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/bai.html"
        try:
            assert "private network" in _run(tmp_path, url).stderr
            assert "New articles: 1;" in _run(tmp_path, "--private", url).stderr
            assert "known before: 1;" in _run(tmp_path, "--private", url).stderr
            accepted, rejected, mended, added = _decided(tmp_path)
            monkeypatch.setattr(
                pages, "BODY", ("Một câu mới đứng trước.", *pages.BODY, "Ngày 6/6, báo nêu thêm một đoạn.")
            )
            assert "New articles: 0; read anew: 1;" in _run(tmp_path, "--private", url).stderr
        finally:
            server.shutdown()
            thread.join()
    (kept,) = _state(tmp_path)
    assert "thêm một đoạn" in kept.article.text  # type: ignore[attr-defined] # it is there, or this fails
    assert kept.article.url == url  # type: ignore[attr-defined] # it is there, or this fails
    listed = _review(tmp_path, "decisions").splitlines()
    assert {line.split()[1][17:] for line in listed} == {accepted, rejected, mended, added}
    assert {line.split()[1][:16] for line in listed} == {kept.article.id}  # type: ignore[attr-defined]
    waiting = {json.loads(line)["fact"] for line in _review(tmp_path, "list", "--format", "jsonl").splitlines()}
    assert waiting
    assert not waiting & {accepted, rejected, mended, added}
    with contextlib.closing(Archive(tmp_path)) as archive:
        instead = next(one.instead for one in Desk(archive).decided() if one.instead)
    assert "Thử" in kept.article.text[instead.start : instead.end]  # type: ignore[attr-defined]


def test_decisions_do_not_go_to_a_text_that_says_something_else(tmp_path: Path) -> None:
    old = "Tỷ lệ hồ sơ trực tuyến đạt 61,7%. Tỷ lệ hồ sơ đúng hạn đạt 98,2%."
    first, second = (Fact("observation", {"value": v}, s, e, "a.b", 0.9) for v, s, e in ((61.7, 0, 32), (98.2, 34, 66)))
    new = Row("b" * 16, "b" * 64, old.replace("61,7%", "62,9%"), "{}", "[]")
    kept = [(one.key, json.dumps(printed(one)), None) for one in (first, second)]
    assert [key for key, _, _ in carried(kept, old, new)] == [second.key]


@pytest.mark.parametrize(("content", "why"), [(b"no database at all" * 99, "not a database"), (None, "layout")])
def test_another_file_in_place_of_the_archive_is_left_alone(
    content: bytes | None, why: str, folder: Path, tmp_path: Path
) -> None:
    if content is None:
        import sqlite3

        with sqlite3.connect(path_in(tmp_path)) as other:
            other.execute(f"PRAGMA user_version = {LAYOUT + 1}")
        other.close()
        content = path_in(tmp_path).read_bytes()
    else:
        path_in(tmp_path).write_bytes(content)
    done = _run(tmp_path, folder)
    assert done.exit_code == 1
    assert why in done.stderr
    assert "move it away" in done.stderr
    assert path_in(tmp_path).read_bytes() == content


@pytest.mark.long
def test_killed_at_any_moment_and_started_again_nothing_is_lost_or_doubled(many: Path, tmp_path: Path) -> None:
    whole, chance = tmp_path / "whole", random.Random(11)  # noqa: S311 – the same order each time
    assert _run(whole, "--processes", 1, many).exit_code == 0
    command = [str(part) for part in (DIEMCAU, "--data", tmp_path / "killed", "ingest", "--processes", 2, many)]
    kept, kills = 0, 0
    while True:
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            status = process.wait(timeout=chance.uniform(0.3, 0.8 + kills / 4))  # also where it takes a second
        except subprocess.TimeoutExpired:
            children = descendants(process.pid)
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
            now = len(_state(tmp_path / "killed")) if path_in(tmp_path / "killed").exists() else 0
            assert now >= kept, "what was written was lost"
            kept = now
            _gone(children)
        else:
            assert status == 0
            break
    assert kills > 0
    assert _state(tmp_path / "killed") == _state(whole)


def _gone(children: set[int]) -> None:
    """Waits until processes have ended, as those of a killed parent do of themselves."""
    until = time.monotonic() + 10
    while any(map(alive, children)):
        assert time.monotonic() < until, "readers outlive the one that gave out the work"
        time.sleep(0.05)


def test_the_same_on_a_dask_cluster(many: Path, tmp_path: Path) -> None:
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None
    ) as cluster:
        done = _run(tmp_path / "dask", "--dask", cluster.scheduler_address, many)
        assert done.exit_code == 0, done.output
    assert f"New articles: {MANY};" in done.stderr
    _run(tmp_path / "here", "--processes", 1, many)
    assert _state(tmp_path / "dask") == _state(tmp_path / "here")


@pytest.mark.long
def test_a_cluster_that_is_not_there_is_said(many: Path, tmp_path: Path) -> None:
    done = _run(tmp_path, "--dask", "tcp://127.0.0.1:1", many)
    assert done.exit_code == 1
    assert "no Dask scheduler answers" in done.stderr
