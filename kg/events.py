"""What a release changed of claims, as version objects: N-Triples, in pages that are found by their number.

A claim that is new, or says other things than before, is there as it is now, with the spans that prove it; of one that
is gone there is that it is gone. Types and properties are those of Linked Data Event Streams
(https://w3id.org/ldes/specification): `dcterms:isVersionOf`, `dcterms:created`, and `as:Create`, `as:Update`,
`as:Delete`. Dumps are sorted, so that two of them are read side by side in constant memory.
"""

import contextlib
import datetime
import hashlib
import heapq
import mmap
import os
import struct
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby, islice, pairwise
from pathlib import Path
from typing import IO, Literal, get_args

from kg import iris, release
from kg.difference import lines

FILE = "events"
"""The name of the file: the version objects in N-Triples; where each page of them begins, and the last one ends; and
how many such places there are. Each is a number of 8 bytes, so that a page is found by two looks."""
PAGE = 250
"""Version objects of a page."""
AS = "https://www.w3.org/ns/activitystreams#"
_CLAIM, _SPAN = f"<{iris.ID}claim/".encode(), f"<{iris.ID}span/".encode()
_ARTICLE_GRAPH = f" <{iris.GRAPH}article/".encode()
_STATED_IN, _HAS_SPAN = f" <{iris.ONT}statedIn> ".encode(), f" <{iris.ONT}span> ".encode()
_CONFIDENCE = f" <{iris.ONT}confidence> ".encode()
_IS_EVENT, _IS_GONE = f" <{iris.RDF}type> <{AS}".encode(), f"<{AS}Delete> .".encode()
_KEY = 8
"""Digits of the id of an article that the names of its claims begin with; those of its spans have all."""
_PLACE = struct.Struct(">Q")
Kind = Literal["Create", "Update", "Delete"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""What can become of a claim; names in `AS`."""
Group = tuple[bytes, list[bytes]]
"""A subject in N-Triples, and the rest of each of its triples: predicate, object and full stop."""


def write(old: Path | None, new: Path, folder: Path, moment: datetime.datetime) -> Counter[Kind]:
    """Writes what changed from the dump `old` (None: nothing) to `new`; returns how many claims, by how.

    Raises NotSorted.
    """
    counts: Counter[Kind] = Counter()

    def versions() -> Iterator[bytes]:
        spans = _Spans(_groups(lines(again, new), _SPAN))
        for kind, claim, triples in _changes(old, new):
            counts[kind] += 1
            yield _version(kind, claim, triples, moment, spans)

    with new.open("rb") as again:
        _write(_paged(versions()), folder / FILE)
    return counts


def forget(folder: Path, articles: Collection[str]) -> None:
    """Takes the claims of articles (ids) out of the file in a folder; readers have it as it was, or as it is then.

    All other claims stay on their pages: who has read one page and not yet the next misses none.
    """
    path, fresh = folder / FILE, folder / f".{FILE}"
    stated = [_STATED_IN + f"<{iris.ID}article/{article}> .\n".encode() for article in articles]
    with path.open("rb") as file:
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:  # most files have nothing of them
            if all(content.find(one) < 0 for one in stated):
                return
        pages = (_versions(file, *place) for place in _all(file))
        _write(([one for one in page if not any(said in one for said in stated)] for page in pages), fresh)
    release.sync(fresh)
    fresh.replace(path)
    release.sync(folder)


def merge(folders: Iterable[Path], into: Path) -> int:
    """Writes the latest version of each claim in the files of `folders`, the oldest first; returns how many.

    Claims that are gone are in none of them.
    """
    with contextlib.ExitStack() as opened:
        files = [opened.enter_context((folder / FILE).open("rb")) for folder in folders]
        merged = heapq.merge(*(_keyed(file, at) for at, file in enumerate(files)))
        latest = (list(group)[-1][2] for _, group in groupby(merged, lambda one: one[0]))
        return _write(_paged(one for one in latest if not one.partition(b"\n")[0].endswith(_IS_GONE)), into / FILE)


def pages(folder: Path) -> int:
    """How many pages the events in a folder have; none where there are no events."""
    try:
        with (folder / FILE).open("rb") as file:
            return _count(file) - 1
    except FileNotFoundError:
        return 0


def page(folder: Path, number: int) -> tuple[bytes, int]:
    """The version objects of a page, from 1, as N-Triples, and how many pages there are; none of one that is not.

    Raises FileNotFoundError where there are no events.
    """
    with (folder / FILE).open("rb") as file:
        last = _count(file) - 1
        if not 0 < number <= last:
            return b"", last
        start, end = _places(file, number - 1, 2)
        file.seek(start)
        return file.read(end - start), last


def _paged(versions: Iterable[bytes]) -> Iterator[list[bytes]]:
    stream = iter(versions)
    while page := list(islice(stream, PAGE)):
        yield page


def _write(pages: Iterable[list[bytes]], path: Path) -> int:
    """Writes pages of version objects and where they begin; returns how many version objects there are."""
    count, places = 0, array("Q", (0,))
    with path.open("wb") as out:
        for page in pages:
            out.writelines(page)
            count += len(page)
            places.append(out.tell())
        for place in (*places, len(places)):
            out.write(_PLACE.pack(place))
    return count


def _count(file: IO[bytes]) -> int:
    """How many places there are, one more than pages."""
    file.seek(-_PLACE.size, os.SEEK_END)
    return int(_PLACE.unpack(file.read(_PLACE.size))[0])


def _places(file: IO[bytes], first: int, number: int) -> list[int]:
    """So many places from the first on."""
    file.seek(-_PLACE.size * (_count(file) + 1 - first), os.SEEK_END)
    return [place for (place,) in _PLACE.iter_unpack(file.read(_PLACE.size * number))]


def _all(file: IO[bytes]) -> Iterator[tuple[int, int]]:
    """Where each page begins and ends."""
    return pairwise(_places(file, 0, _count(file)))


def _versions(file: IO[bytes], start: int, end: int) -> Iterator[bytes]:
    """The version objects that were written between two places."""
    begun: list[bytes] = []
    file.seek(start)
    while start < end:
        line = file.readline()
        start += len(line)
        if begun and line.startswith(_CLAIM) and _IS_EVENT in line:
            yield b"".join(begun)
            begun = []
        begun.append(line)
    if begun:
        yield b"".join(begun)


def _keyed(file: IO[bytes], at: int) -> Iterator[tuple[bytes, int, bytes]]:
    """The version objects of the file number `at` behind the claim that each is of, in the order of claims."""
    for version in _versions(file, 0, _places(file, _count(file) - 1, 1)[0]):
        yield version.partition(b"#")[0] + b">", at, version


def _changes(old: Path | None, new: Path) -> Iterator[tuple[Kind, bytes, list[bytes]]]:
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
            if _said(one) != _said(other):
                yield "Update", *other
            one, other = next(before, None), next(after, None)


def _said(claim: Group) -> list[bytes]:
    """What a claim says. How sure it is, is not: one decision of a reviewer changes that of all claims of a rule."""
    return [triple for triple in claim[1] if not triple.startswith(_CONFIDENCE)]


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
        self._articles = groupby(groups, lambda group: group[0][len(_SPAN) :].partition(b"--")[0][:_KEY])
        self._key = b""
        self._known: dict[bytes, list[bytes]] = {}

    def of(self, claim: bytes, span: bytes) -> list[bytes]:
        """The triples of a span of a claim; none where the release does not describe it."""
        key = claim[len(_CLAIM) :].partition(b"-")[0]
        while self._key < key:
            self._key, groups = next(self._articles, (b"~", iter(())))
            self._known = dict(groups)
        return self._known.get(span, [])


def _version(kind: Kind, claim: bytes, triples: list[bytes], moment: datetime.datetime, spans: _Spans) -> bytes:
    """A version object. Spans are blank nodes in it, as parts of what is said at this moment; those of no two versions
    have one name, so that these can stand in one file."""
    version = claim[:-1] + moment.strftime("#%Y%m%dT%H%M%SZ>").encode()
    name = hashlib.blake2b(version, digest_size=8).hexdigest()
    said = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    is_version = f" <{iris.DCTERMS}isVersionOf> ".encode()
    made = [
        version + _IS_EVENT + f"{kind}> .\n".encode(),
        version + is_version + claim + b" .\n",
        version + f' <{iris.DCTERMS}created> "{said}"^^<{iris.XSD}dateTime> .\n'.encode(),
    ]
    parts: list[bytes] = []
    for triple in triples:
        if triple.startswith(_HAS_SPAN):
            span = triple[len(_HAS_SPAN) : -len(b" .\n")]
            node = f"_:e{name}s{len(parts)}".encode()
            parts.append(node + is_version + span + b" .\n" + b"".join(node + one for one in spans.of(claim, span)))
            triple = _HAS_SPAN + node + b" .\n"
        made.append(version + triple)
    return b"".join((*made, *parts))
