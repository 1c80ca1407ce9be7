"""Clients that ask a server as fast as it answers, for some seconds: `wrk` (apt: wrk), and what it saw."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PROGRAM = shutil.which("wrk")
_SCRIPT = """\
local paths = {}
for line in io.lines("%s") do paths[#paths + 1] = line end
local next_path = 0
request = function()
  next_path = next_path %% #paths + 1
  return wrk.format("GET", paths[next_path], {["Accept"] = "%s"})
end
done = function(summary, latency, requests)
  local errors = summary.errors.status + summary.errors.timeout + summary.errors.connect + summary.errors.read
  io.write(string.format("P50 %%d P99 %%d DONE %%d ERRORS %%d\\n",
    latency:percentile(50), latency:percentile(99), summary.requests, errors))
end
"""


@dataclass(frozen=True)
class Seen:
    """What clients saw: requests that were answered, those that failed, answers a second, and milliseconds."""

    done: int
    errors: int
    rate: float
    median: float
    p99: float


def run(server: str, paths: Sequence[str], clients: int, seconds: int, accept: str) -> Seen:
    """Asks for the paths one after the other, from the first on again after the last; `server` is http://host:port."""
    assert PROGRAM is not None, "wrk is not installed (apt: wrk)"
    with tempfile.TemporaryDirectory() as name:
        asked, script = Path(name) / "paths", Path(name) / "script.lua"
        asked.write_text("\n".join(paths) + "\n")
        script.write_text(_SCRIPT % (asked, accept))
        options = ["-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "120s", "-s", str(script)]
        said = subprocess.run([PROGRAM, *options, server], capture_output=True, text=True, check=True).stdout
    median, p99, done, errors = map(int, re.findall(r"P50 (\d+) P99 (\d+) DONE (\d+) ERRORS (\d+)", said)[0])
    rate = float(re.findall(r"Requests/sec: +([\d.]+)", said)[0])
    return Seen(done, errors, rate, median / 1000, p99 / 1000)
