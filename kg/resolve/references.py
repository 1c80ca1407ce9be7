"""What reference data know: things by name and validity, holders of offices by date."""

import datetime
import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg import iris, paths
from kg.resolve.names import key, place_key
from kg.store import Literal, NamedNode, Quad, parse_file
from kg.things import Thing

_NAMES = frozenset(
    (iris.RDFS + "label", *(iris.SKOS + name for name in ("altLabel", "hiddenLabel")), iris.ONT + "documentNumber")
)
UNDATED = "2024-12-31"
"""The day by which an article without one is read: before the mergers of ministries and provinces of 2025."""
_ANY = re.compile(re.escape(iris.ID))
_OF_REVIEWED = re.compile(rf"{re.escape(iris.ID)}(?:person|ranking-entry|observation|target|data-point)/")
_TYPE, _LABEL = iris.RDF + "type", iris.RDFS + "label"


@dataclass
class Entry:
    """A thing of the reference data: `start` and `end` are ISO days of its life, "" where they are open."""

    thing: Thing
    names: set[str] = field(default_factory=set)
    start: str = ""
    end: str = ""
    links: dict[str, set[str]] = field(default_factory=dict)
    rank: str = ""

    def lives(self, day: str) -> bool:
        """Whether it is there on a day."""
        return (not self.start or self.start <= day) and (not self.end or day <= self.end)


class References:
    """Reference data by name. Of several things of one name only the one that lived on the day is meant."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries: dict[str, Entry] = {}
        for entry in entries:
            self.entries.setdefault(entry.thing.iri, entry)  # reference data come first
        self._by_name: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        self._units: dict[str, set[str]] = defaultdict(set)
        self._by_kind: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries.values():
            self._by_kind[entry.thing.kind].append(entry)
            keyed = place_key if entry.thing.kind == "area" else key
            for name in {keyed(name) for name in entry.names}:
                self._by_name[entry.thing.kind, name].append(entry)
        for entry in self.entries.values():
            for point in entry.links.get("dataPoint", ()):
                for indicator in self.entries[point].links.get("indicator", ()) if point in self.entries else ():
                    self._units[indicator] |= entry.links.get("unit", set())

    def named(self, kind: str, name: str, day: str | None) -> Thing | None:
        """The one thing of that kind and name that lives on a day, or ever where no day is given; None for several."""
        found = self._by_name.get((kind, place_key(name) if kind == "area" else key(name)), [])
        if day is not None:
            found = [entry for entry in found if entry.lives(day)]
        return found[0].thing if len(found) == 1 else None

    def of_kind(self, kind: str) -> Sequence[Entry]:
        """The entries of a kind."""
        return self._by_kind.get(kind, ())

    def linked(self, thing: Thing, link: str) -> list[Thing]:
        """What reference data link a thing to by a property: positionIn, governs, rankedBy …"""
        entry = self.entries.get(thing.iri)
        known = sorted(entry.links.get(link, ())) if entry else []
        return [self.entries[iri].thing for iri in known if iri in self.entries]

    def unit(self, indicator: Thing) -> str | None:
        """The IRI of the unit in which reviewed figures of an indicator are; None for none or several."""
        known = self._units.get(indicator.iri, set())
        return next(iter(known)) if len(known) == 1 else None

    def apart(self) -> frozenset[frozenset[str]]:
        """The pairs of articles, by id, that split decisions keep apart."""
        of = f"{iris.ID}article/"
        return frozenset(
            frozenset(pair)
            for entry in self.of_kind("decision")
            for pair in itertools.combinations(sorted(i.removeprefix(of) for i in entry.links.get("keepsApart", ())), 2)
        )

    def holders(self, position: Thing, day: str | None) -> list[Thing]:
        """Who held an office on a day, or ever where no day is given, by the dated holdings of the reference data."""
        return [
            holder
            for entry in self.of_kind("holding")
            if entry.start and (day is None or entry.lives(day)) and position.iri in entry.links.get("heldPosition", ())
            for holder in self.linked(entry.thing, "holder")
        ]


def load_references(ontology: Path | None = None, graphs: Path | None = None) -> References:
    """Reads ontology/reference/*.ttl, and who, which ranks and units the reviewed graphs know already.

    Raises kg.store.SourceSyntaxError; OSError.
    """
    curated = sorted(((ontology or paths.ontology_dir()) / "reference").glob("*.ttl"))
    reviewed = sorted((graphs or paths.graphs_dir()).glob("*.trig"))
    known = _entries((quad for path in curated for quad in parse_file(path)), _ANY)
    return References([*known, *_entries((quad for path in reviewed for quad in parse_file(path)), _OF_REVIEWED)])


def _entries(quads: Iterable[Quad], kinds: re.Pattern[str]) -> Iterator[Entry]:
    said: dict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and kinds.match(quad.subject.value):
            said[quad.subject.value].append(quad)
    for iri, statements in said.items():
        if not any(quad.predicate.value == _TYPE for quad in statements):
            continue
        kind, _, slug = iri.removeprefix(iris.ID).partition("/")
        labels = {o.language: o.value for q in statements if q.predicate.value == _LABEL
                  and isinstance(o := q.object, Literal)}  # fmt: skip
        classes = tuple(
            sorted(
                q.object.value.removeprefix(iris.ONT)
                for q in statements
                if q.predicate.value == _TYPE and isinstance(q.object, NamedNode)
            )
        )
        thing = Thing(kind, slug, classes, labels.get("vi", slug), labels.get("en", ""), known=True)
        entry = Entry(thing)
        for quad in statements:
            _take(entry, quad)
        yield entry


def _take(entry: Entry, quad: Quad) -> None:
    predicate, value = quad.predicate.value, quad.object
    name = predicate.removeprefix(iris.ONT)
    if isinstance(value, Literal):
        if predicate in _NAMES and value.language in ("vi", None):
            entry.names.add(value.value)
        elif name in ("startDate", "date"):
            entry.start = datetime.date.fromisoformat(value.value).isoformat()
        elif name == "rank":
            entry.rank = value.value
        elif name == "endDate":
            entry.end = datetime.date.fromisoformat(value.value).isoformat()
    elif isinstance(value, NamedNode) and predicate != _TYPE:
        entry.links.setdefault(name, set()).add(value.value)
