"""`--model` as people type it: what is asked, what is printed, what is kept, and what is refused."""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg import ingest
from kg.archive import Archive
from kg.entries import Kept
from server.cli import main
from tests.extract.model.serving import ANSWERS, Models, models
from tests.running import DIEMCAU

ARTICLE = ANSWERS / "article.txt"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Models]:
    with models() as running:
        _set(monkeypatch, running, "proven")
        yield running


def _set(monkeypatch: pytest.MonkeyPatch, server: Models, name: str) -> None:
    monkeypatch.setenv("DIEMCAU_MODEL", "mau-nho")
    monkeypatch.setenv("DIEMCAU_MODEL_URL", server.at(name))


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


def _kept(data: Path) -> list[Kept]:
    archive = Archive(data)
    try:
        return list(archive.articles())
    finally:
        archive.close()


def _models(kept: Kept) -> list[str]:
    return [fact.rule for fact in kept.facts if fact.rule.startswith("model:")]


def test_extract_prints_the_facts_and_what_became_of_the_proposals(server: Models) -> None:
    done = _run("extract", "--model", ARTICLE)
    assert done.exit_code == 0, done.output
    assert "person: Lý Thị Thử; position: Giám đốc Sở Nội vụ; role: attend  [model:mau-nho]" in done.stdout
    assert done.stderr.splitlines() == [
        "Model mau-nho: asked about 1 articles, failed at 0",
        "Proposed facts: 5; accepted 3, rejected 2",
        "     2  known already",
    ]
    assert "model:" not in _run("extract", ARTICLE).stdout


def test_ingest_keeps_them_asks_once_and_leaves_them_when_no_model_is_asked(server: Models, tmp_path: Path) -> None:
    first = _run("--data", tmp_path, "ingest", "--model", ARTICLE)
    assert "Model mau-nho: asked about 1 articles, failed at 0" in first.stderr
    assert "New articles: 1; read anew: 0; known before: 0; facts taken in: 10" in first.stderr
    (kept,) = before = _kept(tmp_path)
    assert _models(kept) == ["model:mau-nho"] * 3
    for again in (("--model", ARTICLE), (ARTICLE,)):
        done = _run("--data", tmp_path, "ingest", *again)
        assert "New articles: 0; read anew: 0; known before: 1; facts taken in: 0" in done.stderr
    other = shutil.copy(ARTICLE, tmp_path / "khac.txt")
    assert "known before: 1" in _run("--data", tmp_path, "ingest", other).stderr
    assert _kept(tmp_path) == before
    assert server.times() == {"proven": 1}


