"""Requests a second over HTTP, 8 clients: doing nothing, queries not asked before, repeated ones; beside Virtuoso.

    make bench-endpoint     (needs wrk, and virtuoso-opensource for the comparison; both from apt)

One run measures everything in turns, several rounds; what counts are the ratios.
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from tests.benchmarks import load, news, reply, virtuoso
from tests.benchmarks.systems import open_diemcau

CLIENTS, ROUNDS, SECONDS = 8, 5, 4


def lookup(number: int, articles: int) -> str:
    """A lookup that was not asked before: all of one attendance; later ones differ in the name of a variable."""
    total = articles // 2 * news.ATTENDANCES
    which = number % total
    subject = news.attendance(*divmod(which, news.ATTENDANCES))
    return f"SELECT ?p ?o{number // total} {{ {subject} ?p ?o{number // total} }}"


def join(number: int, articles: int) -> str:
    """Who attended which bridge point of a meeting, in which position."""
    total = articles // 2
    tail, node = number // total, news.meeting(number % total)
    return (
        f"PREFIX diem: <{news.ONT}> PREFIX rdfs: <{news.RDFS}> SELECT ?name ?point ?position{tail} {{ "
        f"?a diem:atMeeting {node} ; diem:attendee ?who ; diem:atBridgePoint ?b ; diem:inPosition ?p . "
        f"?who rdfs:label ?name . ?b rdfs:label ?point . ?p rdfs:label ?position{tail} "
        f'FILTER(LANG(?point) = "vi" && LANG(?position{tail}) = "vi") }}'
    )


class Load:
    """Requests of one kind against one server; each run goes on where the last one ended."""

    def __init__(self, name: str, server: str, paths: list[str]) -> None:
        self.name, self._server = name, server
        self._paths, self._at = paths, 0
        self.rates: list[float] = []
        self.slowest: list[float] = []

    def run(self, seconds: int = SECONDS) -> float:
        """Requests a second in one run."""
        left = self._paths[self._at :] if len(self._paths) > 100 else self._paths
        seen = load.run(self._server, left, CLIENTS, seconds, reply.ROWS)
        assert seen.errors == 0, f"{self.name}: {seen}"
        assert len(self._paths) < 100 or seen.done < len(left), f"{self.name}: requests began to repeat"
        self._at = (self._at + seen.done) % len(self._paths)
        self.rates.append(seen.rate)
        self.slowest.append(seen.p99)
        return seen.rate


def _same_answers(ours: str, theirs: str, articles: int) -> None:
    for text in (lookup(7, articles), join(7, articles)):
        # Virtuoso gives a statement of two graphs twice.
        found = [set(reply.ask(endpoint, text, 60).rows) for endpoint in (ours, theirs)]
        assert found[0] == found[1] != set(), f"the systems answer differently: {text}"


def _paths(kind: str, many: int, articles: int) -> list[str]:
    make = lookup if kind == "lookup" else join
    return [f"/sparql?query={quote(make(number, articles))}" for number in range(many)]


def main() -> None:
    """Measures, and prints medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--articles", type=int, default=5000, help="5000 make 600,000 quads")
    articles = parser.parse_args().articles
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        release = news.publish(folder / "data", articles)
        loads: list[Load] = []
        with open_diemcau(folder) as opened:
            site = opened.endpoint.removesuffix("/sparql")
            unique, joins = _paths("lookup", 400_000, articles), _paths("join", 150_000, articles)
            loads += [
                Load("noop", site, ["/noop"]),
                Load("lookup", site, unique),
                Load("join", site, joins),
                Load("repeated lookup", site, unique[-1:]),
            ]
            if virtuoso.PROGRAM is None or load.PROGRAM is None:
                sys.exit("This needs wrk and virtuoso-opensource: apt-get install wrk virtuoso-opensource")
            with virtuoso.Virtuoso(folder / "virtuoso", release.dump) as other:
                _same_answers(f"{site}/sparql", other.url, articles)
                base = other.url.removesuffix("/sparql")
                loads += [Load("virtuoso lookup", base, unique), Load("virtuoso join", base, joins)]
                for one in loads:
                    one.run(1)
                    one.rates.clear()
                    one.slowest.clear()
                for _ in range(ROUNDS):
                    for one in loads:
                        one.run()
    noop = statistics.median(loads[0].rates)
    print(f"| {CLIENTS} clients, {ROUNDS} rounds | requests/s | of no-op | p99 |\n|---|---|---|---|")
    for one in loads:
        rate = statistics.median(one.rates)
        print(f"| {one.name} | {rate:,.0f} | {rate / noop:.0%} | {statistics.median(one.slowest):.1f} ms |")


if __name__ == "__main__":
    main()
