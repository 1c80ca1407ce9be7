"""What the articles leave open stays open: obligations, possibilities, and readings from context are marked so."""

import re

import pytest
import rdflib
from rdflib import RDF, RDFS, Literal, URIRef

from kg import iris, sources
from kg.memory import graph_of
from tests.facts.ledger import term

DIEM = rdflib.Namespace(iris.ONT)
S0, S1, S2, S4 = "fd45605fa2297ed5", "10c0cfc9d8ec7581", "afd5768686bddc22", "75be0a3b01e81bcf"
MINISTERIAL = term("system:nen-tang-tich-hop-chia-se-du-lieu-cap-bo-cap-tinh")
NATIONAL = term("system:nen-tang-tich-hop-chia-se-du-lieu-quoc-gia")


@pytest.fixture(scope="module")
def graphs() -> dict[str, rdflib.Graph]:
    """The article graphs by article, and the union of all files as "all"."""
    read = sources.read(sources.Inputs(), lambda done, total: None)
    articles = {file.graph.rpartition("/")[2]: graph_of(file.quads) for file in read.of_kind("article")}
    return {**articles, "all": graph_of(read.quads())}


def _claim(graph: rdflib.Graph, subject: str, predicate: str, value: str) -> URIRef:
    found = [
        c
        for c in graph.subjects(DIEM.claimSubject, term(subject))
        if (c, DIEM.claimPredicate, term(predicate)) in graph and (c, None, term(value)) in graph
    ]
    assert len(found) == 1
    assert isinstance(found[0], URIRef)
    return found[0]


def test_what_has_to_be_connected_is_not_said_to_be(graphs: dict[str, rdflib.Graph]) -> None:
    assert (MINISTERIAL, DIEM.connectsTo, None) not in graphs["all"]
    assert (MINISTERIAL, DIEM.requiredToConnectTo, NATIONAL) in graphs[S1]


def test_a_difference_that_nobody_states_is_not_invented(graphs: dict[str, rdflib.Graph]) -> None:
    change = term("change:ty-le-van-ban-dien-tu--viet-nam--2018--2019")
    assert graphs["all"].value(change, DIEM.amount) is None
    assert not [o for o in graphs["all"].objects() if isinstance(o, Literal) and str(o) == "14.5"]


def test_the_target_without_a_comparator_is_claimed_as_printed(graphs: dict[str, rdflib.Graph]) -> None:
    target = term("target:ty-le-dvctt-muc-do-4--viet-nam--2020--ge-30")
    assert (target, DIEM.rawValue, None) not in graphs[S1]
    (claim,) = graphs[S1].subjects(DIEM.claims, target)
    assert graphs[S1].value(claim, DIEM.rawValue) == Literal("30%")


def test_both_savings_are_of_one_platform_and_the_doubt_is_noted(graphs: dict[str, rdflib.Graph]) -> None:
    through = set(graphs[S2].objects(None, DIEM.throughSystem))
    assert through == {NATIONAL}
    assert (None, DIEM.noteKind, term("voc:note-kind-ambiguous-reference")) in graphs[S2]


def test_no_article_speaks_for_another(graphs: dict[str, rdflib.Graph]) -> None:
    for article, graph in graphs.items():
        about = {str(s) for s in graph.objects(None, DIEM.claimSubject) if str(s).startswith(iris.ID + "article/")}
        assert article == "all" or about == {f"{iris.ID}article/{article}"}
    (decision,) = graphs["all"].subjects(RDF.type, DIEM.MergeDecision)
    assert {str(a).rpartition("/")[2] for a in graphs["all"].objects(decision, DIEM.mergesReport)} == {S0, S2}


def test_the_reporter_does_not_speak_at_the_meeting(graphs: dict[str, rdflib.Graph]) -> None:
    for remark in graphs["all"].subjects(RDF.type, DIEM.Remark):
        if (remark, DIEM.madeAt, None) in graphs["all"]:
            assert (remark, DIEM.attributedTo, None) in graphs["all"], remark


@pytest.mark.parametrize(
    ("article", "force", "quote"), [(S0, "voc:force-require", "yêu cầu"), (S2, "voc:force-ask", "đề nghị")]
)
def test_each_article_has_its_own_verb(article: str, force: str, quote: str, graphs: dict[str, rdflib.Graph]) -> None:
    directive = "directive:2020-08-26-pm-uy-ban-quoc-gia-ve-chinh-phu-dien-tu--cac-bo-nganh-dia-phuong--78d41148"
    claim = _claim(graphs[article], directive, "diem:force", force)
    (span,) = graphs[article].objects(claim, DIEM.span)
    assert graphs[article].value(span, URIRef(iris.OA + "exact")) == Literal(quote)


def test_sources_of_figures_and_reports_compiled_from_are_told_apart(graphs: dict[str, rdflib.Graph]) -> None:
    report = term("document:bao-cao-ung-dung-cntt-2018")
    figures, compiled = (set(graphs[S4].objects(report, p)) for p in (DIEM.hasDataSource, DIEM.compiledFrom))
    assert len(figures) == 2
    assert len(compiled) == 1
    assert not figures & compiled


def test_a_name_is_given_as_printed(graphs: dict[str, rdflib.Graph]) -> None:
    """A claimed name is the quotes of its spans, in order; what is shortened or reworded is no claim of the article."""
    oa = rdflib.Namespace(iris.OA)
    for article in (S0, S2, S4):
        graph = graphs[article]
        for predicate in (term("dcterms:title"), term("skos:altLabel")):
            for claim in graph.subjects(DIEM.claimPredicate, predicate):
                if graph.value(claim, DIEM.claimSubject) == term("document:nq-cp-2019-17"):
                    continue  # "Nghị quyết" and the title stand apart in the sentence
                spans = sorted(graph.objects(claim, DIEM.span), key=lambda s: int(str(graph.value(s, oa.start))))
                text = " ".join(str(graph.value(span, oa.exact)) for span in spans)
                assert text == str(graph.value(claim, DIEM.claimValue))


def test_english_labels_write_numbers_the_english_way(graphs: dict[str, rdflib.Graph]) -> None:
    labels = [str(o) for o in graphs["all"].objects(None, RDFS.label) if isinstance(o, Literal) and o.language == "en"]
    unquoted = [re.sub(r'"[^"]*"', "", label) for label in labels]
    assert [label for label in unquoted if re.search(r"\d,\d{1,2}(?!\d)|\b0,\d", label)] == []
