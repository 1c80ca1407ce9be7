"""The wheel works alone: in an empty environment, without a network, with nothing of the repository at hand."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOWHERE = "http://127.0.0.1:9"
QUESTION = "SELECT (COUNT(*) AS ?n) { ?present a diem:Attendance }"
SCRIPT = f"""
set -eu
ip link set lo up 2>/dev/null || true
python3=$1 wheels=$2
"$python3" -m venv alone
alone/bin/python -m pip install --quiet --disable-pip-version-check --no-index --find-links "$wheels" diemcau
export DIEMCAU_DATA=data PATH="$PWD/alone/bin:$PATH"
diemcau --version
diemcau build 2>/dev/null
diemcau query who-attended meeting=2020-08-26 --format csv > asked.csv
diemcau search "bo noi vu" > found.txt
diemcau serve --port 8000 2> served.txt &
served=$!
trap 'kill $served' EXIT
python - <<'END'
import json, time, urllib.parse, urllib.request

def get(path, accept):
    asked = urllib.request.Request("http://127.0.0.1:8000" + path, headers={{"Accept": accept}})
    with urllib.request.build_opener(urllib.request.ProxyHandler({{}})).open(asked, timeout=30) as answer:
        return answer.read().decode()

for _ in range(300):
    try:
        get("/ready", "*/*")
        break
    except OSError:
        time.sleep(0.1)
query = "PREFIX diem: <https://w3id.org/diemcau/ontology#> {QUESTION}"
rows = json.loads(get("/sparql?" + urllib.parse.urlencode({{"query": query}}), "application/sparql-results+json"))
print("people", rows["results"]["bindings"][0]["n"]["value"])
page = get("/", "text/html")
print("page", "<main" in page, "/static/" in page)
print("ontology", "owl:Ontology" in get("/ontology", "text/turtle"))
style = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
print("style", len(get(style, "text/css")) > 1000)
print("editor", "textarea" in get("/sparql", "text/html"))
END
"""


def _offline() -> list[str]:
    """What runs a command in a network of its own, where this machine lets us make one."""
    alone = ["unshare", "--map-root-user", "--net"]
    tried = subprocess.run([shutil.which("unshare") or "false", *alone[1:], "true"], capture_output=True, text=True)
    if tried.returncode == 0:
        return alone
    assert "TESTS_REQUIRE_ALL" not in os.environ, f"no network of its own for a command: {tried.stderr}"
    return []


@pytest.mark.long
def test_the_wheel_works_in_an_empty_environment_without_a_network(tmp_path: Path) -> None:
    wheels, folder = tmp_path / "wheels", tmp_path / "empty"
    folder.mkdir()
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "-w", str(wheels)]
    made = subprocess.run([*pip, str(ROOT)], capture_output=True, text=True, timeout=300)
    assert made.returncode == 0, made.stderr
    # Where no network can be taken away, nobody listens at the proxies that are named.
    away = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), NOWHERE)
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    command = [*_offline(), "bash", "-c", SCRIPT, "wheel", sys.executable, str(wheels)]
    done = subprocess.run(command, cwd=folder, env={**kept, **away}, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr + done.stdout
    said = done.stdout.splitlines()
    assert said[0].startswith("diemcau, version ")
    people = next(line for line in said if line.startswith("people "))
    assert int(people.split()[1]) >= 10
    assert said[-4:] == ["page True True", "ontology True", "style True", "editor True"]
    assert (folder / "asked.csv").read_text(encoding="utf-8").count("\n") > 3
    assert "Bộ Nội vụ" in (folder / "found.txt").read_text(encoding="utf-8")
