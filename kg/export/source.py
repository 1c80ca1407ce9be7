"""What the writers of exports read: a release, as its dump and as rows of queries."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg import iris
from kg.store import Dataset

_PREFIXES = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in iris.PREFIXES.items())


@dataclass(frozen=True)
class Source:
    """A release: its sorted N-Quads, and the same data to ask."""

    dump: Path
    dataset: Dataset
    published: datetime.datetime | None = None
    """The moment from which it was in service, where that is known."""

    def terms(self, query: str) -> Iterator[dict[str, Any]]:
        """The rows of a SELECT: terms by variable, without what is unbound."""
        found: Any = self.dataset.query(_PREFIXES + query)
        names = [variable.value for variable in found.variables]
        for row in found:
            yield {name: row[name] for name in names if row[name] is not None}

    def rows(self, query: str) -> Iterator[dict[str, str]]:
        """The rows of a SELECT: IRIs and lexical forms by variable, without what is unbound."""
        for row in self.terms(query):
            yield {name: term.value for name, term in row.items()}
