"""A service that fails: each way gets an error that says what, where, and how to mend it."""

import json
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kg import formats
from kg.engine.limits import Limits
from kg.engine.pool import PoolBusy, QueryPool, QueryTimeout, StoreFailed
from kg.release import Release
from kg.service import client as clients
from kg.service import state
from kg.service.client import Client
from kg.service.service import Service, ServiceBusy, ServiceFailed, ServiceLate, ServiceRefused, fault
from server.settings import BadSetting, Settings
from tests.running import run
from tests.service import faulty
from tests.service.faulty import Answer, Faulty, whole

NOTHING = whole(200, b'{"head":{},"boolean":false}')
NO_ROWS = whole(200, b'{"head":{"vars":["release","status","seen"]},"results":{"bindings":[]}}')


@pytest.fixture
def server() -> Iterator[Faulty]:
    with faulty.running() as running:
        yield running


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (whole(500, b"disk on fire", "text/plain"), ServiceFailed, "500.*disk on fire.*log of the service"),
        (whole(503, b"", "text/plain"), ServiceBusy, "503.*too much to do"),
        (whole(429, b"", "text/plain", Retry_After="3600"), ServiceBusy, "429"),
        (whole(504, b"", "text/plain"), ServiceLate, "504"),
        (whole(400, b"no such\nfunction", "text/plain"), ServiceRefused, "no such function"),
        (whole(401, b"", "text/plain"), ServiceFailed, "DIEMCAU_STORE_USER"),
        (whole(404, b"<html>not found</html>", "text/html"), ServiceFailed, "404.*is this the address"),
        (
            whole(302, b"", "text/plain", Location="http://127.0.0.1:1/else"),
            ServiceFailed,
            "no redirection is followed",
        ),
        (whole(200, b"<html>hello</html>", "text/html"), ServiceFailed, "text/html.*address of the service's queries"),
        (whole(200, b'{"head":', faulty.JSON), ServiceFailed, "no SPARQL JSON"),
        (whole(200, b"[1, 2]", faulty.JSON), ServiceFailed, "no SPARQL JSON"),
        (whole(200, b"[" * 100_000, faulty.JSON), ServiceFailed, "no SPARQL JSON"),
        (faulty.broken_off, ServiceFailed, "breaks off in the middle"),
        (faulty.endless, ServiceFailed, "more than 1,048,576 bytes"),
        (faulty.silent, ServiceLate, "did not answer in time"),
        (faulty.dripping, ServiceLate, "did not answer in time"),
    ],
)
def test_each_fault_is_named(
    answer: Answer, error: type[ServiceFailed], words: str, server: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients, "FIRST_PAUSE", 0.01)
    server.answers = [answer]
    began = time.monotonic()
    with pytest.raises(error, match=f"(?s){server.url}.*{words}"):
        state.read(Client(Service(server.url)), began + 1.0)
    assert time.monotonic() - began < 3


def test_nobody_there_is_said() -> None:
    with pytest.raises(ServiceFailed, match=r"http://127.0.0.1:1/sparql gives no answer .*Does the service run"):
        state.read(Client(Service("http://127.0.0.1:1/sparql")), time.monotonic() + 1.0)


def test_it_is_asked_again_after_the_time_that_it_names(server: Faulty) -> None:
    server.answers = [whole(503, b"", "text/plain", Retry_After="1"), NO_ROWS, NOTHING]
    with closing(Client(Service(server.url))) as client:
        assert state.read(client, time.monotonic() + 10).empty
    assert server.times[1] - server.times[0] >= 1.0


def test_pauses_grow_and_differ(server: Faulty) -> None:
    pauses: list[float] = []
    server.answers = [whole(502, b"", "text/plain")]
    for _ in range(8):
        with pytest.raises(ServiceFailed):
            state.read(Client(Service(server.url), pauses.append), time.monotonic() + 60)
    assert len(server.times) == 8 * clients.TRIES
    assert len(set(pauses)) == len(pauses) == 8 * (clients.TRIES - 1)
    for number in range(clients.TRIES - 1):
        assert max(pauses[number :: clients.TRIES - 1]) <= clients.FIRST_PAUSE * 2**number


