"""What a release changed of claims, as version objects: N-Triples, in pages that are found by their number.

A claim that is new, or says other things than before, is there as it is now, with the spans that prove it; of one that
is gone there is that it is gone. Types and properties are those of Linked Data Event Streams
(https://w3id.org/ldes/specification): `dcterms:isVersionOf`, `dcterms:created`, and `as:Create`, `as:Update`,
`as:Delete`. Dumps are sorted, so that two of them are read side by side in constant memory.
"""

import datetime
import struct
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import IO

from kg import iris
from kg.difference import lines

EVENTS, PAGES = "events.nt", "pages"
"""The files: the version objects, and where in them each page begins (8 bytes each, the end of the last one last)."""
PAGE = 250
"""Version objects of a page."""
AS = "https://www.w3.org/ns/activitystreams#"
_CLAIM, _SPAN = f"<{iris.ID}claim/".encode(), f"<{iris.ID}span/".encode()
_ARTICLE_GRAPH = f" <{iris.GRAPH}article/".encode()
_STATED_IN, _HAS_SPAN = f" <{iris.ONT}statedIn> ".encode(), f" <{iris.ONT}span> ".encode()
_KEY = 8
"""Digits of the id of an article that the names of its claims and spans begin with."""
_OFFSET = struct.Struct(">Q")
Group = tuple[bytes, list[bytes]]
"""A subject in N-Triples, and the rest of each of its triples: predicate, object and full stop."""


def write(old: Path | None, new: Path, folder: Path, moment: datetime.datetime) -> int:
    """Writes what changed from the dump `old` (None: nothing) to `new`; returns how many claims. Raises NotSorted."""
    count = 0
    with (folder / EVENTS).open("wb") as out, (folder / PAGES).open("wb") as pages, new.open("rb") as again:
        spans = _Spans(_groups(lines(again, new), _SPAN))
        for kind, subject, triples in _changes(old, new):
            if count % PAGE == 0:
                pages.write(_OFFSET.pack(out.tell()))
            _write_version(out, kind, subject, triples, moment, spans, count)
            count += 1
        pages.write(_OFFSET.pack(out.tell()))
    return count


def pages(folder: Path) -> int:
    """How many pages the events in a folder have."""
    return (folder / PAGES).stat().st_size // _OFFSET.size - 1


def page(folder: Path, number: int) -> bytes:
    """The version objects of a page, from 1, as N-Triples."""
    with (folder / PAGES).open("rb") as index, (folder / EVENTS).open("rb") as file:
        index.seek((number - 1) * _OFFSET.size)
        (start,), (end,) = (_OFFSET.unpack(index.read(_OFFSET.size)) for _ in range(2))
        file.seek(start)
        return file.read(end - start)


def _changes(old: Path | None, new: Path) -> Iterator[tuple[str, bytes, list[bytes]]]:
    """The claims that differ: how, their IRIs, and their triples in `new`."""
    before, after = _claims(old) if old else iter(()), _claims(new)
    one, other = next(before, None), next(after, None)
    while one is not None or other is not None:
        if other is None or (one is not None and one[0] < other[0]):
            assert one is not None
            yield "Delete", one[0], []
            one = next(before, None)
        elif one is None or other[0] < one[0]:
            yield "Create", *other
            other = next(after, None)
        else:
            if one[1] != other[1]:
                yield "Update", *other
            one, other = next(before, None), next(after, None)


def _claims(dump: Path) -> Iterator[Group]:
    with dump.open("rb") as file:
        yield from _groups(lines(file, dump), _CLAIM)


def _groups(quads: Iterator[bytes], beginning: bytes) -> Iterator[Group]:
    """What is stated, and nothing that is only inferred but for the article, about subjects that begin so."""
    stated = (line for line in quads if line.startswith(beginning) and (_ARTICLE_GRAPH in line or _STATED_IN in line))
    for subject, group in groupby(stated, lambda line: line[: line.index(b" ")]):
        yield subject, [line[len(subject) : line.rindex(b" <")] + b" .\n" for line in group]


class _Spans:
    """The spans of one article after the other, as claims ask for them in the same order."""

    def __init__(self, groups: Iterator[Group]) -> None:
        self._articles = groupby(groups, lambda group: group[0][len(_SPAN) : len(_SPAN) + _KEY])
        self._key = b""
        self._known: dict[bytes, list[bytes]] = {}

    def of(self, claim: bytes, span: bytes) -> list[bytes]:
        """The triples of a span of a claim; none where the release does not describe it."""
        key = claim[len(_CLAIM) : len(_CLAIM) + _KEY]
        while self._key < key:
            self._key, groups = next(self._articles, (b"~", iter(())))
            self._known = dict(groups)
        return self._known.get(span, [])


def _write_version(
    out: IO[bytes], kind: str, claim: bytes, triples: list[bytes], moment: datetime.datetime, spans: _Spans, number: int
) -> None:
    """Writes a version object. Spans are blank nodes in it, as parts of what is said at this moment."""
    version = claim[:-1] + moment.strftime("#%Y%m%dT%H%M%SZ>").encode()
    said = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    is_version, parts = f" <{iris.DCTERMS}isVersionOf> ".encode(), defaultdict[bytes, bytes](bytes)
    out.write(version + f" <{iris.RDF}type> <{AS}{kind}> .\n".encode())
    out.write(version + is_version + claim + b" .\n")
    out.write(version + f' <{iris.DCTERMS}created> "{said}"^^<{iris.XSD}dateTime> .\n'.encode())
    for triple in triples:
        if triple.startswith(_HAS_SPAN):
            span = triple[len(_HAS_SPAN) : -len(b" .\n")]
            node = b"_:e%ds%d" % (number, len(parts))
            parts[node] = node + is_version + span + b" .\n" + b"".join(node + one for one in spans.of(claim, span))
            triple = _HAS_SPAN + node + b" .\n"
        out.write(version + triple)
    out.writelines(parts.values())
