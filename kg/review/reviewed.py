"""The texts that a person has read whole: those with a reviewed graph, of which nothing waits for a decision."""

from collections.abc import Iterable
from pathlib import Path

from kg import iris, paths
from kg.store import Literal, Quad, parse_file

_DIGEST = iris.ONT + "sha256"


def digests(quads: Iterable[Quad]) -> set[str]:
    """The SHA-256 of the texts of the articles that quads describe."""
    return {quad.object.value for quad in quads if quad.predicate.value == _DIGEST and isinstance(quad.object, Literal)}


def texts_with_graphs(folder: Path | None = None) -> set[str]:
    """The SHA-256 of the texts that have a reviewed graph in a folder; of the project where none is given."""
    files = sorted((folder or paths.graphs_dir()).glob("*.trig"))
    return digests(quad for path in files for quad in parse_file(path))
