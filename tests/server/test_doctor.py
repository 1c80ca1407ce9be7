"""`diemcau doctor`: well on a sound installation, and on a broken one it says what is broken and how to mend it."""

import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from kg import release
from kg.store import PrimaryStore
from tests.asking import ask
from tests.running import Server, call


@pytest.fixture
def own_data(data_dir: Path, tmp_path: Path) -> Path:
    """A copy of the release in a data folder that the test may break."""
    shutil.copytree(data_dir, tmp_path / "data", symlinks=True)
    return tmp_path / "data"


def findings(data: Path, **environment: str) -> tuple[int, dict[str, tuple[str, str]]]:
    """The exit status, and the state and detail of each subject."""
    done = call("doctor", data=data, **environment)
    assert "Traceback" not in done.stderr
    lines = done.stdout.splitlines()
    return done.returncode, {line[6:20].strip(): (line[:4].strip(), line[22:]) for line in lines}


def test_a_sound_installation_is_well(data_dir: Path) -> None:
    status, found = findings(data_dir)
    assert status == 0
    assert "bad" not in {state for state, _ in found.values()}
    for subject in ("python", "release", "questions", "isolation", "query workers"):
        assert found[subject][0] == "ok", found[subject]


def test_an_empty_folder_is_no_fault(tmp_path: Path) -> None:
    status, found = findings(tmp_path / "none")
    assert status == 0
    assert found["release"][0] == "note"
    assert "diemcau build" in found["release"][1]


@pytest.mark.parametrize("broken", ["dump.nq", "labels.sqlite"])
def test_a_damaged_release_is_found(own_data: Path, broken: str) -> None:
    serving = release.current(own_data)
    assert serving is not None
    (serving.path / broken).write_bytes(b"not what was published")
    status, found = findings(own_data)
    assert status == 1
    assert found["release"][0] == "bad"
    assert str(serving.path) in found["release"][1]


def test_workers_without_memory_are_found(own_data: Path) -> None:
    serving = release.current(own_data)
    assert serving is not None
    (serving.dump).unlink()
    shutil.rmtree(serving.store)
    status, found = findings(own_data)
    assert status == 1
    assert found["query workers"][0] == "bad"


def test_a_folder_that_cannot_be_written_is_found(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    status, found = findings(tmp_path / "file" / "data")
    assert status == 1
    assert found["data folder"][0] == "bad"


@pytest.mark.long
def test_a_release_on_a_disk_that_is_only_read_is_served(data_dir: Path, small_disk: Path) -> None:
    shutil.copytree(data_dir, small_disk / "data", symlinks=True)
    remount = ["mount", "-o", "remount,ro", str(small_disk)]
    subprocess.run(remount, check=True)
    status, found = findings(small_disk / "data")
    assert status == 0
    assert found["data folder"][0] == "note"
    assert "can be served" in found["data folder"][1]
    with Server(small_disk / "data") as server:
        assert ask(server, "ASK {}")[0] == 200
    status, found = findings(small_disk / "none")
    assert status == 1
    assert found["data folder"][0] == "bad"


def test_a_variable_that_is_no_setting_is_worth_a_note(data_dir: Path) -> None:
    status, found = findings(data_dir, DIEMCAU_PROT="8001")
    assert status == 0
    assert found["settings"][0] == "note"
    assert "Is DIEMCAU_PORT meant?" in found["settings"][1]


def test_an_address_in_use_is_worth_a_note(data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        status, found = findings(data_dir, DIEMCAU_PORT=str(taken.getsockname()[1]))
    assert status == 0
    assert found["address"][0] == "note"


@pytest.mark.parametrize(
    ("environment", "state", "word"),
    [
        ({}, "ok", "each request"),
        ({"DIEMCAU_PROXIES": "1"}, "note", "DIEMCAU_ORIGIN"),
        ({"DIEMCAU_ORIGIN": "https://example.org"}, "note", "DIEMCAU_PROXIES"),
        ({"DIEMCAU_ORIGIN": "https://example.org", "DIEMCAU_PROXIES": "1"}, "ok", "https://example.org"),
    ],
)
def test_where_addresses_of_the_site_come_from_is_said(
    environment: dict[str, str], state: str, word: str, tmp_path: Path
) -> None:
    status, found = findings(tmp_path / "none", **environment)
    assert status == 0
    assert found["origin"][0] == state
    assert word in found["origin"][1]


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """The folder of a plain data set that a site would write to."""
    (tmp_path / "exact").mkdir()
    store = PrimaryStore(tmp_path / "exact" / "store")
    store.update("INSERT DATA { <urn:s> <urn:p> 1 }")
    store.sync()
    return tmp_path / "exact"


def test_a_plain_data_set_is_looked_at(plain: Path) -> None:
    status, found = findings(plain.parent, DIEMCAU_DATASET="exact")
    assert status == 0
    assert found["release"][0] == "ok"
    assert "1 quads" in found["release"][1]
    assert str(plain) in found["data folder"][1]


def test_a_plain_data_set_that_is_damaged_is_found(plain: Path) -> None:
    (plain / "store" / "CURRENT").write_bytes(b"nothing")
    status, found = findings(plain.parent, DIEMCAU_DATASET="exact")
    assert status == 1
    assert found["release"][0] == "bad"
    assert str(plain / "store") in found["release"][1]


def test_a_link_of_a_plain_data_set_that_leads_nowhere_is_found(plain: Path) -> None:
    (plain / "current").symlink_to("releases/1.0123456789abcdef")
    status, found = findings(plain.parent, DIEMCAU_DATASET="exact")
    assert status == 1
    assert str(plain / "current") in found["release"][1]
