"""Install ldes-client, which a test has follow diemcau: `python -m tests.clients.fetch_ldes_client`."""

import json
import sys
from pathlib import Path

from tests import fetching, npm

_SOURCE = Path(__file__).with_name("ldes_client")
VERSION: str = json.loads((_SOURCE / "package.json").read_text("utf-8"))["dependencies"]["ldes-client"]
FOLDER = npm.BUILD / "ldes-client" / VERSION


def fetch() -> bool:
    """Installs it; False when it was there already. Raises FetchError."""
    return npm.install(f"ldes-client {VERSION}", _SOURCE, FOLDER)


if __name__ == "__main__":
    sys.exit(fetching.run(f"ldes-client {VERSION}", fetch, FOLDER))
