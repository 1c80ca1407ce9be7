"""From the facts of articles to one person, one body, one meeting."""

from kg.resolve.references import References, load_references
from kg.resolve.resolver import resolve

__all__ = ["References", "load_references", "resolve"]
