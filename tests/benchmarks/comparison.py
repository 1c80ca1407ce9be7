"""diemcau beside other SPARQL servers, over HTTP, on the same made-up news.

    make bench                                   all systems, 600,000 quads, 1, 8 and 32 clients: most of an hour
    make bench BENCH="--articles 300 --systems diemcau Oxigraph --clients 1 --rounds 1"       a minute and a half
    make bench BENCH="--growth 1e5 1e6 1e7 --clients 1"                                       how times grow with size

Every answer is compared: all systems must give the same rows. Everything is measured in turns, several rounds in one
run, so that what else the machine does is the same for all; what counts are the ratios. Needs wrk (apt), and what is
compared with: `pip install -e '.[bench]'`, virtuoso-opensource (apt), `python -m tests.service.fetch_fuseki`.
"""

import argparse
import contextlib
import itertools
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import load, news, table
from tests.benchmarks.load import Seen
from tests.benchmarks.question import Question, questions
from tests.benchmarks.serving import DidNotStart
from tests.benchmarks.subject import Subject
from tests.benchmarks.systems import SYSTEMS, Files, Missing, System

ANSWERS = 3
"""Answers of each kind that are compared."""
QUADS = 120
"""Of an article, about."""
Cells = dict[tuple[str, str, bool, int], Seen]
"""What was seen by system, kind of query, whether it was kept, and number of clients."""


@dataclass(frozen=True)
class Measured:
    """What one run over one size found."""

    quads: int
    subjects: list[Subject]
    questions: list[Question]
    cells: Cells
    skipped: list[str]
    """The systems that were left out at this size, and why."""

    def faults(self) -> list[str]:
        """The answers that were not those of the first system."""
        return [f"{one.system.name} answers {kind} otherwise" for one in self.subjects for kind in sorted(one.wrong)]


def available(names: Sequence[str]) -> tuple[list[System], list[str]]:
    """The systems of these names that can be had, and why others cannot."""
    found, skipped = [], []
    for system in SYSTEMS:
        if system.name not in names:
            continue
        try:
            system.need()
        except Missing as missing:
            skipped.append(f"{system.name} was skipped: {missing}")
        else:
            found.append(system)
    return found, skipped


def measure(systems: Sequence[System], articles: int, folder: Path, options: argparse.Namespace) -> Measured:
    """Loads, opens, compares answers, and measures in turns."""
    files = Files(folder / "news.nq", folder / "union.nt")
    made = news.write(articles, files.quads, files.union)
    _say(f"{articles:,} articles, {made:,} quads")
    asked = questions(articles)
    with contextlib.ExitStack() as ended:
        subjects, skipped = list[Subject](), list[str]()
        for system in systems:
            if made > system.most_quads:
                skipped.append(f"{system.name} was skipped: it takes minutes to open {made:,} quads")
                continue
            subject = ended.enter_context(Subject(system, folder / system.name.replace("/", "-"), options.timeout))
            subject.load(files)
            try:
                subject.open()
            except DidNotStart as why:
                skipped.append(f"{system.name} was skipped at {made:,} quads: it did not start: {why}")
                continue
            _say(f"{system.name}: loaded in {subject.load_seconds:.1f} s, open in {subject.open_seconds:.1f} s")
            subjects.append(subject)
        compare(subjects, asked)
        cells = turns(subjects, asked, options)
        for subject in subjects:
            subject.weigh()
    return Measured(made, subjects, asked, cells, skipped)


def compare(subjects: Sequence[Subject], asked: Sequence[Question]) -> None:
    """Asks the first queries of each kind, cold, and notes who answers otherwise than the first system."""
    for question in asked:
        answers = [subject.answers(question, ANSWERS) for subject in subjects]
        reference = next((found for found in answers if found is not None), [])
        assert all(reference), f"{question.name} found nothing"
        for subject, found in zip(subjects, answers, strict=True):
            if found is not None and found != reference:
                subject.wrong.add(question.name)
        _say(f"{question.name}: " + ", ".join(f"{_first(s, question)}" for s in subjects))


def _first(subject: Subject, question: Question) -> str:
    if question.name in subject.wrong:
        return "otherwise"
    return f"{subject.first[question.name]:.0f} ms" if question.name in subject.first else "out of time"


def turns(subjects: Sequence[Subject], asked: Sequence[Question], options: argparse.Namespace) -> Cells:
    """Runs of each kind against each system in turns: queries never asked before, then kept ones."""
    rounds: dict[tuple[str, str, bool, int], list[Seen]] = {}
    for number in range(options.rounds):
        for kept, clients, question, subject in itertools.product((False, True), options.clients, asked, subjects):
            if question.name in subject.wrong or question.name not in subject.expected:
                continue
            seen = subject.run(question, clients, options.seconds, kept=kept)
            if seen is not None and seen.done:
                assert seen.errors == 0, f"{subject.system.name}, {question.name}, {clients} clients: {seen}"
                rounds.setdefault((subject.system.name, question.name, kept, clients), []).append(seen)
        _say(f"round {number + 1} of {options.rounds} has ended")
    return {key: _middle(seen) for key, seen in rounds.items()}


def _middle(seen: Sequence[Seen]) -> Seen:
    rate, median, p99 = (statistics.median(getattr(one, name) for one in seen) for name in ("rate", "median", "p99"))
    return Seen(sum(one.done for one in seen), 0, rate, median, p99)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    names = [system.name for system in SYSTEMS]
    parser.add_argument("--articles", type=int, default=5000, help="5000 make 600,000 quads")
    parser.add_argument("--systems", nargs="+", choices=names, default=names, metavar="SYSTEM", help=", ".join(names))
    parser.add_argument("--clients", nargs="+", type=int, default=[1, 8, 32])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=1, help="of one run of one kind of query")
    parser.add_argument("--timeout", type=float, default=10, help="seconds an answer may take")
    parser.add_argument("--growth", nargs="+", type=float, metavar="QUADS", help="sizes, instead of --articles")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and prints the tables; ends with status 1 where answers differ."""
    options = _options(arguments)
    if load.PROGRAM is None:
        sys.exit("This needs wrk: apt-get install wrk")
    systems, skipped = available(options.systems)
    sizes = [round(quads / QUADS) for quads in options.growth] if options.growth else [options.articles]
    found = []
    for articles in sizes:
        with tempfile.TemporaryDirectory() as name:
            found.append(measure(systems, articles, Path(name), options))
    for one in found:
        print(table.whole(one.quads, one.subjects, one.questions, one.cells, options.clients), flush=True)
    if len(found) > 1:
        print(table.growth([(one.quads, one.cells) for one in found], found[0].questions, found[0].subjects))
    skipped += itertools.chain.from_iterable(one.skipped for one in found)
    print("\n".join([*skipped, f"Load of the machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores."]))
    if faults := [fault for one in found for fault in one.faults()]:
        sys.exit("\n".join(faults))


if __name__ == "__main__":
    main()
