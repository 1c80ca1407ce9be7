"""One HTTP connection to a service, on which everything ends at a moment that is given beforehand.

No proxy of the environment is asked and no redirection is followed: credentials go to the address of the settings
only. Certificates are verified (SSL_CERT_FILE names others than those of the system).
"""

import contextlib
import http.client
import io
import select
import socket
import ssl
import time
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlsplit

CONNECT_SECONDS = 10.0
READ = 1 << 16


@dataclass(frozen=True)
class Request:
    """What is sent: `address` with its query part, and `body` with the media type of its headers."""

    method: str
    address: str
    body: bytes = field(repr=False)
    headers: dict[str, str] = field(repr=False)


class Connection:
    """Requests to addresses, one after the other, over one connection that is kept open where they go to one host."""

    def __init__(self) -> None:
        self._kept: http.client.HTTPConnection | None = None
        self._peer: tuple[str, str] | None = None

    def send(self, request: Request, until: float) -> http.client.HTTPResponse:
        """The response, whose head has come in; to be read to its end or dropped with `drop`.

        What comes is waited for until the moment `until` (time.monotonic); TimeoutError is raised then, also by
        reading. Raises OSError and http.client.HTTPException. A kept connection that the other side has closed in
        the meantime is replaced once.
        """
        parts = urlsplit(request.address)
        peer = parts.scheme, parts.netloc
        if self._peer != peer or self._is_closed():
            self.drop()
        fresh = self._kept is None
        try:
            return self._exchange(peer, request, until)
        except (ConnectionError, http.client.RemoteDisconnected):
            self.drop()
            if fresh:
                raise
        except (OSError, http.client.HTTPException):
            self.drop()
            raise
        try:
            return self._exchange(peer, request, until)
        except (OSError, http.client.HTTPException):
            self.drop()
            raise

    def _exchange(self, peer: tuple[str, str], request: Request, until: float) -> http.client.HTTPResponse:
        if self._kept is None:
            self._kept, self._peer = _connected(peer, until), peer
        parts = urlsplit(request.address)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        kept = self._kept
        assert kept.sock is not None
        kept.response_class = partial(_Response, until=until)  # type: ignore[assignment] # called as the class would be
        kept.sock.settimeout(_left(until))
        headers = {"Accept-Encoding": "identity", "User-Agent": "diemcau", **request.headers}
        kept.request(request.method, target, request.body, headers)
        return kept.getresponse()

    def _is_closed(self) -> bool:
        """Whether the other side has closed the connection, or sent what nobody asked for."""
        sock = self._kept.sock if self._kept is not None else None
        if sock is None:
            return True
        waiting = select.poll()
        waiting.register(sock, select.POLLIN)
        return bool(waiting.poll(0))

    def drop(self) -> None:
        """Closes the connection, with what may still come over it."""
        if self._kept is not None:
            with contextlib.suppress(OSError):
                self._kept.close()
        self._kept = self._peer = None


def _connected(peer: tuple[str, str], until: float) -> http.client.HTTPConnection:
    seconds = min(CONNECT_SECONDS, _left(until))
    scheme, host = peer
    connection: http.client.HTTPConnection
    if scheme == "https":
        connection = http.client.HTTPSConnection(host, timeout=seconds, context=ssl.create_default_context())
    else:
        connection = http.client.HTTPConnection(host, timeout=seconds)
    connection.connect()
    assert connection.sock is not None
    connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("the time was over before it was asked")
    return left


class _Response(http.client.HTTPResponse):
    """A response whose every byte has to come before a moment, head included."""

    def __init__(self, sock: socket.socket, *arguments: Any, until: float, **more: Any) -> None:
        super().__init__(_Timed(sock, until), *arguments, **more)  # type: ignore[arg-type] # it only makes a file of it


class _Timed:
    """What a response takes a socket for."""

    def __init__(self, sock: socket.socket, until: float) -> None:
        self._sock, self._until = sock, until

    def makefile(self, mode: str) -> io.BufferedReader:
        """The bytes that come, as a file, which keeps the socket open where its connection is given up."""
        assert mode == "rb"
        return io.BufferedReader(_Bytes(self._sock, self._until), READ)


class _Bytes(io.RawIOBase):
    def __init__(self, sock: socket.socket, until: float) -> None:
        self._sock, self._until = sock, until
        self._source = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(_left(self._until))
        return self._source.readinto(buffer)

    def close(self) -> None:
        self._source.close()
        super().close()
