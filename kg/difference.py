"""What changed from one release to another: the quads that were added and removed.

Dumps are sorted, so that two of them are read side by side, line by line, whatever their size. A change is written as
an RDF Patch (https://afs.github.io/rdf-delta/rdf-patch.html), which Jena and rdflib read.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Literal

from kg.model import Change
from kg.release import Release

Operation = Literal["A", "D"]
"""Added, deleted."""


class NotSorted(Exception):
    """A dump is not sorted, as those are that were loaded from files of others. The message says how to mend it."""


def changes(old: Path, new: Path) -> Iterator[tuple[Operation, bytes]]:
    """The lines of the dump `new` that `old` has not, and the other way round, in the order of lines.

    Raises NotSorted.
    """
    with old.open("rb") as old_file, new.open("rb") as new_file:
        before, after = lines(old_file, old), lines(new_file, new)
        one, other = next(before, None), next(after, None)
        while one is not None or other is not None:
            if one == other:
                one, other = next(before, None), next(after, None)
            elif other is None or (one is not None and one < other):
                assert one is not None
                yield "D", one
                one = next(before, None)
            else:
                yield "A", other
                other = next(after, None)


def write_patch(old: Release, new: Release, out: IO[bytes]) -> Change:
    """Writes what makes the release `new` of `old`; returns how much that is. Raises NotSorted."""
    out.write(f"H old <urn:diemcau:release:{old.id}> .\nH new <urn:diemcau:release:{new.id}> .\nTX .\n".encode())
    counts: Counter[Operation] = Counter()
    for operation, line in changes(old.dump, new.dump):
        out.write(operation.encode() + b" " + line)
        counts[operation] += 1
    out.write(b"TC .\n")
    return Change(old.id, counts["A"], counts["D"])


def change(old: Release, new: Path) -> Change:
    """How much the dump `new` differs from a release. Raises NotSorted."""
    counts = Counter(operation for operation, _ in changes(old.dump, new))
    return Change(old.id, counts["A"], counts["D"])


def lines(file: IO[bytes], dump: Path) -> Iterator[bytes]:
    """The lines of an open dump, each once. `dump` is its name for the message of NotSorted, which this raises."""
    last = b""
    for number, line in enumerate(file, 1):
        if line < last:
            raise NotSorted(
                f"{dump}:{number}: the lines are not sorted, since this release was loaded from files of others. "
                "Sort them (LC_ALL=C sort -u) and load them again"
            )
        if line != last:
            yield line
        last = line
