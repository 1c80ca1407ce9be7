"""Data in parts: whatever the parts, what follows is what follows from all at once."""

import pickle
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import pytest
from distributed import LocalCluster
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import iris, sources, workers
from kg.reasoning import Closure, Inconsistent, Statement, partitioned
from kg.sources import Inputs
from kg.store import NamedNode, Quad
from tests.kg.reasoning.generated import TYPE, World, owl, quads, rdfs, worlds

T = TypeVar("T")


class Held:
    """Parts in this process, to which everything comes as over a network."""

    def __init__(self, parts: Sequence[Any]) -> None:
        self._parts = parts

    def each(self, ask: Callable[..., T], *arguments: object) -> list[T]:
        return [_sent(ask(part, *_sent(arguments))) for part in self._parts]


class Near:
    """Keeps parts in this process; as many as there are quads, if so many are wanted."""

    def __init__(self, threads: int) -> None:
        self.threads = threads

    def hold(self, make: Callable[..., Any], common: object, shares: Sequence[object]) -> Held:
        return Held([make(_sent(common), _sent(share)) for share in shares])


def _sent(value: T) -> T:
    found: T = pickle.loads(pickle.dumps(value))  # noqa: S301 – our own
    return found


def _entailments(common: Sequence[Quad], own: Sequence[Quad], holder: partitioned.Holder) -> list[Statement]:
    return partitioned.entailments(common, partitioned.shared_out(own, holder), holder)


def _told(work: Callable[[], list[Statement]]) -> list[Statement] | tuple[Any, ...]:
    try:
        return work()
    except Inconsistent as error:
        return error.findings


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(worlds(), st.sampled_from([1, 3, 7]), st.integers(0, 7))
def test_parts_are_worth_the_whole(world: World, threads: int, common: int) -> None:
    _agree(world, threads, common)


@pytest.mark.long
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(worlds(), st.sampled_from([1, 3, 7]), st.integers(0, 7))
def test_parts_are_worth_the_whole_in_many_more_worlds(world: World, threads: int, common: int) -> None:
    _agree(world, threads, common)


def _agree(world: World, threads: int, common: int) -> None:
    known, own = quads(world.axioms + world.data[:common]), quads(world.data[common:])
    found = _told(lambda: _entailments(known, own, Near(threads)))
    assert found == _told(lambda: Closure([*known, *own]).entailments())


def test_a_chain_through_all_parts_is_found() -> None:
    """Each conclusion joins a part that knows nothing else of the others, and is joined again."""
    near, far, met = (NamedNode(iris.ONT + name) for name in ("near", "far", "met"))
    a, b, c, d, e = (NamedNode(f"{iris.ID}thing/{name}") for name in "abcde")
    axioms: list[Statement] = [(near, TYPE, owl("TransitiveProperty")), (met, TYPE, owl("SymmetricProperty"))]
    axioms += [(near, rdfs("subPropertyOf"), far), (far, owl("inverseOf"), met)]
    data: list[Statement] = [(a, near, b), (c, near, d), (b, near, c), (d, near, e), (e, met, a), (a, near, c)]
    known, own = quads(axioms), quads(data)
    assert _entailments(known, own, Near(6)) == Closure([*known, *own]).entailments()


@pytest.fixture(scope="module")
def shipped() -> tuple[list[Quad], list[Quad]]:
    """What the files of the ontology say, and what those of the articles say."""
    read = sources.read(Inputs())
    return (
        [quad for file in read.of_kind("schema", "reference") for quad in file.quads],
        [quad for file in read.of_kind("article") for quad in file.quads],
    )


@pytest.mark.parametrize("threads", [1, 8])
def test_the_shipped_articles(shipped: tuple[list[Quad], list[Quad]], threads: int) -> None:
    common, own = shipped
    assert _entailments(common, own, Near(threads)) == Closure([*common, *own]).entailments()


@pytest.mark.long
def test_the_shipped_articles_on_a_dask_cluster(shipped: tuple[list[Quad], list[Quad]]) -> None:
    common, own = shipped
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as local,
        workers.cluster(local.scheduler_address) as cluster,
    ):
        assert _entailments(common, own, cluster) == Closure([*common, *own]).entailments()
