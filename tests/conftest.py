"""One real release, built once from the shipped files, and what is needed to ask it."""

import fcntl
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import hypothesis
import pytest

from kg import pipeline
from kg import release as releases
from kg.engine.pool import QueryPool
from kg.labels import LabelIndex
from kg.release import Release

# A busy machine is no defect; what must be fast has a test that says so.
# No clock, and the same cases for everyone: a run that fails, fails for whoever runs it again.
hypothesis.settings.register_profile("everyday", deadline=None, derandomize=True, max_examples=20)
hypothesis.settings.register_profile("long", deadline=None, derandomize=True, max_examples=100)
hypothesis.settings.load_profile("everyday")

SHARED_TEXTS = Path(__file__).resolve().parents[2] / "shared" / "articles"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are processors: tests wait for others, and for clocks, a third of their time."""
    return len(os.sched_getaffinity(0)) + 1


def marked_long_but(everyday: Iterable[object], every: Iterable[object]) -> list[pytest.ParameterSet]:
    """Parameters of a test: all of `every` in the long run, those of `everyday` in every run."""
    chosen = frozenset(everyday)
    return [pytest.param(one, marks=() if one in chosen else pytest.mark.long) for one in every]


@pytest.fixture(scope="session")
def article_folders() -> list[Path]:
    """Folders with the texts of the five articles, where they are at hand."""
    return [SHARED_TEXTS] if SHARED_TEXTS.is_dir() else []


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory, article_folders: list[Path], worker_id: str) -> Path:
    """A data folder with a release of the shipped files in service. Tests read it only.

    Processes that share the work of one run (pytest -n) share it: the first builds, the others wait.
    """
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "data"
    with folder.with_name("data.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if releases.current(folder) is None:
            pipeline.build(folder, article_folders)
    return folder


@pytest.fixture(scope="session")
def release(data_dir: Path) -> Release:
    """The release of the shipped files."""
    found = releases.current(data_dir)
    assert found is not None
    return found


@pytest.fixture(scope="session")
def pool(release: Release) -> Iterator[QueryPool]:
    """Query workers on the release."""
    with QueryPool(release.path) as workers:
        yield workers


@pytest.fixture(scope="session")
def labels(release: Release) -> Iterator[LabelIndex]:
    """The label index of the release."""
    index = LabelIndex.open(release.labels)
    yield index
    index.close()
