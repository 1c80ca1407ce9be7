"""Looking something up in the dump of a release without its store: it is sorted, so that halving finds a subject.

A release that is not in service costs nothing this way but the reading of some pages of its file.
"""

import itertools
import os
from typing import IO

from kg import iris

_PROVED_BY = tuple(f" <{iris.ONT}{name}> ".encode() for name in ("describedBy", "supportedBy"))
_SPAN, _LABEL = f" <{iris.ONT}span> ".encode(), f" <{iris.RDFS}label> ".encode()
MOST_CLAIMS = 1_000
"""Claims about one resource that are read, """
MOST_TRIPLES = 20_000
"""and triples of one subject."""


def exists(dump: IO[bytes], iri: str) -> bool:
    """Whether something is said about a resource."""
    return bool(_about(dump, f"<{iri}>".encode(), 1))


def describe(dump: IO[bytes], iri: str) -> tuple[bytes, bool]:
    """What a dump says of a resource, with labels and the claims and spans that prove it, as N-Triples.

    The second value is whether it is cut: there are more triples or claims than are read.
    """
    own = _about(dump, f"<{iri}>".encode())
    found = dict.fromkeys(own)
    values = dict.fromkeys(map(_object, own))
    for value in values:
        if value.startswith(b"<"):
            found |= dict.fromkeys(one for one in _about(dump, value) if one.startswith(value + _LABEL))
    claims = list(dict.fromkeys(_object(one) for one in own if any(name in one for name in _PROVED_BY)))
    for claim in claims[:MOST_CLAIMS]:
        for triple in _about(dump, claim):
            found[triple] = None
            if triple.startswith(claim + _SPAN):
                found |= dict.fromkeys(_about(dump, _object(triple)))
    return b"".join(found), len(claims) > MOST_CLAIMS or len(own) >= MOST_TRIPLES


def _object(triple: bytes) -> bytes:
    return triple.split(b" ", 2)[2][: -len(b" .\n")]


def _about(dump: IO[bytes], subject: bytes, most: int = MOST_TRIPLES) -> list[bytes]:
    """The first triples of a subject, each once for each graph that states it, without the graph."""
    beginning = subject + b" "
    dump.seek(_place(dump, beginning))
    lines = itertools.takewhile(lambda line: line.startswith(beginning), dump)
    return [line[: line.rindex(b" <")] + b" .\n" for line in itertools.islice(lines, most)]


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
