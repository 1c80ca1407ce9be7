"""A release of N-Quads that were made elsewhere: by another diemcau, on a cluster, in as many files as one likes.

Nothing is checked but that it is N-Quads with graphs, and nothing is inferred: whoever made the files did that.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from kg import dataset, history, iris, labelling, pipeline, release
from kg.model import BuildReport, Fault, Progress
from kg.stages import Stages, silent
from kg.store import Dataset, load_store, statements_about_iris

_PIECE = 1 << 20
_GRAPHS = 1_000
"""Graphs that a report counts one by one."""


def publish(data_dir: Path, files: Sequence[Path], progress: Progress = silent) -> BuildReport:
    """Publishes the N-Quads of `files` as a release in `data_dir`; the same files in the same order are the same one.

    Raises SourceSyntaxError, and the errors of kg.release.
    """
    stages = Stages(progress)
    before = release.current(data_dir)
    with release.staging(data_dir) as folder:
        with stages.stage("dump") as stage:
            name = release.name(_joined(files, folder / "dump.nq"))
            stage.done(len(files), "files")
        with stages.stage("store") as stage:
            made = load_store(files, folder / "store", stage.advance)
            stage.done(made, "quads in named graphs")
        pipeline.derive(folder, statements_about_iris(folder / "dump.nq", labelling.PREDICATES), stages)
        with stages.stage("events") as stage:
            stage.done(history.record(data_dir, name, folder / "dump.nq"), "claims added, changed or removed")
        data = Dataset.on_disk(folder / "store")
        counts, warnings = _counts(data, made), _undescribed(data)
        del data  # the store moves with its folder
        report = {
            "release": name,
            "made": release.today(),
            "graphs": counts,
            "warnings": [str(one) for one in warnings],
            "stages": [vars(one) for one in stages.reports],
        }
        (folder / "report.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
        with stages.stage("publish") as stage:
            published = release.publish(data_dir, folder, name)
            release.prune(data_dir)
            stage.done(1, published.id)
    unchanged = before is not None and before.id == published.id
    return BuildReport(published, tuple(stages.reports), warnings, counts, unchanged)


def _undescribed(data: Dataset) -> tuple[Fault, ...]:
    """A warning where the files do not say what is in them, as a build does."""
    _, found = data.rows(f"SELECT ?s {{ GRAPH <{dataset.GRAPH}> {{ ?s ?p ?o }} }} LIMIT 1")
    without = f"no graph <{dataset.GRAPH}>: the site will not tell editors its classes, prefixes and examples"
    return () if found else (Fault("load", None, without, "warning"),)


def _joined(files: Sequence[Path], dump: Path) -> str:
    """Writes the files one after the other; returns the SHA-256 of all."""
    digest = hashlib.sha256()
    with dump.open("wb") as out:
        for path in files:
            last = b"\n"
            with path.open("rb") as file:
                while piece := file.read(_PIECE):
                    digest.update(piece)
                    out.write(piece)
                    last = piece[-1:]
            if last != b"\n":
                digest.update(b"\n")
                out.write(b"\n")
    return digest.hexdigest()


def _counts(data: Dataset, total: int) -> dict[str, int]:
    """The quads of each graph; of very many graphs only of the inferred one, and of all others together."""
    _, graphs = data.rows(f"SELECT ?g {{ GRAPH ?g {{}} }} LIMIT {_GRAPHS + 1}")
    if len(graphs) <= _GRAPHS:
        _, rows = data.rows("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
        return {getattr(graph, "value", ""): int(getattr(count, "value", 0)) for graph, count in rows}
    inferred = iris.GRAPH + "inferred"
    _, ((count,),) = data.rows(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{inferred}> {{ ?s ?p ?o }} }}")
    known = int(getattr(count, "value", 0))
    return {inferred: known, "": total - known}
