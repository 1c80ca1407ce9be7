"""The W3C's SPARQL 1.1 suites, through the front door of a writable plain data set."""

import re
import secrets
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.running import Server

SUITES = Path(__file__).resolve().parents[3] / "shared" / "conformance"
KNOWN = Path(__file__).with_name("known_failures.toml")
LEAST = {"protocol": 34, "gsp": 9, "sd": 3, "csv": 3, "update": 94, "syntax": 165, "query": 221}
"""Tests passed in each suite."""


@pytest.mark.long
@pytest.mark.skipif(not SUITES.is_dir(), reason="the W3C suites are not beside this repository")
def test_the_suites_pass_but_for_the_known_failures(tmp_path: Path) -> None:
    token = secrets.token_hex(16)
    with Server(tmp_path, "--writable", "--dataset", "exact", "--token", token) as server:
        sparql, graphs = f"{server.url}/sparql", f"{server.url}/graphs"
        command = ["--query", sparql, "--update", sparql, "--gsp", graphs, "--token", token, "--verbose"]
        done = subprocess.run(
            [sys.executable, str(SUITES / "conform.py"), *command], capture_output=True, text=True, timeout=900
        )
    print(done.stdout)
    failed = {f"{suite} {name}" for suite, name in re.findall(r"^FAIL (\w+) +(\S+):", done.stdout, re.MULTILINE)}
    passed = {suite: int(number) for suite, number in re.findall(r"(\w+) (\d+)/\d+", done.stdout)}
    known = set(tomllib.loads(KNOWN.read_text(encoding="utf-8")))
    assert failed - known == set(), done.stderr
    assert known - failed == set(), "these pass now: remove them from known_failures.toml"
    assert {suite: passed[suite] >= least for suite, least in LEAST.items()} == dict.fromkeys(LEAST, True)
