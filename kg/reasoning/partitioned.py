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

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from kg.reasoning import profile as profiles
from kg.reasoning.closure import OntologyChanged
from kg.reasoning.contradiction import Inconsistent
from kg.reasoning.intake import Parts
from kg.reasoning.ontology import Statement
from kg.reasoning.packed import Key, Packed, Packer, pack
from kg.reasoning.partition import Joins, Partition
from kg.store import Quad, SourceSyntaxError, parse_shard

T = TypeVar("T")
_NOTHING = Packed([], [])
_EACH = 2
"""Parts for each thread: the last to end is then waited for a shorter time."""
_TOGETHER = 16
"""Parts of which all terms are held at once, to be compared."""


class BadShard(Exception):
    """A file that cannot be a part of the data. The message says which, why, and how to mend it."""


class Held(Protocol):
    """Parts of the data, closed and kept where they are."""

    def each(self, ask: Callable[..., T], *arguments: object) -> Iterable[T]:
        """What `ask` gives for each part and the arguments."""
        ...


class Holder(Protocol):
    """Machines that keep parts of the data; so many parts at least keep all of them busy."""

    threads: int

    def hold(self, make: Callable[..., Partition], common: object, shares: Sequence[object]) -> Held:
        """Has parts made of what they have in common and of what is their own."""
        ...


def entailments(common: Sequence[Quad], own: Sequence[Sequence[Quad]], holder: Holder) -> list[Statement]:
    """What `Closure(common and own quads).entailments()` is, in its order; each of `own` is a part.

    Raises Inconsistent with the same findings, and Beyond.
    """
    axioms = [axiom for share in own for axiom in Parts(share).axioms(profiles.load())]
    everywhere = pack([*((quad.subject, quad.predicate, quad.object) for quad in common), *axioms])
    here = Partition(everywhere, _NOTHING)
    shares = [_read(share, here) for share in own]
    parts = holder.hold(Partition, everywhere, shares)
    found = itertools.chain.from_iterable(_entailed(here, parts, len(shares)))
    return sorted(found, key=lambda statement: tuple(map(str, statement)))


def of_files(common: Sequence[Quad], shards: Sequence[Path], holder: Holder) -> Iterator[list[Statement]]:
    """The same of files of N-Quads, which the machines read themselves; what follows from each, and from several.

    No more than the part of one file is held here at a time, beside what the files have in common. Raises BadShard,
    Inconsistent and Beyond before anything is told.
    """
    everywhere = pack((quad.subject, quad.predicate, quad.object) for quad in common)
    here = Partition(everywhere, _NOTHING)
    return _entailed(here, holder.hold(_of_file, everywhere, shards), len(shards))


def _of_file(common: Packed, shard: Path) -> Partition:
    found = Partition(common, _NOTHING)
    try:
        found.give(parse_shard(shard))
    except OSError as error:
        raise BadShard(f"{shard}: {error.strerror}. Each machine of the cluster has to be able to read it") from None
    except SourceSyntaxError as error:
        raise BadShard(f"{error}; it has to be N-Quads") from None
    except OntologyChanged:
        raise BadShard(f"{shard} has axioms that the ontology does not have: put them into ontology/") from None
    return found


def _entailed(here: Partition, parts: Held, count: int) -> Iterator[list[Statement]]:
    """What follows from one part each, and last what follows from several. Raises Inconsistent before that."""
    joins = here.joins(set[Key]().union(*parts.each(Partition.grown)))
    shared = _shared(parts, count)
    _join(here, parts, joins, shared)
    if wrong := here.wrong().union(*parts.each(Partition.wrong)):
        raise Inconsistent(wrong)
    return _told(here, parts, shared)


def _told(here: Partition, parts: Held, shared: set[int]) -> Iterator[list[Statement]]:
    doubtful = set(here.entailments())
    for alone, others in parts.each(Partition.told, shared):
        yield list(alone.statements())
        doubtful.update(others.statements())
    for known in parts.each(Partition.known, pack(doubtful), shared):
        doubtful.difference_update(known.statements())
    yield list(doubtful)


def _read(share: Sequence[Quad], here: Partition) -> Packed:
    """The data of a share that a rule reads; axioms, which all parts have, are none."""
    parts, packer = Parts(share), Packer()
    for predicate, quads in parts.properties.items():
        if here.reads((predicate, False)):
            packer.add((predicate, False), ((quad.subject, quad.object) for quad in quads))
    for obj, quads in parts.classes.items():
        if here.reads((obj, True)):
            packer.add((obj, True), ((quad.subject,) for quad in quads))
    return packer.packed()


def shared_out(quads: Iterable[Quad], holder: Holder) -> list[list[Quad]]:
    """Quads in as many parts as keep machines busy, each of quads that come one after the other."""
    rest = list(quads)
    size = max(1, -(-len(rest) // (_EACH * holder.threads)))
    return [rest[start : start + size] for start in range(0, len(rest), size)]


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
