"""Answers kept to be given again: whole responses, by request, for the release they came from."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

Headers = list[tuple[str, str]]
_OVERHEAD = 600
"""About how many bytes an entry takes beside its key and its body."""


@dataclass(frozen=True)
class Kept:
    """A response."""

    status: int
    headers: Headers
    body: bytes
    route: str


class ResponseCache:
    """The responses used most recently, up to a number of bytes. Thread-safe.

    `release` tells the release in service, None where no answer can be kept at this moment; when it changes,
    everything is forgotten.
    """

    def __init__(self, most_bytes: int, release: Callable[[], str | None]) -> None:
        self._most = most_bytes
        self._release = release
        self._of: str | None = None
        self._bytes = 0
        self._entries: OrderedDict[str, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Kept | None:
        """The response to a request, where it is kept and of the release in service."""
        if key not in self._entries or self._release() != self._of:
            return None
        with self._lock:
            found = self._entries.get(key)
            if found is not None:
                self._entries.move_to_end(key)
            return found

    def release(self) -> str | None:
        """The release in service; to be asked before an answer is made that is to be kept."""
        return self._release()

    def keep(self, key: str, kept: Kept, release: str) -> None:
        """Keeps a response that was made while `release` was in service."""
        size = _size(key, kept)
        if size > self._most // 16 or release != self._release():
            return
        with self._lock:
            if release != self._of:
                self._entries.clear()
                self._bytes = 0
                self._of = release
            if (old := self._entries.pop(key, None)) is not None:
                self._bytes -= _size(key, old)
            self._entries[key] = kept
            self._bytes += size
            while self._bytes > self._most:
                gone_key, gone = self._entries.popitem(last=False)
                self._bytes -= _size(gone_key, gone)


def _size(key: str, kept: Kept) -> int:
    return len(key) + len(kept.body) + _OVERHEAD
