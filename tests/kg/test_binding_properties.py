"""No value of a parameter changes the structure of a query, and no accepted IRI breaks what it is written into."""

import contextlib
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import paths
from kg.binding import substitute
from kg.engine.using import with_using
from kg.queries import ParameterError, literal
from kg.query_files import load_queries
from kg.store import Dataset, Literal, NamedNode, Store, term_text
from kg.tokens import Token, tokenize
from server.problems import Problem
from server.protocol import check_iri

QUERIES = load_queries(paths.queries_dir())
TEXTS = st.text(st.characters(codec="utf-8"), max_size=20) | st.text(
    st.sampled_from("\"'\\\n\r\t}{<>#?.;@^"), max_size=12
)
IRIS = st.text(st.sampled_from(string.printable + "đ\ue000\u200e\U0001f600"), max_size=20).map("http://e/".__add__)


def accepted(iri: str) -> bool:
    try:
        check_iri(iri)
    except Problem:
        return False
    return True


TERMS = st.one_of(
    TEXTS.map(Literal),
    TEXTS.map(lambda text: Literal(text, language="vi")),
    st.integers(-(10**18), 10**18).map(Literal),
    IRIS.filter(accepted).map(NamedNode),
)


def shape(text: str) -> list[tuple[str, str]]:
    """The kinds of the tokens of a query, with the text of those that are no terms."""

    def one(token: Token) -> tuple[str, str]:
        return (token.kind, "" if token.kind in ("iri", "string") else token.text)

    return [one(token) for token in tokenize(text) if token.kind != "comment"]


@given(st.sampled_from(sorted(QUERIES)), st.data())
def test_a_canned_question_keeps_its_structure(slug: str, data: st.DataObject) -> None:
    query = QUERIES[slug]
    terms = {name: data.draw(TERMS, label=name) for name in query.parameters}
    plain = {  # terms of the same kinds, of which nobody doubts that they are terms
        name: term_text(NamedNode("http://e/"))
        if isinstance(term, NamedNode)
        else term_text(Literal("x", language=term.language) if term.language else Literal("x", datatype=term.datatype))
        for name, term in terms.items()
    }
    bound = substitute(query.text, {name: term_text(term) for name, term in terms.items()})
    assert shape(bound) == shape(substitute(query.text, plain))
    Dataset(Store()).query(bound, None, None)  # and it is a query still


@given(TERMS)
def test_a_term_is_one_token_or_one_with_its_type(term: NamedNode | Literal) -> None:
    kinds = [token.kind for token in tokenize(term_text(term))]
    assert kinds in (["iri"], ["string"], ["string", "other", "word"], ["string", "other", "other", "iri"])


@given(IRIS | st.text(max_size=20))
def test_an_iri_that_is_accepted_is_one_wherever_it_is_written(iri: str) -> None:
    if accepted(iri):
        assert [token.kind for token in tokenize(f"<{iri}>")] == ["iri"]
        Dataset(Store()).query(f"ASK {{ GRAPH <{iri}> {{}} }}", None, None)


@given(st.lists(IRIS.filter(accepted), max_size=3), st.lists(IRIS.filter(accepted), max_size=3))
@pytest.mark.parametrize(
    "update",
    [
        "INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
        "DELETE WHERE { ?s ?p ?o }",
        "DELETE { ?s ?p ?o } WHERE { ?s ?p 'WHERE' } ; INSERT DATA { <a:b> <a:c> 'USING' }",
    ],
)
def test_a_data_set_beside_an_update_is_written_into_it_whole(
    update: str, default: list[str], named: list[str]
) -> None:
    text = with_using(update, default, named)
    wheres = sum(t.kind == "word" and t.text == "WHERE" for t in tokenize(text))
    clauses = sum(t.kind == "word" and t.text == "USING" for t in tokenize(text))
    assert clauses == wheres * (len(default) + len(named))
    store = Store()
    store.update(text)
    assert len(store) == update.count("INSERT DATA")


@given(st.sampled_from(["2020", "en", "vi", ""]) | TEXTS)
def test_any_argument_is_answered_or_refused(value: str) -> None:
    for query in QUERIES.values():
        for parameter in query.parameters.values():
            if parameter.type != "entity":
                with contextlib.suppress(ParameterError):
                    assert next(tokenize(term_text(literal(parameter, value)))).kind == "string"
