"""What entailments take: owlrl and diemcau's own rules side by side, the rules on millions, and one more article.

    python -m tests.benchmarks.reasoning [MILLIONS]

Larger data are copies of the graphs of the shipped articles, each about other people, meetings and figures, with the
same reference data. Times are of the processor, so that what else the machine does counts little.
"""

import functools
import gc
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from kg import infer, iris
from kg.reasoning import Closure
from kg.sources import Inputs, Sources, read
from kg.store import NamedNode, Quad

COMPARED = 60_000
"""Triples that owlrl can be asked about while someone waits."""
RUNS = 5
T = TypeVar("T")


@dataclass(frozen=True)
class Timed(Generic[T]):
    """What a call gave, and the seconds of processor time that it took."""

    result: T
    seconds: float


def timed(call: Callable[[], T]) -> Timed[T]:
    """Calls it once."""
    start = time.process_time()
    result = call()
    return Timed(result, time.process_time() - start)


def world(sources: Sources, triples: int) -> Iterator[Quad]:
    """The ontology, the reference data, and copies of the articles up to about so many triples; at least one copy."""
    made = 0
    for file in sources.files:
        if file.kind != "article":
            made += len(file.quads)
            yield from file.quads
    number = 0
    while number == 0 or made < triples:
        for quads in copies(sources, number):
            made += len(quads)
            yield from quads
        number += 1


def copies(sources: Sources, number: int) -> Iterator[list[Quad]]:
    """The graphs of the articles in copy `number`; 0 is the articles themselves."""
    own = {quad.subject for file in sources.of_kind("article") for quad in file.quads}

    def renamed(part: T) -> T | NamedNode:
        if number and part in own and isinstance(part, NamedNode) and part.value.startswith(iris.ID):
            return NamedNode(f"{part.value}--{number}")
        return part

    for file in sources.of_kind("article"):
        yield [Quad(renamed(q.subject), q.predicate, renamed(q.object), q.graph_name) for q in file.quads]


def more(sources: Sources, number: int) -> Iterator[list[Quad]]:
    """The articles of the four copies from `number` on."""
    for copy in range(number, number + 4):
        yield from copies(sources, copy)


def compare(name: str, quads: list[Quad]) -> None:
    """Both engines on the same triples: what they take, and that they agree."""
    ours = [timed(lambda: infer.entail(quads)) for _ in range(RUNS)]
    theirs = timed(lambda: infer.entail(quads, "owlrl"))
    assert ours[0].result == theirs.result
    seconds = statistics.median(one.seconds for one in ours)
    print(
        f"{name}: {len(quads)} triples, {len(theirs.result)} entailed; owlrl {theirs.seconds:.1f} s, "
        f"rules {seconds:.2f} s ({theirs.seconds / seconds:.0f} times as fast)",
        flush=True,
    )


def change(name: str, closure: Closure, articles: list[list[Quad]]) -> None:
    """What articles take that come to a closure, one after the other, and that go again."""
    gc.collect()  # what the closure itself left to be looked through is not of the first article
    came = [timed(functools.partial(closure.add, article)).seconds for article in articles]
    gone = [timed(functools.partial(closure.remove, article)).seconds for article in articles]
    size = statistics.mean(map(len, articles))
    print(f"to {name}, articles of {size:.0f} triples in the mean: one more {_spread(came)}, one less {_spread(gone)}")


def _spread(seconds: list[float]) -> str:
    return f"{1000 * statistics.median(seconds):.1f} ms in the median and {1000 * max(seconds):.1f} at most"


def main() -> None:
    """Prints a line for each measurement."""
    sources = read(Inputs())
    compare("the shipped articles", list(world(sources, 0)))
    compare("copies", list(world(sources, COMPARED)))
    change("the shipped articles", Closure(world(sources, 0)), list(more(sources, 1)))
    millions = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    quads = list(world(sources, int(millions * 1_000_000)))
    before = _memory()
    closure = timed(lambda: Closure(quads))
    entailments = timed(closure.result.entailments)
    print(
        f"rules on {len(quads)} triples: {closure.seconds:.1f} s, and {entailments.seconds:.1f} s to sort the "
        f"{len(entailments.result)} entailed; {_memory() - before:.1f} GiB beside the {before:.1f} of the triples"
    )
    change("those", closure.result, list(more(sources, 10**6)))


def _memory() -> float:
    """The most memory that this process had so far, in GiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)


if __name__ == "__main__":
    main()
