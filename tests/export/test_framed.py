"""`diemcau export framed`: read by rdflib and jsonld.js, and held against what PyLD frames the same data as."""

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
import rdflib
from pyld import jsonld

from kg import yaml_files
from kg.export import framed
from kg.iris import GRAPH, ID
from kg.release import Release
from tests.export import javascript

MEETING = ID + "meeting/2020-08-26-pm-uy-ban-quoc-gia-ve-chinh-phu-dien-tu"
FRAMES: dict[str, Any] = yaml_files.read(Path(framed.__file__).with_suffix(".yaml"))

# rdflib itself uses the class it deprecates when it reads JSON-LD.
pytestmark = pytest.mark.filterwarnings(
    "ignore:(Dataset.default_context|ConjunctiveGraph) is deprecated:DeprecationWarning"
)


@pytest.fixture(scope="module")
def file(written: Callable[[str], Path]) -> Path:
    return written("framed")


def test_each_thing_is_there_once_with_all_that_is_asserted_of_it(
    file: Path, count: Callable[[str], int], release: Release
) -> None:
    document = json.loads(file.read_text("utf-8"))
    things = document["@graph"]
    assert len({one["id"] for one in things}) == len(things)
    for name in FRAMES:
        assert sum(name in one["type"] for one in things) == count(f"?x a diem:{name}") > 0, name
    read = set(rdflib.Graph().parse(file, format="json-ld"))
    whole = rdflib.Dataset()
    whole.parse(release.dump, format="nquads")
    subjects = {rdflib.URIRef(one["id"]) for one in things}
    assert read <= {quad[:3] for quad in whole.quads()}
    asserted = {q[:3] for q in whole.quads() if q[0] in subjects and str(q[3]) != GRAPH + "inferred"}
    assert asserted - read == set()


def test_another_parser_reads_the_same(file: Path) -> None:
    lines = javascript.read("jsonld", file)
    ours = rdflib.Graph().parse(file, format="json-ld")
    assert set(rdflib.Graph().parse(data=lines, format="nt")) == set(ours)


def test_it_is_what_framing_gives(file: Path) -> None:
    """PyLD frames the statements of a meeting, flat, as our frame says; that takes it long for many."""
    document = json.loads(file.read_text("utf-8"))
    context = document["@context"]
    ours = next(one for one in document["@graph"] if one["id"] == MEETING)
    assert ours["meetingAttendance"][0]["supportedBy"]["span"]["exact"]
    flat = jsonld.flatten({"@context": context, "@graph": [ours]})
    links = [name for name, one in context.items() if isinstance(one, dict) and one.get("@type") == "@id"]
    frame = {"@context": context, "id": MEETING, "type": "Meeting", **_frame(FRAMES["Meeting"], links)}
    found = jsonld.frame(flat, frame, {"omitDefault": True})
    del found["@context"]
    assert _unordered(found) == _unordered(ours)


def _frame(embedded: Mapping[str, Any], references: Iterable[str]) -> dict[str, Any]:
    """Our short frame as the specification has it, in which what a frame does not name is embedded like the others."""
    inside = {name: {**_frame(one, references), "@embed": "@always"} for name, one in embedded.items()}
    return {name: {"@embed": "@never"} for name in references} | inside


def _unordered(node: Any) -> Any:
    """A node in which the order of values means nothing."""
    if isinstance(node, dict):
        return {key: _unordered(value) for key, value in node.items()}
    if isinstance(node, list):
        return sorted((_unordered(one) for one in node), key=json.dumps)
    return node
