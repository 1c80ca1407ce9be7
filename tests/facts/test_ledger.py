"""The hand-made ledgers of the five articles: the graph holds each fact, proved by those characters, and no other."""

import json
from collections import defaultdict

import pytest
import rdflib
from rdflib import Literal
from rdflib.term import Node

from kg import iris
from kg.release import Release
from tests.conftest import SHARED_TEXTS
from tests.facts import ledger
from tests.facts.ledger import Entry, term

ENTRIES = [entry for name in ledger.FILES for entry in ledger.read(name)]
FACTS: dict[str, list[Entry]] = defaultdict(list)
for _entry in ENTRIES:
    FACTS[_entry.id].append(_entry)
ARTICLES = {
    "S0": ("fd45605fa2297ed5", 45),
    "S1": ("10c0cfc9d8ec7581", 47),
    "S2": ("afd5768686bddc22", 122),
    "S3": ("f72f08531861bbe6", 63),
    "S4": ("75be0a3b01e81bcf", 59),
}
DIEM, VOC, OA = rdflib.Namespace(iris.ONT), rdflib.Namespace(iris.VOC), rdflib.Namespace(iris.OA)


@pytest.fixture(scope="module")
def graph(release: Release) -> rdflib.Graph:
    """The union of all graphs of the release."""
    union = rdflib.Graph(bind_namespaces="none")
    lines = release.dump.read_text(encoding="utf-8").splitlines()
    union.parse(data="\n".join(f"{line.rpartition(' <')[0]} ." for line in lines), format="nt")
    return union


@pytest.fixture(scope="module")
def own(release: Release) -> dict[str, rdflib.Graph]:
    """What each article's own graph says, by the article."""
    graphs = {article: rdflib.Graph(bind_namespaces="none") for article, _ in ARTICLES.values()}
    parts: dict[str, list[str]] = defaultdict(list)
    for line in release.dump.read_text(encoding="utf-8").splitlines():
        triple, _, name = line.rpartition(" <")
        parts[name.removesuffix("> .").rpartition("/")[2]].append(f"{triple} .")
    for article, found in graphs.items():
        found.parse(data="\n".join(parts[article]), format="nt")
    return graphs


def _overlaps(graph: rdflib.Graph, claim: Node, start: int, end: int) -> bool:
    return any(
        int(str(graph.value(span, OA.start))) < end and int(str(graph.value(span, OA.end))) > start
        for span in graph.objects(claim, DIEM.span)
    )


def _numbers(graph: rdflib.Graph, *nodes: Node) -> set[float]:
    """Every number that the nodes are or have, years of periods and numbers in words read included."""
    numbers: set[float] = set()
    for node in nodes:
        for value in [node] if isinstance(node, Literal) else graph.objects(node):
            text = str(value)
            if isinstance(value, Literal) and value.datatype and value.datatype.endswith(("decimal", "integer")):
                numbers.add(float(text))
            elif text.startswith(iris.ID + "period/") and text[-4:].isdigit():
                numbers.add(float(text[-4:]))
            elif isinstance(value, Literal) and text.isdigit():
                numbers.add(float(text))
    return numbers


def _attributed(graph: rdflib.Graph, subject: Node) -> set[Node]:
    """Whom the graph makes answerable for a fact: its source, its issuer, its ranking, or who set the target."""
    found = {o for p in (DIEM.attributedTo, DIEM.issuedBy, DIEM.inRanking) for o in graph.objects(subject, p)}
    setters = graph.subjects(DIEM.setsTarget, subject)
    return found | {o for setter in setters for o in graph.objects(setter, DIEM.issuedBy)}


@pytest.mark.parametrize("entry", ENTRIES, ids=[f"{e.id}-{n}" for n, e in enumerate(ENTRIES)])
def test_fact_is_in_the_graph(entry: Entry, graph: rdflib.Graph, own: dict[str, rdflib.Graph]) -> None:
    subject, claim = term(entry.subject), term(entry.claim) if entry.claim else None
    nodes = [subject]
    if claim is not None:
        assert (claim, rdflib.RDF.type, DIEM.Claim) in graph
        assert _overlaps(graph, claim, entry.start, entry.end), "the claim quotes other characters"
        assert {str(b).removeprefix(iris.VOC + "basis-") for b in graph.objects(claim, DIEM.basis)} == entry.basis
        modality = {str(m).removeprefix(iris.VOC + "modality-") for m in graph.objects(claim, DIEM.modality)}
        assert modality == ({entry.modality} if entry.modality else set())
    if entry.predicate:
        predicate, value = term(entry.predicate), term(entry.object)
        nodes.append(value)
        assert (claim, DIEM.claimSubject, subject) in graph
        assert (claim, DIEM.claimPredicate, predicate) in graph
        assert [*graph.objects(claim, DIEM.claimObject), *graph.objects(claim, DIEM.claimValue)] == [value]
        reference = (subject, predicate, value) in graph
        assert (subject, predicate, value) in own[ARTICLES[entry.id[:2]][0]] or reference
    else:
        assert graph.value(subject, rdflib.RDFS.label) is not None
        if claim is not None:
            assert (claim, DIEM.claims, subject) in graph
        hedges = {VOC["qualifier-" + entry.qualifier]} if entry.qualifier else set()
        assert set(graph.objects(subject, DIEM.qualifier)) == hedges
    for name, text in entry.says:
        assert (subject, ledger.predicate(name), term(text)) in graph, f"{name}={text}"
    if entry.attributed:
        assert term(entry.attributed) in _attributed(graph, subject)
    if entry.value:
        assert float(entry.value) in _numbers(graph, *nodes)


