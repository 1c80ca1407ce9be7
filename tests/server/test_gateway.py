"""What stands between the web server and Flask: kept answers, compression, large answers, metrics, the end."""

import gzip
import http.client
import json
import re
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import brotli
import pytest

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

from kg import release as releases
from tests.asking import ENDLESS, ask, metric, send
from tests.hostile.exchange import exchange
from tests.running import Server

DECODERS = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstd.decompress}
PATH = "/sparql?query=" + quote("SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 500")


@pytest.fixture(scope="module")
def server(data_dir: Path) -> Iterator[Server]:
    with Server(data_dir, DIEMCAU_CLIENT_ERRORS="0", DIEMCAU_CLIENT_SECONDS="0", DIEMCAU_QUERY_SECONDS="3") as running:
        yield running


def test_a_repeated_answer_is_the_same_answer(server: Server) -> None:
    first, second = server.get(PATH), server.get(PATH)
    assert first[0] == second[0] == 200
    assert first[2] == second[2]
    volatile = {"date"}
    assert {k: v for k, v in first[1].items() if k not in volatile} == {
        k: v for k, v in second[1].items() if k not in volatile
    }
    other = server.get(PATH, "text/csv")
    assert other[1]["Content-Type"].startswith("text/csv")
    unchanged = send(server, "GET", PATH, b"", If_None_Match=first[1]["ETag"])
    assert (unchanged[0], unchanged[2]) == (304, b"")
    again = send(server, "GET", PATH, b"", If_None_Match=first[1]["ETag"])
    assert (again[0], again[2]) == (304, b"")


@pytest.mark.parametrize("coding", DECODERS)
def test_answers_are_compressed_where_asked_for(server: Server, coding: str) -> None:
    plain = server.get(PATH)[2]
    status, headers, body = send(server, "GET", PATH, b"", Accept_Encoding=coding)
    assert (status, headers["Content-Encoding"]) == (200, coding)
    assert "Accept-Encoding" in headers["Vary"]
    assert len(body) < len(plain) / 4
    assert DECODERS[coding](body) == plain
    unchanged = send(server, "GET", PATH, b"", Accept_Encoding=coding, If_None_Match=headers["ETag"])
    assert unchanged[0] == 304


@pytest.mark.parametrize("accepted", ["identity", "", "*;q=0, identity", "gzip;q=0, br;q=0", "compress"])
def test_answers_are_sent_as_they_are_where_nothing_else_will_do(server: Server, accepted: str) -> None:
    assert send(server, "GET", PATH, b"", Accept_Encoding=accepted)[1]["Content-Encoding"] is None


def test_head_has_the_headers_of_get_and_no_body(server: Server) -> None:
    get, head = server.get(PATH), send(server, "HEAD", PATH, b"")
    assert (head[0], head[2]) == (200, b"")
    assert head[1]["ETag"] == get[1]["ETag"]
    assert head[1]["Content-Type"] == get[1]["Content-Type"]


def test_head_is_answered_from_what_is_kept_for_get(server: Server) -> None:
    def used() -> float:
        return sum(
            map(float, re.findall(r"^diemcau_query_seconds_total\S* (\S+)$", server.get("/metrics")[2].decode(), re.M))
        )

    path = "/page/area/thai-binh"
    get = server.get(path, "text/html")
    before = used()
    head = send(server, "HEAD", path, b"", Accept="text/html")
    assert (head[0], head[2]) == (200, b"")
    kept = {name: value for name, value in get[1].items() if name != "date"}
    assert {name: value for name, value in head[1].items() if name != "date"} == kept
    assert used() == before > 0  # nothing was asked for it
    assert server.get(path, "text/html")[2] == get[2]  # and what is kept has its body still


def test_a_query_by_the_method_query(server: Server) -> None:
    status, headers, body = send(
        server, "QUERY", "/sparql", b"ASK {}", Content_Type="application/sparql-query", Accept="*/*"
    )
    assert (status, headers["Content-Type"]) == (200, "application/sparql-results+json")
    assert json.loads(body)["boolean"] is True
    assert send(server, "QUERY", "/sparql", b"ASK {}", Content_Type="text/plain")[0] == 415


def test_metrics_count_what_happens(server: Server) -> None:
    counted = 'diemcau_requests_total{method="GET",route="/sparql",status="200"}'
    before = metric(server, counted)
    server.get(PATH)
    server.get(PATH)  # one that was kept counts, too
    assert metric(server, counted) == before + 2
    kills, refusals = metric(server, "diemcau_worker_kills_total"), metric(server, "diemcau_refusals_total")
    assert ask(server, ENDLESS, timeout="0.5")[0] == 504
    assert metric(server, "diemcau_worker_kills_total") == kills + 1
    assert metric(server, "diemcau_refusals_total") == refusals + 1
    assert metric(server, "diemcau_release{") == 1
    assert metric(server, "diemcau_request_seconds_bucket") > 0
    for number in range(30):
        server.get(f"/nowhere/{number}")
        send(server, f"METHOD{number}", "/sparql", b"")
    text = server.get("/metrics")[2].decode()
    assert "/nowhere" not in text  # a stranger makes no new series
    assert "METHOD1" not in text


def test_what_is_secret_or_says_who_asks_is_not_kept(server: Server) -> None:
    def worked(**headers: str) -> bool:
        """Whether a worker was needed to answer the same request again."""
        send(server, "GET", PATH, b"", **headers)
        before = metric(server, "diemcau_query_seconds_total")
        send(server, "GET", PATH, b"", **headers)
        return metric(server, "diemcau_query_seconds_total") > before

    assert not worked()
    assert worked(Authorization="Bearer x")


