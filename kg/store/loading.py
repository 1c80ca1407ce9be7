"""N-Quads into a store, on all cores.

The engine reads a file on one core. So files are cut into ranges of lines, each read by a thread of its own; while the
engine parses and sorts, it leaves the others alone. Each line is given to it twice, in its graph and in none: the
default graph is the union of all, and a union computed for each query is far slower.

Blank nodes and whatever is not written as we write it go another, slower way, as one file: the engine gives blank nodes
new names in every file that it reads.
"""

import io
import os
import re
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pyoxigraph
from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store

from kg.store.terms import SourceSyntaxError

_CHUNK = 1 << 20
_RANGE = 1 << 28
"""Bytes of a file that one thread reads at a time; of each range, the engine makes files that it has to merge later."""
_GRAPH = re.compile(rb" <[^<>\n]*> \.\n")
"""How a line with a graph ends, as N-Quads are written canonically. Where the graph is missing and the object stands in
its place, what is left of the line is no statement, and the engine refuses it."""
_OTHERWISE = (b"_:", b"\r")
"""What lines have that cannot be cut so: blank nodes, or more than one statement."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class _Range:
    """Lines of a file: those that begin in the bytes from `start` up to `end`."""

    path: Path
    start: int
    end: int


def load_store(
    files: Sequence[Path], directory: Path, progress: Progress = lambda done, total: None, *, trusted: bool = False
) -> int:
    """Writes an on-disk store of files of N-Quads: the named graphs, and their union as the default graph.

    Returns the number of quads in named graphs, each once however often the files have it. Blank nodes of one name are
    one node in all files. `progress` is called with the bytes read so far and in all. The IRIs of `trusted` files,
    which we wrote ourselves, are not checked again. Raises SourceSyntaxError, also for a statement without a graph.
    """
    ranges = list(_ranges(files))
    total = sum(one.end - one.start for one in ranges)
    store = Store(str(directory))
    lock, done = threading.Lock(), 0
    try:
        with tempfile.TemporaryFile() as others, ThreadPoolExecutor(os.cpu_count()) as pool:

            def load(one: _Range) -> None:
                nonlocal done
                lines = io.BufferedReader(_Doubled(one, others, lock), _CHUNK)
                store.bulk_load(lines, RdfFormat.N_QUADS, lenient=trusted)
                with lock:
                    done += one.end - one.start
                    progress(done, total)

            for _ in pool.map(load, ranges):
                pass
            others.seek(0)
            store.bulk_extend(_twice(pyoxigraph.parse(others, RdfFormat.N_QUADS)))
    except (SyntaxError, _WithoutGraph) as error:
        raise _fault(files) or error from None
    store.flush()
    counted = store.query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
    return next(int(row["n"].value) for row in counted)  # type: ignore[union-attr] # a row, since it is SELECT


def optimise_store(directory: Path) -> None:
    """Puts what the ranges of a load made into one order, in which it is found fastest."""
    Store(str(directory)).optimize()


class _WithoutGraph(Exception):
    """A statement stands in no graph."""


def _twice(quads: Iterable[Quad]) -> Iterator[Quad]:
    for quad in quads:
        if isinstance(quad.graph_name, DefaultGraph):
            raise _WithoutGraph
        yield quad
        yield Quad(quad.subject, quad.predicate, quad.object)


def _fault(files: Iterable[Path]) -> SourceSyntaxError | None:
    """The first thing that is wrong in the files, which are read again, one after the other."""
    for path in files:
        try:
            for quad in pyoxigraph.parse(path=str(path), format=RdfFormat.N_QUADS):
                if isinstance(quad.graph_name, DefaultGraph):
                    return SourceSyntaxError(path, None, None, f"a statement without a graph: {quad.triple}")
        except SyntaxError as error:
            return SourceSyntaxError(path, error.lineno, error.offset, error.msg)
    return None


def _ranges(files: Sequence[Path]) -> Iterator[_Range]:
    """Ranges of about the same size, at least one for each core where there is much to read."""
    sizes = {path: path.stat().st_size for path in files}
    most = min(_RANGE, max(_CHUNK, -(-sum(sizes.values()) // (os.cpu_count() or 1))))
    for path, size in sizes.items():
        for start in range(0, size, most):
            yield _Range(path, start, min(size, start + most))


class _Doubled(io.RawIOBase):
    """The lines of a range, each with and without its graph. What is not plain is put aside into `others`."""

    def __init__(self, lines: _Range, others: IO[bytes], lock: threading.Lock) -> None:
        self._file = lines.path.open("rb")
        self._others, self._lock = others, lock
        self._left = lines.end - lines.start
        self._ready = memoryview(b"")
        if lines.start:  # the line that began before belongs to the range before
            self._file.seek(lines.start - 1)
            self._left += 1 - len(self._file.readline())

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type] # a buffer, which typing can name from 3.12 on
        while not self._ready and self._left > 0:
            chunk = self._file.read(min(_CHUNK, self._left))
            chunk += self._file.readline() if not chunk.endswith(b"\n") else b""
            self._left -= len(chunk)
            self._ready = memoryview(self._twice(chunk if chunk.endswith(b"\n") else chunk + b"\n"))
        size = min(len(view), len(self._ready))
        view[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _twice(self, chunk: bytes) -> bytes:
        """Plain lines, and after them the same ones without their graphs."""
        union, plain = _GRAPH.subn(b" .\n", chunk)
        if plain == chunk.count(b"\n") and not any(odd in chunk for odd in _OTHERWISE):
            return chunk + union
        lines = [line + b"\n" for line in chunk.removesuffix(b"\n").split(b"\n")]
        others = [line for line in lines if not _is_plain(line)]
        with self._lock:
            self._others.writelines(others)
        named = b"".join(line for line in lines if _is_plain(line))
        return named + _GRAPH.sub(b" .\n", named)

    def close(self) -> None:
        self._file.close()
        super().close()


def _is_plain(line: bytes) -> bool:
    return _GRAPH.search(line) is not None and not any(odd in line for odd in _OTHERWISE)
