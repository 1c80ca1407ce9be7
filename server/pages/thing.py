"""The page of a resource: what the graph knows of it, in the sections of its kind, and all statements behind it."""

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kg import iris, yaml_files
from kg.collation import sort_key
from server import texts, urls
from server.answers import Cell
from server.drawing import neighbourhood
from server.pages.page import Link, Page, View, number_asked, of_resource, trail
from server.pages.reader import Reader, Row
from server.pages.writing import day, number

SCHEMA_ORG = {
    "person": "Person", "agency": "GovernmentOrganization", "area": "AdministrativeArea", "document": "CreativeWork",
    "system": "WebApplication", "service": "GovernmentService", "bridge-point": "Place",
}  # fmt: skip
"""What schema.org calls things of a kind."""
_SAME = f"{iris.SKOS}exactMatch"
_REGISTERS = {"sws.geonames.org": "GeoNames", "www.openstreetmap.org": "OpenStreetMap", "www.wikidata.org": "Wikidata"}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FEW = 16
"""Neighbours that are drawn."""
_BY_NAME = ("parts", "systems", "governing")
"""Sections in the order of names; the others are in that of time."""
_FEW_SAID = 4
"""Statements, and values of one, that a sentence has."""
_OF_THE_IRI = (iris.RDF + "type", iris.RDFS + "label", iris.SKOS + "altLabel", iris.DCTERMS + "source", _SAME)
"""Properties that a sentence about a thing goes without: its class and its names stand above."""
_FEW_EVENTS = 8
"""Events that are shown at once; the others are unfolded."""


@dataclass(frozen=True)
class Section:
    """A part of the page: the key of its words and its rows."""

    key: str
    rows: list[Row]


@dataclass(frozen=True)
class Value:
    """A value of a property, and whether it is only inferred. `language` is that of a text, "" where it has none."""

    cell: Cell
    inferred: bool
    language: str = ""


@dataclass
class Statement:
    """A property of the resource and its values, asserted and inferred told apart."""

    term: str
    name: Cell
    values: list[Value]


@functools.cache
def _sections() -> Mapping[str, list[str]]:
    found: Mapping[str, list[str]] = yaml_files.read(Path(__file__).with_name("sections.yaml"))
    return found


def show(reader: Reader, kind: str, slug: str) -> View:
    """The page of a resource."""
    iri = iris.resource(kind, slug)
    sections = [section for key in _sections().get(kind, ()) if (section := _section(reader, key, iri)).rows]
    outgoing = reader.rows("statements", entity=iri)
    incoming, more_incoming = reader.page("incoming", number_asked("incoming"), entity=iri)
    claims, more_claims = reader.page("claims", number_asked("claims"), entity=iri)
    statements, kind_name = _statements(outgoing, reader), _kind(outgoing, reader)
    content = {
        "kind": kind_name,
        "sections": sections,
        "events": _events(sections),
        "few_events": _FEW_EVENTS,
        "notes": _notes(outgoing, reader.language),
        "elsewhere": [Link(_registered(row["value"]), row["value"]) for row in outgoing if row["property"] == _SAME],
        "names": _other_names(outgoing),
        "statements": statements,
        "incoming": _statements(incoming, reader),
        "claims": [_claim(row, reader) for row in claims],
        "pages": {
            "incoming": (number_asked("incoming"), more_incoming),
            "claims": (number_asked("claims"), more_claims),
        },
        "drawing": neighbourhood.draw(reader.name(iri) or slug, _neighbours(outgoing, incoming, reader)),
    }
    listed = urls.IN_LISTS.get(kind)
    page = Page(
        title=reader.name(iri) or slug,
        summary=_summary(sections) or _sentence(kind_name, statements),
        trail=trail(*([Link(texts.of(listed), urls.listing(listed))] if listed else [])),
        downloads=of_resource(kind, slug),
        asked=reader.asked,
        described=_described(kind, iri, reader.name(iri) or slug, content),
        iri=iri,
    )
    return View("thing.html", page, content)


def _section(reader: Reader, key: str, iri: str) -> Section:
    rows = reader.rows(f"about-{key}", entity=iri)
    if key in _BY_NAME:
        rows.sort(key=lambda row: sort_key(reader.name(row["item"]) or ""))
    return Section(key, rows)


def _kind(outgoing: Iterable[Row], reader: Reader) -> str:
    """The names of the classes that a source or a reference file gives the resource."""
    classes = [row["value"] for row in outgoing if row["property"] == iris.RDF + "type" and row["inferred"] == "false"]
    names = [reader.name(cls) for cls in classes if cls.startswith(iris.ONT)]
    return ", ".join(name for name in dict.fromkeys(names) if name)


def _events(sections: Iterable[Section]) -> list[tuple[str, str, Row]]:
    """What has a date, in order of time: date, key of the section, row. Empty where it would be no story."""
    dated = [(row["date"][:10], section.key, row) for section in sections for row in section.rows if row.get("date")]
    return sorted(dated, key=lambda event: event[:2]) if len({event[0] for event in dated}) > 1 else []


