"""`diemcau review` as people type it: at a terminal, and by scripts."""

import json
import os
import pty
import select
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.archive import Archive
from kg.review.desk import Desk
from kg.review.gold import DECISIONS, GOLD
from server.cli import main
from tests.articles import pages
from tests.running import DIEMCAU


def do(data: Path, *arguments: object) -> Result:
    """Runs a command of `review`."""
    return CliRunner().invoke(main, ["--data", str(data), "review", *map(str, arguments)])


def taken_in(data: Path, text: str = pages.TEXT) -> Path:
    """A data folder with one made-up article."""
    data.mkdir(exist_ok=True)
    (data / "mau.txt").write_text(text, encoding="utf-8")
    assert CliRunner().invoke(main, ["--data", str(data), "ingest", str(data / "mau.txt")]).exit_code == 0
    return data


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return taken_in(tmp_path / "data")


def listed(data: Path, *options: str) -> list[dict[str, object]]:
    """What waits, as programs read it."""
    lines = do(data, "list", "--most", 1000, "--format", "jsonl", *options).stdout.splitlines()
    return [json.loads(line) for line in lines]


def named(record: dict[str, object]) -> str:
    """The name of a listed fact."""
    return f"{record['article']}/{record['fact']}"


def test_facts_are_listed_decided_and_taken_back(data: Path) -> None:
    waiting = listed(data)
    assert [one["worth"] for one in waiting] == sorted((one["worth"] for one in waiting), reverse=True)  # type: ignore[type-var]
    first, second = named(waiting[0]), named(waiting[1])
    assert do(data, "accept", first, "--as", "Người Thử").exit_code == 0
    assert do(data, "reject", second).exit_code == 0
    assert {named(one) for one in listed(data)} == {named(one) for one in waiting[2:]}
    lines = do(data, "decisions").stdout.splitlines()
    assert any(f"{first}  accepted by Người Thử" in line for line in lines)
    assert any(f"{second}  rejected  " in line for line in lines)
    assert "right" in do(data, "rules").stdout
    assert do(data, "undo", first, second).exit_code == 0
    assert {named(one) for one in listed(data)} == {named(one) for one in waiting}


def test_a_fact_is_mended_slot_by_slot(data: Path) -> None:
    one = next(record for record in listed(data, "--type", "observation") if record["raw"] == "45,6%")
    shown = json.loads(do(data, "edit", named(one)).stdout)
    assert shown["raw"] == "45,6%"
    assert do(data, "edit", named(one), "value=45,5", "qualifier=approx", "period=2020").exit_code == 0
    assert "value: 45.5" in do(data, "decisions").stdout
    assert "period: 2020" in do(data, "decisions").stdout
    wrong = do(data, "edit", named(one), "value=nhiều", "hue=red")
    assert wrong.exit_code == 1
    assert "Observation has no hue" in wrong.stderr
    assert "value: “nhiều” is not a number" in wrong.stderr


def test_a_missed_fact_is_added(data: Path) -> None:
    article = str(listed(data)[0]["article"])
    slots = (
        "subject=hồ sơ trực tuyến",
        "value=60",
        "unit=%",
        "raw=45,6%",
        "deadline=2030",
        "evidence=hồ sơ trực tuyến",
    )
    done = do(data, "add", article, "target", *slots)
    assert done.exit_code == 0, done.output
    assert "added  target: subject: hồ sơ trực tuyến; value: 60" in do(data, "decisions").stdout
    assert do(data, "add", article, "target", "subject=x").exit_code == 1
    assert do(data, "add", "0" * 16, "target", *slots).exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "status", "why"),
    [
        (("accept", "không-có-gạch"), 2, "ARTICLE/FACT"),
        (("accept", "a/b"), 1, "There is no article a in the archive."),
        (("undo", "a/b"), 1, "There is no article a"),
        (("edit", "a/b", "value"), 1, "There is no article a"),
        (("list", "--type", "rumour"), 2, "rumour"),
        (("import", "/khong/co"), 2, "does not exist"),
        ((), 1, "There is no terminal"),
    ],
)
def test_what_is_wrong_is_said(data: Path, arguments: tuple[str, ...], status: int, why: str) -> None:
    done = do(data, *arguments)
    assert (done.exit_code, why in done.stderr) == (status, True), done.output


def test_a_decision_in_a_list_with_a_fault_is_not_made(data: Path) -> None:
    first = named(listed(data)[0])
    assert do(data, "accept", first, f"{first[:16]}/{'0' * 16}").exit_code == 1
    assert do(data, "decisions").stdout == ""


