"""Times a build from nothing and a start on an existing release, as whole processes: make measure."""

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

RUNS = 5
COMMAND = [str(Path(sys.executable).with_name("diemcau"))]


def build_seconds(data: Path) -> float:
    """One build into an empty folder."""
    shutil.rmtree(data, ignore_errors=True)
    start = time.perf_counter()
    subprocess.run([*COMMAND, "--data", str(data), "build"], check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def serve_seconds(data: Path) -> float:
    """One start, until /ready answers through a query worker."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    start = time.perf_counter()
    server = subprocess.Popen(
        [*COMMAND, "--data", str(data), "serve", "--port", str(port)], stderr=subprocess.DEVNULL, env=os.environ
    )
    try:
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready") as response:
                    response.read()
                    return time.perf_counter() - start
            except urllib.error.URLError:
                if server.poll() is not None or time.perf_counter() - start > 60:
                    raise
                time.sleep(0.01)
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    """Prints the median, least and most of both."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        for name, measure in (("diemcau build", build_seconds), ("diemcau serve", serve_seconds)):
            measure(data)  # not counted: the first run reads everything from disk
            runs = [measure(data) for _ in range(RUNS)]
            spread = f"from {min(runs):.2f} to {max(runs):.2f}, {RUNS} runs"
            print(f"{name}: median {statistics.median(runs):.2f} s ({spread})")


if __name__ == "__main__":
    main()
