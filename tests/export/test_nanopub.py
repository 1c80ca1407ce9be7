"""`diemcau export nanopub`: a stream of nanopublications, one a claim."""

from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import pytest

from kg.iris import BASE, DCTERMS, ID, ONT, RDF, RDFS, XSD
from kg.store import Quad, parse_file
from tests.export import nanopubs

NP = "http://www.nanopub.org/nschema#"
PARTS = ("head", "assertion", "provenance", "pubinfo")


@pytest.fixture(scope="module")
def file(written: Callable[[str], Path]) -> Path:
    return written("nanopub")


def test_the_four_graphs_of_a_claim_stand_together(file: Path, count: Callable[[str], int]) -> None:
    """As those need it who read one after the other: a fifth graph begins the next one."""
    graphs = [
        (name, [tuple(map(str, quad.triple)) for quad in quads]) for name, quads in groupby(parse_file(file), _graph)
    ]
    assert len(graphs) == 4 * count("?x a diem:Claim") > 0
    for start in range(0, len(graphs), 4):
        names, (head, assertion, provenance, about) = zip(*graphs[start : start + 4], strict=True)
        claim = names[0].removeprefix("<").partition("#")[0]
        assert claim.startswith(ID + "claim/")
        assert names == tuple(f"<{claim}#{part}>" for part in PARTS)
        whole = f"<{claim}#nanopub>"
        assert {s for s, _, _ in head} == {whole}
        assert {o for _, _, o in head} == {f"<{NP}Nanopublication>", *names[1:]}
        assert assertion
        assert {s for s, _, _ in provenance} == {names[1]}
        said = {p: o for s, p, o in about if s == whole}
        assert said[f"<{DCTERMS}creator>"] == f"<{BASE}>"
        assert said[f"<{DCTERMS}created>"].endswith(f"<{XSD}dateTime>")


def test_a_claim_of_two_graphs_is_one_and_an_empty_one_is_none(odd: Callable[[str], Path]) -> None:
    graphs = {name: [str(q.predicate) for q in quads] for name, quads in groupby(parse_file(odd("nanopub")), _graph)}
    assert set(graphs) == {f"<{ID}claim/{claim}#{part}>" for claim in ("one", "two") for part in PARTS}
    said = sorted(graphs[f"<{ID}claim/one#assertion>"])
    assert said == sorted([f"<{RDF}type>", f"<{RDFS}label>", *[f"<{ONT}date>"] * 2, f"<{ONT}dayPart>"])
    assert graphs[f"<{ID}claim/two#assertion>"] == [f"<{ONT}within>"] * 2


def _graph(quad: Quad) -> str:
    return str(quad.graph_name)


@pytest.mark.long
def test_a_reader_of_streams_finds_each_claim_well_formed(file: Path, count: Callable[[str], int]) -> None:
    said = nanopubs.check(file)
    assert f"Summary: {count('?x a diem:Claim')} valid (not trusty);" in said
    assert "invalid" not in said
