"""Where the shipped data lie: beside the packages in a checkout, inside them in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    checkout = _PACKAGE.parent / name
    return checkout if checkout.is_dir() else _PACKAGE / "_shipped" / name


def ontology_dir() -> Path:
    """The folder of schema.ttl, vocab.ttl, alignments.ttl, shapes.ttl and reference/."""
    return _shipped("ontology")


def queries_dir() -> Path:
    """The folder of the canned questions, one .rq file each."""
    return _shipped("queries")


def graphs_dir() -> Path:
    """The folder of the reviewed graphs, one .trig file an article."""
    return _PACKAGE / "graphs"
