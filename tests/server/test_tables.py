"""What people see on a terminal: every table can be read at any width, and nothing of it is cut off."""

import os
import pty
import re
import subprocess
from pathlib import Path

import pytest

from server import tables
from server.answers import Cell
from tests.running import DIEMCAU

_STYLE = re.compile("\x1b\\[[0-9;]*m")


def shown(data: Path, width: int, *arguments: str) -> list[str]:
    """The lines that `diemcau query` prints on a terminal of this width, without colours."""
    ours, theirs = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DIEMCAU_")}
    environment |= {"DIEMCAU_DATA": str(data), "COLUMNS": str(width), "LINES": "50", "TERM": "xterm"}
    command = [str(DIEMCAU), "query", *arguments]
    with subprocess.Popen(command, stdout=theirs, stderr=subprocess.DEVNULL, env=environment) as process:
        os.close(theirs)
        printed = b""
        while True:
            try:
                chunk = os.read(ours, 65536)
            except OSError:  # Linux says so when the other side is closed
                break
            if not chunk:
                break
            printed += chunk
    os.close(ours)
    assert process.returncode == 0
    return [line.rstrip() for line in _STYLE.sub("", printed.decode()).splitlines()]


@pytest.mark.parametrize("width", [80, pytest.param(120, marks=pytest.mark.long)])
def test_dates_and_sources_are_whole_and_what_was_asked_is_not_repeated(data_dir: Path, width: int) -> None:
    lines = shown(data_dir, width, "who-attended", "meeting=2020-08-26")
    text = "\n".join(lines)
    assert max(map(len, lines)) <= width
    assert text.count("2020-08-26") == 6
    assert "…" not in text
    assert "Hội nghị" not in lines[0] + lines[1]
    legend = [line for line in lines if "article/" in line]
    assert [line.split()[:2] for line in legend] == [
        ["afd57686", "article/afd5768686bddc22"],
        ["fd45605f", "article/fd45605fa2297ed5"],
    ]
    assert "Thái Bình xếp thứ 20/63" in text
    row = next(line for line in lines if "Ngô Hùng" in line)
    assert row.startswith("2020-08-26")
    assert "afd57686" in row


def test_columns_too_narrow_to_read_become_records(data_dir: Path) -> None:
    lines = shown(data_dir, 80, "systems", "system=mang-truyen-so-lieu-chuyen-dung")
    assert max(map(len, lines)) <= 80
    assert lines[0].startswith("1 ──")
    assert any(re.match(r"Hệ thống +Mạng truyền số liệu chuyên dùng", line) for line in lines)
    assert not any(line.startswith(("Địa chỉ", "Định danh")) for line in lines)  # empty, and the argument


@pytest.mark.parametrize(
    ("slug", "width"),
    [
        ("meetings", 40),
        pytest.param("rankings", 80, marks=pytest.mark.long),
        pytest.param("documents", 200, marks=pytest.mark.long),
    ],
)
def test_no_word_is_lost_at_any_width(data_dir: Path, slug: str, width: int) -> None:
    lines = shown(data_dir, width, slug)
    assert max(map(len, lines)) <= width
    text = "\n".join(lines)
    assert "…" not in text
    assert "afd57686" in text or width == 40


@pytest.mark.parametrize(
    ("text", "href", "short"),
    [
        ("article/afd5768686bddc22", "/id/article/afd5768686bddc22", "afd57686"),
        ("area/thai-binh", "/id/area/thai-binh", "thai-binh"),
        ("/ontology#atMeeting", "/ontology#atMeeting", "atMeeting"),
        ("http://purl.org/dc/terms/title", "http://purl.org/dc/terms/title", "http://purl.org/dc/terms/title"),
        ("sáng/chiều", None, "sáng/chiều"),
    ],
)
def test_things_are_shown_by_short_names(text: str, href: str | None, short: str) -> None:
    assert tables._short(Cell(text, href)) == short
