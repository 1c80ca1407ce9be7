"""The address of the site: what it says of itself begins with its origin, whatever a client says in headers."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.clients import hop
from server.hosts import is_host
from server.settings import BadSetting, Settings
from tests.asking import refused, send
from tests.running import Server

TOKEN = "0123456789abcdef" * 2
BASE = "/sparql?query=" + quote("SELECT (STR(<>) AS ?base) {}")
EVIL = {"Host": "evil.example", "X_Forwarded_Host": "evil.example", "X_Forwarded_Proto": "https"}
WRITABLE = ("--dataset", "exact", "--writable", "--token", TOKEN)


def base(server: Server, **headers: str) -> str:
    """The base IRI of a query, as the site understands it."""
    status, _, body = send(server, "GET", BASE, b"", Accept="text/csv", **headers)
    assert status == 200, body
    return body.decode().splitlines()[1].removesuffix("/sparql")


def all_addresses(server: Server, **headers: str) -> set[str]:
    """The origins in everything that names an absolute address of the site."""
    described = send(server, "GET", "/sparql", b"", Accept="application/n-triples", **headers)[2].decode()
    endpoint = next(line for line in described.splitlines() if "#endpoint>" in line).split()[2].strip("<>")
    changing = {"Authorization": f"Bearer {TOKEN}", "Content_Type": "text/turtle", **headers}
    created = send(server, "POST", "/graphs", b"<> a <x> .", **changing)
    assert created[0] == 201
    location = created[1]["Location"]
    dump = send(
        server,
        "GET",
        BASE.replace(quote("SELECT (STR(<>) AS ?base) {}"), quote("SELECT * { GRAPH ?g { ?s a ?x } }")),
        b"",
        Accept="text/csv",
        **headers,
    )[2].decode()
    graph, _, kind = dump.splitlines()[-1].rpartition(",")
    assert location in graph
    moved = send(server, "GET", "//sparql", b"", **headers)
    slash = [moved[1]["Location"]] if moved[0] == 308 else []
    return {
        base(server, **headers),
        endpoint.removesuffix("/sparql"),
        location.rpartition("/graphs/")[0],
        kind.rpartition("/graphs/")[0],
        *(address.removesuffix("/sparql") for address in slash),
    }  # fmt: skip


@pytest.fixture(scope="module")
def fixed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("fixed"), "--origin", "https://Example.org/", *WRITABLE) as running:
        yield running


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("behind"), *WRITABLE, DIEMCAU_PROXIES="2") as running:
        yield running


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("bare"), *WRITABLE) as running:
        yield running


def test_an_origin_that_is_set_is_believed_and_nothing_else(fixed: Server) -> None:
    assert all_addresses(fixed, **EVIL) == {"https://example.org"}
    assert base(fixed, Host="no host!") == "https://example.org"


def test_what_trusted_proxies_say_is_believed(behind: Server) -> None:
    told = {"X_Forwarded_Host": "evil.example, site.example:8443, inner", "X_Forwarded_Proto": "https, http"}
    assert all_addresses(behind, **told) == {"https://site.example:8443"}
    assert base(behind, X_Forwarded_Host="site.example", X_Forwarded_Proto="https") == "https://site.example"
    assert base(behind, Host="own.example", X_Forwarded_Proto="ftp") == "http://own.example"


def test_without_proxies_the_request_says_it(bare: Server) -> None:
    assert all_addresses(bare, **{**EVIL, "Host": "site.example:81"}) == {"http://site.example:81"}
    assert base(bare) == bare.url


@pytest.mark.parametrize("host", ["a b", "x/y", "u@x", "x:99999", "x:", "[::1", "<x>", "x,y"])
def test_what_is_no_host_is_refused(bare: Server, behind: Server, host: str) -> None:
    refused(send(bare, "GET", "/sparql?query=ASK%7B%7D", b"", Host=host), 400, "host")
    if "," not in host:
        refused(send(behind, "GET", "/sparql?query=ASK%7B%7D", b"", X_Forwarded_Host=host), 400, "host")


def test_kept_answers_are_of_one_origin(behind: Server) -> None:
    for _ in range(2):
        for host in ("one.example", "two.example"):
            assert base(behind, X_Forwarded_Host=host, X_Forwarded_Proto="https") == f"https://{host}"


@pytest.mark.parametrize(
    "origin", ["example.org", "ftp://example.org", "https://example.org/path", "https://", "https://a b"]
)
def test_what_is_no_origin_is_said(origin: str, tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="DIEMCAU_ORIGIN"):
        Settings.read({"DIEMCAU_DATA": str(tmp_path), "DIEMCAU_ORIGIN": origin})


@given(st.lists(st.text("ab. ", max_size=4), max_size=5), st.integers(0, 3))
def test_what_is_said_in_front_of_trusted_hops_changes_nothing(said: list[str], proxies: int) -> None:
    heard = [value.strip() for value in said if value.strip()]
    found = hop(",".join(said), proxies)
    if proxies == 0 or not heard:
        assert found == ""
    elif len(heard) >= proxies:
        assert found == hop(",".join(["evil", *said]), proxies) == heard[-proxies]


@given(st.text(max_size=20))
def test_a_host_has_nothing_that_ends_it(text: str) -> None:
    if is_host(text):
        assert not set(text) & set("/?#@\\ <>\"'\r\n\t,")
