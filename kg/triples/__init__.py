"""From resolved facts to quads: facts, claims and spans in one named graph an article."""

from kg.triples.article import quads
from kg.triples.decisions import decisions
from kg.triples.labelling import labels_of, settled

__all__ = ["decisions", "labels_of", "quads", "settled"]
