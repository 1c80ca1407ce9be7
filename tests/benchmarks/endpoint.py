"""Requests a second over HTTP, 8 clients: doing nothing, queries not asked before, repeated ones; beside Virtuoso.

    make bench-endpoint     (needs wrk, and virtuoso-opensource for the comparison; both from apt)

One run measures everything in turns, several rounds; what counts are the ratios.
"""

import argparse
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from tests.benchmarks import news, virtuoso

CLIENTS, ROUNDS, SECONDS = 8, 5, 4
_SCRIPT = """\
local paths = {}
for line in io.lines("%s") do paths[#paths + 1] = line end
local next_path = %d
request = function()
  next_path = next_path %% #paths + 1
  return wrk.format("GET", paths[next_path], {["Accept"] = "application/sparql-results+json"})
end
done = function(summary, latency, requests)
  local errors = summary.errors.status + summary.errors.timeout
  io.write(string.format("P99 %%d ERRORS %%d\\n", latency:percentile(99), errors))
end
"""


def lookup(number: int, articles: int) -> str:
    """A lookup that was not asked before: all of one attendance; later ones differ in the name of a variable."""
    total = articles // 2 * news.ATTENDANCES
    which = number % total
    subject = f"{news.ID}attendance/hop-{which // news.ATTENDANCES}--{which % news.ATTENDANCES}"
    return f"SELECT ?p ?o{number // total} {{ <{subject}> ?p ?o{number // total} }}"


def join(number: int, articles: int) -> str:
    """Who attended which bridge point of a meeting, in which position."""
    total = articles // 2
    tail, node = number // total, f"{news.ID}meeting/hop-{number % total}"
    return (
        f"PREFIX diem: <{news.ONT}> PREFIX rdfs: <{news.RDFS}> SELECT ?name ?point ?position{tail} {{ "
        f"?a diem:atMeeting <{node}> ; diem:attendee ?who ; diem:atBridgePoint ?b ; diem:inPosition ?p . "
        f"?who rdfs:label ?name . ?b rdfs:label ?point . ?p rdfs:label ?position{tail} }}"
    )


class Load:
    """Requests of one kind against one server; each run goes on where the last one ended."""

    def __init__(self, name: str, server: str, paths: list[str], folder: Path) -> None:
        self.name, self._server = name, server
        self._file = folder / f"{name}.paths".replace(" ", "-")
        self._file.write_text("\n".join(paths) + "\n")
        self._many, self._at = len(paths), 0
        self.rates: list[float] = []
        self.slowest: list[float] = []

    def run(self, seconds: float = SECONDS) -> float:
        """Requests a second in one run."""
        script = self._file.with_suffix(".lua")
        script.write_text(_SCRIPT % (self._file, self._at))
        command = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{seconds:g}s", "-s", str(script), self._server]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        done = int(re.findall(r"(\d+) requests in", said)[0])
        slowest, errors = re.findall(r"P99 (\d+) ERRORS (\d+)", said)[0]
        assert errors == "0", f"{self.name}: {errors} errors\n{said}"
        assert self._many < 100 or self._at + done < self._many, f"{self.name}: requests began to repeat"
        self._at = (self._at + done) % self._many
        self.rates.append(float(re.findall(r"Requests/sec: +([\d.]+)", said)[0]))
        self.slowest.append(int(slowest) / 1000)
        return self.rates[-1]


@contextmanager
def diemcau(data: Path, budgets: bool = False) -> Iterator[str]:
    """The site on a release, with its default budgets for clients or without; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DIEMCAU_")} | {
        "DIEMCAU_DATA": str(data), "DIEMCAU_PORT": str(port),
    }  # fmt: skip
    if not budgets:
        environment |= {"DIEMCAU_CLIENT_SECONDS": "0", "DIEMCAU_CLIENT_ERRORS": "0"}
    process = subprocess.Popen([sys.executable, "-m", "tests.benchmarks.served"], env=environment)
    try:
        for _ in range(1200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/ready").read()
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise AssertionError(f"the server was not ready in two minutes; {data}")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _same_answers(ours: str, theirs: str, articles: int) -> None:
    for text in (lookup(7, articles), join(7, articles)):
        found = []
        for endpoint in (ours, theirs):
            url = f"{endpoint}?query={quote(text)}&format={quote('application/sparql-results+json')}"
            with urllib.request.urlopen(url) as response:  # noqa: S310 – our own servers
                rows = json.load(response)["results"]["bindings"]
            # Virtuoso gives a statement of two graphs twice.
            found.append({tuple(sorted((k, v["value"]) for k, v in row.items())) for row in rows})
        assert found[0] == found[1] != set(), f"the systems answer differently: {text}"


def _paths(kind: str, many: int, articles: int) -> list[str]:
    make = lookup if kind == "lookup" else join
    return [f"/sparql?query={quote(make(number, articles))}" for number in range(many)]


def main() -> None:
    """Measures, and prints medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--articles", type=int, default=8500, help="8500 make 600,000 quads")
    articles = parser.parse_args().articles
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        release = news.publish(folder / "data", articles)
        loads: list[Load] = []
        with diemcau(folder / "data") as site:
            unique, joins = _paths("lookup", 400_000, articles), _paths("join", 150_000, articles)
            loads += [
                Load("noop", site, ["/noop"], folder),
                Load("lookup", site, unique, folder),
                Load("join", site, joins, folder),
                Load("repeated lookup", site, unique[-1:], folder),
            ]
            if virtuoso.PROGRAM is None or shutil.which("wrk") is None:
                sys.exit("This needs wrk and virtuoso-opensource: apt-get install wrk virtuoso-opensource")
            with virtuoso.Virtuoso(folder / "virtuoso", release.dump) as other:
                _same_answers(f"{site}/sparql", other.url, articles)
                base = other.url.removesuffix("/sparql")
                loads += [Load("virtuoso lookup", base, unique, folder), Load("virtuoso join", base, joins, folder)]
                for load in loads:
                    load.run(1)
                    load.rates.clear()
                    load.slowest.clear()
                for _ in range(ROUNDS):
                    for load in loads:
                        load.run()
    noop = statistics.median(loads[0].rates)
    print(f"| {CLIENTS} clients, {ROUNDS} rounds | requests/s | of no-op | p99 |\n|---|---|---|---|")
    for load in loads:
        rate = statistics.median(load.rates)
        print(f"| {load.name} | {rate:,.0f} | {rate / noop:.0%} | {statistics.median(load.slowest):.1f} ms |")


if __name__ == "__main__":
    main()
