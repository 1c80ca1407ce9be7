"""The shape of the code: who imports whom, and how large things are."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CODE = sorted([*(ROOT / "kg").rglob("*.py"), *(ROOT / "server").rglob("*.py")])
BLUEPRINTS = {
    "api",
    "entities",
    "graphs",
    "ldes",
    "memento",
    "operations",
    "pages.canned",
    "pages.browse",
    "pages.completion",
    "pages.about",
    "pages.facts",
    "pages.home",
    "pages.releases",
    "pages.results",
    "pages.review",
    "pages.search",
    "pages.sitemap",
    "pages.vocabularies",
    "reconcile.routes",
    "sparql",
}
STAGES = {
    "kg.catalogue", "kg.sources", "kg.infer", "kg.dataset", "kg.labels", "kg.release", "kg.validate", "kg.extract",
    "kg.resolve", "kg.triples", "kg.articles", "kg.archive",
}  # fmt: skip


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", CODE, ids=_module)
def test_imports_go_one_way(path: Path) -> None:
    used, module = set(_imports(path)), _module(path)
    tops = {name.split(".")[0] for name in used}
    if module.startswith("kg"):
        assert not tops & {"server", "flask", "click", "granian", "rich"}
        assert module == "kg.client" or "SPARQLWrapper" not in tops
    if not module.startswith("kg.store"):
        assert "pyoxigraph" not in tops
    if module.removeprefix("server.") in BLUEPRINTS:
        assert not {name.removeprefix("server.") for name in used} & BLUEPRINTS
    stage = next((s for s in STAGES if f"{module}.".startswith(f"{s}.")), None)
    if stage:
        others = {s for s in STAGES if s != stage and any(f"{name}.".startswith(f"{s}.") for name in used)}
        assert others <= ({"kg.sources"} if stage == "kg.validate" else set())  # the checks read what was read


@pytest.mark.parametrize("path", CODE, ids=_module)
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno < 60, node.name
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else ""
            assert caught not in ("", "Exception", "BaseException"), f"line {node.lineno}"


def test_no_file_names_a_path_of_a_machine() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and path != Path(__file__):
            found = re.search(r"(?<![\w.])/(?:work|root|home/\w+)/", path.read_text(encoding="utf-8", errors="ignore"))
            assert found is None, f"{name}: {found}"
