"""The order of the stages: files → checked data → entailments → a published release.

No stage calls the next; this page does. Nothing is published unless every check passed, so the last good
release stays in service whatever the inputs are.
"""

import functools
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from kg import (
    catalogue,
    dataset,
    difference,
    extracted,
    history,
    infer,
    labelling,
    labels,
    partitions,
    paths,
    release,
    sources,
    store,
)
from kg.archive import path_in
from kg.model import BuildFailed, BuildReport, Change, Engine, Fault, Progress, Severity, StageReport
from kg.planning import Statistics
from kg.query_files import load_queries
from kg.reasoning import Beyond, Closure, named
from kg.release import Release
from kg.sources import Inputs, Kind, Sources
from kg.stages import Stages, silent
from kg.store import Quad
from kg.validate import counts, evidence, shapes, texts, vocabulary

T = TypeVar("T")


@dataclass(frozen=True)
class Checked:
    """Inputs that passed every check: the quads to publish, and the warnings."""

    quads: tuple[Quad, ...]
    counts: dict[str, int]
    warnings: tuple[Fault, ...]


def check(
    articles: Sequence[Path],
    inputs: Inputs | None = None,
    stages: Stages | None = None,
    archive: Path | None = None,
    holder: infer.Holder | None = None,
) -> Checked:
    """Reads, validates and infers, the latter on the machines of a `holder` where there is one, and writes nothing.

    `articles` are folders in which the texts of the articles may lie, `archive` is the file of those that were taken
    in. Raises BuildFailed with the faults of the first stage that finds any, and ArchiveFailed.
    """
    inputs, stages = inputs or Inputs(), stages or Stages(silent)
    read, kept = _read(inputs, stages, archive)
    with stages.stage("evidence") as stage:
        compared = texts.compare(read, articles, kept)
        faults = [*evidence.check(read), *vocabulary.check(read), *compared.faults]
        absent = f"; no text at hand of {', '.join(compared.absent)}" if compared.absent else ""
        stage.done(compared.quotes, f"quotes found in the texts{absent}")
        _stop_at_errors(faults)
    with stages.stage("infer") as stage:
        inferred, slow = _entail(read, holder)
        faults += slow
        stage.done(len(inferred), f"entailed triples{' (by owlrl)' if slow else ''}")
    with stages.stage("shapes") as stage:
        faults += shapes.check(read, inferred, inputs.ontology / "shapes.ttl")
        if inputs.expected is not None:
            faults += counts.check(read, inferred, inputs.expected)
        stage.done(len(faults), "warnings")
        _stop_at_errors(faults)
    quads = (*read.quads(), *inferred)
    sizes = dict(sorted(Counter(str(getattr(quad.graph_name, "value", "")) for quad in set(quads)).items()))
    with stages.stage("describe") as stage:
        said = dataset.describe(sizes, partitions.count(quads), load_queries(paths.queries_dir()).values())
        stage.done(len(said), "quads about the data set")
    return Checked((*quads, *said), sizes, tuple(sorted(faults)))


def entailments(
    engine: Engine,
    archive: Path | None = None,
    inputs: Inputs | None = None,
    progress: Progress = silent,
    holder: infer.Holder | None = None,
) -> list[Quad]:
    """The entailments of the inputs as a build has them, by one engine; nothing else is checked.

    The rules run on the machines of a `holder` where there is one.

    Raises BuildFailed for inputs that do not parse or contradict each other, kg.reasoning.Beyond, and ArchiveFailed.
    """
    read, _ = _read(inputs or Inputs(), Stages(progress), archive)
    return _consistent(
        read, lambda: _by_rules(read, holder) if engine == "rules" else infer.entail(read.quads(), engine)
    )


def entailments_of(
    shards: Sequence[Path], holder: infer.Holder, inputs: Inputs | None = None, progress: Progress = silent
) -> Iterator[list[Quad]]:
    """The entailments of files of N-Quads with the ontology and the reference data; no articles are read beside them.

    Raises BuildFailed, kg.infer.BadShard, kg.infer.Inconsistent and kg.reasoning.Beyond.
    """
    with Stages(progress).stage("read") as stage:
        read = sources.read(inputs or Inputs(), stage.advance)
    common = [quad for file in read.of_kind("schema", "reference") for quad in file.quads]
    return infer.entail_shards(common, shards, holder)


def closure(archive: Path | None = None, inputs: Inputs | None = None, progress: Progress = silent) -> Closure:
    """The inputs with all that follows from them by the rules, to be asked why. Raises as `entailments` does."""
    read, _ = _read(inputs or Inputs(), Stages(progress), archive)
    return _consistent(read, lambda: Closure(read.quads()))


def build(
    data_dir: Path,
    articles: Sequence[Path],
    progress: Progress = silent,
    inputs: Inputs | None = None,
    holder: infer.Holder | None = None,
) -> BuildReport:
    """Builds a release in `data_dir` from the input files and puts it into service.

    Articles that were taken into the archive of `data_dir` are part of it. Raises BuildFailed (faulty inputs; the
    release in service stays), kg.release.ReleaseBusy and ArchiveFailed.
    """
    stages = Stages(progress)
    before = release.current(data_dir)
    with release.staging(data_dir) as folder:
        checked = check(articles, inputs, stages, path_in(data_dir), holder)
        name = write(folder, checked.quads, stages)
        change = _change(before, folder)
        with stages.stage("events") as stage:
            stage.done(history.record(data_dir, name, folder / "dump.nq"), "claims added, changed or removed")
        (folder / "report.json").write_text(_report(name, checked, stages.reports, change), encoding="utf-8")
        with stages.stage("publish") as stage:
            published = release.publish(data_dir, folder, name)
            release.prune(data_dir)
            stage.done(1, published.id)
    unchanged = before is not None and before.id == published.id
    return BuildReport(published, tuple(stages.reports), checked.warnings, checked.counts, unchanged, change)