def test_without_articles_it_says_what_to_do(tmp_path: Path) -> None:
    done = do(tmp_path, "list")
    assert (done.exit_code, "diemcau ingest" in done.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_decisions_become_gold_and_go_to_another_archive(data: Path, tmp_path: Path) -> None:
    waiting = listed(data)
    for one in waiting[:-1]:
        do(data, "accept", named(one))
    assert "gold of 0 articles" in do(data, "export", tmp_path / "half").stderr
    do(data, "reject", named(waiting[-1]))
    done = do(data, "export", tmp_path / "gold")
    assert f"{len(waiting)} decisions; gold of 1 articles with" in done.stderr
    (line,) = (tmp_path / "gold" / GOLD).read_text(encoding="utf-8").splitlines()
    record = json.loads(line)
    text = (tmp_path / "gold" / f"{record['id']}.txt").read_text(encoding="utf-8")
    assert all(text[fact["start"] : fact["end"]] == fact["quote"] for fact in record["facts"])
    assert {(fact["type"], fact["quote"]) for fact in record["facts"]} >= {
        (one["type"], one["evidence"]) for one in waiting[:-1]
    }
    again = do(data, "export", tmp_path / "gold")
    assert (again.exit_code, "Name a new folder" in again.stderr) == (1, True)

    other = taken_in(tmp_path / "other")
    assert f"New decisions: {len(waiting)}; decided before: 0." in do(other, "import", tmp_path / "gold").stderr
    assert f"New decisions: 0; decided before: {len(waiting)}." in do(other, "import", tmp_path / "gold").stderr
    assert listed(other) == []
    empty = taken_in(tmp_path / "empty", pages.UNDATED)
    assert "Left out: those of 1 articles" in do(empty, "import", tmp_path / "gold").stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "empty", "gold", "half", "other"]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('"accepted"', '"praised"', "verdict is 'praised'"),
        ('"type": "', '"type": "x', "no type of fact"),
        ('"start": ', '"start": 99999', "characters"),
        ('"reviewer": ""', '"reviewer": "a\\u001b"', "name"),
        ("{", "", "line 1"),
        ('"time"', '"day"', "line 1"),
    ],
)
def test_broken_decisions_are_refused_whole(data: Path, tmp_path: Path, old: str, new: str, why: str) -> None:
    for one in listed(data)[:2]:
        do(data, "accept", named(one))
    do(data, "export", tmp_path / "gold")
    file = tmp_path / "gold" / DECISIONS
    good, bad = file.read_text(encoding="utf-8").splitlines()
    file.write_text(f"{bad.replace(old, new, 1)}\n{good}\n", encoding="utf-8")
    other = taken_in(tmp_path / "other")
    done = do(other, "import", file)
    assert (done.exit_code, why in done.stderr) == (1, True), done.output
    assert do(other, "decisions").stdout == ""


def test_what_is_no_text_holds_no_decisions(data: Path, tmp_path: Path) -> None:
    (tmp_path / "anh").write_bytes(b"\x89PNG\xff")
    done = do(data, "import", tmp_path / "anh")
    assert (done.exit_code, "not UTF-8" in done.stderr, "review export" in done.stderr) == (1, True, True), done.output


@contextmanager
def terminal(data: Path, editor: Path) -> Iterator[int]:
    """The command at a terminal of its own; the number is that of the terminal."""
    pid, number = pty.fork()
    if pid == 0:
        os.environ["EDITOR"] = str(editor)
        os.execv(DIEMCAU, [str(DIEMCAU), "--data", str(data), "review", "--as", "Người Thử"])  # noqa: S606
    try:
        yield number
    finally:
        os.close(number)
        os.waitpid(pid, 0)


def until(number: int, words: str, seconds: float = 60) -> str:
    """What the terminal shows until these words."""
    shown, end = "", time.monotonic() + seconds
    while words not in shown:
        assert time.monotonic() < end, shown
        if select.select([number], [], [], 0.2)[0]:
            shown += os.read(number, 65_536).decode(errors="replace")
    return shown


def press(number: int, key: str) -> None:
    """Presses a key, once the command waits for one: what was typed before would be lost."""
    end = time.monotonic() + 60
    while termios.tcgetattr(number)[3] & termios.ICANON:
        assert time.monotonic() < end, "no key is waited for"
        time.sleep(0.02)
    os.write(number, key.encode())


def test_a_person_decides_at_the_terminal(data: Path, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nsed -i \'s/"modality": "[a-z]*"/"modality": "reported"/\' "$1"\n', encoding="utf-8")
    editor.chmod(0o755)
    waiting = listed(data)
    pressed = (("a", "accepted"), ("r", "rejected"), ("e", "edited"), ("u", "Taken back"), ("s", ""))
    with terminal(data, editor) as number:
        first = until(number, "[q]uit")
        assert str(waiting[0]["rule"]) in first
        assert "\x1b[1;7m" in first, "the passage is marked"
        for key, words in pressed:
            press(number, key)
            assert words in until(number, "[q]uit")
        press(number, "q")
        assert "Decided: 2." in until(number, "diemcau build")
    archive = Archive(data)
    try:
        decided = Desk(archive).decided()
        assert sorted((one.verdict, one.reviewer) for one in decided) == [
            ("accepted", "Người Thử"), ("rejected", "Người Thử"),
        ]  # fmt: skip
    finally:
        archive.close()
