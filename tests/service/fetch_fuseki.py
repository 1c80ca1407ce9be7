"""Download Apache Jena Fuseki, which some tests of remote stores ask: `python -m tests.service.fetch_fuseki`.

Maven takes it from Maven Central, pinned by its version. It runs on Java 17.
"""

import sys
from pathlib import Path

from tests import fetching

VERSION = "5.6.0"
LOG4J = "2.25.2"
"""What it logs with, which its own jar leaves to others."""
FOLDER = Path(__file__).resolve().parents[2] / "build" / "fuseki" / VERSION
NEEDED = (
    f"org.apache.jena:jena-fuseki-main:{VERSION}",
    f"org.apache.logging.log4j:log4j-slf4j2-impl:{LOG4J}",
)


def fetch(folder: Path = FOLDER) -> bool:
    """Puts the jars into `folder`; False when it was there already. Raises FetchError, and then leaves no folder."""
    return fetching.jars(f"Fuseki {VERSION}", NEEDED, folder)


if __name__ == "__main__":
    sys.exit(fetching.run(f"Fuseki {VERSION}", fetch, FOLDER))
