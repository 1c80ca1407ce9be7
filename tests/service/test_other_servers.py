"""The same over other people's servers, each as it comes and in the settings that change what its default graph is."""

from pathlib import Path

import pytest

from kg import paths, query_files
from kg.engine.pool import PoolBusy, QueryPool
from kg.release import Release
from kg.service.publishing import publish
from tests.service import reading, servers
from tests.service.servers import Starter
from tests.service.test_remote import COUNT, MEETINGS

pytestmark = pytest.mark.long
QUERIES = query_files.load_queries(paths.queries_dir())
SERVERS: dict[str, Starter] = {
    "oxigraph, union": lambda folder: servers.oxigraph(folder, "--union-default-graph"),
    "fuseki": servers.fuseki,
    "fuseki, union": lambda folder: servers.fuseki(folder, "--set", "tdb2:unionDefaultGraph=true"),
}
AT_ONCE = {"oxigraph, union": True, "fuseki": True, "fuseki, union": True}


@pytest.mark.parametrize("name", SERVERS)
def test_canned_questions_have_the_same_answers(
    name: str, whole: Release, smaller: Release, pool: QueryPool, tmp_path: Path
) -> None:
    with SERVERS[name](tmp_path / "server") as service:
        for release in (smaller, whole):
            done = publish(service, release)
            assert done is not None
            assert done.at_once == AT_ONCE[name]
        with QueryPool(whole.path, service=service) as remote:
            differing = [
                s for s, q in QUERIES.items() if not reading.same(reading.rows(remote, q), reading.rows(pool, q))
            ]
            assert not differing
            assert reading.count(remote, COUNT) == reading.count(pool, COUNT) + 2
            assert reading.count(remote, MEETINGS) == reading.count(pool, MEETINGS)
        with QueryPool(smaller.path, service=service) as left, pytest.raises(PoolBusy):
            reading.count(left, COUNT)
