"""Parameters: replaced as terms, and only where they are variables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.binding import BindingError, substitute
from kg.store import Dataset, Literal, NamedNode, Quad, Store, term_text

P = NamedNode("http://example.org/p")


def _dataset(*values: Literal) -> Dataset:
    store = Store()
    store.extend(Quad(NamedNode(f"http://example.org/s{i}"), P, value) for i, value in enumerate(values))
    return Dataset(store)


@pytest.mark.parametrize(
    "text",
    ['SELECT * { ?s ?p "?x" }', "SELECT * { ?s ?p '''a ?x b''' }", "SELECT * { <http://e/?x> ?p ?o }",
     "SELECT * { ?s ?p ?o } # ?x", "SELECT * { ?s ?p ?xy }", 'SELECT * { ?s ?p "\\"?x" }'],
)  # fmt: skip
def test_strings_iris_comments_and_longer_names_are_left_alone(text: str) -> None:
    assert substitute(text, {"x": "<http://e/1>"}) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT ?x { ?x ?p $x }", "SELECT (<t> AS ?x) { <t> ?p <t> }"),
        (
            "SELECT ?x (COUNT(*) AS ?n) { ?x ?p ?o } GROUP BY ?x",
            "SELECT ?x (COUNT(*) AS ?n) { <t> ?p ?o } GROUP BY (<t> AS ?x)",
        ),
        ("SELECT ?o { ?x ?p ?o } ORDER BY ?x", "SELECT ?o { <t> ?p ?o } ORDER BY (<t>)"),
        ("ASK { ?x ?p ?o }", "ASK { <t> ?p ?o }"),
        ("CONSTRUCT { ?x ?p ?o } WHERE { ?x ?p ?o }", "CONSTRUCT { <t> ?p ?o } WHERE { <t> ?p ?o }"),
        (
            "SELECT ?o { { SELECT ?o { ?x ?p ?o } GROUP BY ?o } ?x ?q ?o }",
            "SELECT ?o { { SELECT ?o { <t> ?p ?o } GROUP BY ?o } <t> ?q ?o }",
        ),
    ],
)  # fmt: skip
def test_a_variable_becomes_the_term(text: str, expected: str) -> None:
    assert substitute(text, {"x": "<t>"}) == expected


@pytest.mark.parametrize("text", ["SELECT * { BIND(1 AS ?x) }", "SELECT * { VALUES ?x { 1 } }", "SELECT (1 AS ?x) {}"])
def test_what_the_query_assigns_cannot_be_a_parameter(text: str) -> None:
    with pytest.raises(BindingError, match=r"\?x"):
        substitute(text, {"x": "<t>"})


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30))
def test_no_literal_breaks_out_of_its_place(value: str) -> None:
    wanted, other = Literal(value), Literal(value + "x")
    text = substitute("SELECT ?s { ?s ?p ?v FILTER(?v = ?value) }", {"value": term_text(wanted)})
    _, rows = _dataset(wanted, other).rows(text)
    assert rows == [(NamedNode("http://example.org/s0"),)]


@given(st.lists(st.integers(-5, 5), max_size=8), st.integers(-5, 5))
def test_binding_selects_the_same_rows_as_filtering(values: list[int], wanted: int) -> None:
    dataset = _dataset(*map(Literal, values))
    bound = substitute("SELECT ?s ?v { ?s ?p ?v }", {"v": term_text(Literal(wanted))})
    filtered = f"SELECT ?s ?v {{ ?s ?p ?v FILTER(?v = {wanted}) }}"
    assert sorted(map(str, dataset.rows(bound)[1])) == sorted(map(str, dataset.rows(filtered)[1]))
