"""The closure of real data: what owlrl says follows, why it does, and what an article adds."""

import itertools
import subprocess
import sys
from pathlib import Path

import pytest

from kg import infer, iris
from kg.memory import graph_of
from kg.reasoning import Change, Closure, Inconsistent, OntologyChanged, Statement, proof, reference
from kg.sources import Inputs, Sources, read
from kg.store import Literal, NamedNode, Quad
from tests.kg import small_world

GRAPH = NamedNode(iris.GRAPH + "test")
PERSON = iris.resource("person", "tran-thi-thu")
MEETING = iris.resource("meeting", "2021-02-01-pm-ban-mau")
ATTENDANCE = iris.resource("attendance", "2021-02-01-pm-ban-mau--tran-thi-thu")


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    return read(small_world.write(tmp_path_factory.mktemp("world")))


@pytest.fixture(scope="module")
def shipped() -> Sources:
    return read(Inputs())


def _triple(subject: str, predicate: str, obj: str) -> Statement:
    return NamedNode(subject), NamedNode(predicate), NamedNode(obj)


def _given(sources: Sources) -> set[Statement]:
    return {(quad.subject, quad.predicate, quad.object) for quad in sources.quads()}


@pytest.mark.long
def test_owlrl_left_alone_entails_the_same(sources: Sources) -> None:
    given = graph_of(sources.quads())
    alone = reference.told(t for t in reference.close(graph_of(sources.quads())) if t not in given)
    assert alone == set(Closure(sources.quads()).entailments())
    assert len(alone) > 100


def test_the_reference_entails_the_same(sources: Sources) -> None:
    assert infer.entail(sources.quads(), "owlrl") == infer.entail(sources.quads())


@pytest.mark.long
def test_the_reference_entails_the_same_of_the_shipped_articles(shipped: Sources) -> None:
    assert infer.entail(shipped.quads(), "owlrl") == infer.entail(shipped.quads())


def test_the_rules_owe_the_reference_nothing() -> None:
    program = "import sys, kg.infer, kg.reasoning; print(sorted({'owlrl', 'rdflib'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_what_no_axiom_reads_stays_out_of_the_reference(sources: Sources) -> None:
    given = graph_of(sources.quads())
    kept = {(str(s), str(p)) for s, p, _ in reference.only_read_by_axioms(given)}
    assert len(kept) < len(given) / 2
    entry = iris.resource("ranking-entry", "mau-2021--lang-mau")
    assert (entry, iris.ONT + "rank") in kept  # it has a domain
    assert not {p for _, p in kept} & {iris.RDFS + "label", iris.OA + "exact"}


def test_every_article_adds_what_it_would_have_brought(shipped: Sources) -> None:
    articles = list(shipped.of_kind("article"))
    assert len(articles) == 5
    growing = Closure(quad for file in shipped.files if file.kind != "article" for quad in file.quads)
    told = set(growing.entailments())
    for article in articles:
        change = growing.add(article.quads)
        assert change.added
        told = (told | set(change.added)) - set(change.removed)
    whole = Closure(shipped.quads()).entailments()
    assert growing.entailments() == whole
    assert told == set(whole)


def test_what_an_article_added_goes_with_it(shipped: Sources) -> None:
    articles = list(shipped.of_kind("article"))
    closure = Closure(shipped.quads())
    told = set(closure.entailments())
    for number, article in enumerate(articles):
        others = {(q.subject, q.predicate, q.object) for file in shipped.files if file != article for q in file.quads}
        own = [q for q in article.quads if (q.subject, q.predicate, q.object) not in others]
        change = closure.remove(own)
        assert change.removed
        assert closure.entailments() == Closure(q for f in shipped.files if f != article for q in f.quads).entailments()
        back = closure.add(own)
        assert (back.added, back.removed) == (change.removed, change.added), number
        assert set(closure.entailments()) == told


def test_what_is_stated_no_more_may_still_follow(sources: Sources) -> None:
    attended = Quad(NamedNode(PERSON), NamedNode(iris.ONT + "attended"), NamedNode(MEETING), GRAPH)
    closure = Closure([*sources.quads(), attended])
    change = closure.remove([attended])
    assert (change.added, change.removed) == ([_triple(PERSON, iris.ONT + "attended", MEETING)], [])
    assert closure.remove([attended]) == Change([], [])


