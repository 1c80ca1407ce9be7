"""What facts name, once it is settled what that is: the records between resolution and triples."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kg import iris
from kg.facts import Fact

STATED = "stated"


@dataclass(frozen=True)
class Thing:
    """Something a fact names: its kind and slug make its IRI, `classes` are names of the ontology.

    `known` things are described by reference data. Of the others `said` has what their names say of them, as pairs of
    a property and a thing: "Sở Nội vụ tỉnh X" is part of the UBND of X. `bases` are codes of voc:scheme-basis that say
    how the thing was found. `en` is empty where the name has no English form on record.
    """

    kind: str
    slug: str
    classes: tuple[str, ...]
    vi: str
    en: str = ""
    known: bool = False
    said: tuple[tuple[str, "Thing"], ...] = ()
    bases: frozenset[str] = frozenset()

    @property
    def iri(self) -> str:
        """The IRI. Raises ValueError where kind or slug cannot make one."""
        return iris.resource(self.kind, self.slug)

    @property
    def english(self) -> str:
        """The English label: a name that has none is quoted, not translated."""
        return self.en or f"“{self.vi}”"


@dataclass(frozen=True)
class ResolvedFact:
    """A fact with what its slots name, by the role in the fact: person, meeting, position, indicator, about …

    `unit` is the code in voc:scheme-unit of the reviewed figures of the same indicator, "" where there is none.
    """

    fact: Fact
    things: Mapping[str, tuple[Thing, ...]] = field(hash=False)
    bases: frozenset[str] = frozenset()
    unit: str = ""

    def one(self, role: str) -> Thing | None:
        """The thing of a role that has at most one."""
        return next(iter(self.things.get(role, ())), None)


@dataclass(frozen=True)
class Resolved:
    """The facts of one article. `day` is the ISO day that they are told of: of the meeting, else of publication."""

    facts: tuple[ResolvedFact, ...]
    day: str | None
    meeting: Thing | None
