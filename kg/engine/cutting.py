"""Ending an answer after so many rows or bytes, at the end of a row, while the engine writes it.

The engine serialises rows much faster than Python could go through them, so its output is read for the places where
one row ends and another begins. In each format such a place cannot occur inside a value: XML escapes "<", TSV escapes
line feeds, CSV quotes them, and JSON escapes the quotation mark that the name of a variable begins with.
"""

import re
from dataclasses import dataclass
from typing import Literal

from kg import iris

Reason = Literal["rows", "bytes"]
LINKS: dict[Reason, str] = {"rows": iris.BASE + "limits#rows", "bytes": iris.BASE + "limits#bytes"}
"""What the head of an answer that was cut links to."""


MOST_UNREAD = 1 << 20


class RowTooLarge(Exception):
    """Not even the first row fits into the bytes that an answer may have."""


@dataclass(frozen=True)
class _Shape:
    """How rows stand in a format."""

    boundary: re.Pattern[bytes]
    """Where something ends and a row begins. Quoted values match the group "quoted", and "open" at the end of data."""
    ends_after: int
    """Bytes of a boundary that still belong to what ends there."""
    before: int
    """Boundaries before the end of the first row."""
    tail: bytes
    """What follows the last row."""
    longest: int
    """Bytes at the end of the data that may be the beginning of a boundary."""


_SHAPES = {
    "json": _Shape(re.compile(rb'\},\{(?="[^"\\]+":\{)'), 1, 0, b"]}}", 4096),
    # Rows in which nothing is bound look like characters that a value may hold, so values have to be skipped, which
    # takes twenty times as long: it is done from the first "{}" of an answer on.
    "json with {}": _Shape(
        re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:(?P<quoted>")|(?P<open>\\?\Z))|\},\{', re.DOTALL), 1, 0, b"]}}", 3
    ),
    "xml": _Shape(re.compile(rb"<result>"), 0, 1, b"</results></sparql>", 8),
    "csv": _Shape(re.compile(rb'"[^"]*(?:(?P<quoted>")|(?P<open>\Z))|\r\n(?=.)', re.DOTALL), 2, 1, b"", 3),
    "tsv": _Shape(re.compile(rb"\n(?=.)", re.DOTALL), 1, 1, b"", 1),
}


class RowLimit:
    """Passes an answer on as far as its limits of rows and bytes allow.

    When a limit is reached, `cut` says which one, and what `feed` returns is the end of a whole document; nothing
    may be fed after that.
    """

    def __init__(self, format_key: str, rows: int, most_bytes: int) -> None:
        self.cut: Reason | None = None
        self._shape = _SHAPES[format_key]
        self._last_boundary = rows + self._shape.before
        self._bytes_left = most_bytes
        self._held = bytearray()
        # A row has at least 1 byte, so that fewer than this need no reading; but what is not read is held.
        self._unread = min(rows, most_bytes, MOST_UNREAD)
        self._from = 0
        self._boundaries = 0
        self._passed_rows = False

    def feed(self, data: bytes) -> bytes:
        """The bytes that may be passed on now: whole rows. Raises RowTooLarge."""
        self._held += data
        if len(self._held) < self._unread:
            return b""
        self._unread = 0
        end = self._read()
        if self.cut is None and len(self._held) > self._bytes_left:
            if not end and not self._passed_rows:
                raise RowTooLarge
            self.cut = "bytes"
        passed = bytes(self._held[:end])
        if self.cut:
            return passed + self._shape.tail
        del self._held[:end]
        self._from -= end
        self._bytes_left -= end
        self._passed_rows = self._passed_rows or end > 0
        return passed

    def finish(self) -> bytes:
        """What is left to be passed on when the engine has written everything."""
        return bytes(self._held)

    def _read(self) -> int:
        """Counts the boundaries in what is held; returns where the last row ends that may be passed on."""
        if self._shape is _SHAPES["json"] and self._held.find(b"{}", self._from) >= 0:
            self._shape, self._from = _SHAPES["json with {}"], 0  # what is held begins between two rows
        shape, end, position = self._shape, 0, self._from
        resume = max(position, len(self._held) - shape.longest)
        for match in shape.boundary.finditer(self._held, position):
            if match.lastgroup == "open":
                resume = match.start()
                break
            resume = max(resume, match.end())
            if match.lastgroup == "quoted":
                continue
            self._boundaries += 1
            at = match.start() + shape.ends_after
            if self._boundaries <= shape.before:
                continue
            if at > self._bytes_left:
                break  # feed() finds that more is held than may be passed
            end = at
            if self._boundaries == self._last_boundary:
                self.cut = "rows"
                break
        self._from = resume
        return end


def announced(beginning: bytes, format_key: str, reason: Reason) -> bytes:
    """The beginning of an answer, its whole head included, that says in this head what the answer was cut by.

    JSON and XML results have links for such news (https://www.w3.org/TR/sparql11-results-json/#select-link), Turtle
    and its relatives have comments; CSV, TSV, RDF/XML and JSON-LD have no place for it.
    """
    link = LINKS[reason].encode()
    match format_key:
        case "json":
            return beginning.replace(b'{"head":{', b'{"head":{"link":["' + link + b'"],', 1)
        case "xml":
            return beginning.replace(b"</head>", b'<link href="' + link + b'"/></head>', 1)
        case "ttl" | "nt" | "trig" | "nq":
            return b"# Cut, see <" + link + b">\n" + beginning
    return beginning
