"""Between the web server and Flask: what must not cost a thread.

The server speaks RSGI (https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md). An event loop takes
requests in and sends answers out, so that clients that are slow at either hold no thread; Flask, a WSGI application
(PEP 3333), gets each request whole in a thread and hands its response back. Answers that are kept are given from here.
"""

import asyncio
import io
import logging
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from wsgiref.types import WSGIApplication

from server import urls
from server.bodies import Bodies, Hold, drain
from server.cache import Headers, Kept, ResponseCache
from server.clients import CLIENT, REFUSAL, Client, Doorkeeper
from server.downloads import ClientLeft, Downloads, Pipe
from server.operations import COUNT, Metrics
from server.origin import FORWARDED
from server.problems import BUSY_SECONDS, Problem
from server.settings import Settings

AT_ONCE = 256 << 10
"""Bytes of a body that is handed to the server in one piece; a larger one goes as the client takes it."""
RESERVED = 4
"""Threads for what must be answered however much there is to do."""
_KEY_HEADERS = ("accept", "accept-language", "accept-encoding", "accept-profile", *FORWARDED)
_OF_ONE = (
    "authorization", "range", "if-range", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since",
)  # fmt: skip
"""Headers of requests whose answer is not for all: they ask for less than the whole of it."""
_OF_REFUSED = ("host", "expect", "x-forwarded-for")
"""Headers that are read in any case: who asks, and whether a body will come."""
_FAILED = b'{"title": "Internal Server Error", "status": 500}\n'
_log = logging.getLogger(__name__)


@dataclass
class _Response:
    """What a WSGI application answered."""

    status: int
    headers: Headers
    body: Iterable[bytes]

    def close(self) -> None:
        """Has the application let go of what it holds for this response."""
        if hasattr(self.body, "close"):
            self.body.close()


