"""How many triples a release has, of each predicate and class: what orders of patterns are chosen by."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg import iris

_PREDICATES = """SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects)
WHERE { ?s ?p ?o } GROUP BY ?p ORDER BY ?p"""
_CLASSES = f"SELECT ?c (COUNT(*) AS ?n) WHERE {{ ?s <{iris.RDF}type> ?c }} GROUP BY ?c ORDER BY ?c"


@dataclass(frozen=True)
class Statistics:
    """Counts of the union of all graphs."""

    triples: int
    predicates: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    """By predicate: its triples, their different subjects and their different objects."""
    classes: dict[str, int] = field(default_factory=dict)
    """By class: the things that are stated to be of it."""

    @classmethod
    def of(cls, rows: Callable[[str], Sequence[tuple[str, ...]]]) -> "Statistics":
        """The statistics of a data set that is asked with SPARQL, and answers with the values of terms."""
        predicates = {name: (int(n), int(subjects), int(objects)) for name, n, subjects, objects in rows(_PREDICATES)}
        classes = {name: int(n) for name, n in rows(_CLASSES)}
        return cls(sum(n for n, _, _ in predicates.values()), predicates, classes)

    def write(self, path: Path) -> None:
        """Writes them as JSON."""
        path.write_text(json.dumps(vars(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> "Statistics | None":
        """Reads them; None where there are none. Raises OSError, also for a file that is damaged."""
        if not path.is_file():
            return None
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            predicates = {name: (n, subjects, objects) for name, (n, subjects, objects) in found["predicates"].items()}
            return cls(found["triples"], predicates, found["classes"])
        except (ValueError, LookupError) as error:
            raise OSError(f"{path} is damaged ({error}); remove this release and build it again") from None
