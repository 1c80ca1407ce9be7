"""Meetings as iCalendar (RFC 5545)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from kg.export import item
from kg.export.source import Source

MEDIA_TYPE = "text/calendar"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
"""What a TEXT has no way to write, once line ends are escaped."""
_NO_EVENT = (
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Ho_Chi_Minh",
    "BEGIN:STANDARD",
    "DTSTART:19750613T000000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0700",
    "END:STANDARD",
    "END:VTIMEZONE",
)
"""A calendar has at least one component (section 3.6): one without events has the time of the country."""


@dataclass(frozen=True)
class Event:
    """A meeting: its IRI, its day and that of the last news of it (YYYY-MM-DD), its name and its page.

    Not the clock's time but that of the news is its stamp, so that equal releases give equal calendars.
    """

    iri: str
    day: str
    stamp: str
    name: str
    language: str
    """That of the name; none where the name is the IRI."""
    url: str
    description: tuple[str, str] | None = None
    """A text and its language."""


def write(source: Source, out: IO[bytes]) -> None:
    """One event a meeting, of a whole day: articles give days and their parts, no hours."""
    for part in calendar(_events(source)):
        out.write(part)


def calendar(events: Iterable[Event], properties: Iterable[str] = ()) -> Iterator[bytes]:
    """The lines of a calendar; `properties` are lines about it as a whole, with their values as `text` writes them."""
    yield from map(_line, ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//diemcau//meetings//EN", *properties))
    empty = True
    for one in events:
        empty = False
        lines = [
            "BEGIN:VEVENT",
            f"UID:{one.iri}",
            f"DTSTAMP:{one.stamp.replace('-', '')}T000000Z",
            f"DTSTART;VALUE=DATE:{one.day.replace('-', '')}",
            f"SUMMARY{f';LANGUAGE={one.language}' if one.language else ''}:{text(one.name)}",
            f"URL:{one.url}",
            "TRANSP:TRANSPARENT",
        ]
        if one.description is not None:
            said, language = one.description
            lines.append(f"DESCRIPTION;LANGUAGE={language}:{text(said)}")
        yield from map(_line, (*lines, "END:VEVENT"))
    yield from map(_line, (*(_NO_EVENT if empty else ()), "END:VCALENDAR"))


def text(value: str) -> str:
    """A value of type TEXT (section 3.3.11)."""
    for letter in "\\;,":
        value = value.replace(letter, "\\" + letter)
    value = value.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return _CONTROL.sub("", value)


def _events(source: Source) -> Iterator[Event]:
    for one in item.of_class(source, "Meeting"):
        days = list(filter(_DAY.fullmatch, one.all("date")))
        if days:  # articles say of some meetings only the month, or nothing
            language, english = next(iter(one.labels), ""), one.labels.get("en")
            also = (english, "en") if english and language != "en" else None
            yield Event(one.iri, days[0], days[0], one.name, language, one.iri, also)


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
