"""Random ontologies: owlrl says what follows and what contradicts; an addition is worth a closure anew."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.memory import graph_of
from kg.reasoning import Closure, Inconsistent, Statement, reference
from tests.kg.reasoning.generated import World, quads, worlds

MERGED = "would be one thing"


def _told(world: World) -> set[Statement] | Inconsistent:
    try:
        return set(Closure(quads(world.axioms + world.data)).entailments())
    except Inconsistent as error:
        return error


def _reference(world: World) -> set[Statement] | Inconsistent:
    stated = graph_of(quads(world.axioms + world.data))
    try:
        closed = reference.close(graph_of(quads(world.axioms + world.data)))
    except Inconsistent as error:
        return error
    return reference.told(triple for triple in closed if triple not in stated)


def _kinds(error: Inconsistent) -> set[str]:
    """What contradictions are about: owlrl names other things in some of them."""
    return {" ".join(message.split()[:3]) for message, _ in error.findings}


def _agree(world: World) -> None:
    found, wanted = _told(world), _reference(world)
    if not isinstance(wanted, Inconsistent):
        assert found == wanted
        return
    assert isinstance(found, Inconsistent)
    ours, theirs = ({m for m, _ in e.findings if MERGED in m} for e in (found, wanted))
    assert bool(ours) == bool(theirs)
    assert ours <= theirs  # theirs go on from what became one
    if not ours:
        assert _kinds(found) == _kinds(wanted)


@settings(max_examples=25)
@given(worlds())
def test_owlrl_agrees(world: World) -> None:
    _agree(world)


@pytest.mark.long
@settings(max_examples=1500, suppress_health_check=[HealthCheck.too_slow])
@given(worlds())
def test_owlrl_agrees_on_many_more(world: World) -> None:
    _agree(world)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(worlds(), st.integers(0, 14), st.integers(0, 14))
def test_an_addition_is_worth_a_closure_anew(world: World, first: int, second: int) -> None:
    start, end = sorted((first, second))
    kept = world.data[:start]
    try:
        closure = Closure(quads(world.axioms + kept))
    except Inconsistent:
        return
    told = set(closure.entailments())
    for batch in (world.data[start:end], world.data[end:]):
        whole = quads(world.axioms + kept + batch)
        try:
            change = closure.add(quads(batch))
        except Inconsistent as refused:
            with pytest.raises(Inconsistent) as anew:
                Closure(whole)
            assert _kinds(anew.value) == _kinds(refused)  # noqa: PT017 – which of both is right, the other test says
        else:
            kept += batch
            told = (told | set(change.added)) - set(change.removed)
            assert closure.entailments() == Closure(whole).entailments()
        assert told == set(closure.entailments())


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(worlds(), st.sets(st.integers(0, 13)))
def test_a_removal_is_worth_a_closure_anew(world: World, gone: set[int]) -> None:
    removed = [triple for number, triple in enumerate(world.data) if number in gone]
    kept = [triple for triple in world.data if triple not in removed]
    try:
        closure = Closure(quads(world.axioms + world.data))
    except Inconsistent:
        return
    told = set(closure.entailments())
    change = closure.remove(quads(removed))
    assert closure.entailments() == Closure(quads(world.axioms + kept)).entailments()
    assert (told | set(change.added)) - set(change.removed) == set(closure.entailments())
    assert set(change.removed) <= told
    assert not told & set(change.added)
    closure.add(quads(removed))
    assert set(closure.entailments()) == told


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(worlds())
def test_every_entailment_has_a_reason_that_ends(world: World) -> None:
    stated = {*world.axioms, *world.data}
    try:
        closure = Closure(quads(world.axioms + world.data))
    except Inconsistent:
        return
    todo = [(entailed, frozenset[Statement]()) for entailed in closure.entailments()]
    while todo:
        statement, above = todo.pop()
        assert statement not in above
        step = closure.why(statement)
        if statement in stated:
            assert step is None
        elif step is not None:
            todo += [(premise, above | {statement}) for premise in step.premises]
        else:
            assert "C" not in str(statement[0])  # of axioms only, what OWL says of owl:Thing and owl:Nothing is given
