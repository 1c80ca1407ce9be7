"""Install ldes-client, which a test has follow diemcau: `python -m tests.clients.fetch_ldes_client`.

As Comunica is installed, by ldes_client/package-lock.json.
"""

import json
import sys
from pathlib import Path

from tests import fetching
from tests.clients import fetch_comunica

SOURCE = Path(__file__).with_name("ldes_client")
VERSION: str = json.loads((SOURCE / "package.json").read_text("utf-8"))["dependencies"]["ldes-client"]
FOLDER = Path(__file__).resolve().parents[2] / "build" / "ldes-client" / VERSION


def fetch(folder: Path = FOLDER) -> bool:
    """Installs into `folder`; False when it was there already. Raises FetchError, and then leaves no folder."""
    return fetch_comunica.install(f"ldes-client {VERSION}", SOURCE, folder)


if __name__ == "__main__":
    sys.exit(fetching.run(f"ldes-client {VERSION}", fetch, FOLDER))
