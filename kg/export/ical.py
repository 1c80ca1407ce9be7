"""Meetings as iCalendar (RFC 5545)."""

from typing import IO

from kg.export.source import Source

_MEETINGS = """SELECT ?meeting ?date (SAMPLE(?v) AS ?vi) (SAMPLE(?e) AS ?en) WHERE {
  ?meeting a diem:Meeting ; diem:date ?date .
  OPTIONAL { ?meeting rdfs:label ?v FILTER(LANG(?v) = "vi") }
  OPTIONAL { ?meeting rdfs:label ?e FILTER(LANG(?e) = "en") }
  FILTER(DATATYPE(?date) = xsd:date)
} GROUP BY ?meeting ?date ORDER BY ?date ?meeting"""


def write(source: Source, out: IO[bytes]) -> None:
    """One event a meeting, of a whole day: articles give days and their parts, no hours."""
    for line in ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//diemcau//meetings//VI"):
        out.write(_line(line))
    for row in source.rows(_MEETINGS):
        day = row["date"][:10].replace("-", "")
        lines = [
            "BEGIN:VEVENT",
            f"UID:{row['meeting']}",
            f"DTSTAMP:{day}T000000Z",  # not the clock's time, so that equal releases give equal files
            f"DTSTART;VALUE=DATE:{day}",
            f"SUMMARY;LANGUAGE=vi:{_text(row.get('vi') or row.get('en') or row['meeting'])}",
            f"URL:{row['meeting']}",
            "TRANSP:TRANSPARENT",
        ]
        if "en" in row:
            lines.append(f"DESCRIPTION;LANGUAGE=en:{_text(row['en'])}")
        for line in [*lines, "END:VEVENT"]:
            out.write(_line(line))
    out.write(_line("END:VCALENDAR"))


def _text(value: str) -> str:
    """A value of type TEXT (section 3.3.11)."""
    for letter in "\\;,":
        value = value.replace(letter, "\\" + letter)
    return value.replace("\n", "\\n")


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
