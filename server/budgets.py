"""What one client may use: seconds of queries and errors, in buckets that fill again with time.

As the Wikidata Query Service does (https://www.mediawiki.org/wiki/Wikidata_Query_Service/User_Manual#Query_limits).
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

_MARGIN = 1e-6
"""Seconds that rounding may take: who waits as long as was said finds the budget filled."""
MOST_CLIENTS = 100_000
"""Clients remembered; those heard of least recently are forgotten first."""


@dataclass
class _Account:
    seconds: float
    errors: float
    at: float


@dataclass(frozen=True)
class Spent:
    """A budget that is used up: which one, and in how many seconds there is some again."""

    what: str
    retry_after: int


class Budgets:
    """The accounts of all clients. Thread-safe.

    `seconds` and `errors` are what fills again in a minute; a full account holds twice as much. 0 means no limit.
    """

    def __init__(self, seconds: float, errors: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = (seconds, errors)
        self._clock = clock
        self._accounts: OrderedDict[str, _Account] = OrderedDict()
        self._lock = threading.Lock()

    def spent(self, client: str) -> Spent | None:
        """The budget that this client has used up, or None."""
        with self._lock:
            account = self._accounts.get(client)
            if account is None:
                return None
            self._fill(account)
            for what, left, rate in zip(
                ("query seconds", "errors"), (account.seconds, account.errors), self._per_minute, strict=True
            ):
                if rate and left <= 0:
                    return Spent(what, int(-left * 60 / rate + _MARGIN) + 1)
            return None

    def charge(self, client: str, seconds: float = 0.0, errors: int = 0) -> None:
        """Takes off a client's account what was used."""
        with self._lock:
            account = self._accounts.get(client)
            if account is None:
                account = _Account(2 * self._per_minute[0], 2 * self._per_minute[1], self._clock())
                self._accounts[client] = account
                if len(self._accounts) > MOST_CLIENTS:
                    self._accounts.popitem(last=False)
            self._accounts.move_to_end(client)
            self._fill(account)
            account.seconds -= seconds
            account.errors -= errors

    def _fill(self, account: _Account) -> None:
        now = self._clock()
        minutes = (now - account.at) / 60
        seconds, errors = self._per_minute
        account.seconds = min(2 * seconds, account.seconds + seconds * minutes)
        account.errors = min(2 * errors, account.errors + errors * minutes)
        account.at = now
