"""Article prose belongs to its publishers: none of it is in this repository."""

import re
import subprocess
from pathlib import Path

import pytest
import rdflib

from kg import iris, sources
from kg.release import Release
from kg.store import Literal
from tests.conftest import SHARED_TEXTS

ROOT = Path(__file__).resolve().parents[1]
LONGEST = 100
"""Characters that a quote may have, and that any file may share with an article in one run."""
_SPACE = re.compile(r"\s+")


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text)


def _tracked() -> list[Path]:
    """The files of the repository; every file below its folders where there is no git."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    names = [n for n in listed.stdout.split("\0") if n]
    return [path for path in (ROOT / n for n in names) if path.is_file()]


def test_quotes_are_short(release: Release) -> None:
    exact = f"<{iris.OA}exact>"
    quotes = [line for line in release.dump.read_text(encoding="utf-8").splitlines() if f" {exact} " in line]
    literals = [rdflib.util.from_n3(line.split(f" {exact} ")[1].rpartition(" <")[0]) for line in quotes]
    assert literals
    assert max(len(str(literal)) for literal in literals) <= LONGEST


def test_no_file_shares_a_sentence_with_an_article() -> None:
    texts = sorted(SHARED_TEXTS.glob("[0-9]*.txt"))
    if not texts:
        pytest.skip("the texts of the articles are not beside this repository")
    windows = set()
    for path in texts:
        text = _plain(path.read_text(encoding="utf-8"))
        windows |= {text[i : i + LONGEST + 1] for i in range(len(text) - LONGEST)}
    titles = _titles()
    for path in _tracked():
        try:
            text = _plain(path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            continue
        for title in titles:
            text = text.replace(title, "")
        shared = next((w for i in range(len(text)) if (w := text[i : i + LONGEST + 1]) in windows), None)
        assert shared is None, f"{path.relative_to(ROOT)} holds a run of an article: {shared!r}"


def _titles() -> list[str]:
    """Names that are cited whole: titles of articles, documents, reports and events."""
    quads = sources.read(sources.Inputs(), lambda done, total: None).quads()
    found = {
        q.object.value for q in quads if q.predicate.value == iris.DCTERMS + "title" and isinstance(q.object, Literal)
    }
    return sorted(found, key=len, reverse=True)
