"""A planned query gives the same rows as the query itself, and the engine has less to do."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import iris
from kg.engine.pool import QueryPool
from kg.formats import by_key
from kg.planning import Statistics, plan
from kg.store import Dataset, QuerySyntaxError
from tests.benchmarks import news
from tests.benchmarks.question import questions

PREFIXES = "PREFIX e: <http://e/> PREFIX diem: <https://w3id.org/diemcau/ontology#> "
SMALL = "".join(
    f"<http://e/n{a}> <http://e/{p}> <http://e/n{b}> .\n"
    for p, step in (("p", 1), ("q", 2), ("r", 5))
    for a in range(6)
    for b in range(6)
    if (a * step + b) % (step + 2) == 0
) + "".join(
    f'<http://e/n{a}> <{iris.RDF}type> <http://e/C{a % 2}> .\n<http://e/n{a}> <http://e/v> "{a % 3}"@vi .\n'
    for a in range(6)
)


def dataset(folder: Path, triples: str) -> tuple[Dataset, Statistics]:
    path = folder / "dump.nq"
    path.write_text(triples.replace(" .\n", " <http://e/g> .\n"), encoding="utf-8")
    data = Dataset.in_memory(path)
    return data, Statistics.of(
        lambda text: [tuple(str(getattr(t, "value", "")) for t in r) for r in data.rows(text)[1]]
    )


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Dataset, Statistics]:
    return dataset(tmp_path_factory.mktemp("small"), SMALL)


def rows(data: Dataset, text: str) -> Counter[tuple[object, ...]]:
    return Counter(data.rows(text)[1])


VARIABLES = ("?a", "?b", "?c", "?d")
TERMS = st.one_of(st.sampled_from(VARIABLES), st.sampled_from(("e:n1", "<http://e/n4>", "e:C0", '"1"@vi', "?a")))
VERBS = st.sampled_from(("e:p", "e:q", "<http://e/r>", "a", "e:v", "?d", "e:p/e:q", "e:q+", "^e:r"))
SUBJECTS = st.sampled_from((*VARIABLES, "e:n2"))
TRIPLES = st.tuples(SUBJECTS, VERBS, TERMS, st.sampled_from((".", "; e:p ?b .", ", ?c .", "# ; FILTER {\n."))).map(
    " ".join
)
TESTS = st.sampled_from((
    "FILTER(?a != ?b)", 'FILTER(LANG(?c) = "vi")', "FILTER(STR(?b) > STR(?a))", "FILTER CONTAINS(STR(?a), '2')",
))  # fmt: skip


def _group(parts: list[str]) -> str:
    return "{ " + " ".join(parts) + " }"


SIMPLE = st.lists(st.one_of(TRIPLES, TRIPLES, TESTS), min_size=1, max_size=3).map(_group)
GROUPS = st.recursive(
    SIMPLE,
    lambda inner: st.lists(
        st.one_of(
            TRIPLES, TRIPLES, TESTS, inner,
            inner.map("OPTIONAL {}".format), inner.map("MINUS {}".format), inner.map("GRAPH <http://e/g> {}".format),
            inner.map("FILTER NOT EXISTS {}".format), inner.map("FILTER EXISTS {}".format),
            st.tuples(inner, inner).map(" UNION ".join), st.just("VALUES ?a { e:n1 e:n2 }"),
            st.just("{ SELECT ?a { ?a e:p ?b . ?b e:q ?c } }"),
        ), min_size=1, max_size=4,
    ).map(_group),
    max_leaves=5,
)  # fmt: skip


@given(GROUPS, st.sampled_from((
    "SELECT ?a (COUNT(*) AS ?n) WHERE {} GROUP BY ?a", "SELECT (COUNT(DISTINCT ?b) AS ?n) {}",
    "SELECT ?a ?b (COUNT(?c) AS ?n) {} GROUP BY ?a ?b ORDER BY ?a ?b DESC(?n) LIMIT 2",
    "SELECT ?a (MAX(STR(?b)) AS ?n) {} GROUP BY ?a ORDER BY ?n LIMIT 1",
)))  # fmt: skip
def test_any_planned_query_gives_the_same_rows(small: tuple[Dataset, Statistics], group: str, form: str) -> None:
    data, known = small
    text = PREFIXES + form.replace("{}", group)
    try:
        expected = rows(data, text)
    except QuerySyntaxError:  # such as a VALUES of a variable that is there already
        return
    assert rows(data, plan(text, known)) == expected, plan(text, known)


@given(st.text(st.sampled_from('{}().;,?a*@"<>^/ \nSELECT FILTER EXISTS COUNT e:p'), max_size=60))
def test_what_is_no_query_is_left_to_the_engine(text: str) -> None:
    assert isinstance(plan(text + " EXISTS", Statistics(0)), str)


def test_the_questions_of_users_have_the_same_answers_and_some_are_put_in_another_order(tmp_path: Path) -> None:
    release = news.publish(tmp_path, 60)
    data, known = Dataset.in_memory(release.dump), Statistics.read(release.statistics)
    assert known is not None
    changed = set()
    for question in questions(60):
        for number in range(4):
            text = question.text(number)
            planned = plan(text, known)
            if planned != text:
                changed.add(question.name)
                assert rows(data, planned) == rows(data, text), planned
    assert changed == {"count", "most-meetings", "target-and-latest"}


@pytest.mark.parametrize(("pattern", "looked_up"), [
    ("?s ?p ?o", True), ("?s a diem:Meeting", True), ("?s a diem:Nothing .", True), ("?x diem:date ?y", True),
    ("?s ?p ?s", False), ("?s ?s ?o", False), ("?s diem:date 'x'", False), ("?s diem:date ?o . ?o ?p ?q", False),
    ("GRAPH ?g { ?s ?p ?o }", False),
])  # fmt: skip
def test_counts_are_looked_up_and_are_those_of_the_engine(tmp_path: Path, pattern: str, looked_up: bool) -> None:
    release = news.publish(tmp_path, 8)
    data, known = Dataset.in_memory(release.dump), Statistics.read(release.statistics)
    assert known is not None
    text = f"{PREFIXES} SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}"
    assert plan(text, known).endswith(" {}") == looked_up
    assert rows(data, plan(text, known)) == rows(data, text)


def test_what_a_query_names_as_its_data_is_counted_by_the_engine(small: tuple[Dataset, Statistics]) -> None:
    data, known = small
    text = "SELECT (COUNT(*) AS ?n) FROM <http://e/none> { ?s ?p ?o }"
    assert rows(data, plan(text, known)) == rows(data, text)
    assert not plan(text, known).endswith(" {}")


@pytest.mark.parametrize("text", [
    "SELECT ?a (COUNT(*) AS ?n) { ?a e:p ?b . ?b a e:C0 } GROUP BY ?a LIMIT 1",
    "SELECT ?a (COUNT(*) AS ?n) { ?a e:p ?b . ?b a e:C0 } GROUP BY ?a ORDER BY ?n LIMIT 1",
    "SELECT ?a (COUNT(*) AS ?n) { ?a e:p ?b . ?b a e:C0 } GROUP BY ?a ORDER BY ?n STR(?a) LIMIT 1",
    "SELECT (SAMPLE(?a) AS ?n) { ?a e:p ?b . ?b a e:C0 }",
    "SELECT (GROUP_CONCAT(?a) AS ?n) { ?a e:p ?b . ?b a e:C0 }",
    "SELECT (COUNT(*) AS ?n) { _:x e:p ?b . ?b a e:C0 }",
    "SELECT (COUNT(*) AS ?n) { [] e:p ?b . ?b a e:C0 }",
])  # fmt: skip
def test_where_the_order_of_solutions_shows_nothing_is_changed(small: tuple[Dataset, Statistics], text: str) -> None:
    assert plan(PREFIXES + text, small[1]) == PREFIXES + text


def test_workers_plan_what_they_are_asked_and_complain_of_what_was_asked(tmp_path: Path) -> None:
    release = news.publish(tmp_path, 8)
    known = Statistics.read(release.statistics)
    assert known is not None
    with QueryPool(release.path) as pool:
        answer = pool.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", results=by_key("csv"), graph=None)
        assert answer.read().split() == [b"n", str(known.triples).encode()]
        with pytest.raises(QuerySyntaxError) as raised:
            pool.query("SELECT (COUNT(*) AS ?n)\n{ ?s ?p ?o . }\nGROUP BX ?s", results=by_key("csv"), graph=None)
        assert raised.value.line == 3