def test_what_is_stated_later_is_an_entailment_no_more(sources: Sources) -> None:
    closure = Closure(sources.quads())
    attended = _triple(PERSON, iris.ONT + "attended", MEETING)
    assert attended in closure.entailments()
    change = closure.add([Quad(*attended, GRAPH)])  # type: ignore[arg-type]
    assert (change.added, change.removed) == ([], [attended])
    assert attended not in closure.entailments()
    assert closure.why(attended) is None


def test_an_addition_that_contradicts_changes_nothing(sources: Sources) -> None:
    closure = Closure(sources.quads())
    before = closure.entailments()
    wrong = Quad(NamedNode(PERSON), NamedNode(iris.RDF + "type"), NamedNode(iris.ONT + "Organization"), GRAPH)
    attended = Quad(NamedNode(PERSON), NamedNode(iris.ONT + "attended"), NamedNode(MEETING), GRAPH)
    for _ in range(2):
        with pytest.raises(Inconsistent, match="Disjoint classes"):
            closure.add([wrong, attended])
        assert closure.entailments() == before
    assert closure.add([attended]).removed


def test_axioms_are_not_added(sources: Sources) -> None:
    closure = Closure(sources.quads())
    attended = NamedNode(iris.ONT + "attended")
    known = next(q for q in sources.quads() if q.predicate.value == iris.RDFS + "subClassOf")
    assert closure.add([known]).added == []
    with pytest.raises(OntologyChanged):
        closure.add([Quad(attended, NamedNode(iris.RDF + "type"), NamedNode(iris.OWL + "SymmetricProperty"), GRAPH)])


def test_every_entailment_has_a_reason_down_to_what_was_given(sources: Sources) -> None:
    given, closure = _given(sources), Closure(sources.quads())
    rules = set()
    for entailed in closure.entailments():
        todo = [(entailed, frozenset[Statement]())]
        while todo:
            statement, above = todo.pop()
            assert statement not in above
            if statement in given:
                assert closure.why(statement) is None
                continue
            step = closure.why(statement)
            assert step is not None
            rules.add(step.rule)
            todo += [(premise, above | {statement}) for premise in step.premises]
    assert rules >= {"prp-dom", "prp-rng", "prp-spo1", "prp-spo2", "prp-inv1", "cls-hv1", "cax-sco"}


def test_a_reason_names_the_rule_the_facts_and_the_axiom(sources: Sources) -> None:
    step = Closure(sources.quads()).why(_triple(ATTENDANCE, iris.ONT + "attendee", PERSON))
    assert step is not None
    assert step.rule == "prp-spo1"
    assert step.premises == (
        _triple(ATTENDANCE, iris.ONT + "chairPerson", PERSON),
        _triple(iris.ONT + "chairPerson", iris.RDFS + "subPropertyOf", iris.ONT + "attendee"),
    )


def test_a_proof_goes_down_to_what_was_given_and_proves_nothing_twice() -> None:
    part, kind = NamedNode(iris.ONT + "part"), NamedNode(iris.RDF + "type")
    steps = [NamedNode(f"{iris.ID}area/a{n}") for n in range(300)]
    quads = [Quad(one, part, other, GRAPH) for one, other in itertools.pairwise(steps)]
    closure = Closure([*quads, Quad(part, kind, NamedNode(iris.OWL + "TransitiveProperty"), GRAPH)])
    lines = list(proof(closure, (steps[0], part, steps[-1])))
    assert {line.statement for line in lines if line.rule is None} >= {
        (q.subject, q.predicate, q.object) for q in quads
    }
    assert {line.rule for line in lines} == {"prp-trp", None}
    assert max(line.depth for line in lines) < 20
    assert len(lines) < 4 * len(steps)


def test_what_does_not_follow_has_no_reason(sources: Sources) -> None:
    closure = Closure(sources.quads())
    assert closure.why(_triple(MEETING, iris.ONT + "attended", PERSON)) is None
    assert closure.why((NamedNode(PERSON), NamedNode(iris.ONT + "attended"), Literal("nowhere"))) is None


def test_the_order_of_the_input_means_nothing(sources: Sources, tmp_path: Path) -> None:
    quads = list(sources.quads())
    assert Closure(reversed(quads)).entailments() == Closure(quads).entailments()
