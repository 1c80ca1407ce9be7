"""Download OpenRefine, whose classes ask the service in a test: `python -m tests.server.reconcile.fetch_openrefine`.

Maven takes what is needed of it from Maven Central, pinned by its version.
"""

import sys
from pathlib import Path

from tests import fetching

VERSION = "3.9.3"
FOLDER = Path(__file__).resolve().parents[3] / "build" / "openrefine" / VERSION
NEEDED = (
    f"org.openrefine:core:{VERSION}",
    "com.fasterxml.jackson.core:jackson-annotations:2.18.2",
    "com.fasterxml.jackson.core:jackson-core:2.18.2",
    "com.fasterxml.jackson.core:jackson-databind:2.18.2",
    "com.fasterxml.jackson.datatype:jackson-datatype-jdk8:2.18.2",
    "commons-codec:commons-codec:1.17.2",
    "commons-io:commons-io:2.18.0",
    "javax.servlet:javax.servlet-api:4.0.1",
    "org.apache.commons:commons-lang3:3.17.0",
    "org.apache.httpcomponents.client5:httpclient5:5.4.1",
    "org.apache.httpcomponents.core5:httpcore5:5.3.2",
    "org.apache.httpcomponents.core5:httpcore5-h2:5.3.1",
    "org.mozilla:rhino:1.7.15",
    "org.openrefine.dependencies:butterfly:1.2.6",
    "org.slf4j:slf4j-api:2.0.13",
)
"""What reconciling takes of OpenRefine and of what it is made of; all of it would be four times as much."""


def fetch(folder: Path = FOLDER) -> bool:
    """Puts the jars into `folder`; False when it was there already. Raises FetchError, and then leaves no folder."""
    return fetching.jars(f"OpenRefine {VERSION}", NEEDED, folder, alone=True)


if __name__ == "__main__":
    sys.exit(fetching.run(f"OpenRefine {VERSION}", fetch, FOLDER))
