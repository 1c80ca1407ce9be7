"""How a query pool and its workers speak: frames over a Unix stream socket.

A frame is one byte that says what it is, four bytes of length, and that many bytes. A worker begins with HELLO,
which carries a file descriptor of its process; each REQUEST is answered by DATA …, END or by ERROR. An answer
without END is not whole. LAST goes before the END or ERROR of the last request that a worker answers.
"""

import array
import json
import socket
import struct
import time
from typing import Any, Final

REQUEST: Final = b"Q"
HELLO: Final = b"H"
DATA: Final = b"D"
END: Final = b"E"
ERROR: Final = b"X"
LAST: Final = b"L"

_HEAD = struct.Struct(">cI")
CHUNK: Final = 1 << 16
PATIENCE: Final = 0.02
"""Seconds between two looks at the time while nothing is received."""


def frame(kind: bytes, payload: bytes = b"") -> bytes:
    """The bytes of one frame."""
    return _HEAD.pack(kind, len(payload)) + payload


def frame_json(kind: bytes, content: dict[str, Any]) -> bytes:
    """The bytes of one frame that holds a JSON object."""
    return frame(kind, json.dumps(content).encode())


def content(payload: bytes) -> dict[str, Any]:
    """The JSON object that a frame holds."""
    found: dict[str, Any] = json.loads(payload)
    return found


def send_hello(connection: socket.socket, content: dict[str, Any], descriptor: int) -> None:
    """Sends HELLO with an open file descriptor."""
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [descriptor]))]
    connection.sendmsg([frame_json(HELLO, content)], rights)


class Channel:
    """One side of a connection, reading frames through a buffer."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self._buffer = bytearray()
        # The kernel wakes a reader up to look at the time: a timeout in Python costs two more system calls a frame.
        seconds, part = divmod(PATIENCE, 1.0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", int(seconds), int(part * 1e6)))
        connection.settimeout(None)

    def receive_hello(self, until: float) -> tuple[dict[str, Any], int] | None:
        """The content of HELLO and the descriptor it carries, or None where the other side closed.

        Raises TimeoutError at the moment `until`, and OSError.
        """
        while True:
            try:
                data, descriptors, _, _ = socket.recv_fds(self.connection, CHUNK, 1)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise TimeoutError from None
        if not data or not descriptors:
            return None
        self._buffer += data
        found = self.receive(None)
        return (json.loads(found[1]), descriptors[0]) if found and found[0] == HELLO else None

    def send(self, data: bytes) -> None:
        """Sends the bytes of frames. Raises OSError where the other side is gone."""
        self.connection.sendall(data)

    def receive(self, until: float | None) -> tuple[bytes, bytes] | None:
        """The next frame as (kind, payload), or None where the other side closed.

        Raises TimeoutError at the moment `until` (time.monotonic; None: never), up to PATIENCE later, and OSError.
        What came before a TimeoutError is kept, so that receiving can go on.
        """
        while True:
            if len(self._buffer) >= _HEAD.size:
                kind, length = _HEAD.unpack_from(self._buffer)
                end = _HEAD.size + length
                if len(self._buffer) >= end:
                    payload = bytes(self._buffer[_HEAD.size : end])
                    del self._buffer[:end]
                    return kind, payload
            # The time is looked at also while data keeps coming, or a long answer would outlive its limit.
            if until is not None and time.monotonic() >= until:
                raise TimeoutError
            try:
                data = self.connection.recv(CHUNK)
            except BlockingIOError:
                continue
            if not data:
                return None
            self._buffer += data