def write(folder: Path, quads: Sequence[Quad], stages: Stages) -> str:
    """Writes all that a release is served from, but for its report, to a staged folder; returns its id."""
    with stages.stage("dump") as stage:
        name = release.name(store.dump_nquads(quads, folder / "dump.nq"))
        stage.done(len(quads), "quads")
    with stages.stage("store") as stage:
        made = store.load_store([folder / "dump.nq"], folder / "store", stage.advance, trusted=True)
        stage.done(made, "quads in named graphs")
    derive(folder, quads, stages)
    return name


def derive(folder: Path, named: Iterable[Quad], stages: Stages) -> None:
    """Writes what a release has beside its store: labels (from the statements `named`), lists and statistics.

    The store is tidied and counted meanwhile, which leaves the interpreter to others.
    """
    with ThreadPoolExecutor(1) as beside:
        tidied = beside.submit(store.optimise_store, folder / "store")
        with stages.stage("labels") as stage:
            stage.done(labelling.build_index(named, folder / "labels.sqlite"), "labels")
        tidied.result()
        counting = beside.submit(lambda: Statistics.of(_asking(store.Dataset.on_disk(folder / "store"))))
        with stages.stage("lists") as stage:
            stage.done(_lists(folder), "entries")
        with stages.stage("statistics") as stage:
            counted = counting.result()
            counted.write(folder / "statistics.json")
            stage.done(len(counted.predicates), "predicates")


def _lists(folder: Path) -> int:
    """Writes the lists of a release from its store and its labels."""
    data, index = store.Dataset.on_disk(folder / "store"), labels.LabelIndex.open(folder / "labels.sqlite")
    label = functools.lru_cache(maxsize=100_000)(index.label)

    try:
        return catalogue.build_catalogue(_asking(data), label, folder / "lists.sqlite")
    finally:
        index.close()


def _asking(data: store.Dataset) -> Callable[[str], list[tuple[str, ...]]]:
    """Asks a data set with SPARQL for the values of terms."""

    def rows(text: str) -> list[tuple[str, ...]]:
        return [tuple(getattr(term, "value", "") for term in row) for row in data.query(text)]  # type: ignore[union-attr] # rows, since each is a SELECT

    return rows


def _stop_at_errors(faults: list[Fault]) -> None:
    if any(fault.severity == "error" for fault in faults):
        raise BuildFailed(faults)


def _read(inputs: Inputs, stages: Stages, archive: Path | None) -> tuple[Sources, dict[str, str]]:
    """The files and the articles of the archive, and the texts of the latter."""
    with stages.stage("read") as stage:
        read = sources.read(inputs, stage.advance)
        stage.done(sum(len(file.quads) for file in read.files), f"quads in {len(read.files)} files")
    if archive is None or not archive.is_file():
        return read, {}
    with stages.stage("extracted") as stage:
        found = extracted.graphs(archive, read, inputs, stage.advance)
        stage.done(sum(len(file.quads) for file in found.files), f"quads of {len(found.texts)} articles")
    return Sources((*read.files, *found.files)), found.texts


def _entail(read: Sources, holder: infer.Holder | None) -> tuple[list[Quad], list[Fault]]:
    """The entailments, and warnings for axioms that only the slow engine takes."""
    try:
        return _consistent(read, lambda: _by_rules(read, holder)), []
    except Beyond as beyond:
        said = [f"{reason}; so owlrl inferred, which takes far longer" for reason in beyond.reasons]
        slow = [_fault(read, one, named(one), "warning", ("schema", "reference", "article")) for one in said]
        return _consistent(read, lambda: infer.entail(read.quads(), "owlrl")), slow


def _by_rules(read: Sources, holder: infer.Holder | None) -> list[Quad]:
    """The entailments by the rules, here or on other machines, which share out the articles."""
    if holder is None:
        return infer.entail(read.quads())
    common = [quad for file in read.of_kind("schema", "reference") for quad in file.quads]
    return infer.entail_apart(common, (quad for file in read.of_kind("article") for quad in file.quads), holder)


def _consistent(read: Sources, inferred: Callable[[], T]) -> T:
    """What is inferred; a contradiction becomes faults at the lines that describe what it is about."""
    try:
        return inferred()
    except infer.Inconsistent as error:
        raise BuildFailed([_fault(read, message, about) for message, about in error.findings]) from error


def _fault(
    read: Sources,
    message: str,
    about: Iterable[str],
    severity: Severity = "error",
    kinds: tuple[Kind, ...] = ("article", "reference"),
) -> Fault:
    """A fault at the first line of files of these kinds that describes one of the IRIs it is about."""
    for iri in about:
        for file in read.of_kind(*kinds):
            if (line := file.line_of(iri)) is not None:
                return Fault(file.name, line, message, severity)
    return Fault("ontology/schema.ttl", None, message, severity)


def _change(before: Release | None, folder: Path) -> Change | None:
    """The change from the release in service to a staged one; None where they cannot be compared."""
    try:
        return difference.change(before, folder / "dump.nq") if before is not None else None
    except difference.NotSorted:  # it was loaded from files of others, and `diemcau diff` says so
        return None


def _report(name: str, checked: Checked, stages: Sequence[StageReport], change: Change | None) -> str:
    content = {
        "release": name,
        "made": release.today(),
        "graphs": checked.counts,
        "warnings": [str(fault) for fault in checked.warnings],
        "stages": [vars(stage) for stage in stages],
        "change": vars(change) if change else None,
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
