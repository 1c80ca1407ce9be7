"""Sending an input over a connection of its own, and reading what comes back."""

import contextlib
import http.client
import socket
import time
from dataclasses import dataclass
from http.client import HTTPResponse

CONNECT_SECONDS = 20.0
ATTACKER, NEIGHBOUR = "127.0.0.1", "127.0.0.2"
"""The loopback network has many addresses, so that there can be several clients."""


@dataclass(frozen=True)
class Answer:
    """What came back. `status` is None where the connection closed without an answer; `seconds` since the sending."""

    status: int | None
    headers: http.client.HTTPMessage
    body: bytes
    seconds: float

    @property
    def media_type(self) -> str:
        """The media type without parameters."""
        return self.headers.get_content_type() if "Content-Type" in self.headers else ""


def connect(port: int, source: str = ATTACKER) -> socket.socket:
    """A connection to the site from an address of this machine."""
    return socket.create_connection(("127.0.0.1", port), CONNECT_SECONDS, (source, 0))


def exchange(port: int, data: bytes, source: str = ATTACKER) -> Answer:
    """Sends bytes and reads the answer. Raises TimeoutError where neither an answer nor an end comes."""
    began = time.monotonic()
    with connect(port, source) as connection:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(data)  # an answer may come, and the connection close, before all was sent
        return receive(connection, data.split(b" ", 1)[0].decode("latin-1"), began)


def receive(connection: socket.socket, method: str, began: float) -> Answer:
    """The answer on a connection to what was sent at the moment `began`."""
    response = HTTPResponse(connection, method=method if method == "HEAD" else "GET")
    try:
        response.begin()
        body = response.read()
    except (http.client.BadStatusLine, http.client.IncompleteRead, ConnectionResetError):
        return Answer(None, http.client.HTTPMessage(), b"", time.monotonic() - began)
    finally:
        response.close()
    return Answer(response.status, response.headers, body, time.monotonic() - began)
