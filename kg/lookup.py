"""Looking something up in the dump of a release without its store: it is sorted, so that halving finds a subject.

A release that is not in service costs nothing this way but the reading of some pages of its file.
"""

import itertools
import math
import os
import time
from typing import IO

from kg import iris

_PROVED_BY = tuple(f" <{iris.ONT}{name}> ".encode() for name in ("describedBy", "supportedBy"))
_SPAN, _LABEL = f" <{iris.ONT}span> ".encode(), f" <{iris.RDFS}label> ".encode()
_UNNAMED = tuple(f"<{iris.ID}{kind}/".encode() for kind in ("claim", "span"))
MOST_CLAIMS = 1_000
"""Claims about one resource that are read, """
MOST_NAMES = 1_000
"""things that it names whose labels are, """
MOST_TRIPLES = 20_000
"""triples of one subject, """
MOST_LABELS = 100
"""labels of one, """
MOST = 100_000
"""and triples in all."""


class LookupTimeout(Exception):
    """There was more to look up than time."""


def exists(dump: IO[bytes], iri: str) -> bool:
    """Whether something is said about a resource."""
    return bool(_beginning(dump, f"<{iri}> ".encode(), 1)[0])


def describe(dump: IO[bytes], iri: str, until: float = math.inf) -> tuple[bytes, bool]:
    """What a dump says of a resource, with labels and the claims and spans that prove it, as N-Triples.

    The second value is whether it is cut: there is more of something than is read. Raises LookupTimeout at the moment
    `until` (time.monotonic).
    """
    own, cut = _beginning(dump, f"<{iri}> ".encode(), MOST_TRIPLES)
    found = dict.fromkeys(own)

    def add(beginning: bytes, most: int) -> list[bytes]:
        nonlocal cut
        if time.monotonic() > until:
            raise LookupTimeout(f"It takes longer than it may to look up what an older release says of {iri}")
        more, is_cut = _beginning(dump, beginning, min(most, max(0, MOST - len(found))))
        found.update(dict.fromkeys(more))
        cut = cut or is_cut
        return more

    values = [one for one in dict.fromkeys(map(_object, own)) if one.startswith(b"<") and not one.startswith(_UNNAMED)]
    for value in values[:MOST_NAMES]:
        add(value + _LABEL, MOST_LABELS)
    claims = list(dict.fromkeys(_object(one) for one in own if any(name in one for name in _PROVED_BY)))
    for claim in claims[:MOST_CLAIMS]:
        for triple in add(claim + b" ", MOST_TRIPLES):
            if triple.startswith(claim + _SPAN):
                add(_object(triple) + b" ", MOST_TRIPLES)
    return b"".join(found), cut or len(values) > MOST_NAMES or len(claims) > MOST_CLAIMS


def _object(triple: bytes) -> bytes:
    return triple.split(b" ", 2)[2][: -len(b" .\n")]


def _beginning(dump: IO[bytes], beginning: bytes, most: int) -> tuple[list[bytes], bool]:
    """The first triples that begin so, each once for each graph that states it, without the graph; and whether there
    are more."""
    dump.seek(_place(dump, beginning))
    lines = itertools.takewhile(lambda line: line.startswith(beginning), dump)
    found = [line[: line.rindex(b" <")] + b" .\n" for line in itertools.islice(lines, most)]
    return found, len(found) == most and next(lines, None) is not None


def _place(dump: IO[bytes], beginning: bytes) -> int:
    """Where the first line stands that is not before `beginning`."""
    low, high = 0, dump.seek(0, os.SEEK_END)
    while low < high:
        middle = (low + high) // 2
        dump.seek(middle)
        if middle:
            dump.seek(middle - 1)
            dump.readline()  # to the end of the line before
        line = dump.readline()
        if line and line < beginning:
            low = dump.tell()
        else:
            high = middle
    return low
