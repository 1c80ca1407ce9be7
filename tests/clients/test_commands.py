"""The commands that the README lists for tools: each runs in a shell as it stands there."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.running import DIEMCAU, Server, inherited, tool

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
_TABLE = README[README.index("| tool or standard |") : README.index("### Python and pandas")]
_COMMANDS = [code for row in re.findall(r"^\|.*\|$", _TABLE, re.MULTILINE) for code in re.findall(r"`([^`]+)`", row)]
CURL = [command for command in _COMMANDS if command.startswith("curl ")]
OWN = [command for command in _COMMANDS if command.startswith("diemcau ")]
WITHOUT_A_RELEASE_BEFORE = "diemcau diff"
"""It compares two releases, of which there is one here; tests/server/test_differing.py makes two."""


def _run(command: str, site: Server, folder: Path, data_dir: Path) -> str:
    (folder / "my.rq").write_text("SELECT * { ?s ?p ?o } LIMIT 1", encoding="utf-8")
    path = f"{DIEMCAU.parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**inherited(), "PATH": path, "SITE": site.url, "DIEMCAU_DATA": str(data_dir)}
    # An answer that is an error fails, as a reader of the README would see it fail.
    script = f'curl() {{ command curl --fail --silent --show-error "$@"; }}\n{command}'
    bash = [tool("bash"), "-e", "-c", script]
    done = subprocess.run(bash, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    written = b"".join(file.read_bytes() for file in folder.iterdir() if file.name != "my.rq")
    return (done.stdout + written).decode(errors="replace")


@pytest.mark.parametrize("command", CURL)
def test_what_the_readme_asks_with_curl_is_answered(command: str, site: Server, tmp_path: Path, data_dir: Path) -> None:
    tool("curl")
    assert len(_run(command, site, tmp_path, data_dir)) > 50


@pytest.mark.long
@pytest.mark.parametrize("command", [command for command in OWN if command != WITHOUT_A_RELEASE_BEFORE])
def test_what_the_readme_has_diemcau_do_is_done(command: str, site: Server, tmp_path: Path, data_dir: Path) -> None:
    made = _run(command, site, tmp_path, data_dir)
    assert len(made) > 50 or command == "diemcau mcp"  # which says nothing until it is spoken to
