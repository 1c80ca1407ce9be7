"""What one client may use, and how many may wait, on a site with little to give."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.hostile.attack import get, query
from tests.hostile.conftest import LOOKUP, OFF, SECONDS
from tests.hostile.exchange import NEIGHBOUR, Answer, exchange
from tests.hostile.site import LATE, Site
from tests.running import Server

pytestmark = [pytest.mark.long, pytest.mark.clock]
ENDLESS = query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
HUNGRY = query("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?b ?e")
SMALL = OFF | {
    "DIEMCAU_QUERY_MEMORY": "64",
    "DIEMCAU_CLIENT_SECONDS": "1",
    "DIEMCAU_CLIENT_ERRORS": "5",
    "DIEMCAU_QUEUE": "2",
    "DIEMCAU_SLOW_QUERIES": "2",
    "DIEMCAU_CLIENT_SLOW_QUERIES": "1",
}


@pytest.fixture
def small(data_dir: Path) -> Iterator[Site]:
    found = Site(Server(data_dir, **SMALL), SECONDS, LOOKUP)
    yield found
    found.stop()


def ask(site: Site, data: bytes, source: str) -> Answer:
    answer = exchange(site.port, data, source)
    assert answer.seconds <= site.limit + LATE
    return answer


def test_errors_are_used_up_for_one_client_only(small: Site) -> None:
    statuses = [ask(small, query("nonsense"), "127.0.0.3").status for _ in range(12)]
    assert statuses[:10] == [400] * 10
    refused = ask(small, query("ASK {}"), "127.0.0.3")
    assert refused.status == 429
    assert int(refused.headers["Retry-After"]) >= 1
    assert json.loads(refused.body)["status"] == 429
    assert ask(small, get("/health"), "127.0.0.3").status == 200
    small.check_health()


def test_seconds_are_used_up_by_queries_that_overrun_or_kill_their_worker(small: Site) -> None:
    for source, data, status in (("127.0.0.4", ENDLESS, 504), ("127.0.0.5", HUNGRY, 503)):
        statuses = [ask(small, data, source).status]
        while (
            statuses[-1] == status and len(statuses) < 60
        ):  # what a query takes until it has no memory is on the account
            statuses.append(ask(small, data, source).status)
        assert len(statuses) > 2
        assert statuses[-1] == 429
    small.check_health()


def test_a_forwarded_address_does_not_pass_for_another_client(small: Site) -> None:
    for number in range(12):
        ask(small, query("nonsense", "/sparql", f"X-Forwarded-For: 10.0.0.{number}"), "127.0.0.6")
    assert ask(small, query("ASK {}", "/sparql", "X-Forwarded-For: 10.9.9.9"), "127.0.0.6").status == 429


def test_what_has_no_place_is_refused_at_once_and_lookups_have_theirs(small: Site) -> None:
    with ThreadPoolExecutor(20) as crowd:
        asked = [crowd.submit(ask, small, ENDLESS, f"127.0.2.{n + 1}") for n in range(10)]
        asked += [crowd.submit(ask, small, ENDLESS, "127.0.0.7") for _ in range(10)]
        while not all(one.done() for one in asked):
            lookup = exchange(small.port, query(LOOKUP[0], "/sparql", "Accept: text/csv"), NEIGHBOUR)
            assert lookup.status in (200, 503)  # the queue holds two, so that a lookup can find it full
    statuses = {one.result().status for one in asked}
    assert statuses <= {429, 503, 504}
    assert {429, 503} & statuses
    small.check_health()
