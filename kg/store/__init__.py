"""The triple store engine: the only folder that knows it (pyoxigraph: parsing, serialising, storing, querying)."""

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple, Variable

from kg.store.dataset import TIDY_TRIPLES, Dataset, Found, QueryGraphs
from kg.store.files import dump_nquads, parse_file, parse_shard, serialize, statements_about_iris, write_statements
from kg.store.functions import FUNCTIONS
from kg.store.loading import load_store, optimise_store
from kg.store.primary import Document, PrimaryStore
from kg.store.received import Results, read_results, read_triples
from kg.store.terms import (
    UNEXPECTED,
    GraphExists,
    NotServable,
    QuerySyntaxError,
    RdfSyntaxError,
    ResultsSyntaxError,
    SourceSyntaxError,
    Term,
    term_text,
)

__all__ = [
    "FUNCTIONS", "TIDY_TRIPLES", "UNEXPECTED", "BlankNode", "Dataset", "DefaultGraph", "Document", "Found",
    "GraphExists", "Literal", "NamedNode", "NotServable", "PrimaryStore", "Quad", "QueryGraphs", "QuerySyntaxError",
    "RdfSyntaxError", "Results", "ResultsSyntaxError", "SourceSyntaxError", "Store", "Term", "Triple", "Variable",
    "dump_nquads", "load_store", "optimise_store", "parse_file", "parse_shard", "read_results", "read_triples",
    "serialize", "statements_about_iris", "term_text", "write_statements",
]  # fmt: skip
