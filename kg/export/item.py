"""A thing of a release with its values: what the formats read that write one thing after the other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from kg import iris
from kg.export.source import Source
from kg.store import Literal, Term


@dataclass(frozen=True)
class Item:
    """A thing: its IRI, and its values by property: the name of one of ours, the IRI of another."""

    iri: str
    values: Mapping[str, list[Term]]

    def all(self, name: str) -> list[str]:
        """The IRIs and lexical forms of a property, sorted, so that equal releases give equal files."""
        return sorted({value.value for value in self.values.get(name, ())})

    def one(self, name: str) -> str | None:
        """The first of them; None where there is none."""
        return next(iter(self.all(name)), None)

    @cached_property
    def labels(self) -> dict[str, str]:
        """A label by language: vi, en, the first where there are several."""
        found = {
            value.language: value.value
            for value in sorted(self.values.get(iris.RDFS + "label", ()), key=str, reverse=True)
            if isinstance(value, Literal) and value.language in ("vi", "en")
        }
        return {language: found[language] for language in ("vi", "en") if language in found}

    @property
    def name(self) -> str:
        """The Vietnamese label, the English one where there is no other, or else the IRI."""
        return next(iter(self.labels.values()), self.iri)


def about(source: Source, iri: str) -> Item:
    """What a release says of a thing."""
    values: dict[str, list[Term]] = {}
    for predicate, value in source.dataset.about(iri):
        values.setdefault(predicate.removeprefix(iris.ONT), []).append(value)
    return Item(iri, values)


def of_class(source: Source, name: str) -> Iterator[Item]:
    """The things of a class of ours, one at a time in the order of an index."""
    for row in source.rows(f"SELECT ?thing WHERE {{ ?thing a diem:{name} }}"):
        yield about(source, row["thing"])
