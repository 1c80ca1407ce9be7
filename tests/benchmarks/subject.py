"""A system while it is compared: loaded, open, asked, and opened anew when a query did not end in time."""

import contextlib
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tests.benchmarks import load, reply, serving
from tests.benchmarks.load import Seen
from tests.benchmarks.question import Question
from tests.benchmarks.systems import Files, Opened, System

QUIET_SECONDS = 30.0
_FASTEST = 15_000
"""Answers a second that no server here gives."""


@dataclass
class Subject:
    """One system with the news loaded. Its server ends with the `with` block."""

    system: System
    folder: Path
    seconds: float
    """How long an answer may take."""
    load_seconds: float = 0.0
    open_seconds: float = 0.0
    disk: int = 0
    memory: int = 0
    first: dict[str, float] = field(default_factory=dict)
    """Milliseconds of the first query of each kind after opening."""
    expected: dict[str, float] = field(default_factory=dict)
    """Seconds that a query of each kind took; kinds that did not end in time have none."""
    wrong: set[str] = field(default_factory=set)
    """Kinds that were answered otherwise than by the first system, or not at all."""
    _asked: dict[str, int] = field(default_factory=dict)
    _server: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    _opened: Opened | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.close()

    def load(self, files: Files) -> None:
        """Loads the news; `load_seconds` and `disk` say what that took."""
        self.folder.mkdir()
        began = time.perf_counter()
        self.system.load(files, self.folder)
        self.load_seconds = time.perf_counter() - began
        self.disk = serving.disk(self.folder)

    def open(self) -> None:
        """Starts the server, after ending the one that ran; `open_seconds` is the time to its first answer."""
        self._server.close()
        began = time.perf_counter()
        self._opened = self._server.enter_context(self.system.open(self.folder))
        self.open_seconds = time.perf_counter() - began

    @property
    def opened(self) -> Opened:
        """The server. To be asked for after `open`."""
        assert self._opened is not None
        return self._opened

    def answers(self, question: Question, many: int) -> list[reply.Reply] | None:
        """The first answers of a kind, each timed; None when one does not end in time, and the server is new then."""
        found, took = [], []
        for number in range(many):
            began = time.perf_counter()
            try:
                found.append(reply.ask(self.opened.endpoint, question.text(number), self.seconds))
            except TimeoutError:
                self.open()
                return None
            except (OSError, ValueError) as error:
                print(f"{self.system.name} on {question.name}: {error}", flush=True)
                self.wrong.add(question.name)
                return None
            took.append(time.perf_counter() - began)
        self.first[question.name] = took[0] * 1000
        self.expected[question.name] = min(took)
        self._asked[question.name] = many
        return found

    def run(self, question: Question, clients: int, seconds: int, *, kept: bool) -> Seen | None:
        """Clients that ask queries of a kind that were never asked before, or one over and over (`kept`).

        None where so many of its answers would not end in the time of several runs.
        """
        one = self.expected[question.name]
        if clients > 1 and one * clients > 4 * seconds:
            return None
        if one > seconds / 4:
            return self._one_by_one(question, 3)
        base, _, _ = self.opened.endpoint.removeprefix("http://").partition("/")
        first = self._asked[question.name]
        many = 1 if kept else (min(int(clients / one) * 4, _FASTEST) + 4000) * seconds
        texts = [question.text(first + number) for number in range(many)]
        paths = [reply.url(self.opened.endpoint, text).removeprefix(f"http://{base}") for text in texts]
        seen = load.run(f"http://{base}", paths, clients, seconds, reply.accepted(texts[0]))
        self._asked[question.name] = first + many
        if not kept and seen.done > many:  # some were asked twice: not what is measured here
            self.expected[question.name] /= 4
            return self.run(question, clients, seconds, kept=kept)
        if not serving.quiet(self.opened.pid, QUIET_SECONDS):
            self.open()
        return seen

    def _one_by_one(self, question: Question, many: int) -> Seen:
        took = []
        for _ in range(many):
            number = self._asked[question.name]
            self._asked[question.name] += 1
            began = time.perf_counter()
            reply.ask(self.opened.endpoint, question.text(number), self.seconds * 3)
            took.append((time.perf_counter() - began) * 1000)
        return Seen(many, 0, 1000 * many / sum(took), sorted(took)[many // 2], max(took))

    def weigh(self) -> None:
        """Keeps how much memory the server has now."""
        self.memory = serving.memory(self.opened.pid)
