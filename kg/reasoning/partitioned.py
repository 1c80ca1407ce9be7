"""The entailments of data that are held in parts, on as many machines as one likes.

    common quads (axioms, reference data) ──▶ each part ─┐ closed alone, all at once
    own quads (those of some articles)    ──▶ each part ─┘
    terms that several parts have ─▶ what could be joined at them ─▶ closed here ─▶ new terms? again

A closure of a union is that of the closures of its parts (rules are monotone). A conclusion that no part draws alone
joins facts of two parts, and so at a term that both have, or that a conclusion of the joining has: only such facts come
together, in one place. To copy the axioms to all is what Weaver and Hendler do (Parallel materialization of the finite
RDFS closure for hundreds of millions of triples, 2009), for rules that join no data at all; what is joined is grouped
by terms as in WebPIE (Urbani et al., OWL reasoning with WebPIE, 2010).
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from kg.reasoning import profile as profiles
from kg.reasoning.contradiction import Inconsistent
from kg.reasoning.ontology import Statement, is_axiom
from kg.reasoning.partition import Joins, Key, Partition
from kg.store import Quad

T = TypeVar("T")
_EACH = 2
"""Parts for each thread: the last to end is then waited for a shorter time."""
_TOGETHER = 16
"""Parts of which all terms are held at once, to be compared."""


class Held(Protocol):
    """Parts of the data, closed and kept where they are."""

    def each(self, ask: Callable[..., T], *arguments: object) -> list[T]:
        """What `ask` gives for each part and the arguments."""
        ...


class Holder(Protocol):
    """Machines that keep parts of the data; so many parts at least keep all of them busy."""

    threads: int

    def hold(self, make: Callable[..., Partition], common: object, shares: Sequence[object]) -> Held:
        """Has parts made of what they have in common and of what is their own."""
        ...


def entailments(common: Sequence[Quad], own: Iterable[Quad], holder: Holder) -> list[Statement]:
    """What `Closure(common and own quads).entailments()` is, in its order; `own` are shared out as they come.

    Raises Inconsistent with the same findings, and Beyond.
    """
    axioms, data = _told_apart(own)
    common = [*common, *axioms]
    here = Partition(common, ())
    read = [quad for quad in data if here.reads(quad)]
    size = max(1, -(-len(read) // (_EACH * holder.threads)))
    shares = [read[start : start + size] for start in range(0, len(read), size)]
    parts = holder.hold(Partition, common, shares)
    joins = here.joins(set[Key]().union(*parts.each(Partition.grown)))
    shared = _shared(parts, len(shares))
    _join(here, parts, joins, shared)
    if wrong := here.wrong().union(*parts.each(Partition.wrong)):
        raise Inconsistent(wrong)
    doubtful = set(here.entailments()).union(*parts.each(Partition.doubtful, shared))
    known = set[Statement]().union(*parts.each(Partition.known, list(doubtful), shared))
    found = [one for told in parts.each(Partition.alone, shared) for one in told]
    return sorted([*found, *(doubtful - known)], key=lambda statement: tuple(map(str, statement)))


def _told_apart(quads: Iterable[Quad]) -> tuple[list[Quad], list[Quad]]:
    """The axioms among quads, and the others. Raises Beyond."""
    profile = profiles.load()
    found: tuple[list[Quad], list[Quad]] = ([], [])
    for quad in quads:
        found[not is_axiom(quad.predicate, quad.object, profile)].append(quad)
    return found


def _shared(parts: Held, count: int) -> set[int]:
    """The hashes of the terms that more than one part knows something of."""
    buckets, shared = -(-count // _TOGETHER), set[int]()
    for bucket in range(buckets):
        seen = set[int]()
        for terms in parts.each(Partition.terms, bucket, buckets):
            shared |= terms & seen
            seen |= terms
    return shared


def _join(here: Partition, parts: Held, joins: Joins, shared: set[int]) -> None:
    """Closes here what the parts know of shared terms, and of all that is concluded from it."""
    terms = asked = shared
    while True:
        met = set[int]()
        for told in parts.each(Partition.touching, joins, terms):
            met |= here.take(told, joins)
        terms = met - asked
        if not terms:
            return
        asked = asked | terms
