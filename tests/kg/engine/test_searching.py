"""Search inside SPARQL: what is put in place of the pattern that searches, and what is refused."""

import pytest

from kg.engine import searching
from kg.engine.guard import Refused
from kg.store import Dataset

_PREFIX = "PREFIX diem: <https://w3id.org/diemcau/ontology#> PREFIX : <urn:x:>\n"
_FOUND = {"a b": ["urn:x:1", "urn:x:2"], "none": []}


def _expanded(query: str) -> str:
    return searching.expand(_PREFIX + query, lambda words: _FOUND[words]).removeprefix(_PREFIX)


def test_a_query_that_searches_nothing_stays_as_it_is() -> None:
    for query in (
        "SELECT * { ?s ?p 'diem:search' }",
        "SELECT * { ?s :search 'a b' } # diem:search",
        "not SPARQL diem:s",
    ):
        assert _expanded(query) == query
    undeclared = "SELECT * { ?s diem:search 'a b' }"
    assert searching.expand(undeclared, lambda words: ["urn:x:1"]) == undeclared


@pytest.mark.parametrize(
    ("query", "subjects"),
    [
        ("SELECT ?x { ?x diem:search 'a b' }", {"urn:x:1", "urn:x:2"}),
        ("SELECT ?x { ?x diem:search '''a b''' . }", {"urn:x:1", "urn:x:2"}),
        ('SELECT ?x { ?x diem:search "none" }', set()),
        ("SELECT ?x { ?x diem:search 'a b' ; :p ?y }", {"urn:x:1"}),
        ("SELECT ?x { ?x diem:search 'a b' ; . ?x :p ?y }", {"urn:x:1"}),
        ("SELECT ?x { ?x :p ?y ; diem:search 'a b' }", {"urn:x:1"}),
        ("SELECT ?x { ?x :p 3.5 ; diem:search 'a b' ; :q ?z . }", {"urn:x:1"}),
        ("SELECT ?x { ?x (:p|:q) ?y ; diem:search 'a b' }", {"urn:x:1"}),
        ("SELECT ?x { FILTER(1 < 2) ?x diem:search 'a b' }", {"urn:x:1", "urn:x:2"}),
        ("SELECT ?x { ?x :q ?y FILTER EXISTS { ?x diem:search 'a b' } }", {"urn:x:1"}),
        ("SELECT ?x { ?x :p ?y MINUS { ?x <https://w3id.org/diemcau/ontology#search> 'a b' } }", {"urn:x:3"}),
        ("SELECT ?x { GRAPH :g { ?x diem:search 'a b' ; :r ?y } }", {"urn:x:2"}),
        ("SELECT ?x { { ?x diem:search 'none' } UNION { ?x :p ?y . ?x diem:search 'a b' } }", {"urn:x:1"}),
        ("SELECT ?x { # a remark\n ?x # another\n diem:search 'a b'\n}", {"urn:x:1", "urn:x:2"}),
    ],
)
def test_what_is_found_is_joined(data_set: Dataset, query: str, subjects: set[str]) -> None:
    _, rows = data_set.rows(searching.expand(_PREFIX + query, lambda words: _FOUND[words]))
    assert {row[0].value for row in rows if row[0] is not None and hasattr(row[0], "value")} == subjects


@pytest.fixture(scope="module")
def data_set(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    dump = tmp_path_factory.mktemp("searching") / "dump.nq"
    lines = [
        '<urn:x:1> <urn:x:p> "3.5"^^<http://www.w3.org/2001/XMLSchema#decimal> .', "<urn:x:1> <urn:x:q> <urn:x:9> .",
        "<urn:x:2> <urn:x:r> <urn:x:9> <urn:x:g> .", "<urn:x:3> <urn:x:p> <urn:x:9> .",
    ]  # fmt: skip
    dump.write_text("\n".join(line if "x:g" in line else line.replace(" .", " <urn:x:h> .") for line in lines))
    return Dataset.in_memory(dump)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { :s diem:search 'a b' }",
        "SELECT * { ?x diem:search ?words }",
        "SELECT * { ?x diem:search 'a b'@vi }",
        "SELECT * { ?x diem:search 'a b', 'none' }",
        "SELECT * { ?x diem:search+ 'a b' }",
        "SELECT * { ?x ^diem:search 'a b' }",
        "SELECT * { [] diem:search 'a b' }",
        "SELECT * { ?x :p [ diem:search 'a b' ] }",
        "SELECT * { ?x :p ?y FILTER(diem:search(?y)) }",
        "CONSTRUCT { ?x diem:search 'a b' } WHERE { ?x :p ?y }",
        "SELECT diem:search",
        "diem:search",
    ],
)
def test_other_forms_are_refused_with_the_one_that_works(query: str) -> None:
    with pytest.raises(Refused, match=r'\?thing diem:search "words"'):
        _expanded(query)


def test_a_query_searches_only_so_often() -> None:
    one = "?x diem:search 'a b' . "
    assert _expanded(f"SELECT * {{ {one * 8} }}").count("VALUES") == 8
    with pytest.raises(Refused, match="8 times"):
        _expanded(f"SELECT * {{ {one * 9} }}")


def test_a_search_moves_no_line() -> None:
    query = "SELECT * {\n?x\n diem:search\n 'a b' ;\n\n :p ?y }"
    assert _expanded(query).count("\n") == query.count("\n")
    assert _expanded(query).splitlines()[-1] == " :p ?y }"


def test_a_template_may_stand_before_a_search() -> None:
    assert "VALUES ?x" in _expanded("CONSTRUCT { ?x :p 1 } { ?x diem:search 'a b' }")
