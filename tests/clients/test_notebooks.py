"""The notebooks in queries/notebook/ are run, cell by cell."""

import json
import sys
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pytest

from kg import paths
from kg.client import Client
from tests.running import Server

FOLDER = paths.queries_dir() / "notebook"
BOOK: list[dict[str, Any]] = json.loads((FOLDER / "diemcau.sparqlbook").read_text(encoding="utf-8"))
MARKUP, CODE = 1, 2
"""Kinds of cells, as Visual Studio Code counts them."""


def test_the_jupyter_notebook_runs(site: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE", site.url)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    notebook = nbformat.read(FOLDER / "diemcau.ipynb", as_version=4)  # type: ignore[no-untyped-call]
    assert all(not cell.get("outputs") for cell in notebook.cells), "outputs would be the data of one day"
    kernels = tmp_path / "kernels" / "python3"
    kernels.mkdir(parents=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    kernel = {"argv": command, "display_name": "Python 3", "language": "python"}
    (kernels / "kernel.json").write_text(json.dumps(kernel), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    done = nbclient.NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    shown = [cell.outputs for cell in done.cells if cell.cell_type == "code" and cell.outputs]
    assert len(shown) >= 4
    assert any("Vũ Đức Đam" in str(outputs) for outputs in shown)


def test_the_sparqlbook_has_cells_as_its_editor_reads_them() -> None:
    assert {cell["kind"] for cell in BOOK} == {MARKUP, CODE}
    for cell in BOOK:
        assert cell.keys() == {"kind", "language", "value", "metadata"}
        assert cell["language"] == ("sparql" if cell["kind"] == CODE else "markdown")


@pytest.mark.parametrize("cell", [cell["value"] for cell in BOOK if cell["kind"] == CODE], ids=lambda text: text[:40])
def test_each_query_of_the_sparqlbook_has_rows(site: Server, cell: str) -> None:
    first, _, query = cell.partition("\n")
    assert first == "# [endpoint=http://127.0.0.1:8000/sparql]"
    assert Client(site.url).rows(query)
