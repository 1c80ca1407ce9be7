"""Download Apache Jena Fuseki, which some tests of remote stores ask: `python -m tests.service.fetch_fuseki`.

Maven takes it from Maven Central, pinned by its version, into the ignored build/ folder. It runs on Java 17.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

VERSION = "5.6.0"
LOG4J = "2.25.2"
"""What it logs with, which its own jar leaves to others."""
FOLDER = Path(__file__).resolve().parents[2] / "build" / "fuseki" / VERSION
_PROJECT = f"""\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>diemcau</groupId><artifactId>fuseki</artifactId><version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.jena</groupId><artifactId>jena-fuseki-main</artifactId><version>{VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j2-impl</artifactId><version>{LOG4J}</version>
    </dependency>
  </dependencies>
</project>
"""


class FetchError(Exception):
    """Fuseki could not be had."""


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
        copy = [
            maven,
            "-q",
            "-B",
            "dependency:copy-dependencies",
            f"-DoutputDirectory={ready}",
            "-DincludeScope=runtime",
        ]
        done = subprocess.run(copy, cwd=scratch, capture_output=True, text=True, check=False)
        if done.returncode or not ready.is_dir():
            raise FetchError(f"mvn could not fetch Fuseki {VERSION}:\n{(done.stdout + done.stderr).strip()[-2000:]}")
        # One rename, so that an interrupted run is never taken for a finished one.
        ready.rename(folder)
    return True


def main() -> int:
    try:
        new = fetch()
    except FetchError as fault:
        print(fault, file=sys.stderr)
        return 1
    print(f"{'Fetched' if new else 'Already there:'} Fuseki {VERSION} in {FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
