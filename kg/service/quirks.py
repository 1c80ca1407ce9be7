"""Where services differ from what the specifications say, and what is made of it."""

import io
import re
from email.message import Message
from typing import Any

_BLANK = re.compile(rb'("type"\s*:\s*"bnode"\s*,\s*"value"\s*:\s*")nodeID://')
"""Virtuoso names blank nodes so in its JSON; its labels are none (https://www.w3.org/TR/rdf11-concepts/)."""
_LONGEST = 64
"""Bytes at the end of what was read that may be the beginning of such a name."""
_ROW = re.compile(rb'\{\s*+"(?:[^"\\]|\\.)*+"\s*+:\s*+\{\s*+"(?:type|value|datatype|xml:lang)"|[\[,]\s*+\{\s*+\}')
"""Where a row begins, or is one in which nothing is bound."""
_LONGEST_ROW = 4096
"""Bytes at the end of what was read in which one may begin."""
_CHUNK = 1 << 16
_CUT_ROWS = "X-SPARQL-MaxRows"
_STATE = "X-SQL-State"
_CUT_TIME = "S1TAT"
_ASKED = b'"__ASK_RETVAL"'
_TRUE = re.compile(rb'"value"\s*:\s*"1"')
_BOOLEAN = {True: b'{"head":{},"boolean":true}', False: b'{"head":{},"boolean":false}'}
"""What Virtuoso calls the one cell of the table that it gives for an ASK in JSON, and what it should give."""
_ANSWER = 4096
"""Bytes of such a table, at most."""
_SYSTEM = (
    "http://www.openlinksw.com/",
    "http://www.w3.org/ns/ldp#",
    "http://www.w3.org/2002/07/owl#",
    "urn:activitystreams-owl:map",
    "urn:core:services:sparql",
    "http://localhost:8890/",
    "http://localuriqaserver/",
)


def cut_by_service(headers: Message) -> str | None:
    """Why an answer is not whole although its status says so, None for one that is: Virtuoso says it in headers."""
    if headers.get(_CUT_ROWS):
        return f"it gives {headers[_CUT_ROWS]} rows at most (ResultSetMaxRows); raise that, or use LIMIT"
    if headers.get(_STATE, "").startswith(_CUT_TIME):
        return "it gives what it found in its time (MaxQueryExecutionTime); ask for less, or raise that"
    return None


def is_system(graph: str) -> bool:
    """Whether a graph came with the service: Virtuoso has some from its beginning."""
    return graph.startswith(_SYSTEM)


class Mended(io.RawIOBase):
    """Results in JSON as they should read; `rows` says how many have been read."""

    def __init__(self, source: io.RawIOBase) -> None:
        self._source = source
        self._held = b""
        self._ready = b""
        self._ended = False
        self._first = True
        self._uncounted = b""
        self.rows = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready and not self._ended:
            data = self._source.read(_CHUNK) or b""
            if self._first and _ASKED in data[:_ANSWER]:
                data = _BOOLEAN[_TRUE.search(data + (self._source.read(_ANSWER) or b"")) is not None]
            self._first = False
            self._ended = not data
            self._count(data)
            text = _BLANK.sub(rb"\1", self._held + data)
            keep = 0 if self._ended else min(_LONGEST, len(text))
            self._ready, self._held = text[: len(text) - keep], text[len(text) - keep :]
        view = memoryview(buffer).cast("B")
        part, self._ready = self._ready[: len(view)], self._ready[len(view) :]
        view[: len(part)] = part
        return len(part)

    def _count(self, data: bytes) -> None:
        text, end = self._uncounted + data, 0
        for match in _ROW.finditer(text):
            self.rows += 1
            end = match.end()
        self._uncounted = text[max(end, len(text) - _LONGEST_ROW) :]
