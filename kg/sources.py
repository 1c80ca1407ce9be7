"""The input files of a build: which there are, what they say, and on which line.

The ontology folder has schema.ttl, vocab.ttl, alignments.ttl and reference/*.ttl, each of which becomes one
named graph; the folder of graphs has one {article}.trig with the named graph of that article.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

from kg import iris, paths
from kg.model import BuildFailed, Fault
from kg.store import DefaultGraph, NamedNode, Quad, SourceSyntaxError, parse_file

Kind = Literal["schema", "reference", "article"]

_PREFIX = re.compile(r"^\s*@?prefix\s+([\w-]*):\s*<([^>]*)>", re.IGNORECASE)
_NAME = re.compile(r"^\s*(<[^>]*>|[\w-]*:[^\s;,]*)")


@dataclass(frozen=True)
class Inputs:
    """Where a build reads. `expected` is the file of minimum counts, or None to skip that check."""

    ontology: Path = field(default_factory=paths.ontology_dir)
    graphs: Path = field(default_factory=paths.graphs_dir)
    expected: Path | None = field(default_factory=lambda: Path(__file__).with_name("expected.toml"))


@dataclass(frozen=True)
class SourceFile:
    """One input file, or an article of the archive, which has no path and no lines.

    `name` is its path for people; `quads` are in the named graph `graph`, as written.
    """

    path: Path | None
    name: str
    kind: Kind
    graph: str
    quads: tuple[Quad, ...]

    def line_of(self, subject: str, *terms: str) -> int | None:
        """The 1-based line where the file describes `subject`, None where it does not.

        Further IRIs (a predicate, then an object) narrow the answer to the line that names them.
        """
        for first, last in self._blocks.get(subject, ()):
            line = first
            for term in terms:
                found = self._line_naming(term, line, last)
                if found is None:
                    break
                line = found
            else:
                return line
        return self._blocks[subject][0][0] if subject in self._blocks else None

    def _line_naming(self, term: str, first: int, last: int) -> int | None:
        names = "|".join(map(re.escape, self._spellings(term)))
        pattern = re.compile(rf"(?:^|[\s,;(])(?:{names})(?=[\s,;.)]|$)")
        return next((n for n in range(first, last + 1) if pattern.search(self._lines[n - 1])), None)

    def _spellings(self, iri: str) -> list[str]:
        short = [f"{name}:{iri[len(base) :]}" for name, base in self._prefixes.items() if iri.startswith(base)]
        return [f"<{iri}>", *short, *(["a"] if iri == iris.RDF + "type" else [])]

    @cached_property
    def _lines(self) -> list[str]:
        return self.path.read_text(encoding="utf-8").split("\n") if self.path else []

    @cached_property
    def _prefixes(self) -> dict[str, str]:
        return {match[1]: match[2] for line in self._lines if (match := _PREFIX.match(line))}

    @cached_property
    def _blocks(self) -> dict[str, list[tuple[int, int]]]:
        """Subject → first and last line of each statement that starts with it."""
        blocks: dict[str, list[tuple[int, int]]] = {}
        start, subject = 0, None
        for number, line in enumerate(self._lines, 1):
            text = line.strip()
            if not text or text.startswith("#") or _PREFIX.match(line):
                continue
            if subject is None and (match := _NAME.match(line)) and not text.endswith("{"):
                start, subject = number, self._full(match[1])
            if text.endswith((".", "{", "}")) and subject is not None:
                blocks.setdefault(subject, []).append((start, number))
                subject = None
        return blocks

    def _full(self, name: str) -> str:
        if name.startswith("<"):
            return name[1:-1]
        prefix, _, local = name.partition(":")
        return self._prefixes.get(prefix, prefix + ":") + local


@dataclass(frozen=True)
class Sources:
    """All input files of a build, and who says what among them."""

    files: tuple[SourceFile, ...]

    def quads(self) -> Iterator[Quad]:
        """Every quad of every file."""
        for file in self.files:
            yield from file.quads

    def of_kind(self, *kinds: Kind) -> Iterator[SourceFile]:
        """The files of these kinds, in order."""
        return (file for file in self.files if file.kind in kinds)

    def places(self, subject: str, predicate: str | None = None) -> list[tuple[SourceFile, Quad]]:
        """Every statement about `subject` (with `predicate`), and the file that makes it."""
        found = self._statements.get(subject, [])
        return [(file, quad) for file, quad in found if predicate in (None, quad.predicate.value)]

    @cached_property
    def _statements(self) -> dict[str, list[tuple[SourceFile, Quad]]]:
        index: dict[str, list[tuple[SourceFile, Quad]]] = {}
        for file in self.files:
            for quad in file.quads:
                if isinstance(quad.subject, NamedNode):
                    index.setdefault(quad.subject.value, []).append((file, quad))
        return index


def read(inputs: Inputs, progress: Callable[[int, int], None] | None = None) -> Sources:
    """Reads every input file, in an order that depends on their names alone.

    Raises BuildFailed with one fault for every file that is missing, does not parse, or has a statement
    outside the graph that its name stands for.
    """
    wanted = list(_wanted(inputs))
    files: list[SourceFile] = []
    faults: list[Fault] = []
    for done, (path, name, kind, graph) in enumerate(wanted, 1):
        try:
            file = SourceFile(path, name, kind, graph, tuple(_quads(path, kind, graph)))
        except SourceSyntaxError as error:
            faults.append(Fault(name, error.line, error.message))
        except FileNotFoundError:
            faults.append(Fault(name, None, "the file is missing"))
        else:
            files.append(file)
            faults.extend(_misplaced(file))
        if progress:
            progress(done, len(wanted))
    if faults:
        raise BuildFailed(faults)
    return Sources(tuple(files))


def _wanted(inputs: Inputs) -> Iterator[tuple[Path, str, Kind, str]]:
    ontology = inputs.ontology
    for stem in ("schema", "vocab", "alignments"):
        yield ontology / f"{stem}.ttl", f"{ontology.name}/{stem}.ttl", "schema", iris.GRAPH + stem
    for path in sorted((ontology / "reference").glob("*.ttl")):
        yield (
            path,
            f"{ontology.name}/reference/{path.name}",
            "reference",
            f"{iris.GRAPH}reference/{path.stem}",
        )
    folder = f"{inputs.graphs.parent.name}/{inputs.graphs.name}"
    for path in sorted(inputs.graphs.glob("*.trig")):
        yield path, f"{folder}/{path.name}", "article", iris.article_graph(path.stem)


def _quads(path: Path, kind: Kind, graph: str) -> Iterator[Quad]:
    if kind == "article":
        yield from parse_file(path)
    else:
        name = NamedNode(graph)
        for quad in parse_file(path):
            yield Quad(quad.subject, quad.predicate, quad.object, name)


def _misplaced(file: SourceFile) -> Iterator[Fault]:
    """One fault for each other graph that the file writes to."""
    graphs = {quad.graph_name for quad in file.quads}
    for graph in sorted(graphs - {NamedNode(file.graph)}, key=str):
        first = next(quad.subject for quad in file.quads if quad.graph_name == graph)
        line = file.line_of(first.value) if isinstance(first, NamedNode) else None
        name = "the default graph" if isinstance(graph, DefaultGraph) else str(graph)
        yield Fault(file.name, line, f"statements in {name}; this file may only fill <{file.graph}>")
