"""What each kind of page costs: time on the server, weight, requests, and what search engines and readers need.

`make bench-site`: the five shipped articles, no kept answers, one client; the median beside a route that does nothing
in the same server and the same run. A page weighs what it sends with what it loads, compressed with brotli.
"""

import contextlib
import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg import pipeline
from tests.browser.pages import PAGES

RUNS = 15
MOST_MS, MOST_KB, MOST_EDITOR_KB = 50, 60, 200
"""What a page may take; the query page has an editor to load."""
_ASSET = re.compile(r'<(?:link rel="stylesheet"|script [^>]*)[^>]*(?:href|src)="([^"]+)"')
_NEEDED = {
    "language": re.compile(r"<html lang=\"(vi|en)\""),
    "viewport": re.compile(r'<meta name="viewport" content="width=device-width, initial-scale=1">'),
    "title": re.compile(r"<title>[^<]+</title>"),
    "description": re.compile(r'<meta name="description" content="[^"]+'),
    "canonical": re.compile(r'<link rel="canonical" href="http'),
    "hreflang": re.compile(r'<link rel="alternate" hreflang="en" href="http'),
    "one h1": re.compile(r"(?s)\A(?:(?!<h1).)*<h1(?:(?!<h1).)*\Z"),
}
"""What Lighthouse looks for in a page that may be found, beside what axe finds in tests/browser."""


@dataclass(frozen=True)
class Cost:
    """Of one kind of page: milliseconds, bytes, requests, and what it lacks."""

    median: float
    weight: int
    requests: int
    lacking: list[str]


@contextlib.contextmanager
def served(data: Path) -> Iterator[http.client.HTTPConnection]:
    """A connection to the site over `data`, which keeps no answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    free = {"DIEMCAU_CLIENT_SECONDS": "0", "DIEMCAU_CLIENT_ERRORS": "0", "DIEMCAU_CACHE_BYTES": "0"}
    environment = {**os.environ, **free, "DIEMCAU_DATA": str(data), "DIEMCAU_PORT": str(port)}
    process = subprocess.Popen([sys.executable, "-m", "tests.benchmarks.served"], env=environment)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        for _ in range(600):
            with contextlib.suppress(OSError):
                if get(connection, "/ready")[1]:
                    break
            connection.close()  # what failed half-way cannot be asked again
            time.sleep(0.05)
        yield connection
    finally:
        connection.close()
        process.terminate()
        process.wait()


def get(connection: http.client.HTTPConnection, path: str, coding: str = "br") -> tuple[float, bytes]:
    """Milliseconds until the whole answer is there, and its body as it was sent."""
    began = time.perf_counter()
    connection.request("GET", path, headers={"Accept": "text/html,*/*;q=0.8", "Accept-Encoding": coding})
    body = connection.getresponse().read()
    return (time.perf_counter() - began) * 1000, body


def cost(connection: http.client.HTTPConnection, path: str, missing: bool) -> Cost:
    """What a page costs."""
    get(connection, path)  # not counted: what is made once for a release
    times = [get(connection, path)[0] for _ in range(RUNS)]
    text = get(connection, path, "identity")[1].decode()
    loaded = sorted(set(_ASSET.findall(text)))
    weight = sum(len(get(connection, one)[1]) for one in (path, *loaded))
    # A page that is an error is not to be found by anybody.
    lacking = [] if missing else [name for name, pattern in _NEEDED.items() if not pattern.search(text)]
    return Cost(statistics.median(times), weight, 1 + len(loaded), lacking)


def main() -> None:
    """Prints a line for each kind of page; fails where one takes or weighs more than it may, or lacks something."""
    with tempfile.TemporaryDirectory() as folder:
        pipeline.build(Path(folder), [])
        with served(Path(folder)) as connection:
            nothing = statistics.median(get(connection, "/noop")[0] for _ in range(RUNS * 4))
            print(
                f"doing nothing: {nothing:.1f} ms\n\n| page | median | of nothing | KB with assets | requests | lacks |"
            )
            print("|---|---|---|---|---|---|")
            bad = []
            for kind, path in PAGES.items():
                found = cost(connection, path, kind == "missing" or "error" in kind)
                most = MOST_EDITOR_KB if kind.startswith("sparql") else MOST_KB
                bad += [kind] * (found.median > MOST_MS or found.weight > most * 1000 or bool(found.lacking))
                lacks = ", ".join(found.lacking) or "–"
                ratio, weight = found.median / nothing, found.weight / 1000
                print(f"| {kind} | {found.median:.1f} ms | {ratio:.1f} | {weight:.1f} | {found.requests} | {lacks} |")
    if bad:
        sys.exit(f"too slow, too heavy or incomplete: {', '.join(bad)}")


if __name__ == "__main__":
    main()
