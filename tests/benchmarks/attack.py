"""What a well-behaved client notices while eight others send the worst queries they can, without pause.

    make bench-attack

Each client has an address of its own (127.0.0.2 …). Measured with the budgets of clients, and without them.
"""

import argparse
import contextlib
import http.client
import itertools
import multiprocessing
import random
import statistics
import tempfile
import time
from collections import Counter
from pathlib import Path
from urllib.parse import quote

from tests.benchmarks import news
from tests.benchmarks.endpoint import lookup
from tests.benchmarks.systems import open_diemcau

ATTACKERS, SECONDS, PAUSE = 8, 30, 0.005
ANY = "?a ?b ?c . ?d ?e ?f"
WORST = (
    f"SELECT (COUNT(*) AS ?n) {{ {ANY} . ?g ?h ?i }}",
    f"SELECT * {{ {ANY} }} ORDER BY ?f ?b ?e",
    f"SELECT DISTINCT ?a ?f {{ {ANY} }}",
    f"SELECT (GROUP_CONCAT(?c) AS ?x) {{ {ANY} }}",
    f"SELECT ?a (COUNT(?f) AS ?n) {{ {ANY} }} GROUP BY ?a",
    f"SELECT * {{ {ANY} FILTER(REGEX(STR(?c), '(a+)+$')) }}",
    f"SELECT * {{ {ANY} FILTER(MD5(STR(?c)) = SHA512(STR(?f))) }}",
    "SELECT * { ?a (<urn:a>|!<urn:a>)* ?b . ?b (<urn:b>|!<urn:b>)* ?c }",
    "SELECT * { " + " OPTIONAL { ?x ?p ?y } " * 30 + "}",
    "SELECT * { " + " ".join(f"?v{n} ?p{n} ?v{n + 1} ." for n in range(60)) + " }",
    "SELECT * { " + "{" * 60 + ANY + "}" * 60 + " }",
    "SELECT ?x { BIND('xxxxxxxx' AS ?x0) "
    + " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(28))
    + " BIND(?x28 AS ?x) }",
    "SELECT * { ?s ?p ?o }",
    "CONSTRUCT { ?a ?b ?c . ?d ?e ?f } { " + ANY + " }",
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "ASK " + "{" * 5000,
)


def attack(port: int, address: str, until: float, answered: "multiprocessing.Queue[dict[int, int]]") -> None:
    """Sends the worst queries, one after another, until the end."""
    order = list(WORST)
    random.Random(address).shuffle(order)  # noqa: S311 – the same attack each time
    statuses: Counter[int] = Counter()
    for number in itertools.count():
        if time.monotonic() > until:
            break
        text = f"{order[number % len(order)]} # {number}"
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(address, 0))
        with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
            # Some take all the time they get, some make a worker be killed three times a second.
            seconds = "" if number % 3 == 0 else "&timeout=0.3"
            connection.request("GET", "/sparql?query=" + quote(text) + seconds)
            response = connection.getresponse()
            response.read()
            statuses[response.status] += 1
    answered.put(dict(statuses))


def latencies(port: int, first: int, articles: int, seconds: float) -> list[float]:
    """Milliseconds that lookups took which were not asked before, one every few."""
    found: list[float] = []
    until = time.monotonic() + seconds
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for number in itertools.count(first):
        if time.monotonic() > until:
            return found
        began = time.perf_counter()
        connection.request("GET", "/sparql?query=" + quote(lookup(number, articles)))
        response = connection.getresponse()
        response.read()
        assert response.status == 200, response.status
        found.append((time.perf_counter() - began) * 1000)
        time.sleep(PAUSE)
    return found


def _p99(values: list[float]) -> float:
    return statistics.quantiles(values, n=100)[98]


def measure(folder: Path, articles: int, budgets: bool) -> None:
    """Prints a row of the table."""
    with open_diemcau(folder, budgets=budgets) as opened:
        port = int(opened.endpoint.removesuffix("/sparql").rpartition(":")[2])
        latencies(port, 0, articles, 2)
        quiet = latencies(port, 10_000, articles, SECONDS / 2)
        until = time.monotonic() + SECONDS + 2
        answered: multiprocessing.Queue[dict[int, int]] = multiprocessing.Queue()
        attackers = [
            multiprocessing.Process(target=attack, args=(port, f"127.0.0.{number + 2}", until, answered))
            for number in range(ATTACKERS)
        ]
        for attacker in attackers:
            attacker.start()
        time.sleep(2)
        attacked = latencies(port, 20_000, articles, SECONDS)
        statuses: Counter[int] = Counter()
        for _ in attackers:
            statuses.update(answered.get())
        for attacker in attackers:
            attacker.join()
    said = ", ".join(f"{number} × {status}" for status, number in sorted(statuses.items()))
    print(
        f"| {'with' if budgets else 'without'} | {statistics.median(quiet):.1f} ms | {_p99(quiet):.1f} ms "
        f"| {statistics.median(attacked):.1f} ms | {_p99(attacked):.1f} ms | {_p99(attacked) / _p99(quiet):.1f} "
        f"| {said} |",
        flush=True,
    )


def main() -> None:
    """Measures, and prints a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, default=5000, help="5000 make 600,000 quads")
    articles = parser.parse_args().articles
    with tempfile.TemporaryDirectory() as name:
        news.publish(Path(name) / "data", articles)
        print("| budgets | quiet: median | p99 | attacked: median | p99 | ratio of p99 | what the attackers got |")
        print("|---|---|---|---|---|---|---|")
        for budgets in (False, True):
            measure(Path(name), articles, budgets)


if __name__ == "__main__":
    main()
