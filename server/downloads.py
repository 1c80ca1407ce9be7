"""Sending large answers: each holds a file and memory until its client has it, so there are not too many at once."""

import asyncio
import contextlib
import fcntl
import os
from collections import Counter
from collections.abc import Iterator

from server.clients import Client
from server.problems import BUSY_SECONDS, Problem

SHARE = 8
"""One client's part of the answers that are sent at once is one in so many."""
SEND_SECONDS = 10.0
"""Seconds in which a client has to take the next 64 KiB of an answer."""
_OPENED_SECONDS = 60.0


class ClientLeft(Exception):
    """The client does not take its answer any more."""


class Pipe:
    """What the server reads an answer from, at `path`, as its client takes it. Raises OSError where there is none left.

    The server's own streams are no good for this: they take in all that they are given, however slow the client is.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._reading, self._writing = os.pipe()
        os.set_blocking(self._writing, False)
        self._capacity = fcntl.fcntl(self._writing, fcntl.F_GETPIPE_SZ)
        self._written = 0
        self._opened = False
        self.path = f"/proc/self/fd/{self._reading}"

    async def write(self, data: bytes) -> None:
        """Writes a piece. Raises ClientLeft where the client does not take it."""
        left = memoryview(data)
        while left:
            try:
                written = os.write(self._writing, left)
            except BrokenPipeError:
                raise ClientLeft from None
            except BlockingIOError:
                try:
                    async with asyncio.timeout(SEND_SECONDS):
                        await self._room()
                except TimeoutError:
                    raise ClientLeft from None
            else:
                left = left[written:]
                self._count(written)

    def _count(self, written: int) -> None:
        """Closes our end to read from as soon as the server must have its own: more was written than a pipe holds."""
        self._written += written
        if self._written > self._capacity and not self._opened:
            self._opened = True
            os.close(self._reading)

    async def _room(self) -> None:
        """Waits until more can be written."""
        free = asyncio.Event()
        self._loop.add_writer(self._writing, free.set)
        try:
            await free.wait()
        finally:
            self._loop.remove_writer(self._writing)

    def close(self) -> None:
        """Ends the answer for its reader.

        An end to read from that the server did not open stays for a while: it could do so late, and the number belong
        to another file.
        """
        os.close(self._writing)
        if not self._opened:
            self._loop.call_later(_OPENED_SECONDS, os.close, self._reading)


class Downloads:
    """The large answers that are under way, `most` at once. For one event loop, so that nothing here is locked."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._share = max(most // SHARE, 1)
        self._open = 0
        self._of_client: Counter[str] = Counter()

    def refusal(self, client: Client) -> Problem | None:
        """The problem of a client that cannot be sent another large answer now, or None."""
        if client.trusted:
            return None
        if self._of_client[client.key] >= self._share:
            detail = f"{self._share} large answers are being sent to you already. Read them, then ask again."
            return Problem(429, detail, retry_after=BUSY_SECONDS)
        if self._open >= self._most:
            detail = "The site is busy: too many large answers are being sent. Try again in a moment."
            return Problem(503, detail, retry_after=BUSY_SECONDS)
        return None

    @contextlib.contextmanager
    def hold(self, client: Client) -> Iterator[None]:
        """For the time of sending a large answer, which is counted unless the client is trusted."""
        if client.trusted:
            yield
            return
        self._open += 1
        self._of_client[client.key] += 1
        try:
            yield
        finally:
            self._open -= 1
            self._of_client[client.key] -= 1
            if not self._of_client[client.key]:
                del self._of_client[client.key]
