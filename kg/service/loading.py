"""Sending a release to a service: its dump, each named graph into a graph of its own for the time being.

By the Graph Store Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/) where the service has an address for it,
else by updates. The dump is read once, and no more than some part of it is held in memory.
"""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kg import iris
from kg.service.client import Client

STAGING = iris.BASE + "staging/"
"""What the names of graphs that are being loaded begin with."""
HELD_BYTES = 32 << 20
"""Bytes of the dump that are held until a graph has enough for a request."""
REQUEST_BYTES = 4 << 20
UPDATE_LINES = 1_000
"""Triples of one INSERT DATA: engines compile it, and some take no more than some thousand."""
_QUAD = re.compile(rb"(.+) (<[^<> ]*>) \.\n?")
_BLANK = re.compile(rb"(?:^|\s)_:")


class BadDump(ValueError):
    """A dump that is not as `diemcau build` writes it. The message says where and how to mend it."""


@dataclass
class Staged:
    """The graphs of a release in a service: IRI → names of the graphs that hold it for now, and its number of quads."""

    once: str
    graphs: dict[str, list[str]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def place(self, graph: str, blank: bool) -> str:
        """The name of the graph that holds a graph's triples, with blank nodes or without."""
        places = self.graphs.setdefault(graph, [f"{STAGING}{self.once}/{len(self.graphs)}"])
        if blank and len(places) == 1:
            places.append(f"{places[0]}/blank")
        return places[-1 if blank else 0]


def load(client: Client, dump: Path, once: str, progress: Callable[[int], None]) -> Staged:
    """Sends the dump; `progress` is told the bytes of it that were sent. Raises ServiceFailed, BadDump and OSError."""
    began, staged = time.monotonic(), Staged(once)
    send = _send_graph if client.service.graphs is not None else _send_update
    for graph, lines, blank in _portions(dump):
        until = time.monotonic() + client.service.seconds
        send(client, staged.place(graph, blank), lines, until, blank)
        staged.counts[graph] += len(lines)
        progress(sum(map(len, lines)) + len(lines) * (len(graph) + len(" <>")))
    staged.seconds = time.monotonic() - began
    return staged


def _portions(dump: Path) -> Iterator[tuple[str, list[bytes], bool]]:
    """The triples of a dump, as lines, some of one graph at a time; those with blank nodes of a graph all at once.

    A blank node is the same in one request, and another one in the next.
    """
    held: dict[bytes, list[bytes]] = {}
    blank: dict[bytes, list[bytes]] = {}
    sizes: Counter[bytes] = Counter()
    with dump.open("rb") as file:
        for number, line in enumerate(file, 1):
            found = _QUAD.fullmatch(line)
            if found is None:
                raise BadDump(f"{dump}:{number}: no quad in a named graph. Make the release anew: diemcau build")
            triple, graph = found[1] + b" .\n", found[2]
            if _BLANK.search(triple.partition(b'"')[0]):
                blank.setdefault(graph, []).append(triple)
                continue
            held.setdefault(graph, []).append(triple)
            sizes[graph] += len(triple)
            full = graph if sizes[graph] >= REQUEST_BYTES else None
            if full is None and sizes.total() >= HELD_BYTES:
                full = sizes.most_common(1)[0][0]
            if full is not None:
                del sizes[full]
                yield full[1:-1].decode(), held.pop(full), False
    for rest, with_blanks in ((held, False), (blank, True)):
        for graph, triples in rest.items():
            yield graph[1:-1].decode(), triples, with_blanks


def _send_graph(client: Client, place: str, lines: list[bytes], until: float, blank: bool) -> None:
    client.add(place, b"".join(lines), until, replace=blank)


def _send_update(client: Client, place: str, lines: list[bytes], until: float, blank: bool) -> None:
    """Triples with blank nodes go in one update, and are not sent again: they would be others."""
    step = len(lines) if blank else UPDATE_LINES
    for start in range(0, len(lines), step):
        text = b"".join(lines[start : start + step]).decode()
        client.update(f"INSERT DATA {{ GRAPH <{place}> {{\n{text}}} }}", until, again=not blank)
