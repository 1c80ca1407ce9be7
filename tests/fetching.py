"""What tests need that pip does not install: fetched once, at a pinned version, into the ignored build/ folder."""

import contextlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

_PROJECT = """\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>diemcau</groupId><artifactId>fetched</artifactId><version>1</version>
  <dependencies>
{}  </dependencies>
</project>
"""
_DEPENDENCY = """\
    <dependency>
      <groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version>{}
    </dependency>
"""
_ALONE = "\n      <exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>"


class FetchError(Exception):
    """Something could not be had. The message says what, and why."""


@contextlib.contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """A fresh folder to put things into, which becomes `folder` by one rename where nothing fails.

    So an interrupted run is never taken for a finished one; of two that run at once the first one counts.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".fetching-") as scratch:
        ready = Path(scratch) / "ready"
        ready.mkdir()
        yield ready
        try:
            ready.rename(folder)
        except OSError:
            if not folder.is_dir():
                raise


def jars(name: str, artifacts: tuple[str, ...], folder: Path, *, alone: bool = False) -> bool:
    """Puts artifacts of Maven Central ("group:artifact:version") into `folder`; False when it was there already.

    With what they depend on, or `alone`. Raises FetchError, and then leaves no folder.
    """
    if folder.is_dir():
        return False
    if (maven := shutil.which("mvn")) is None:
        raise FetchError("there is no mvn (apt: maven)")
    wanted = "".join(_DEPENDENCY.format(*one.split(":"), _ALONE if alone else "") for one in artifacts)
    with staged(folder) as ready:
        (ready.parent / "pom.xml").write_text(_PROJECT.format(wanted), encoding="utf-8")
        copy = [maven, "-q", "-B", "dependency:copy-dependencies", f"-DoutputDirectory={ready}"]
        done = subprocess.run(
            [*copy, "-DincludeScope=runtime"], cwd=ready.parent, capture_output=True, text=True, check=False
        )
        if done.returncode or not any(ready.iterdir()):
            raise FetchError(f"mvn could not fetch {name}:\n{(done.stdout + done.stderr).strip()[-2000:]}")
    return True


def run(name: str, fetch: Callable[[], bool], folder: Path) -> int:
    """Fetches, and says what became of it; the status to exit with."""
    try:
        new = fetch()
    except FetchError as fault:
        print(fault, file=sys.stderr)
        return 1
    print(f"{'Fetched' if new else 'Already there:'} {name} in {folder}")
    return 0
