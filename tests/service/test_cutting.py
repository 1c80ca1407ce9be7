"""A service that cuts its answers is not taken for one that has no more, and one with many graphs gets them all."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kg import formats, iris
from kg.engine.pool import QueryPool, StoreFailed
from kg.release import Release
from kg.service import publishing, state
from kg.service.client import Client
from kg.service.publishing import publish
from kg.service.service import Service
from tests.service import cutting, reading, servers
from tests.service.test_remote import COUNT, _soon

ALL = "PREFIX : <urn:x:>\nSELECT ?s ?p ?o WHERE { ?s ?p ?o }"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Service]:
    """Oxigraph's own server with nothing in it."""
    with servers.oxigraph(tmp_path / "server") as service:
        yield service


def test_rows_that_are_kept_back_are_missed(oxigraph: Service, whole: Release) -> None:
    form = formats.by_key("csv")
    with cutting.before(oxigraph, 1_200) as service, QueryPool(whole.path, service=service) as pool:
        with pytest.raises(StoreFailed, match=r"gives 1,200 rows of more.*ORDER BY, LIMIT and OFFSET"):
            pool.query(ALL, results=form, rows=100_000).read()
        assert pool.query(f"{ALL} LIMIT 1200", results=form, rows=100_000).read().count(b"\r\n") == 1_201
        part = ALL.replace("WHERE", f"FROM <{iris.GRAPH}vocab> WHERE") + " ORDER BY ?s ?p ?o LIMIT 1100"
        assert pool.query(part, results=form, rows=100_000).read().count(b"\r\n") == 1_101


@pytest.mark.long
def test_publishing_sees_all_graphs(
    empty: Service, whole: Release, smaller: Release, pool: QueryPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "GRAPHS_AT_ONCE", 5)
    with cutting.before(empty, 7) as service:
        for release in (smaller, whole):
            assert publish(service, release) is not None
    with QueryPool(whole.path, service=empty) as remote:
        assert reading.count(remote, COUNT) == reading.count(pool, COUNT) + 2


@pytest.mark.long
def test_many_graphs_are_exchanged_at_once_and_leave_nothing(empty: Service, tmp_path: Path) -> None:
    """More than one update could name; those of the release before are gone, with their names."""
    graphs = 3 * publishing.GRAPHS_AT_ONCE // 2
    for number, first in enumerate((0, graphs // 2)):
        folder = tmp_path / str(number)
        folder.mkdir()
        quads = (f"<urn:s> <urn:p> <urn:o:{n}> <{iris.GRAPH}article/{n}> .\n" for n in range(first, first + graphs))
        (folder / "dump.nq").write_text("".join(quads), encoding="utf-8")
        done = publish(empty, Release(str(number) * 16, folder))
        assert done is not None
        assert (done.graphs, done.at_once) == (graphs, True)
    with closing(Client(empty)) as client:
        rows = state.ask(client, "SELECT ?g WHERE { GRAPH ?g {} }", _soon())["results"]["bindings"]
        found = state.ask(client, "SELECT (COUNT(*) AS ?n) WHERE { <urn:s> <urn:p> ?o }", _soon())
    wanted = {f"{iris.GRAPH}article/{n}" for n in range(graphs // 2, graphs // 2 + graphs)}
    assert {row["g"]["value"] for row in rows} == {*wanted, state.GRAPH}
    assert int(found["results"]["bindings"][0]["n"]["value"]) == graphs
