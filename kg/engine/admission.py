"""Whose query runs when: a few at full priority for a moment each, longer ones beside them at low priority.

So that a lookup never waits behind somebody's scan of everything, each query begins in the quick lane and must leave
it after SLICE seconds, for the slow lane or for good. In the quick lane's queue, those go first who had no long query
of late, then those who used least, and some places are kept for the former.
"""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from kg.engine.limits import Limits

SLICE = 0.03
"""Seconds of processor time in the quick lane: a lookup takes a hundredth of it, a join of our questions a tenth."""
LONGEST_SLICE = 0.3
"""Seconds in the quick lane whatever the processor did: other work on the machine makes no query a long one."""
KEPT = 1
"""Places in the quick lane beside the others, for steady clients: those that had no long query of late."""
SHARE = 2
"""One client's part of the queue is one in so many."""
MEMORY_SECONDS = 60.0
"""How long it is remembered how much a client used, and that it had a long query."""


class PoolBusy(Exception):
    """No turn came in time, or too many queries wait for theirs."""


class ClientBusy(Exception):
    """This client has as many queries running or waiting as one client may."""


@dataclass(frozen=True)
class Load:
    """How much is going on at a moment: queries that wait for their turn, and that run in either lane."""

    waiting: int = 0
    quick: int = 0
    slow: int = 0


@dataclass(eq=False)
class _Waiter:
    client: str
    steady: bool
    used: float
    turn: threading.Event = field(default_factory=threading.Event)
    granted: bool = False

    @property
    def order(self) -> tuple[bool, float]:
        """Who has less goes first; of equals, who came first."""
        return not self.steady, self.used


class Lanes:
    """The two lanes. Thread-safe. `clock` gives seconds (time.monotonic)."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._lock = threading.Lock()
        self._quick = limits.quick
        self._waiting: list[_Waiter] = []
        self._slow: dict[str, int] = {}
        self._used: dict[str, tuple[float, float]] = {}
        self._moved: dict[str, float] = {}

    def enter(self, client: str, until: float) -> bool:
        """Takes a place in the quick lane, waiting for it until the moment `until`; True for a steady client.

        Raises PoolBusy, and ClientBusy for a client that fills its share of the slow lane.
        """
        with self._lock:
            if self._slow.get(client, 0) >= self._limits.client_slow:
                raise ClientBusy(f"{self._limits.client_slow} long queries of yours are running")
            waiter = _Waiter(client, self._is_steady(client), self._usage(client))
            if self._has_place(waiter.steady) and (waiter.steady or not self._waiting):
                self._quick -= 1
                return waiter.steady
            self._queue(waiter)
        waiter.turn.wait(max(0.0, until - self._clock()))
        with self._lock:
            if not waiter.granted:
                if waiter not in self._waiting:
                    raise PoolBusy(self._full())
                self._waiting.remove(waiter)
                raise PoolBusy("no turn came in time")
        return waiter.steady

    def leave(self, client: str, seconds: float) -> None:
        """Gives the place in the quick lane up, after `seconds` in it."""
        with self._lock:
            self._charge(client, seconds)
            self._free_quick()

    def move(self, client: str, seconds: float) -> bool:
        """Changes from the quick lane, after `seconds` in it, to the slow one; False where that has no place.

        The place in the quick lane is given up either way.
        """
        with self._lock:
            self._charge(client, seconds)
            self._free_quick()
            self._moved[client] = self._clock()
            own = self._slow.get(client, 0)
            if own >= self._limits.client_slow or sum(self._slow.values()) >= self._limits.slow:
                return False
            self._slow[client] = own + 1
            return True

    def leave_slow(self, client: str, seconds: float) -> None:
        """Gives the place in the slow lane up, after `seconds` in it."""
        with self._lock:
            self._charge(client, seconds)
            self._slow[client] -= 1
            if not self._slow[client]:
                del self._slow[client]

    def _queue(self, waiter: _Waiter) -> None:
        """Adds one who waits. A client has a part of the queue; who goes first displaces the last where it is full."""
        limits = self._limits
        own = sum(other.client == waiter.client for other in self._waiting)
        if own >= (share := max(limits.queue // SHARE, 1)):
            raise ClientBusy(f"{share} queries of yours wait for their turn")
        if len(self._waiting) >= limits.queue:
            last = max(reversed(self._waiting), key=lambda other: other.order, default=waiter)
            if last.order <= waiter.order:
                raise PoolBusy(self._full())
            self._waiting.remove(last)
            last.turn.set()
        self._waiting.append(waiter)

    def _full(self) -> str:
        return f"{self._limits.queue} queries wait for their turn"

    def load(self) -> Load:
        """What is going on at this moment."""
        with self._lock:
            return Load(len(self._waiting), self._limits.quick - self._quick, sum(self._slow.values()))

    def _has_place(self, steady: bool) -> bool:
        """Whether the quick lane has a place for a client that is steady, or is not."""
        return self._quick > (-KEPT if steady else 0)

    def _free_quick(self) -> None:
        self._quick += 1
        while self._waiting:
            first = min(self._waiting, key=lambda waiter: waiter.order)
            if not self._has_place(first.steady):
                return
            self._quick -= 1
            self._waiting.remove(first)
            first.granted = True
            first.turn.set()

    def _usage(self, client: str) -> float:
        """The seconds a client used of late: they fade away over MEMORY_SECONDS."""
        seconds, at = self._used.get(client, (0.0, 0.0))
        return max(0.0, seconds * (1 - (self._clock() - at) / MEMORY_SECONDS))

    def _is_steady(self, client: str) -> bool:
        """Whether the client had no long query of late, however many short ones."""
        return self._clock() - self._moved.get(client, -math.inf) >= MEMORY_SECONDS

    def _charge(self, client: str, seconds: float) -> None:
        self._used[client] = (self._usage(client) + seconds, self._clock())
        if len(self._used) > 10_000:
            for known in [name for name in self._used if not self._usage(name)]:
                del self._used[known]
                self._moved.pop(known, None)
            if len(self._used) > 10_000:
                self._used.clear()  # a crowd of newcomers: all begin anew
                self._moved.clear()
