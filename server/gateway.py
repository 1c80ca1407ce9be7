"""Between the web server and Flask: what must not cost a thread.

The server speaks RSGI (https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md). An event loop takes
requests in and sends answers out, so that clients that are slow at either hold no thread; Flask, a WSGI application
(PEP 3333), gets each request whole in a thread and hands its response back. Answers that are kept are given from here.
"""

import asyncio
import io
import json
import logging
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from wsgiref.types import WSGIApplication

from granian.rsgi import ProtocolClosed  # type: ignore[attr-defined]

from server.cache import Headers, Kept, ResponseCache
from server.clients import has_token
from server.operations import Metrics
from server.settings import Settings

AT_ONCE = 256 << 10
"""Bytes of a body that is handed to the server in one piece; a larger one goes as the client takes it."""
SEND_SECONDS = 30.0
"""Seconds in which a client has to take the next piece of an answer."""
_KEY_HEADERS = ("host", "accept", "accept-language", "accept-encoding", "if-none-match", "authorization", "range")
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


class _BadBody(Exception):
    """A body that cannot be taken: the status and what to say."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


class Gateway:
    """The RSGI application around a WSGI one."""

    def __init__(self, wsgi: WSGIApplication, settings: Settings, metrics: Metrics, cache: ResponseCache) -> None:
        self._wsgi = wsgi
        self._settings = settings
        self._metrics = metrics
        self._cache = cache
        # A thread for each query that runs or waits, and some for what asks none.
        limits = settings.limits
        self._threads = ThreadPoolExecutor(limits.quick + limits.slow + limits.queue + 16, "request")

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answers one request."""
        if scope.proto != "http":
            return
        began = time.perf_counter()
        key = _key(scope) if scope.method == "GET" else None
        if key is not None and (kept := self._cache.get(key)) is not None:
            _send(protocol, scope.method, kept.status, kept.headers, kept.body)
            self._metrics.count(kept.route, "GET", kept.status, time.perf_counter() - began)
            return
        try:
            body = await self._body(scope, protocol)
        except _BadBody as error:
            self._metrics.count("none", "POST", error.status, time.perf_counter() - began, "body")
            _send(protocol, scope.method, *_problem(error.status, str(error)))
            return
        loop = asyncio.get_running_loop()
        environ = _environ(scope, body)
        release = self._cache.release() if key is not None else None
        response, data = await loop.run_in_executor(self._threads, _call, self._wsgi, environ)
        if key is not None and release is not None and data is not None and _keepable(response):
            route = environ.get("diemcau.route", "none")
            self._cache.keep(key, Kept(response.status, response.headers, data, route), release)
        if data is not None:
            _send(protocol, scope.method, response.status, response.headers, data)
        else:
            await self._stream(loop, protocol, response)

    async def _body(self, scope: Any, protocol: Any) -> bytes:
        """The whole body of a request. Raises _BadBody for one that is too large, too slow or not whole."""
        if scope.method in ("GET", "HEAD", "OPTIONS"):
            return b""
        settings = self._settings
        trusted = has_token(scope.headers.get("authorization") or "", settings.token)
        most = settings.upload_bytes if trusted else settings.body_bytes
        said = scope.headers.get("content-length")
        if said is not None and said.isdecimal() and int(said) > most:
            raise _BadBody(413, f"The body has {int(said):,} bytes; at most {most:,} are accepted.")
        parts, size = [], 0
        try:
            async with asyncio.timeout(settings.body_seconds):
                async for part in protocol:
                    size += len(part)
                    if size > most:
                        raise _BadBody(413, f"The body has more than {most:,} bytes.")
                    parts.append(part)
        except TimeoutError:
            raise _BadBody(408, f"The body did not arrive within {settings.body_seconds:g} s.") from None
        if said is not None and said.isdecimal() and int(said) != size:
            raise _BadBody(400, f"The body ended after {size:,} of {int(said):,} bytes.")
        return b"".join(parts)

    async def _stream(self, loop: asyncio.AbstractEventLoop, protocol: Any, response: _Response) -> None:
        """Sends a large answer as its client takes it, and no longer than a client may take."""
        pieces = iter(response.body)
        transport = protocol.response_stream(response.status, response.headers)
        try:
            while (piece := await loop.run_in_executor(self._threads, next, pieces, None)) is not None:
                async with asyncio.timeout(SEND_SECONDS):
                    await transport.send_bytes(piece)
        except (TimeoutError, ConnectionError, ProtocolClosed) as error:
            _log.info("an answer was left by its client: %r", error)
        finally:
            await loop.run_in_executor(self._threads, response.close)

    def close(self) -> None:
        """Ends the threads that are waiting for a request."""
        self._threads.shutdown(wait=False)


def _key(scope: Any) -> str | None:
    """What the answer to a GET depends on; None for a request whose answer is not for all."""
    get = scope.headers.get
    values = [get(name) or "" for name in _KEY_HEADERS]
    if values[-1] or values[-2]:
        return None
    return "\n".join((scope.path, scope.query_string, *values))


def _keepable(response: _Response) -> bool:
    """Whether the answer to the same request would be the same as long as the release is."""
    return response.status in (200, 304) and any(name.lower() == "etag" for name, _ in response.headers)


def _send(protocol: Any, method: str, status: int, headers: Headers, body: bytes) -> None:
    if method == "HEAD" or not body:
        protocol.response_empty(status, headers)
    else:
        protocol.response_bytes(status, headers, body)


def _problem(status: int, detail: str) -> tuple[int, Headers, bytes]:
    content = {"title": "Refused", "status": status, "detail": detail}
    headers = [
        ("Content-Type", "application/problem+json"),
        ("Cache-Control", "no-store"),
        ("Access-Control-Allow-Origin", "*"),
        ("Connection", "close"),  # what is left of the body is not read
    ]
    return status, headers, json.dumps(content).encode()


def _environ(scope: Any, body: bytes) -> dict[str, Any]:
    """The WSGI environment of a request (PEP 3333)."""
    host, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode(errors="replace").decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": "HTTP/" + scope.http_version,
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        if "_" in name:
            continue  # or it would pass for another header, once its hyphens are underscores too
        key = "HTTP_" + name.upper().replace("-", "_")
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    if "HTTP_CONTENT_TYPE" in environ:
        environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE")
    environ.pop("HTTP_CONTENT_LENGTH", None)
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    environ["CONTENT_LENGTH"] = str(len(body))
    if "HTTP_HOST" not in environ and scope.authority:
        environ["HTTP_HOST"] = scope.authority
    return environ


def _call(wsgi: WSGIApplication, environ: dict[str, Any]) -> tuple[_Response, bytes | None]:
    """Runs the application, in a thread; returns its response, and its body where that is short."""
    started: list[Any] = []

    def start_response(status: str, headers: Headers, _error: object = None) -> Any:
        started[:] = [int(status.split(" ", 1)[0]), headers]

    body = wsgi(environ, start_response)
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
