"""The engine: parsing with places, dumps that are always the same, one union, answers as serialised."""

import io
from pathlib import Path

import pyoxigraph
import pytest
import rdflib

from kg import formats
from kg.store import (
    BlankNode,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    QuerySyntaxError,
    SourceSyntaxError,
    dump_nquads,
    load_store,
    parse_file,
)

A, B, P, G, H = (NamedNode(f"http://example.org/{n}") for n in "abpgh")
QUADS = [Quad(A, P, B, G), Quad(A, P, Literal("Đà Nẵng", language="vi"), G), Quad(B, P, A, H), Quad(A, P, B, H)]


@pytest.fixture(params=["memory", "disk"])
def dataset(request: pytest.FixtureRequest, tmp_path: Path) -> Dataset:
    """The same small release, opened either way."""
    dump_nquads(QUADS, tmp_path / "dump.nq")
    assert load_store([tmp_path / "dump.nq"], tmp_path / "store", trusted=True) == 4
    return Dataset.in_memory(tmp_path / "dump.nq") if request.param == "memory" else Dataset.on_disk(tmp_path / "store")


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("x.ttl", "<http://e/a> <http://e/p> <http://e/b> .\n<http://e/a> nonsense .\n", 2),
        ("x.trig", "<http://e/g> {\n  <http://e/a> <http://e/p> .\n}\n", 2),
        ("x.nq", "<http://e/a> <http://e/p> <http://e/b> .\n\noops\n", 3),
        ("x.nt", "oops\n", 1),
    ],
)
def test_a_syntax_error_names_file_and_line(tmp_path: Path, name: str, text: str, line: int) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(SourceSyntaxError) as caught:
        list(parse_file(tmp_path / name))
    assert (caught.value.path, caught.value.line) == (tmp_path / name, line)
    assert str(caught.value).startswith(f"{tmp_path / name}:{line}: ")


def test_an_unknown_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceSyntaxError, match=r"\.doc"):
        list(parse_file(tmp_path / "x.doc"))


def test_blank_nodes_have_the_same_names_each_time(tmp_path: Path) -> None:
    path = tmp_path / "some-file.ttl"
    path.write_text("[] <http://e/p> [ <http://e/p> _:x ] . _:x <http://e/q> 1 .", encoding="utf-8")
    first, second = list(parse_file(path)), list(parse_file(path))
    assert first == second
    names = {t.value for q in first for t in (q.subject, q.object) if isinstance(t, BlankNode)}
    assert names == {"somefile0", "somefile1", "somefile2"}


def test_a_dump_does_not_depend_on_order_or_repetition(tmp_path: Path) -> None:
    one = dump_nquads(QUADS, tmp_path / "one.nq")
    two = dump_nquads([*reversed(QUADS), *QUADS], tmp_path / "two.nq")
    assert one == two
    assert (tmp_path / "one.nq").read_bytes() == (tmp_path / "two.nq").read_bytes()
    assert (tmp_path / "one.nq").read_bytes().count(b"\n") == 4


def test_the_default_graph_is_the_union_and_named_graphs_stay(dataset: Dataset) -> None:
    assert len(dataset.rows("SELECT * { ?s ?p ?o }")[1]) == 3
    assert len(dataset.rows("SELECT * { GRAPH ?g { ?s ?p ?o } }")[1]) == 4
    assert len(dataset.rows("SELECT * FROM <http://example.org/h> { ?s ?p ?o }")[1]) == 2


def _answer(dataset: Dataset, text: str, key: str) -> bytes:
    form = formats.by_key(key)
    out = io.BytesIO()
    found = dataset.query(text)
    if isinstance(found, pyoxigraph.QueryTriples):
        dataset.write_graph(found, form, out)
    else:
        dataset.write_results(found, form, out)
    return out.getvalue()


@pytest.mark.parametrize("key", [f.key for f in formats.for_kind("results")])
def test_rows_are_served_in_every_format(dataset: Dataset, key: str) -> None:
    body = _answer(dataset, "SELECT ?o { ?s ?p ?o FILTER(ISLITERAL(?o)) }", key).decode()
    if key in ("json", "xml"):
        parsed = rdflib.query.Result.parse(io.BytesIO(body.encode()), format=key)
        assert [str(binding[rdflib.Variable("o")]) for binding in parsed.bindings] == ["Đà Nẵng"]
    else:
        assert "Đà Nẵng" in body


@pytest.mark.parametrize("key", [f.key for f in formats.for_kind("graph")])
def test_graphs_are_served_in_every_format_and_always_the_same(dataset: Dataset, key: str) -> None:
    body = _answer(dataset, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", key)
    assert body == _answer(dataset, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", key)
    if key == "jsonld":  # rdflib's own JSON-LD parser uses what rdflib deprecates
        assert body.count(b'"@id"') >= 3
    else:
        names = {"ttl": "turtle", "nt": "nt", "rdf": "xml"}
        assert len(rdflib.Graph().parse(data=body, format=names[key])) == 3


def test_a_query_error_has_line_and_column(dataset: Dataset) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        dataset.rows("SELECT *\nWHERE { ?s ?p }")
    assert (caught.value.line, caught.value.column) == (2, 16)
