"""Taking in the bodies of requests: of a size, in time, and not too many at once."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from typing import Any

from granian.rsgi import ProtocolClosed, ProtocolError  # type: ignore[attr-defined] # named there for its users

from server.clients import Client
from server.problems import BUSY_SECONDS, Problem
from server.settings import Settings

DRAIN_BYTES = 8 << 20
DRAIN_SECONDS = 1.0
"""How much of a refused body is read and thrown away, so that its client gets to read the answer."""
SHARE = 8
"""One client's part of the bytes that are held at once is one in so many."""


class Hold:
    """What one request brings: its parts as they come, and how many bytes are held of them."""

    def __init__(self, protocol: Any) -> None:
        self.protocol = protocol
        self.parts = _parts(protocol)
        self.size = 0


async def _parts(protocol: Any) -> AsyncIterator[bytes]:
    """The parts of a body. The server lets only one loop begin to read them; another may go on with these."""
    async for part in protocol:
        yield part


class Bodies:
    """The bodies of all requests that are under way. For one event loop, so that nothing here is locked."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._held = 0
        self._of_client: Counter[str] = Counter()
        self._share = max(settings.bodies_bytes // SHARE, settings.body_bytes)

    @contextlib.contextmanager
    def hold(self, client: Client, protocol: Any) -> Iterator[Hold]:
        """For the time of a request: what it takes in is counted, and at the end counted no more."""
        held = Hold(protocol)
        try:
            yield held
        finally:
            if not client.trusted and held.size:
                self._held -= held.size
                self._of_client[client.key] -= held.size
                if not self._of_client[client.key]:
                    del self._of_client[client.key]

    async def take(self, scope: Any, client: Client, held: Hold) -> bytes:
        """The whole body of a request. Raises Problem for one that is too large, slow, broken off or too much."""
        settings = self._settings
        most = settings.upload_bytes if client.trusted else settings.body_bytes
        said = scope.headers.get("content-length")
        length = int(said) if said is not None and said.isdecimal() else None
        coding = ",".join(scope.headers.get_all("transfer-encoding")).strip().lower()
        if coding not in ("", "chunked"):
            raise Problem(400, f"Transfer-Encoding: {coding[:80]} is not understood; chunked is, and Content-Length.")
        if length is not None and length > most:
            raise Problem(413, f"The body has {length:,} bytes; at most {most:,} are accepted.")
        parts = []
        try:
            async with asyncio.timeout(settings.body_seconds):
                if coding and client.trusted:
                    parts = [await _complete(held, most)]
                else:
                    async for part in held.parts:
                        if held.size + len(part) > most:
                            raise Problem(413, f"The body has more than {most:,} bytes.")
                        self._count(len(part), client, held)
                        parts.append(part)
        except TimeoutError:
            raise Problem(408, f"The body did not arrive within {settings.body_seconds:g} s.") from None
        if length is not None and length != held.size:
            raise Problem(400, f"The body ended after {held.size:,} of {length:,} bytes.")
        return b"".join(parts)

    def _count(self, size: int, client: Client, held: Hold) -> None:
        """Counts a part that came in. Raises Problem where all hold too much together, or this client does."""
        held.size += size
        if client.trusted:
            return
        self._held += size
        self._of_client[client.key] += size
        if self._of_client[client.key] > self._share:
            detail = f"Your requests hold more than {self._share:,} bytes at once. Send one after the other."
            raise Problem(429, detail, retry_after=BUSY_SECONDS)
        if self._held > self._settings.bodies_bytes:
            detail = "The site is busy: too many bodies arrive at once. Try again in a moment."
            raise Problem(503, detail, retry_after=BUSY_SECONDS)


async def _complete(held: Hold, most: int) -> bytes:
    """A body in chunks that may be a change, and of which half would be another one. Raises Problem.

    Only when it is asked for the whole does the server say that a body broke off; its parts just end. Whoever brings
    no token is read part by part, and can change nothing.
    """
    try:
        body = bytes(await held.protocol())
    except (ProtocolClosed, ProtocolError):
        raise Problem(400, "The body broke off, or its chunks are none. Nothing was changed.") from None
    held.size = len(body)
    if held.size > most:
        raise Problem(413, f"The body has {held.size:,} bytes; at most {most:,} are accepted.")
    return body


async def drain(held: Hold) -> None:
    """Throws away what still comes of a body that was refused.

    A connection that is closed before all was read is reset, and its client may never see the answer (RFC 9112, 9.6).
    """
    size = 0
    with contextlib.suppress(TimeoutError, ProtocolError):  # the client had its time; or all was read
        async with asyncio.timeout(DRAIN_SECONDS):
            async for part in held.parts:
                size += len(part)
                if size > DRAIN_BYTES:
                    break
