"""OpenRefine's own classes reconcile a table with a running site, and add columns to it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.running import Server
from tests.server.reconcile.fetch_openrefine import FOLDER

WORKER = Path(__file__).with_name("openrefine_jvm.py")
SECONDS = 120
OFFICE = "UBND tỉnh Thái Bình"
ROWS = [
    ["Nguyễn Quang Hưng", OFFICE],
    ["Đặng Trọng Thăng", OFFICE],
    ["Đặng Trọng Thăng", "Bộ Y tế"],  # an office that he has not
    ["nguyen quang hung", OFFICE],
    ["Nguyễn Quang Hùng", OFFICE],  # somebody else
    *([f"Người Thứ {number}", OFFICE] for number in range(55)),  # more than one batch
]


def openrefine(service: str) -> dict[str, Any]:
    """What OpenRefine makes of the rows."""
    if not FOLDER.is_dir():
        why_not = "OpenRefine is not here (python -m tests.server.reconcile.fetch_openrefine)"
        assert "TESTS_REQUIRE_ALL" not in os.environ, why_not
        pytest.skip(why_not)
    request = {
        "jars": [str(jar) for jar in sorted(FOLDER.glob("*.jar"))],
        "service": service,
        "reconcile": {
            "type": ["Person", "người"], "columns": {"office": "affiliatedWith"}, "rows": ROWS, "limit": 5, "batch": 50,
        },
        "extend": [{"id": "holdsPosition"}, {"id": "rdfs:label", "settings": {"limit": 1}}],
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, WORKER], input=json.dumps(request), capture_output=True, text=True, timeout=SECONDS
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.mark.long
def test_openrefine_reconciles_a_table_and_adds_columns(data_dir: Path) -> None:
    with Server(data_dir, DIEMCAU_CLIENT_SECONDS="0", DIEMCAU_CLIENT_ERRORS="0") as server:
        answer = openrefine(f"{server.url}/reconcile?lang=en")
    cells, columns = answer["cells"], answer["columns"]
    assert len(cells) == len(ROWS)
    assert {cell["error"] for cell in cells} == {None}
    hung, thang = "person/nguyen-quang-hung--thai-binh", "person/dang-trong-thang--thai-binh"
    assert [cell["match"] for cell in cells[:5]] == [hung, thang, None, None, None]
    # It sends type_strict "should": what only bears the name of a person comes after the person.
    assert [cell["candidates"][0][0] for cell in cells[:4]] == [hung, thang, thang, hung]
    assert not any(cell["candidates"] for cell in cells[4:])
    (identifier, name, score, types), (_, _, lower, _) = cells[0]["candidates"][0], cells[2]["candidates"][0]
    assert (identifier, name, score, types) == (hung, "Nguyễn Quang Hưng", 100.0, ["Person"])
    assert lower == 80.0
    assert set(columns) == {hung, thang}
    assert columns[hung][0][1] == "Nguyễn Quang Hưng"
    assert all(rows[0][0] for rows in columns.values())
