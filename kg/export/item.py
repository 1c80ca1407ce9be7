"""A thing of a release with its values: what the formats read that write one thing after the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from kg import iris
from kg.export.source import Source
from kg.store import Literal, Term


@dataclass(frozen=True)
class Item:
    """A thing of a release. Its values are read when they are asked for: of many things there are very many."""

    source: Source
    iri: str

    def values(self, name: str) -> list[Term]:
        """The values of a property: the name of one of ours, the IRI of another."""
        return list(self.source.dataset.values(self.iri, name if ":" in name else iris.ONT + name))

    def all(self, name: str) -> list[str]:
        """Their IRIs and lexical forms, sorted, so that equal releases give equal files."""
        return sorted({value.value for value in self.values(name)})

    def one(self, name: str) -> str | None:
        """The first of them; None where there is none."""
        return next(iter(self.all(name)), None)

    @cached_property
    def labels(self) -> dict[str, str]:
        """A label by language: vi, en, the first where there are several."""
        found: dict[str, str] = {}
        for label in sorted(self.values(iris.RDFS + "label"), key=lambda term: term.value):
            if isinstance(label, Literal) and label.language is not None:
                found.setdefault(label.language, label.value)
        return {language: found[language] for language in ("vi", "en") if language in found}

    @property
    def name(self) -> str:
        """The Vietnamese label, the English one where there is no other, or else the IRI."""
        return next(iter(self.labels.values()), self.iri)


def of_class(source: Source, name: str) -> Iterator[Item]:
    """The things of a class of ours, one at a time in the order of an index."""
    for row in source.rows(f"SELECT ?thing WHERE {{ ?thing a diem:{name} }}"):
        yield Item(source, row["thing"])
