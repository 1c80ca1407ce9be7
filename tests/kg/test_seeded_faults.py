"""Faults seeded into copies of the real files: each is caught by file, line and reason, never served."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg import paths, release
from kg.model import BuildFailed, Fault
from kg.pipeline import build
from kg.sources import Inputs

ARTICLE = "kg/graphs/fd45605fa2297ed5.trig"
DOCUMENTS = "ontology/reference/documents.ttl"


@dataclass(frozen=True)
class Seed:
    """A change of one file: the first match of `old` (a pattern) becomes `new`, seen as `reason`.

    `at` is the text that stands on the line to be named, from the change on; None asks for no exact line.
    """

    name: str
    old: str
    new: str
    at: str | None
    reason: str
    file: str = ARTICLE


EVIDENCE = (
    Seed("shifted start", "oa:start 1067", "oa:start 1068", "oa:start 1068", "but the quote has 22 characters"),
    Seed(
        "shifted span",
        r"oa:end 1039 ;\n(.*\n) +oa:start 1028",
        r"oa:end 1040 ;\n\1    oa:start 1029",
        "oa:start 1029",
        "these offsets have the identifier span:fd45605fa2297ed5--1029-1040",
    ),
    Seed(
        "dropped claim",
        r"  claim:\S+ a diem:Claim ;\n[^\n]*\n +diem:claims bridge-point:[^\n]*(?:\n    [^\n]*)+\n",
        "",
        None,
        "--thai-binh: no claim of this article supports the fact",
    ),
    Seed("dropped triple", r"    diem:byline \"[^\"]*\" ;\n", "", None, "claims a statement that no graph makes"),
    Seed("misspelt property", "diem:rankedAmong", "diem:rankedAmogn", "rankedAmogn", "no declared property"),
    Seed("unknown thing", "period:2019 ", "period:2091 ", "period:2091", "period:2091 is described nowhere"),
    Seed("decomposed letters", 'Cao Biền" ;', 'Cao Bie\u0302\u0300n" ;', "Bie\u0302\u0300n", "normal form C"),
)
SHAPES = (
    Seed("confidence 1.2", r"confidence 0\.\d+", "confidence 1.2", "confidence 1.2", "confidence from 0 to 1"),
    Seed(
        "second date",
        r'(diem:date "2020-08-26"\^\^xsd:date)',
        r'\1 , "2020-08-27"^^xsd:date',
        '"2020-08-27"',
        "exactly one date",
    ),
    Seed("rank 64 of 63", "diem:rank 20 ;", "diem:rank 64 ;", "diem:rank 64", "a rank is from 1 to the number"),
    Seed(
        "1591 %",
        r"diem:value 15\.91",
        "diem:value 1591.0",
        "diem:value 1591.0",
        "a percentage is from 0 to 100",
        "kg/graphs/afd5768686bddc22.trig",
    ),
    Seed(
        "second label",
        r'("Nguyễn Xuân Phúc"@vi) \.',
        r'\1 , "Nguyễn Văn Thử"@vi .',
        '"Nguyễn Văn Thử"',
        "more than one label in one language",
    ),
    Seed(
        "bad number",
        'diem:documentNumber "17/NQ-CP"',
        'diem:documentNumber "17NQCP"',
        '"17NQCP"',
        "not the form of a document number",
        DOCUMENTS,
    ),
    Seed(
        "second central point",
        r"(bridge-point:\S+--thai-binh a diem:)(BridgePoint)",
        r"\1Central\2",
        "diem:bridgePointOf",
        "more than one central bridge point",
    ),
)


@dataclass(frozen=True)
class Outcome:
    """What a build of the seeded files found, the files as seeded, and the releases before and after."""

    faults: list[Fault]
    folder: Path
    before: release.Release
    after: release.Release | None


def copy_of_the_real_files(folder: Path) -> Inputs:
    (folder / "kg").mkdir()
    shutil.copytree(paths.ontology_dir(), folder / "ontology")
    shutil.copytree(paths.graphs_dir(), folder / "kg" / "graphs")
    return Inputs(folder / "ontology", folder / "kg" / "graphs", Inputs().expected)


def sow(folder: Path, seed: Seed) -> None:
    path = folder / seed.file
    text, changed = re.subn(seed.old, seed.new, path.read_text(encoding="utf-8"), count=1)
    assert changed == 1, f"{seed.name}: nothing to change in {seed.file}"
    path.write_text(text, encoding="utf-8")


def line_of(folder: Path, seed: Seed) -> int | None:
    if seed.at is None:
        return None
    lines = (folder / seed.file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if seed.at in line)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, release.Release]:
    """A data folder with a good release of the real files in service."""
    data = tmp_path_factory.mktemp("data")
    return data, build(data, []).release


def outcome(folder: Path, service: tuple[Path, release.Release], seeds: tuple[Seed, ...]) -> Outcome:
    data, before = service
    inputs = copy_of_the_real_files(folder)
    for seed in seeds:
        sow(folder, seed)
    with pytest.raises(BuildFailed) as failed:
        build(data, [], inputs=inputs)
    return Outcome(failed.value.faults, folder, before, release.current(data))


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory, service: tuple[Path, release.Release]) -> Outcome:
    return outcome(tmp_path_factory.mktemp("evidence"), service, EVIDENCE)


@pytest.fixture(scope="module")
def shapes(tmp_path_factory: pytest.TempPathFactory, service: tuple[Path, release.Release]) -> Outcome:
    return outcome(tmp_path_factory.mktemp("shapes"), service, SHAPES)


def caught(seed: Seed, found: Outcome) -> None:
    matching = [f for f in found.faults if f.where == seed.file and seed.reason in f.message]
    assert matching, "\n".join(map(str, found.faults))
    assert all(fault.severity == "error" for fault in matching)
    line = line_of(found.folder, seed)
    assert line in [fault.line for fault in matching] or line is None
    assert all(fault.line is not None for fault in matching)


@pytest.mark.parametrize("seed", EVIDENCE, ids=[seed.name for seed in EVIDENCE])
def test_a_fault_of_evidence_or_words_is_caught(evidence: Outcome, seed: Seed) -> None:
    caught(seed, evidence)


@pytest.mark.parametrize("seed", SHAPES, ids=[seed.name for seed in SHAPES])
def test_a_fault_of_shape_is_caught(shapes: Outcome, seed: Seed) -> None:
    caught(seed, shapes)


def test_nothing_else_is_reported(shapes: Outcome) -> None:
    """The seeds alone are at fault: every error carries the reason of one of them."""
    reasons = [seed.reason for seed in SHAPES]
    strange = [f for f in shapes.faults if f.severity == "error" and not any(r in f.message for r in reasons)]
    assert strange == []


def test_the_last_good_release_stays_in_service(evidence: Outcome, shapes: Outcome) -> None:
    for found in (evidence, shapes):
        assert found.after == found.before
        assert found.before.dump.is_file()
        assert not list(found.before.path.parent.glob(".staging-*"))


@pytest.mark.long
def test_each_fault_alone_stops_the_build(tmp_path: Path, service: tuple[Path, release.Release]) -> None:
    """No seed needs the company of another: those that stop early are quick enough to try one by one."""
    for number, seed in enumerate(EVIDENCE):
        folder = tmp_path / str(number)
        folder.mkdir()
        caught(seed, outcome(folder, service, (seed,)))
