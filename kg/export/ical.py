"""Meetings as iCalendar (RFC 5545)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from kg.export.source import Source

MEDIA_TYPE = "text/calendar"
_MEETINGS = """SELECT ?meeting (MIN(?d) AS ?date) (SAMPLE(?v) AS ?vi) (SAMPLE(?e) AS ?en) WHERE {
  ?meeting a diem:Meeting ; diem:date ?d .
  OPTIONAL { ?meeting rdfs:label ?v FILTER(LANG(?v) = "vi") }
  OPTIONAL { ?meeting rdfs:label ?e FILTER(LANG(?e) = "en") }
  FILTER(DATATYPE(?d) = xsd:date)
} GROUP BY ?meeting ORDER BY ?date ?meeting"""


@dataclass(frozen=True)
class Event:
    """A meeting: its IRI, its day and that of the last news of it (YYYY-MM-DD), its name, and where to read of it.

    Not the clock's time but that of the news is its stamp, so that equal releases give equal calendars.
    """

    iri: str
    day: str
    stamp: str
    name: str
    language: str
    url: str
    description: tuple[str, str] | None = None
    """A text and its language."""


def write(source: Source, out: IO[bytes]) -> None:
    """One event a meeting, of a whole day: articles give days and their parts, no hours."""
    for part in calendar(_event(row) for row in source.rows(_MEETINGS)):
        out.write(part)


def calendar(events: Iterable[Event], properties: Iterable[str] = ()) -> Iterator[bytes]:
    """The lines of a calendar; `properties` are lines about it as a whole, with their values as `text` writes them."""
    yield from map(_line, ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//diemcau//meetings//VI", *properties))
    for one in events:
        lines = [
            "BEGIN:VEVENT",
            f"UID:{one.iri}",
            f"DTSTAMP:{one.stamp.replace('-', '')}T000000Z",
            f"DTSTART;VALUE=DATE:{one.day.replace('-', '')}",
            f"SUMMARY;LANGUAGE={one.language}:{text(one.name)}",
            f"URL:{one.url}",
            "TRANSP:TRANSPARENT",
        ]
        if one.description is not None:
            said, language = one.description
            lines.append(f"DESCRIPTION;LANGUAGE={language}:{text(said)}")
        yield from map(_line, (*lines, "END:VEVENT"))
    yield _line("END:VCALENDAR")


def text(value: str) -> str:
    """A value of type TEXT (section 3.3.11)."""
    for letter in "\\;,":
        value = value.replace(letter, "\\" + letter)
    return value.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _event(row: dict[str, str]) -> Event:
    iri, day, english = row["meeting"], row["date"][:10], row.get("en")
    name = row.get("vi") or english or iri
    return Event(iri, day, day, name, "vi", iri, (english, "en") if english else None)


def _line(content: str) -> bytes:
    """A content line folded to 75 octets (section 3.1), never within a letter."""
    folded, length = bytearray(), 0
    for letter in content:
        octets = letter.encode()
        if length + len(octets) > 75:
            folded += b"\r\n "
            length = 1
        folded += octets
        length += len(octets)
    return bytes(folded) + b"\r\n"