def _notes(outgoing: Iterable[Row], language: str) -> list[str]:
    notes = [row for row in outgoing if row["property"] == f"{iris.ONT}validityNote"]
    return [row["value"] for row in notes if row.get("language", "") in ("", language)]


def _registered(address: str) -> str:
    """What readers call an entry of another register: GeoNames 1566338; of one that is not known, its host."""
    parts = urlsplit(address)
    name = _REGISTERS.get(parts.hostname or "")
    return f"{name} {parts.path.strip('/').rpartition('/')[2]}" if name else parts.hostname or address


def _other_names(outgoing: Iterable[Row]) -> list[str]:
    named = (iris.SKOS + "altLabel", iris.ONT + "documentNumber")
    return list(dict.fromkeys(row["value"] for row in outgoing if row["property"] in named))


def _summary(sections: Iterable[Section]) -> str:
    parts = [
        texts.of(f"section.count-{section.key}", count=len({row["item"] for row in section.rows}))
        for section in sections
    ]
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _sentence(kind: str, statements: Iterable[Statement]) -> str:
    """What a thing without sections joins and measures, in a sentence: things before figures and days before codes."""
    said: list[tuple[int, str]] = []
    for statement in statements:
        values = [value for value in statement.values if not (value.inferred or value.language)]
        if statement.term in _OF_THE_IRI or not values:
            continue
        names = ", ".join(value.cell.text for value in values[:_FEW_SAID])
        more = ", …" if len(values) > _FEW_SAID else ""
        said.append((_place(values[0].cell), f"{statement.name.text}: {names}{more}"))
    text = "; ".join(words for _, words in sorted(said, key=lambda one: one[0])[:_FEW_SAID])
    return f"{kind[:1].upper()}{kind[1:]} – {text}." if kind and text else ""


def _place(cell: Cell) -> int:
    if cell.href is None:
        return 1
    return 0 if cell.href.startswith("/id/") else 2


def _statements(found: Iterable[Row], reader: Reader) -> list[Statement]:
    statements: dict[str, Statement] = {}
    for row in found:
        if _only_aligned(row):
            continue
        statement = statements.setdefault(
            row["property"], Statement(row["property"], _cell(row["property"], reader), [])
        )
        value = number(row["value"], reader.language) if row.get("numeric") == "true" else row["value"]
        statement.values.append(Value(_cell(value, reader), row["inferred"] == "true", row.get("language", "")))
    for statement in statements.values():
        statement.values.sort(
            key=lambda value: (value.inferred, value.language not in ("", reader.language), value.cell.text)
        )
    return sorted(statements.values(), key=lambda statement: statement.name.text)


def _only_aligned(row: Row) -> bool:
    """Whether a statement only says again, in another vocabulary, what ours says: for RDF, not for the page."""
    term = row["value"] if row["property"] == iris.RDF + "type" else row["property"]
    return row["inferred"] == "true" and not term.startswith(iris.BASE)


def _cell(term: str, reader: Reader) -> Cell:
    """The cell of a term: the label of an IRI where it has one, else the IRI; the text of a literal."""
    if not term.startswith(("http://", "https://", "urn:")):
        return Cell(day(term, reader.language) if _DAY.fullmatch(term) else term)
    return Cell(reader.name(term) or texts.term(term) or iris.prefixed(term), urls.link(term))


def _claim(row: Row, reader: Reader) -> dict[str, Cell | str]:
    labelled = ("about", "predicate", "object", "article", "modality", "basis")
    cells: dict[str, Cell | str] = {key: _cell(row[key], reader) for key in labelled if key in row}
    return cells | {key: row[key] for key in ("quote", "start", "end", "confidence")}


def _neighbours(outgoing: Iterable[Row], incoming: Iterable[Row], reader: Reader) -> dict[str, list[Link]]:
    """Resources beside this one by what joins them, at most a few."""
    found: dict[str, list[Link]] = {}
    left = _FEW
    for arrow, rows in (("", outgoing), ("← ", incoming)):
        for row in rows:
            joined = reader.name(row["property"])
            is_ours = row["value"].startswith(iris.ID) and row["inferred"] == "false"
            if not (left and joined and is_ours and (name := reader.name(row["value"]))):
                continue
            found.setdefault(f"{arrow}{joined}", []).append(Link(name, urls.local(row["value"]) or ""))
            left -= 1
    return found


def _described(kind: str, iri: str, name: str, content: Mapping[str, Any]) -> dict[str, Any] | None:
    """The resource as schema.org has it, for search engines."""
    if kind not in SCHEMA_ORG:
        return None
    found: dict[str, Any] = {"@context": "https://schema.org", "@type": SCHEMA_ORG[kind], "@id": iri, "name": name}
    if content["elsewhere"]:
        found["sameAs"] = [link.href for link in content["elsewhere"]]
    if content["names"]:
        found["alternateName"] = content["names"]
    return found
