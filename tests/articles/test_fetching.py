"""Pages from the web: what is fetched, and what is refused, from a real server on this machine."""

import contextlib
import http.server
import threading
import time
from collections.abc import Iterator

import pytest

from kg.articles.decoding import MOST_BYTES
from kg.articles.fetching import fetch
from kg.model import NotAnArticle
from tests.articles import pages


class _Site(http.server.BaseHTTPRequestHandler):
    """A portal with one article and many faults."""

    def do_GET(self) -> None:
        match self.path:
            case "/bai.html":
                self._answer(200, "text/html; charset=utf-8", pages.html().encode())
            case "/moved":
                self._answer(302, "text/html", b"", Location="/bai.html")
            case "/circle":
                self._answer(302, "text/html", b"", Location="/circle")
            case "/to-file":
                self._answer(302, "text/html", b"", Location="file:///etc/passwd")
            case "/picture":
                self._answer(200, "image/png", b"\x89PNG")
            case "/packed":
                self._answer(200, "text/html", b"\x1f\x8b", **{"Content-Encoding": "gzip"})
            case "/endless":
                self._answer(200, "text/html", None)
                with contextlib.suppress(OSError):
                    while True:
                        self.wfile.write(b"a" * 1_000_000)
            case "/slow":
                self._answer(200, "text/html", None)
                with contextlib.suppress(OSError):
                    while True:
                        self.wfile.write(b"a")
                        time.sleep(0.05)
            case "/short":
                self._answer(200, "text/html", b"<html>", **{"Content-Length": "100"})
            case _:
                self._answer(404, "text/html", b"none")

    def _answer(self, status: int, kind: str, body: bytes | None, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name, value)
        if body is not None and "Content-Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if body is not None:
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("path", ["/bai.html", "/moved"])
def test_a_page_is_fetched(site: str, path: str) -> None:
    found = fetch(site + path, private=True)
    assert (found.url, found.charset) == (f"{site}/bai.html", "utf-8")
    assert found.data == pages.html().encode()


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/circle", "redirections"),
        ("/to-file", "http:// or https://"),
        ("/picture", "image/png"),
        ("/packed", "gzip"),
        ("/endless", f"more than {MOST_BYTES:,} bytes"),
        ("/short", "broke off"),
        ("/none", "404"),
    ],
)
def test_what_is_no_page_is_refused(site: str, path: str, why: str) -> None:
    with pytest.raises(NotAnArticle, match=why):
        fetch(site + path, private=True)


def test_a_page_that_comes_drop_by_drop_is_at_an_end_in_time(site: str) -> None:
    began = time.monotonic()
    with pytest.raises(NotAnArticle, match="in time"):
        fetch(f"{site}/slow", private=True, seconds=0.5)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://127.0.0.1:1/", "private network"),
        ("http://localhost:1/", "private network"),
        ("http://[::1]:1/", "private network"),
        ("http://169.254.169.254/latest/meta-data", "private network"),
        ("http://10.0.0.1/", "private network"),
        ("http://0x7f.1/", "private network"),
        ("ftp://vi-du.vn/bai.txt", "http:// or https://"),
        ("file:///etc/passwd", "http:// or https://"),
        ("http://ai@vi-du.vn/", "name of a user"),
        ("http://vi-du.vn/một bài", "%XX"),
        ("http://vi-du.vn/\r\nHost: x", "%XX"),
        ("http://vi-du.vn:99999/", "no address"),
        ("http://khong-co.invalid/", "cannot be reached"),
    ],
)
def test_addresses_that_are_not_asked(url: str, why: str) -> None:
    with pytest.raises(NotAnArticle, match=why):
        fetch(url, seconds=5)


def test_a_redirection_is_checked_like_the_address_itself(site: str) -> None:
    with pytest.raises(NotAnArticle, match="private network"):
        fetch(site + "/moved")
