"""How a query pool and its workers speak: frames over a Unix stream socket.

A frame is one byte that says what it is, four bytes of length, and that many bytes. A whole answer is
STARTED, DATA …, END, or STARTED, ERROR; an answer without END is not whole.
"""

import json
import socket
import struct
from typing import Any, Final

REQUEST: Final = b"Q"
STARTED: Final = b"S"
DATA: Final = b"D"
END: Final = b"E"
ERROR: Final = b"X"

_HEAD = struct.Struct(">cI")
CHUNK: Final = 1 << 16


def send(connection: socket.socket, kind: bytes, payload: bytes = b"") -> None:
    """Sends one frame. Raises OSError where the other side is gone."""
    connection.sendall(_HEAD.pack(kind, len(payload)) + payload)


def send_json(connection: socket.socket, kind: bytes, content: dict[str, Any]) -> None:
    """Sends one frame that holds a JSON object."""
    send(connection, kind, json.dumps(content).encode())


def receive(connection: socket.socket) -> tuple[bytes, bytes] | None:
    """The next frame as (kind, payload), or None where the other side closed. Raises TimeoutError, OSError."""
    head = _exactly(connection, _HEAD.size)
    if head is None:
        return None
    kind, length = _HEAD.unpack(head)
    payload = _exactly(connection, length)
    return None if payload is None else (kind, payload)


def _exactly(connection: socket.socket, size: int) -> bytes | None:
    parts, missing = [], size
    while missing:
        part = connection.recv(min(missing, 1 << 20))
        if not part:
            return None
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