class Gateway:
    """The RSGI application around a WSGI one."""

    def __init__(
        self, wsgi: WSGIApplication, settings: Settings, metrics: Metrics, cache: ResponseCache, doorkeeper: Doorkeeper
    ) -> None:
        self._wsgi = wsgi
        self._settings = settings
        self._metrics = metrics
        self._cache = cache
        self._doorkeeper = doorkeeper
        self._bodies = Bodies(settings)
        self._downloads = Downloads(settings.downloads)
        # A thread for each query that runs or waits, and some for what asks none.
        limits = settings.limits
        self._threads = ThreadPoolExecutor(limits.quick + limits.slow + limits.queue + 16, "request")
        # Refusals and what operators ask wait for no query.
        self._reserved = ThreadPoolExecutor(RESERVED, "reserved")

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answers one request."""
        if scope.proto != "http":
            return
        began = time.perf_counter()
        key = _key(scope) if scope.method in ("GET", "HEAD") else None
        if key is not None and (kept := self._cache.get(key)) is not None:
            _send(protocol, scope.method, kept.status, kept.headers, kept.body)
            self._metrics.count(kept.route, scope.method, kept.status, time.perf_counter() - began)
            return
        if scope.method == "HEAD":
            key = None  # its answer has no body that could be kept
        environ = _environ(scope, self._settings.header_bytes)
        release = self._cache.release() if key is not None else None
        client = environ[CLIENT] = self._doorkeeper.identify(environ)
        environ[COUNT] = None
        with self._bodies.hold(client, protocol) as held:
            refused = await self._fill(environ, scope, client, held)
            loop = asyncio.get_running_loop()
            threads = self._reserved if refused or scope.path in urls.OPERATIONS else self._threads
            response, data = await loop.run_in_executor(threads, _call, self._wsgi, environ)
        pipe = None
        if data is None:
            problem = self._downloads.refusal(client)
            try:
                pipe = Pipe() if problem is None else None
            except OSError as error:
                _log.error("a large answer cannot be sent: %s", error.strerror)
                problem = Problem(503, "The site is busy: too much is being sent.", retry_after=BUSY_SECONDS)
            if problem is not None:
                environ[REFUSAL] = problem
                await loop.run_in_executor(self._reserved, response.close)
                response, data = await loop.run_in_executor(self._reserved, _call, self._wsgi, environ)
        if (count := environ[COUNT]) is not None:
            count()
        else:  # the application did not come so far
            self._metrics.count("none", "other", response.status, time.perf_counter() - began)
        if refused:
            response.headers.append(("Connection", "close"))
        if key is not None and release is not None and data is not None and _keepable(response):
            route = environ.get("diemcau.route", "none")
            self._cache.keep(key, Kept(response.status, response.headers, data, route), release)
        if pipe is None:
            _send(protocol, scope.method, response.status, response.headers, data or b"")
        else:
            with self._downloads.hold(client):
                await self._stream(loop, protocol, response, pipe)
        if refused and (held.size or "HTTP_EXPECT" not in environ):  # who waits to be told to send sends nothing
            await drain(held)

    async def _fill(self, environ: dict[str, Any], scope: Any, client: Client, held: Hold) -> bool:
        """Puts the body of a request into its environment, or why it is refused; returns whether it is."""
        refusal = environ.get(REFUSAL)
        if refusal is None and scope.method in ("GET", "HEAD", "OPTIONS"):
            return False
        refusal = self._doorkeeper.refusal(client, scope.path) or refusal
        if refusal is None:
            try:
                body = await self._bodies.take(scope, client, held)
            except Problem as problem:
                # Where it was raised is on the way back to this frame: a ring, which would keep the body, and with
                # it the connection, until garbage is collected.
                problem.__context__ = None
                refusal = problem.with_traceback(None)
            else:
                environ["wsgi.input"], environ["CONTENT_LENGTH"] = io.BytesIO(body), str(len(body))
        if refusal is not None:
            environ[REFUSAL] = refusal
        return refusal is not None

    async def _stream(self, loop: asyncio.AbstractEventLoop, protocol: Any, response: _Response, pipe: Pipe) -> None:
        """Sends a large answer as its client takes it, and no longer than a client may take.

        Its length was said before, so that a client knows of one that ends early.
        """
        pieces = iter(response.body)
        protocol.response_file(response.status, response.headers, pipe.path)
        try:
            while (piece := await loop.run_in_executor(self._threads, next, pieces, None)) is not None:
                await pipe.write(piece)
        except ClientLeft:
            self._metrics.left()
        finally:
            pipe.close()
            await loop.run_in_executor(self._threads, response.close)

    def close(self) -> None:
        """Ends the threads that are waiting for a request."""
        self._threads.shutdown(wait=False)
        self._reserved.shutdown(wait=False)


def _key(scope: Any) -> str | None:
    """What the answer to a GET, or to HEAD, depends on; None for a request whose answer is not for all."""
    headers = scope.headers
    if any(name in headers for name in _OF_ONE):
        return None
    # A header may come several times, and the application hears them all.
    given = [",".join(headers.get_all(name)) for name in _KEY_HEADERS]
    return "\n".join((scope.path, scope.query_string, _host(scope), *given))


def _host(scope: Any) -> str:
    """The host that was asked for; one in the target of the request counts more than the header (RFC 9112, 3.2.2)."""
    return scope.authority or ",".join(scope.headers.get_all("host"))


def _keepable(response: _Response) -> bool:
    """Whether the answer to the same request would be the same as long as the release is."""
    return response.status == 200 and any(name.lower() == "etag" for name, _ in response.headers)


def _send(protocol: Any, method: str, status: int, headers: Headers, body: bytes) -> None:
    if method == "HEAD" or not body:
        protocol.response_empty(status, headers)
    else:
        protocol.response_bytes(status, headers, body)


def _environ(scope: Any, header_bytes: int) -> dict[str, Any]:
    """The WSGI environment of a request (PEP 3333), without its body.

    Headers that are too large together are refused, and left out: to read them would cost what that is to save.
    """
    host, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode(errors="replace").decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode(errors="replace").decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": "HTTP/" + scope.http_version,
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    headers = scope.headers.items()
    size = sum(len(name) + len(value) for name, value in headers)
    if size > header_bytes:
        environ[REFUSAL] = Problem(431, f"The headers have {size:,} bytes; at most {header_bytes:,} are accepted.")
        headers = [(name, value) for name, value in headers if name in _OF_REFUSED]
    for name, value in headers:
        if "_" in name:
            continue  # or it would pass for another header, once its hyphens are underscores too
        key = "HTTP_" + name.upper().replace("-", "_")
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    if "HTTP_CONTENT_TYPE" in environ:
        environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE")
    environ.pop("HTTP_CONTENT_LENGTH", None)
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    environ["CONTENT_LENGTH"] = "0"
    if host := _host(scope):
        environ["HTTP_HOST"] = host
    return environ


def _call(wsgi: WSGIApplication, environ: dict[str, Any]) -> tuple[_Response, bytes | None]:
    """Runs the application, in a thread; returns its response, and its body where that is short."""
    started: list[Any] = []

    def start_response(status: str, headers: Headers, _error: object = None) -> Any:
        started[:] = [int(status.split(" ", 1)[0]), headers]

    try:
        body = wsgi(environ, start_response)
    except ValueError:  # Flask answers for what fails in it; this is for an environment that it cannot read
        _log.exception("the application failed")
        return _Response(500, [("Content-Type", "application/problem+json")], ()), _FAILED
    response = _Response(started[0], started[1], body)
    parts, size = [], 0
    pieces = iter(body)
    for part in pieces:
        parts.append(part)
        size += len(part)
        if size > AT_ONCE:
            response.body = _Rest(parts, pieces, getattr(body, "close", lambda: None))
            return response, None
    response.close()
    return response, b"".join(parts)


class _Rest:
    """A body of which some parts were taken already."""

    def __init__(self, parts: list[bytes], pieces: Iterator[bytes], close: Any) -> None:
        self._parts = parts
        self._pieces = pieces
        self.close = close

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            # A part can be as large as an answer held in memory.
            for start in range(0, len(part), AT_ONCE):
                yield part[start : start + AT_ONCE]
        yield from self._pieces
