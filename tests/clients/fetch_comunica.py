"""Install Comunica, which tests have ask diemcau: `python -m tests.clients.fetch_comunica`."""

import json
import sys
from pathlib import Path

from tests import fetching, npm

_SOURCE = Path(__file__).with_name("comunica")
VERSION: str = json.loads((_SOURCE / "package.json").read_text("utf-8"))["dependencies"]["@comunica/query-sparql"]
FOLDER = npm.BUILD / "comunica" / VERSION


def fetch() -> bool:
    """Installs it; False when it was there already. Raises FetchError."""
    return npm.install(f"Comunica {VERSION}", _SOURCE, FOLDER)


if __name__ == "__main__":
    sys.exit(fetching.run(f"Comunica {VERSION}", fetch, FOLDER))
