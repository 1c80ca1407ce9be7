"""From resolved facts to quads: facts, claims and spans in one named graph an article."""

from kg.triples.article import quads

__all__ = ["quads"]