TWICE = {
    "an empty tag and the right one": "If-None-Match:\r\nIf-None-Match: {tag}",
    "anything, and rows as CSV": "Accept: */*\r\nAccept: text/csv;q=2",
    "CSV, and anything": "Accept: \r\nAccept: text/csv",
    "no coding, and one": "Accept-Encoding:\r\nAccept-Encoding: br",
    "two languages": "Accept-Language:\r\nAccept-Language: en",
    "a day to come": "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT",
    "a part of it": "Range: bytes=0-3",
    "another host": "Host: a.example",
}


@pytest.mark.parametrize("headers", TWICE.values(), ids=TWICE)
@pytest.mark.parametrize("path", ["/queries?n=", "/sparql?query=ASK%7B%7D&n=", "/static/diemcau.css?n=", "/?n="])
def test_nobody_is_given_what_strange_headers_brought_about(server: Server, path: str, headers: str) -> None:
    expected = server.get(path + "0")
    path += str(abs(hash(headers)))
    lines = headers.format(tag=expected[1]["ETag"])
    host = "" if lines.startswith("Host") else "Host: x\r\n"
    for _ in range(2):
        exchange(server.port, f"GET {path} HTTP/1.1\r\n{host}{lines}\r\n\r\n".encode())
    found = server.get(path)
    assert found[0] == expected[0] == 200
    for name in ("Content-Type", "Content-Encoding", "ETag", "Content-Language"):
        assert found[1][name] == expected[1][name]
    assert len(found[2]) == pytest.approx(len(expected[2]), abs=200)  # pages name their own address


@pytest.mark.parametrize("query", ["q=Việt", "q=é", "q=\U0001f600", "q=đ&lang=en"])
def test_an_address_with_letters_that_are_not_escaped_is_read(server: Server, query: str) -> None:
    for path in ("/search", "/queries"):
        data = f"GET {path}?{query} HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\n\r\n".encode()
        assert exchange(server.port, data).status == 200
    escaped = server.get("/search?" + quote(query, safe="=&"), "application/json")
    raw = exchange(server.port, f"GET /search?{query} HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\n\r\n".encode())
    assert raw.body == escaped[2]


def test_a_request_says_what_host_it_asks(server: Server) -> None:
    assert exchange(server.port, b"GET /health HTTP/1.1\r\n\r\n").status == 400
    assert exchange(server.port, b"GET /health HTTP/1.0\r\n\r\n").status == 200
    accept = "Accept: text/turtle\r\n\r\n"
    found = exchange(server.port, f"GET http://whole.example/sparql HTTP/1.1\r\nHost: x\r\n{accept}".encode())
    assert b"http://whole.example/sparql" in found.body


@pytest.mark.parametrize("call", ["RAND()", "NOW()", "UUID()", "STRUUID( )", "struuid()", "NOW # so\n ()"])
def test_what_is_another_each_time_is_asked_each_time(server: Server, call: str) -> None:
    path = "/sparql?query=" + quote(f"SELECT ({call} AS ?r) {{}}")
    first, second = server.get(path), server.get(path)
    assert first[2] != second[2]
    assert first[1]["ETag"] is None
    assert first[1]["Cache-Control"] == "no-store"


def test_not_modified_is_said_of_answers_only(server: Server) -> None:
    tag = server.get(PATH)[1]["ETag"]
    for query, status in (("GARBAGE", 400), ("ASK { SERVICE <http://127.0.0.1:9/> {} }", 403), ("ASK {}", 200)):
        found = send(server, "GET", "/sparql?query=" + quote(query), b"", If_None_Match=tag)
        assert found[0] == status
        any_tag = send(server, "GET", "/sparql?query=" + quote(query), b"", If_None_Match="*")
        assert any_tag[0] == (304 if status == 200 else status)


@pytest.mark.long
@pytest.mark.clock
def test_the_end_lets_running_queries_end(data_dir: Path) -> None:
    server = Server(data_dir)
    answers: list[bytes] = []
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"
    thread = threading.Thread(target=lambda: answers.append(ask(server, slow, "text/csv", timeout="9")[2]))
    thread.start()
    time.sleep(0.3)
    with ThreadPoolExecutor(1) as stopper:
        stopped = stopper.submit(server.stop)
        time.sleep(0.2)
        with pytest.raises((OSError, http.client.HTTPException)):
            server.get("/health")  # no new ones
        thread.join()
        assert b"n\r\n" in answers[0] or b"timed out" in answers[0].lower(), answers
        assert "Traceback" not in stopped.result()


def test_what_was_answered_of_an_old_release_is_not_kept_for_the_new_one(data_dir: Path, tmp_path: Path) -> None:
    own = tmp_path / "data"
    shutil.copytree(data_dir, own, symlinks=True)
    first = releases.current(own)
    assert first is not None
    second = own / "releases" / "0123456789abcdef"
    shutil.copytree(first.path, second)
    with (second / "dump.nq").open("a", encoding="utf-8") as dump:
        dump.write("<http://example.org/new> <http://example.org/is> <http://example.org/here> .\n")
    path = "/sparql?format=csv&query=" + quote("SELECT ?o { <http://example.org/new> ?p ?o }")
    with Server(own) as site, ThreadPoolExecutor(1) as other:
        assert site.get(path)[2] == b"o\r\n"
        link = own / ".next"
        link.symlink_to(Path("releases") / second.name)
        link.replace(own / "current")
        time.sleep(2 * releases.LOOK_SECONDS)
        opening = other.submit(site.get, path + "%20")
        time.sleep(0.05)
        site.get(path)  # of the old release, most likely
        opening.result()
        end = time.monotonic() + 10
        while b"here" not in site.get(path + "%20%20")[2] and time.monotonic() < end:
            time.sleep(0.1)
        assert b"here" in site.get(path)[2]
