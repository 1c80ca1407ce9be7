"""What parsers of JavaScript read in an export: N3.js has RDF 1.2, jsonld.js is the reference of JSON-LD."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests import npm
from tests.fetching import FetchError

_SOURCE = Path(__file__).with_name("readers")
_VERSIONS: dict[str, str] = json.loads((_SOURCE / "package.json").read_text("utf-8"))["dependencies"]
_FOLDER = npm.BUILD / "readers" / "-".join(_VERSIONS.values())


def read(form: str, file: Path) -> Any:
    """What readers/read.mjs prints of a file in `form`: turtle or jsonld. Skips the test where npm cannot be had."""
    try:
        npm.install("N3.js and jsonld.js", _SOURCE, _FOLDER)
        node = npm.node()
    except FetchError as error:
        if "TESTS_REQUIRE_ALL" in os.environ:
            raise
        pytest.skip(str(error).splitlines()[0])
    command = [*node, str(_SOURCE / "read.mjs"), form, str(file)]
    done = subprocess.run(command, cwd=_FOLDER, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
