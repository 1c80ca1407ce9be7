"""Download OpenRefine, whose classes ask the service in a test: `python -m tests.server.reconcile.fetch_openrefine`.

Maven takes what is needed of it from Maven Central, pinned by its version, into the ignored build/ folder.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

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
_DEPENDENCY = """\
    <dependency>
      <groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version>
      <exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>
    </dependency>
"""
_PROJECT = f"""\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>diemcau</groupId><artifactId>openrefine</artifactId><version>1</version>
  <dependencies>
{"".join(_DEPENDENCY.format(*one.split(":")) for one in NEEDED)}  </dependencies>
</project>
"""


class FetchError(Exception):
    """OpenRefine could not be had."""


def fetch(folder: Path = FOLDER) -> bool:
    """Put the jars into `folder`; False when it was there already. Raises FetchError, and then leaves no folder."""
    if folder.is_dir():
        return False
    if (maven := shutil.which("mvn")) is None:
        raise FetchError("there is no mvn (apt: maven)")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".fetching-") as scratch:
        ready = Path(scratch) / "jars"
        (Path(scratch) / "pom.xml").write_text(_PROJECT, encoding="utf-8")
        copy = [maven, "-q", "-B", "dependency:copy-dependencies", f"-DoutputDirectory={ready}"]
        done = subprocess.run(
            [*copy, "-DincludeScope=runtime"], cwd=scratch, capture_output=True, text=True, check=False
        )
        if done.returncode or not ready.is_dir():
            said = (done.stdout + done.stderr).strip()[-2000:]
            raise FetchError(f"mvn could not fetch OpenRefine {VERSION}:\n{said}")
        # One rename, so that an interrupted run is never taken for a finished one.
        ready.rename(folder)
    return True


def main() -> int:
    try:
        new = fetch()
    except FetchError as fault:
        print(fault, file=sys.stderr)
        return 1
    print(f"{'Fetched' if new else 'Already there:'} OpenRefine {VERSION} in {FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
