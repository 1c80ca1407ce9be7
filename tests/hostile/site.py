"""A site under attack: a real server, watched from outside."""

import contextlib
import json
import time
from pathlib import Path

from tests.hostile.attack import Attack, query
from tests.hostile.exchange import NEIGHBOUR, Answer, exchange
from tests.running import Server, alive, descendants

LATE = 0.5
"""Seconds that an answer may come after its limit."""
ATTEMPTS = 2
"""An answer that is late on a busy machine is asked for once more; one that is late again is late."""


class Site:
    """A running server, the right answer to a lookup, and what the attacks so far were like."""

    def __init__(self, server: Server, limit: float, lookup: tuple[str, bytes]) -> None:
        self.server = server
        self.limit = limit
        self._lookup, self._found = query(lookup[0], "/sparql", "Accept: text/csv"), lookup[1]
        self.web = web_process(server.process.pid)
        self.attacks: list[tuple[float, str]] = []
        """Seconds to the answer, and which attack it was."""
        self.sent: set[int] = set()
        """What tells distinct inputs apart."""
        self.slowest_lookup = 0.0

    @property
    def port(self) -> int:
        """The port the site listens on."""
        port: int = self.server.port
        return port

    def survive(self, attack: Attack) -> Answer:
        """Attacks, and asserts that the answer is in order, comes in time, and that the site is well after it."""
        most = self.limit + LATE
        for attempt in range(1, ATTEMPTS + 1):
            answer = exchange(self.port, attack.data)
            if answer.seconds <= most:
                break
            assert attempt < ATTEMPTS, f"answered after {answer.seconds:.2f} s"
        check(attack, answer)
        self.count(attack, answer.seconds)
        return answer

    def count(self, attack: Attack, seconds: float = 0.0) -> None:
        """Notes an attack that the site survived, and asserts that it is well."""
        self.attacks.append((seconds, str(attack)))
        self.sent.add(hash(attack.data))
        self.check_health()

    def check_health(self) -> None:
        """Asserts that a lookup of another client is answered rightly, by the process that always did."""
        for _ in range(ATTEMPTS):
            answer = exchange(self.port, self._lookup, NEIGHBOUR)
            if answer.status != 504:  # which says that it was late
                break
        self.slowest_lookup = max(self.slowest_lookup, answer.seconds)
        assert (answer.status, answer.body) == (200, self._found), f"a lookup is answered {answer}"
        assert alive(self.web), "the web process is gone"

    def stop(self) -> str:
        """Ends the server and asserts that it had nothing to regret; returns a line about what there was."""
        printed = self.server.stop()
        for word in ("Traceback", "panicked", "internal error", "Internal error"):
            assert word not in printed, printed[-4000:]
        slowest = ", ".join(f"{seconds:.2f} s {name}" for seconds, name in sorted(self.attacks, reverse=True)[:3])
        return f"{len(self.attacks)} inputs; slowest: {slowest}; slowest lookup: {self.slowest_lookup:.3f} s"


def check(attack: Attack, answer: Answer) -> None:
    """Asserts that an answer has a fitting status, and that an error is a problem document or a page."""
    if answer.status is None:
        assert attack.bare, "the connection closed without an answer"
        return
    assert answer.status < 500 or answer.status in (503, 504), (answer.status, answer.body[:500])
    if attack.allowed:
        assert answer.status in attack.allowed, (answer.status, answer.body[:500])
    assert "Set-Cookie" not in answer.headers
    if attack.absent:
        assert attack.absent not in str(answer.headers).encode() + answer.body
    if answer.status < 400 or attack.data.startswith(b"HEAD ") or (attack.bare and not answer.body):
        return
    if answer.media_type == "application/problem+json":
        assert json.loads(answer.body)["status"] == answer.status
    else:
        assert answer.media_type == "text/html", answer.media_type
    assert b"Traceback" not in answer.body


def web_process(server: int) -> int:
    """The process that answers requests: the parent of the one that keeps query workers."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        for pid in descendants(server):
            with contextlib.suppress(OSError):
                if b"kg.engine.supervisor" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
                    if parent != 1 and b"supervisor" not in Path(f"/proc/{parent}/cmdline").read_bytes():
                        return parent
        time.sleep(0.05)
    raise AssertionError("no process keeps query workers")
