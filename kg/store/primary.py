"""A data set that is written: on disk, by one process at a time."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph
from pyoxigraph import NamedNode, Store

from kg.store.functions import FUNCTIONS
from kg.store.terms import RDF, GraphExists, RdfSyntaxError, query_error

GROWTH = 64
"""How many times its own size a document may take as N-Triples, beside """
GROWTH_BYTES = 1 << 20
"""so many bytes: a long prefix or base that is used often makes much of little."""
_N_TRIPLES = pyoxigraph.RdfFormat.N_TRIPLES
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_NO_ENTITIES = (
    "The document declares XML entities (<!ENTITY), from which a little makes a lot; they are not read here. "
    "Write out what they stand for."
)
_NO_CONTEXTS = (
    "The document has a JSON-LD context that stands elsewhere, and this site fetches nothing. "
    "Write the context into the document."
)
_CALLBACK = "LoadDocumentCallback"
"""What the engine says that it would need for that."""


@dataclass(frozen=True)
class Document:
    """The bytes of an RDF document and the key of its format."""

    data: bytes
    format_key: str


class PrimaryStore:
    """The store that changes. Each method is one transaction; `sync` makes what was done last a power cut."""

    def __init__(self, directory: Path) -> None:
        self._store = Store(str(directory))

    @staticmethod
    def check(text: str, base_iri: str | None) -> None:
        """Raises QuerySyntaxError for what is no SPARQL update, by trying it on an empty store in memory."""
        try:
            Store().update(text, base_iri=base_iri, custom_functions=FUNCTIONS)
        except SyntaxError as error:
            raise query_error(error) from None
        except (OSError, RuntimeError, ValueError):
            pass  # a sound update that failed

    def update(self, text: str, base_iri: str | None = None) -> None:
        """Runs a SPARQL update, all of its operations or none. Raises QuerySyntaxError, GraphExists, OSError."""
        try:
            self._store.update(text, base_iri=base_iri, custom_functions=FUNCTIONS)
        except SyntaxError as error:
            raise query_error(error) from None
        except RuntimeError as error:
            if "exist" in str(error):
                raise GraphExists(str(error)) from None
            raise

    def has_graph(self, graph: str | None) -> bool:
        """Whether there is a graph; there always is the default one (None)."""
        return graph is None or self._store.contains_named_graph(NamedNode(graph))

    def load_graph(self, graph: str | None, documents: Sequence[Document], base_iri: str, *, replace: bool) -> bool:
        """Adds the triples of documents to a graph (None: the default one), or replaces it by them.

        Returns whether the graph is new. Raises RdfSyntaxError and leaves everything as it was.
        """
        text = b"".join(_n_triples(document, base_iri) for document in documents).decode()
        created = not self.has_graph(graph)
        if graph is None:
            steps = ["CLEAR DEFAULT"] if replace else []
            steps.append(f"INSERT DATA {{ {text} }}")
        else:
            steps = [f"DROP SILENT GRAPH <{graph}>"] if replace else []
            steps += [f"CREATE SILENT GRAPH <{graph}>", f"INSERT DATA {{ GRAPH <{graph}> {{ {text} }} }}"]
        self.update(" ;\n".join(steps))
        return created

    def delete_graph(self, graph: str | None) -> None:
        """Removes a graph that is there, or empties the default one (None)."""
        self.update("CLEAR DEFAULT" if graph is None else f"DROP GRAPH <{graph}>")

    def sync(self) -> None:
        """Returns when everything done so far is on disk."""
        self._store.flush()

    def copy_to(self, directory: Path) -> None:
        """Makes a copy that can be opened on its own; files that never change are shared by hard links.

        It has every transaction that has ended, and nothing of one that is running in another thread; only while that
        is put into the store, at its end, does this wait for it.
        """
        self._store.backup(str(directory))


def _n_triples(document: Document, base_iri: str) -> bytes:
    # In UTF-16 there is a NUL beside each letter. The engine's parser takes none of it at present.
    if document.format_key == "rdf" and _ENTITY.search(document.data.replace(b"\0", b"")):
        raise RdfSyntaxError(_NO_ENTITIES, None, None)
    out = _Bounded(GROWTH * len(document.data) + GROWTH_BYTES)
    try:
        quads = pyoxigraph.parse(
            document.data,
            RDF[document.format_key],
            base_iri=base_iri,
            without_named_graphs=True,
            rename_blank_nodes=True,  # the same label in two documents names two things
        )
        pyoxigraph.serialize((quad.triple for quad in quads), cast(IO[bytes], out), format=_N_TRIPLES)
    except SyntaxError as error:
        raise RdfSyntaxError(
            _NO_CONTEXTS if _CALLBACK in error.msg else error.msg, error.lineno, error.offset
        ) from None
    except ValueError as error:
        raise RdfSyntaxError(str(error), None, None) from None
    return out.getvalue()


class _Bounded(io.BytesIO):
    """A file in memory that takes so many bytes and no more."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def write(self, data: Any) -> int:
        """Takes some more. Raises ValueError."""
        if self.tell() + memoryview(data).nbytes > self._most:
            raise ValueError(f"Written out, the document is more than {GROWTH} times as large, which is too much.")
        return super().write(data)