def test_a_change_is_not_sent_twice(server: Faulty) -> None:
    server.answers = [whole(503, b"", "text/plain")]
    client = Client(Service(server.url, server.url))
    with pytest.raises(ServiceBusy):
        client.update("DROP GRAPH <urn:a>", time.monotonic() + 5, again=False)
    assert len(server.times) == 1


def test_credentials_are_sent_and_never_told(server: Faulty) -> None:
    server.answers = [whole(403, b"", "text/plain")]
    service = Service(server.url, user="reader", password="secret-1")  # noqa: S106 – a made-up one
    with pytest.raises(ServiceFailed) as raised:
        state.read(Client(service), time.monotonic() + 5)
    assert server.headers[0]["Authorization"].startswith("Basic ")
    assert "secret-1" not in f"{raised.value}{service}"
    with pytest.raises(ServiceFailed):
        state.read(Client(Service(server.url, token="secret-2")), time.monotonic() + 5)  # noqa: S106 – likewise
    assert server.headers[-1]["Authorization"] == "Bearer secret-2"


@pytest.mark.parametrize(
    ("address", "with_credentials"),
    [
        ("ftp://example.org/", False), ("example.org/sparql", False), ("https://u:p@example.org/", False),
        ("https://example.org/#a", False), ("https://example.org/một", False), ("http://example.org/", True),
        ("https://example.org:x/", False),
    ],
)  # fmt: skip
def test_what_no_address_can_be_is_refused(address: str, with_credentials: bool) -> None:
    assert fault(address, with_credentials)
    assert fault("https://example.org/sparql", True) is None
    assert fault("http://127.0.0.1:8890/sparql", True) is None
    given = {"DIEMCAU_STORE": address} | ({"DIEMCAU_STORE_TOKEN": "t"} if with_credentials else {})
    with pytest.raises(BadSetting, match="DIEMCAU_STORE=") as raised:
        Settings.read(given)
    assert "u:p@" not in str(raised.value)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (faulty.broken_off, StoreFailed),
        (whole(200, b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"what"}}]}}'), StoreFailed),
        (whole(503, b"", "text/plain", Retry_After="60"), PoolBusy),
        (faulty.dripping, QueryTimeout),
        (whole(200, b"{}", faulty.JSON, X_SPARQL_MaxRows="10"), StoreFailed),
    ],
)
def test_a_query_ends_with_an_error_of_its_kind(
    answer: Answer, error: type[Exception], server: Faulty, whole_release: Release
) -> None:
    server.answers = [NO_ROWS, NOTHING, NOTHING, answer]
    with QueryPool(whole_release.path, Limits(seconds=1.0), service=Service(server.url)) as pool:
        with pytest.raises(error) as raised:
            pool.query("SELECT ?x WHERE { ?x ?p ?o }", results=formats.by_key("json"))
        assert server.url not in str(raised.value) or error is StoreFailed  # which is told to nobody but the log


def test_an_endless_answer_is_cut_as_any_other(server: Faulty, whole_release: Release) -> None:
    server.answers = [NO_ROWS, NOTHING, NOTHING, faulty.endless, NO_ROWS, NOTHING]
    with QueryPool(whole_release.path, Limits(rows=10), service=Service(server.url)) as pool:
        answer = pool.query("SELECT ?x WHERE { ?x ?p ?o }", results=formats.by_key("json"))
        assert answer.cut == "rows"
        assert len(json.loads(answer.read())["results"]["bindings"]) == 10


@pytest.mark.long
def test_the_command_says_what_is_wrong(server: Faulty, remote_data: Path) -> None:
    server.answers = [whole(200, b"<html></html>", "text/html")]
    for words in (("query", "meetings"), ("serve", "--port", "1"), ("publish",)):
        done = run(*words, "--store", server.url, data=remote_data)
        assert done.returncode == 1
        assert "text/html" in done.stderr
        assert "Traceback" not in done.stderr
    done = run("query", "meetings", "--store", "http://u:p@127.0.0.1/", data=remote_data)
    assert done.returncode == 1
    assert "u:p" not in done.stderr