@pytest.mark.parametrize("entry", [e for e in ENTRIES if e.claim], ids=lambda e: e.id)
def test_what_is_read_from_context_is_less_sure(entry: Entry, graph: rdflib.Graph) -> None:
    confidence = float(str(graph.value(term(entry.claim), DIEM.confidence)))
    context = entry.basis - {"stated"}
    if context & {"comparator-from-context", "owner-from-context"}:
        assert confidence <= 0.9
    elif context:
        assert confidence <= 0.95
    else:
        assert confidence >= 0.95


def test_the_given_ledger_is_covered() -> None:
    source = SHARED_TEXTS / "ledger-000-003.jsonl"
    if not source.is_file():
        pytest.skip("the ledger is not beside this repository")
    given = {e["id"]: e for e in map(json.loads, source.read_text(encoding="utf-8").splitlines())}
    assert {i for i in FACTS if i[:2] in ("S0", "S3")} == set(given)
    hedges = {"exact": "exact", "nearly": "almost", "at": "at-least", "estimate": "estimated"}
    for name, fact in given.items():
        entries = FACTS[name]
        assert {(e.start, e.end) for e in entries} == {(fact["start"], fact["end"])}
        assert {e.value for e in entries} - {""} == ({str(fact["value"])} if fact["value"] is not None else set())
        assert {e.qualifier for e in entries} - {""} <= {hedges.get(str(fact["qualifier"]).split()[0])}
        assert any(e.attributed for e in entries) == bool(fact["attributed_to"])
        if fact["basis"] == "inferred":
            assert "stated" not in entries[0].basis


@pytest.mark.parametrize(("prefix", "count"), [(prefix, count) for prefix, (_, count) in ARTICLES.items()])
def test_the_ledger_numbers_every_fact_of_an_article(prefix: str, count: int) -> None:
    assert [i for i in FACTS if i.startswith(prefix)] == [f"{prefix}-{n:03}" for n in range(1, count + 1)]


@pytest.mark.parametrize(("prefix", "article"), [(prefix, article) for prefix, (article, _) in ARTICLES.items()])
def test_the_graph_claims_nothing_that_no_ledger_has(prefix: str, article: str, own: dict[str, rdflib.Graph]) -> None:
    claims = set(own[article].subjects(rdflib.RDF.type, DIEM.Claim))
    assert claims == {term(e.claim) for e in ENTRIES if e.claim and e.id.startswith(prefix)}


@pytest.mark.parametrize("article", [article for article, _ in ARTICLES.values()])
def test_every_statement_is_claimed(article: str, own: dict[str, rdflib.Graph]) -> None:
    """Beside names and types, what describes the file, and the data points that figures meet at."""
    graph = own[article]
    claimed = {graph.value(c, DIEM.claims) for c in graph.subjects(rdflib.RDF.type, DIEM.Claim)}
    triples = {
        (graph.value(c, DIEM.claimSubject), graph.value(c, DIEM.claimPredicate), value)
        for c in graph.subjects(rdflib.RDF.type, DIEM.Claim)
        for value in [*graph.objects(c, DIEM.claimObject), *graph.objects(c, DIEM.claimValue)]
    }
    technical = {DIEM.fileName, DIEM.sha256, DIEM.textLength, rdflib.RDF.type, rdflib.RDFS.label}
    unclaimed = {
        (str(s), str(p), str(o))
        for s, p, o in graph
        if s not in claimed and (s, p, o) not in triples and p not in technical
        if not str(s).startswith(tuple(iris.ID + kind for kind in ("claim/", "span/", "data-point/")))
        if not str(s).startswith(iris.GRAPH)
    }
    assert unclaimed == set()
