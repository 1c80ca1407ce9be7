"""The hand-made ledger of two articles: each of its 108 facts is in the graph, proved by the same characters."""

import csv
import json
from collections import defaultdict
from pathlib import Path

import pytest
import rdflib
from rdflib import Literal, URIRef

from kg import iris
from kg.release import Release
from tests.conftest import SHARED_TEXTS

_LINES = Path(__file__).with_name("ledger.tsv").read_text(encoding="utf-8").splitlines()
ROWS = list(csv.DictReader((n for n in _LINES if n[0] != "#"), delimiter="\t", quoting=csv.QUOTE_NONE))
FACTS: dict[str, list[dict[str, str]]] = defaultdict(list)
for _row in ROWS:
    FACTS[_row["id"]].append(_row)
DIEM = rdflib.Namespace(iris.ONT)
OA = rdflib.Namespace(iris.OA)


def _iri(short: str) -> URIRef:
    prefix, _, name = short.partition(":")
    return URIRef((iris.ID if prefix == "id" else iris.PREFIXES[prefix]) + name)


@pytest.fixture(scope="module")
def graph(release: Release) -> rdflib.Graph:
    """The union of all graphs of the release."""
    union = rdflib.Graph(bind_namespaces="none")
    lines = release.dump.read_text(encoding="utf-8").splitlines()
    union.parse(data="\n".join(f"{line.rpartition(' <')[0]} ." for line in lines), format="nt")
    return union


def _overlaps(graph: rdflib.Graph, claim: URIRef, start: int, end: int) -> bool:
    return any(
        int(str(graph.value(span, OA.start))) < end and int(str(graph.value(span, OA.end))) > start
        for span in graph.objects(claim, DIEM.span)
    )


def _numbers(graph: rdflib.Graph, *nodes: rdflib.term.Node) -> set[float]:
    """Every number that the nodes are or have, years of periods included."""
    numbers: set[float] = set()
    for node in nodes:
        if isinstance(node, Literal):
            numbers |= {float(node)} if node.datatype and node.datatype.endswith(("decimal", "integer")) else set()
            continue
        for value in graph.objects(node):
            if isinstance(value, Literal) and value.datatype and value.datatype.endswith(("decimal", "integer")):
                numbers.add(float(value))
            elif str(value).startswith(iris.ID + "period/") and str(value)[-4:].isdigit():
                numbers.add(float(str(value)[-4:]))
    return numbers


@pytest.mark.parametrize("fact", FACTS)
def test_fact_is_in_the_graph(fact: str, graph: rdflib.Graph) -> None:
    for row in FACTS[fact]:
        claim, subject = _iri(row["claim"]), _iri(row["subject"])
        assert (claim, rdflib.RDF.type, DIEM.Claim) in graph
        assert _overlaps(graph, claim, int(row["start"]), int(row["end"])), "the claim quotes other characters"
        nodes: list[rdflib.term.Node] = [subject]
        if row["predicate"]:
            assert (claim, DIEM.claimSubject, subject) in graph
            predicate = _iri(row["predicate"])
            assert (claim, DIEM.claimPredicate, predicate) in graph
            (value,) = [*graph.objects(claim, DIEM.claimObject), *graph.objects(claim, DIEM.claimValue)]
            assert (subject, predicate, value) in graph
            nodes.append(value)
        else:
            assert (claim, DIEM.claims, subject) in graph
            assert graph.value(subject, rdflib.RDFS.label) is not None
        if row["value"]:
            assert float(row["value"]) in _numbers(graph, *nodes)


def test_the_whole_ledger_is_covered() -> None:
    source = SHARED_TEXTS / "ledger-000-003.jsonl"
    if not source.is_file():
        pytest.skip("the ledger is not beside this repository")
    entries = {e["id"]: e for e in map(json.loads, source.read_text(encoding="utf-8").splitlines())}
    assert set(FACTS) == set(entries)
    for row in ROWS:
        entry = entries[row["id"]]
        assert (int(row["start"]), int(row["end"])) == (entry["start"], entry["end"])
        assert row["value"] == ("" if entry["value"] is None else str(entry["value"]))


@pytest.mark.parametrize(
    ("article", "facts"),
    [
        ("fd45605fa2297ed5", 45),
        ("10c0cfc9d8ec7581", 47),
        ("afd5768686bddc22", 122),
        ("f72f08531861bbe6", 63),
        ("75be0a3b01e81bcf", 59),
    ],
)
def test_each_article_is_as_complete_as_the_ledger(article: str, facts: int, graph: rdflib.Graph) -> None:
    prefix = f"{iris.ID}claim/{article[:8]}-"
    assert sum(str(claim).startswith(prefix) for claim in graph.subjects(rdflib.RDF.type, DIEM.Claim)) >= facts
