"""`diemcau completion` in real shells, as keys on a terminal."""

import os
import pty
import select
import subprocess
import time
from pathlib import Path

import pytest

from tests.running import DIEMCAU, inherited, tool

pytestmark = pytest.mark.long  # the everyday run calls the function of bash by itself: test_deploying.py
ENVIRONMENT = {**inherited(), "PATH": f"{DIEMCAU.parent}:{os.environ['PATH']}", "TERM": "dumb"}
TO_START = b"\x01"
"""Ctrl+A, by which what was completed becomes what `echo` is to print."""
SECONDS = 30


class Terminal:
    """A shell on a terminal, typed at."""

    def __init__(self, folder: Path, *command: str) -> None:
        ours, theirs = pty.openpty()
        environment = {**ENVIRONMENT, "HOME": str(folder), "PS1": "> ", "COLUMNS": "200"}
        self.process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, cwd=folder, start_new_session=True
        )
        os.close(theirs)
        self.ours, self.seen = ours, ""

    def type(self, keys: bytes, until: str) -> None:
        """Types, and waits until the terminal shows a text after what it showed before."""
        start, began = len(self.seen), time.monotonic()
        os.write(self.ours, keys)
        while until not in self.seen[start:]:
            assert time.monotonic() - began < SECONDS, f"no {until!r} in {self.seen[start:]!r}"
            if select.select([self.ours], [], [], 0.1)[0]:
                self.seen += os.read(self.ours, 4096).decode(errors="replace")

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.ours)


def test_bash_completes_questions_parameters_and_values(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, tool("bash"), "--norc", "--noprofile", "-i")
    try:
        terminal.type(b'eval "$(diemcau completion bash)" && echo re""ady\n', "ready")
        terminal.type(b"diemcau query who-at\t", "tended ")
        terminal.type(b"me\t", "eting=")
        terminal.type(b"2020 la\t", "ng=")
        terminal.type(b"e\t", "n ")
        terminal.type(TO_START + b"echo is: \n", "is: diemcau query who-attended meeting=2020 lang=en")
        terminal.type(b"diemcau exp\t", "ort ")
        terminal.type(b"gr\t", "aphml")
    finally:
        terminal.close()


def test_zsh_completes_questions_and_values(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, tool("zsh"), "-f", "-i")
    try:
        terminal.type(
            b'autoload -Uz compinit; compinit -u; eval "$(diemcau completion zsh)" && echo re""ady\n', "ready"
        )
        terminal.type(b"diemcau query who-at\t", "tended")
        terminal.type(b"lang=e\t", "lang=en")
        terminal.type(TO_START + b"echo is: \n", "is: diemcau query who-attended lang=en")
    finally:
        terminal.close()


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("diemcau query who-", ["who-attended\tWho attended at which bridge point?"]),
        ("diemcau query who-attended lang=", ["lang=en", "lang=vi"]),
        ("diemcau query who-attended lang=en b", ["bridge_point=\tBridge point"]),
        ("diemcau query international-standing kind=r", ["kind=rank\trank"]),
        ("diemcau query nope x", []),
        ("diemcau export graph", ["graphml"]),
    ],
)
def test_fish_completes(line: str, completed: list[str], tmp_path: Path) -> None:
    command = f"diemcau completion fish | source; complete -C '{line}'"
    environment = {**ENVIRONMENT, "HOME": str(tmp_path)}
    done = subprocess.run(
        [tool("fish"), "--no-config", "-c", command], capture_output=True, text=True, env=environment, timeout=60
    )
    assert [one.strip() for one in done.stdout.splitlines()] == completed, done.stderr