def test_what_a_model_failed_at_is_asked_again_the_next_time(
    server: Models, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(monkeypatch, server, "prose")
    failed = _run("--data", tmp_path, "ingest", "--model", ARTICLE)
    assert failed.exit_code == 0
    assert "failed at 1\n     1  not JSON\n" in failed.stderr
    assert "New articles: 1;" in failed.stderr
    assert _models(*_kept(tmp_path)) == []
    _set(monkeypatch, server, "proven")
    assert "New articles: 0; read anew: 1;" in _run("--data", tmp_path, "ingest", "--model", ARTICLE).stderr
    assert len(_models(*_kept(tmp_path))) == 3


@pytest.mark.parametrize("answer", [None, "prose"])
def test_what_a_model_proposed_outlives_new_rules(
    answer: str | None, server: Models, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _run("--data", tmp_path, "ingest", "--model", ARTICLE)
    before = _kept(tmp_path)
    monkeypatch.setattr(ingest, "reader_version", lambda: "0123456789ab")
    if answer is not None:
        _set(monkeypatch, server, answer)
    done = _run("--data", tmp_path, "ingest", *(["--model"] if answer else []), ARTICLE)
    assert "read anew: 1; known before: 0; facts taken in: 10" in done.stderr
    assert _kept(tmp_path) == before
    assert "known before: 1" in _run("--data", tmp_path, "ingest", ARTICLE).stderr
    _set(monkeypatch, server, "fenced")
    monkeypatch.setenv("DIEMCAU_MODEL", "mau-lon")
    _run("--data", tmp_path, "ingest", "--model", ARTICLE)
    assert _models(*_kept(tmp_path)) == ["model:mau-lon"]


def test_what_a_model_proposed_can_be_reviewed_and_stays_decided(server: Models, tmp_path: Path) -> None:
    _run("--data", tmp_path, "ingest", "--model", ARTICLE)
    lines = _run("--data", tmp_path, "review", "list", "--format", "jsonl").stdout.splitlines()
    waiting = [one for one in map(json.loads, lines) if one["rule"] == "model:mau-nho"]
    assert len(waiting) == 3
    accepted, rejected, _ = (f"{one['article']}/{one['fact']}" for one in waiting)
    assert _run("--data", tmp_path, "review", "accept", accepted).exit_code == 0
    assert _run("--data", tmp_path, "review", "reject", rejected).exit_code == 0
    _run("--data", tmp_path, "ingest", "--model", ARTICLE)
    left = _run("--data", tmp_path, "review", "list", "--format", "jsonl").stdout
    assert left.count("model:mau-nho") == 1


def test_many_articles_are_asked_about_by_several_processes(server: Models, tmp_path: Path) -> None:
    folder = tmp_path / "bai"
    folder.mkdir()
    for number in range(8):
        text = ARTICLE.read_text(encoding="utf-8") + f"\nBài giả định số {number}\n"
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    done = _run("--data", tmp_path / "data", "ingest", "--model", "--processes", 4, folder)
    assert "Model mau-nho: asked about 8 articles, failed at 0" in done.stderr
    assert "Proposed facts: 40; accepted 24, rejected 16" in done.stderr
    assert all(len(_models(kept)) == 3 for kept in _kept(tmp_path / "data"))


@pytest.mark.parametrize("processes", ["1", "2"])
def test_an_interrupt_waits_for_no_answer_and_keeps_what_was_done(
    processes: str, server: Models, tmp_path: Path
) -> None:
    shutil.copy(ARTICLE, tmp_path / "a.txt")
    (tmp_path / "b.txt").write_text(ARTICLE.read_text(encoding="utf-8") + "\nBài khác\n", encoding="utf-8")
    _run("--data", tmp_path / "data", "ingest", "--model", tmp_path / "a.txt")
    environment = {**os.environ, "DIEMCAU_MODEL": "mau-lon", "DIEMCAU_MODEL_URL": server.at("mute")}
    command = (DIEMCAU, "--data", tmp_path / "data", "ingest", "--model", "--processes", processes, tmp_path)
    process = subprocess.Popen(
        command,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # what runs in the background ignores it
    )
    until = time.monotonic() + 20
    while server.times()["mute"] < int(processes):
        assert time.monotonic() < until, "the model was not asked"
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does it
    _, said = process.communicate(timeout=10)
    assert process.returncode == 1
    assert "Interrupted. What was done is kept" in said
    assert "Traceback" not in said
    assert [_models(kept) for kept in _kept(tmp_path / "data")] == [["model:mau-nho"] * 3]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"DIEMCAU_MODEL": "none"}, "--model needs DIEMCAU_MODEL_URL"),
        ({"DIEMCAU_MODEL_URL": "none"}, "--model needs DIEMCAU_MODEL_URL"),
        ({"DIEMCAU_MODEL_URL": "none", "DIEMCAU_MODEL_URI": "x"}, "Is DIEMCAU_MODEL_URL meant?"),
        ({"DIEMCAU_MODEL_URL": "ftp://example.org"}, "give an address such as"),
        ({"DIEMCAU_MODEL_URL": "http://example.org:99999"}, "give an address such as"),
        ({"DIEMCAU_MODEL_URL": "http://ai:bi@example.org/v1"}, "give an address such as"),
        ({"DIEMCAU_MODEL_URL": "https://example.org/v1?a=b"}, "give an address such as"),
        ({"DIEMCAU_MODEL_URL": "http://example.org/v1", "DIEMCAU_MODEL_KEY": "sk-mau"}, "for all to read"),
        ({"DIEMCAU_MODEL_KEY": "sk\nmau"}, "DIEMCAU_MODEL_KEY has other signs"),
        ({"DIEMCAU_MODEL": "m" * 101}, "at most 100 characters"),
        ({"DIEMCAU_MODEL_SECONDS": "0"}, "DIEMCAU_MODEL_SECONDS='0': give a number"),
    ],
)
def test_settings_that_are_wrong_are_said_before_anything_is_read(
    changed: dict[str, str], said: str, server: Models, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in changed.items():
        monkeypatch.setenv(variable, value)
    for command in ("extract", "ingest"):
        done = _run("--data", tmp_path / "data", command, "--model", ARTICLE)
        assert done.exit_code == 1
        assert said in done.stderr
        assert "sk-mau" not in done.output
    assert not (tmp_path / "data").exists()
    assert not server.asked


@pytest.mark.parametrize(
    ("name", "said"), [("locked", "1  status 401: is DIEMCAU_MODEL_KEY right?"), ("absent", "1  status 404: are ")]
)
def test_failures_are_named_with_their_mend(
    name: str, said: str, server: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(monkeypatch, server, name)
    done = _run("extract", "--model", ARTICLE)
    assert done.exit_code == 0
    assert said in done.stderr
    assert "have the facts of the rules" in done.stderr
    assert "person: Ngô Văn Mẫu" in done.stdout


def test_a_key_goes_to_this_machine_without_https(server: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIEMCAU_MODEL_KEY", "sk-mau")
    assert _run("extract", "--model", ARTICLE).exit_code == 0
    assert server.asked[0][1]["Authorization"] == "Bearer sk-mau"


def test_a_cluster_asks_no_model(server: Models) -> None:
    done = _run("ingest", "--model", "--dask", "tcp://127.0.0.1:1", ARTICLE)
    assert done.exit_code == 2
    assert "leave --dask out" in done.stderr
