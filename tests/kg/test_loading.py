"""Files of N-Quads into a store: whole in whatever pieces they are read, with the union of all graphs."""

from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.store import BlankNode, Dataset, Literal, NamedNode, Quad, SourceSyntaxError, files, load_store, loading

_IRIS = st.sampled_from([NamedNode(f"http://example.org/{name}") for name in ("a", "b#c", "đ", "e?f=_:g", "x%20y")])
_TEXTS = st.text(st.sampled_from('aĐ"\\\n\r\t <>._:@^ế'), max_size=9)
_LITERALS = st.one_of(
    _TEXTS.map(Literal),
    _TEXTS.map(lambda text: Literal(text, language="vi-VN")),
    st.integers(-3, 3).map(Literal),
    _TEXTS.map(lambda text: Literal(text, datatype=NamedNode("http://example.org/type"))),
)
_NODES = st.one_of(_IRIS, st.sampled_from([BlankNode("b0"), BlankNode("b1")]))
_QUADS = st.lists(st.builds(Quad, _NODES, _IRIS, st.one_of(_NODES, _LITERALS), _IRIS), max_size=12)


def _canonical(quads: list[Quad]) -> object:
    data = pyoxigraph.Dataset(quads)
    data.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad) for quad in data}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=_QUADS, second=_QUADS, size=st.integers(1, 200))
def test_a_store_has_what_its_files_have(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    first: list[Quad],
    second: list[Quad],
    size: int,
) -> None:
    monkeypatch.setattr(loading, "_RANGE", size)
    monkeypatch.setattr(loading, "_CHUNK", 16)
    folder = tmp_path_factory.mktemp("loading")
    files = [folder / "1.nq", folder / "2.nq"]
    for file, quads in zip(files, (first, second), strict=True):
        file.write_bytes(pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_QUADS) or b"")
    made = load_store(files, folder / "store")
    wanted = {*first, *second}
    assert made == len(wanted)
    store = pyoxigraph.Store.read_only(str(folder / "store"))
    union = {Quad(q.subject, q.predicate, q.object) for q in wanted}
    assert _canonical(list(store)) == _canonical([*wanted, *union])


def test_a_line_may_end_in_any_way(tmp_path: Path) -> None:
    file = tmp_path / "returns.nq"
    file.write_bytes(
        b"<urn:a> <urn:p> <urn:b> <urn:g> .\r<urn:a> <urn:p> <urn:c> <urn:g> .\r\n<urn:a> <urn:p> <urn:d> <urn:g> .\n"
    )
    assert load_store([file], tmp_path / "store") == 3
    _, rows = Dataset.on_disk(tmp_path / "store").rows("SELECT ?o { ?s ?p ?o } ORDER BY ?o")
    assert [getattr(row[0], "value", "") for row in rows] == ["urn:b", "urn:c", "urn:d"]


def test_lines_that_others_write_in_their_way_are_read_too(tmp_path: Path) -> None:
    file = tmp_path / "odd.nq"
    file.write_text(
        '# a remark\n\n<urn:a>\t<urn:p>   <urn:b> <urn:g>.\n <urn:a> <urn:p> "x" <urn:g> .\n'
        '<urn:a> <urn:q> "no end of line"@en <urn:g> .'
    )
    assert load_store([file], tmp_path / "store") == 3
    _, rows = Dataset.on_disk(tmp_path / "store").rows("SELECT ?o { ?s ?p ?o } ORDER BY ?o")
    assert [getattr(row[0], "value", "") for row in rows] == ["urn:b", "no end of line", "x"]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("<urn:a> <urn:p> <urn:b> <urn:g> .\noops\n", 2, "."),
        ("<urn:a> <urn:p> <urn:b> <urn:g> .\n<urn:a> <urn:p> <urn:b c> <urn:g> .\n", 2, "."),
        ("<urn:a> <urn:p> <urn:b> <urn:g> .\n<urn:a> <urn:p> <urn:b> .\n", None, "without a graph"),
        ("<urn:a> <urn:p> <urn:b> <urn:g> .\n<urn:a> <urn:p> <relative> <urn:g> .\n", 2, "."),
    ],
)
def test_what_is_wrong_is_named_with_its_file(tmp_path: Path, text: str, line: int | None, reason: str) -> None:
    good, bad = tmp_path / "good.nq", tmp_path / "bad.nq"
    good.write_text("<urn:a> <urn:p> <urn:b> <urn:g> .\n")
    bad.write_text(text)
    with pytest.raises(SourceSyntaxError, match=reason) as caught:
        load_store([good, bad], tmp_path / "store")
    assert (caught.value.path, caught.value.line) == (bad, line)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(quads=_QUADS, gap=st.sampled_from(["", " ", "\t", "\t "]), size=st.integers(1, 200), end=st.sampled_from("\r\n"))
def test_statements_of_some_predicates_are_found_however_they_are_written(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    quads: list[Quad],
    gap: str,
    size: int,
    end: str,
) -> None:
    monkeypatch.setattr(files, "_CHUNK", size)
    path = tmp_path_factory.mktemp("statements") / "some.nq"
    with path.open("w", encoding="utf-8", newline="") as out:
        for quad in quads:
            terms = [str(term) for term in quad]
            terms[1] = terms[1].replace("a", "\\u0061")  # which hides a name
            out.write(gap + gap.join(terms) + gap + "." + end)
    found = files.statements_about_iris(path, ["http://example.org/a", "http://example.org/b#c"])
    wanted = [q for q in quads if q.predicate.value.endswith(("/a", "c")) and isinstance(q.subject, NamedNode)]
    assert [(q.subject, q.predicate) for q in found] == [(q.subject, q.predicate) for q in wanted]


def test_what_is_no_statement_is_said_with_its_file(tmp_path: Path) -> None:
    path = tmp_path / "bad.nq"
    path.write_text("<urn:a> <urn:p> oops <urn:g> .\n", encoding="utf-8")
    assert list(files.statements_about_iris(path, ["urn:q"])) == []
    with pytest.raises(SourceSyntaxError, match=r"bad\.nq"):
        list(files.statements_about_iris(path, ["urn:p"]))
