"""What goes with an installation: completion in a real shell, the manual page, the unit of systemd, the container."""

import json
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from server import cli
from server.settings import SETTINGS
from tests.running import DIEMCAU, Server, call, inherited, tool

ROOT = Path(__file__).resolve().parents[1]
NOT_MORE_EXPOSED = 2.0
"""What `systemd-analyze security` may say of the unit, from 0 to 10; below 2 is what it calls OK at its best."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder of data."""
    return tmp_path_factory.mktemp("deploying")


@pytest.mark.parametrize(
    ("begun", "expected"),
    [
        (("expo",), ["export"]),
        (("query", "who-att"), ["who-attended"]),
        (("query", "who-attended", "mee"), ["meeting="]),
        (("query", "who-attended", "lang", "=", ""), ["vi", "en"]),
        (("query", "international-standing", "kind", "=", "ra"), ["rank"]),
        (("query", "who-attended", "meeting", "=", "2020", "meet"), []),
        (("export", "nano"), ["nanopub"]),
        (("query", "no-such-question", "mee"), []),
    ],
)
def test_bash_completes(folder: Path, begun: tuple[str, ...], expected: list[str]) -> None:
    source = call("completion", "bash", data=folder).stdout
    words = " ".join(map(shlex.quote, ("diemcau", *begun)))
    script = f"""{source}
    COMP_WORDS=({words}) COMP_CWORD={len(begun)}
    _diemcau_completion {shlex.quote(str(DIEMCAU))}
    printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    done = subprocess.run([tool("bash"), "-c", script], capture_output=True, text=True, env=inherited(), timeout=60)
    assert done.stdout.split() == expected, done.stderr


@pytest.mark.parametrize("shell", ["fish", "zsh"])
def test_other_shells_have_theirs(folder: Path, shell: str) -> None:
    assert f"_DIEMCAU_COMPLETE={shell}_complete" in call("completion", shell, data=folder).stdout


def _paths(group: click.Group, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        yield f"{before}{name}"
        if isinstance(command, click.Group):
            yield from _paths(command, f"{before}{name} ")


def test_the_manual_page_has_all_commands_and_settings(folder: Path) -> None:
    page = call("manual", data=folder).stdout
    linted = subprocess.run([tool("mandoc"), "-Tlint", "-Wwarning"], input=page, capture_output=True, text=True)
    # The day of a page is the day it was made, and would be another in each.
    assert [line for line in linted.stdout.splitlines() if "missing date" not in line] == []
    shown = subprocess.run(["mandoc", "-Tutf8", "-Owidth=200"], input=page, capture_output=True, text=True).stdout
    plain = re.sub(r".\x08", "", shown)
    headings = {line.strip() for line in plain.splitlines() if re.match(r" {3}\S", line)}
    for path in _paths(cli.main):
        assert any(heading == path or heading.startswith(f"{path} ") for heading in headings), path
    for setting in SETTINGS:
        assert re.search(rf"^ {{7}}{setting.variable}$", plain, re.MULTILINE), setting.variable
    assert "diemcau completion bash > ~/.local/share/bash-completion/completions/diemcau" in plain


def test_systemd_finds_the_unit_sound_and_closed(folder: Path) -> None:
    analyze = tool("systemd-analyze")
    unit = folder / "diemcau.service"
    text = call("deploy", unit.name, data=folder).stdout
    assert "ExecStart=/opt/diemcau/bin/diemcau serve\n" in text
    # It is to be installed in /opt, and its manual page where `man` looks; neither is so here.
    here = text.replace("/opt/diemcau/bin/diemcau serve", f"{DIEMCAU} serve").replace("Documentation=man", "#")
    unit.write_text(here, encoding="utf-8")
    verified = subprocess.run([analyze, "verify", unit], capture_output=True, text=True)
    assert [line for line in verified.stderr.splitlines() if unit.name in line] == []
    assert verified.returncode == 0, verified.stderr
    threshold = f"--threshold={NOT_MORE_EXPOSED * 10:g}"
    closed = subprocess.run([analyze, "security", "--offline=true", threshold, unit], capture_output=True, text=True)
    assert closed.returncode == 0, closed.stdout[-2000:]


def _instructions(folder: Path) -> list[tuple[str, str]]:
    """The instructions of the Containerfile: name and the rest."""
    text = call("deploy", "Containerfile", data=folder).stdout
    lines = re.sub(r"\\\n", " ", text).splitlines()
    return [
        (name, rest.strip()) for line in lines if line and line[0] != "#" for name, _, rest in [line.partition(" ")]
    ]


def test_the_container_has_all_that_a_wheel_needs_and_no_rights(folder: Path) -> None:
    instructions = _instructions(folder)
    copied = {
        source for name, rest in instructions if name == "COPY" and "--from" not in rest for source in rest.split()[:-1]
    }
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = build["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {"pyproject.toml", build["project"]["readme"], *build["project"]["license-files"], *wheel["packages"]}
    assert copied == needed | set(wheel["force-include"])
    assert all((ROOT / source).exists() for source in copied)
    last = instructions[max(place for place, (name, _) in enumerate(instructions) if name == "FROM") :]
    users = [rest for name, rest in last if name == "USER"]
    assert users
    assert users[-1] not in ("0", "root")
    assert not any(name == "RUN" and "pip" in rest for name, rest in last), "nothing is installed in what is served"


def test_its_health_check_tells_a_site_that_answers_from_one_that_does_not(folder: Path, data_dir: Path) -> None:
    (check,) = (rest for name, rest in _instructions(folder) if name == "HEALTHCHECK")
    command = json.loads(check[check.index("CMD ") + 4 :])
    assert command[0] == "python3"

    def checked(port: str) -> int:
        environment = {**inherited(), "DIEMCAU_PORT": port}
        return subprocess.run(
            [sys.executable, *command[1:]], env=environment, capture_output=True, timeout=30
        ).returncode

    with Server(data_dir) as site:
        port = site.url.rpartition(":")[2]
        assert checked(port) == 0
    assert checked(port) == 1
