"""Files of RDF: read, written, and loaded into a store."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import pyoxigraph
from pyoxigraph import BlankNode, Quad, Store, Triple

from kg.store.terms import RDF, SourceSyntaxError

_CHUNK = 1 << 20


def parse_file(path: Path, base_iri: str | None = None) -> Iterator[Quad]:
    """The quads of a .ttl, .trig, .nt or .nq file, in order.

    Blank nodes are numbered in the order they appear and named after the file, so that the same file always
    gives the same quads. Raises SourceSyntaxError; OSError where the file cannot be read.
    """
    try:
        form = RDF[path.suffix.removeprefix(".")]
    except KeyError:
        raise SourceSyntaxError(path, None, None, f"unknown kind of file {path.suffix!r}") from None
    names: dict[str, BlankNode] = {}
    stem = re.sub(r"[^A-Za-z0-9]", "", path.stem)

    def stable(term: Any) -> Any:
        if not isinstance(term, BlankNode):
            return term
        return names.setdefault(term.value, BlankNode(f"{stem}{len(names)}"))

    try:
        for quad in pyoxigraph.parse(path=str(path), format=form, base_iri=base_iri):
            yield Quad(stable(quad.subject), quad.predicate, stable(quad.object), stable(quad.graph_name))
    except SyntaxError as error:
        raise SourceSyntaxError(path, error.lineno, error.offset, error.msg) from None


def parse_shard(path: Path) -> Iterator[Quad]:
    """The quads of a file of N-Quads that is one of several: a blank node is the one of its name in all of them.

    Raises SourceSyntaxError and OSError.
    """
    try:
        yield from pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.N_QUADS)
    except SyntaxError as error:
        raise SourceSyntaxError(path, error.lineno, error.offset, error.msg) from None


def statements_about_iris(path: Path, predicates: Iterable[str]) -> Iterator[Quad]:
    """The statements in a file of N-Quads whose subjects are IRIs and whose predicates are among these, in order.

    Lines of other predicates are not read as statements, which is several times faster. Blank nodes have names of
    their own here. Raises SourceSyntaxError and OSError.
    """
    names = "|".join(re.escape(f"<{predicate}>") for predicate in predicates)
    # An escape (\u0072 for r) may hide a name: a line with one in its predicate is read, whatever it says.
    line = re.compile(rf"^[ \t]*<[^>\n]*>[ \t]*(?:{names}|<[^>\n]*\\[^>\n]*>).*\n".encode(), re.MULTILINE)
    wanted = frozenset(predicates)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            chunk += file.readline()
            lines = line.findall(chunk.replace(b"\r", b"\n") + b"\n")
            try:
                for quad in pyoxigraph.parse(b"".join(lines), pyoxigraph.RdfFormat.N_QUADS):
                    if quad.predicate.value in wanted:
                        yield quad
            except SyntaxError as error:
                raise SourceSyntaxError(path, None, None, error.msg) from None


def dump_nquads(quads: Iterable[Quad], path: Path) -> str:
    """Writes the quads as sorted N-Quads without repetitions; returns the SHA-256 of the file in hex."""
    data = pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_QUADS)
    lines = sorted(set((data or b"").splitlines(keepends=True)))
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for line in lines:
            file.write(line)
            digest.update(line)
    return digest.hexdigest()


def serialize(statements: Iterable[Quad] | Iterable[Triple], format_key: str, prefixes: Mapping[str, str]) -> bytes:
    """The statements in the RDF format `format_key`, in the order given."""
    data = pyoxigraph.serialize(statements, format=RDF[format_key], prefixes=dict(prefixes))
    return data or b""


def write_statements(
    statements: Iterable[Quad] | Iterable[Triple], format_key: str, prefixes: Mapping[str, str], out: IO[bytes]
) -> None:
    """Writes the statements in the RDF format `format_key` as they come, in constant memory."""
    pyoxigraph.serialize(statements, out, format=RDF[format_key], prefixes=dict(prefixes))


def materialise_union(store: Store) -> int:
    """Copies every named graph into the default graph: a union computed for each query is far slower."""
    total = len(store)
    store.bulk_extend(Quad(q.subject, q.predicate, q.object) for q in store.quads_for_pattern(None, None, None))
    return total
