"""Random ontologies: owlrl says what follows and what contradicts; an addition is worth a closure anew."""

from collections.abc import Iterator

import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import iris
from kg.memory import graph_of, to_rdflib
from kg.reasoning import Closure, Inconsistent, Statement, Step, reference
from kg.store import NamedNode
from tests.kg.reasoning.generated import LITERALS, World, owl, quads, worlds

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
    return {" ".join(message.split()[:2]) for message, _ in error.findings}


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


@pytest.mark.long
@settings(max_examples=25)
@given(worlds())
def test_owlrl_agrees(world: World) -> None:
    _agree(world)


@pytest.mark.long
@settings(max_examples=600, suppress_health_check=[HealthCheck.too_slow])
@given(worlds())
def test_owlrl_agrees_on_many_more(world: World) -> None:
    _agree(world)


@settings(suppress_health_check=[HealthCheck.too_slow])
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


@settings(suppress_health_check=[HealthCheck.too_slow])
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


def _steps(world: World) -> Iterator[tuple[Statement, Step]]:
    """Every step of the reasons of every entailment; that they come to an end is asserted."""
    try:
        closure = Closure(quads(world.axioms + world.data))
    except Inconsistent:
        return
    stated, found = {*world.axioms, *world.data}, dict[Statement, Step]()
    todo = [(entailed, frozenset[Statement]()) for entailed in closure.entailments()]
    while todo:
        statement, above = todo.pop()
        assert statement not in above
        if statement in found:
            continue
        step = closure.why(statement)
        if step is None:
            assert statement in stated or statement[0] in (*LITERALS, owl("Thing"), owl("Nothing"))
        else:
            assert statement not in stated
            todo += [(premise, above | {statement}) for premise in step.premises]
            found[statement] = step
    yield from found.items()


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(worlds())
def test_every_entailment_has_a_reason_that_ends(world: World) -> None:
    assert all(step.premises for _, step in _steps(world))


@pytest.mark.long
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(worlds())
def test_owlrl_concludes_the_same_from_the_premises_alone(world: World) -> None:
    parts = {NamedNode(iris.RDF + "first"), NamedNode(iris.RDF + "rest")}
    lists = [axiom for axiom in world.axioms if axiom[1] in parts]
    for statement, step in _steps(world):
        premises = rdflib.Graph(bind_namespaces="none")
        for triple in (*step.premises, *lists):  # literals can be subjects there, as in the rules
            premises.add(_for_rdflib(triple))
        assert _for_rdflib(statement) in reference.close(premises), step


def _for_rdflib(statement: Statement) -> reference.Triple:
    subject, predicate, obj = statement
    return to_rdflib(subject), to_rdflib(predicate), to_rdflib(obj)
