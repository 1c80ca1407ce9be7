"""The text of an article, where it is at hand, with the passages that claims quote."""

import hashlib
import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.archive import text_in
from server.pages.claims import Taken


@dataclass(frozen=True)
class Piece:
    """A piece of a paragraph: its text, how many claims quote it, which begin and which end with it, by number."""

    text: str
    depth: int = 0
    begins: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


def read(folder: Path, name: str, sha256: str, archive: Path | None = None) -> str | None:
    """The text of the file of that name and SHA-256, its line ends as they are, or of the archive.

    None where it is not at hand. A name with a path in it is nobody's file; a text with another SHA-256 is another
    text.
    """
    path = folder / name
    if name and Path(name).name == name and path.is_file():
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() == sha256:
            return content.decode("utf-8")
    return text_in(archive, sha256) if archive is not None else None


def state(folder: Path) -> str:
    """What changes when a text is put into the folder or taken away: the pages of articles are then other pages."""
    try:
        return f"{folder.stat().st_mtime_ns:x}"
    except OSError:
        return "none"


def paragraphs(text: str, claims: Sequence[Taken]) -> list[list[Piece]]:
    """The paragraphs that claims quote, in pieces cut wherever a quote begins or ends; quotes may overlap.

    What nobody quotes is left to the publisher: an empty paragraph stands for what is left out.
    """
    begins: dict[int, list[int]] = defaultdict(list)
    ends: dict[int, list[int]] = defaultdict(list)
    spans = []
    for claim in claims:
        for place, quote in enumerate(sorted(claim.quotes, key=lambda one: one.start)):
            spans.append((quote.start, quote.end))
            ends[quote.end].append(claim.number)
            if not place:
                begins[quote.start].append(claim.number)
    cuts = sorted({point for span in spans for point in span})
    found = []
    for start, end in _lines(text):
        points = [start, *(cut for cut in cuts if start < cut < end), end]
        pieces = []
        for left, right in itertools.pairwise(points):
            depth = sum(1 for first, last in spans if first <= left and right <= last)
            pieces.append(Piece(text[left:right], depth, tuple(begins[left]), tuple(ends[right])))
        if any(piece.depth for piece in pieces):
            found.append(pieces)
        elif not found or found[-1]:
            found.append([])
    return found


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Where each line that is not blank begins and ends."""
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip():
            yield start, end
        start = end + 1
