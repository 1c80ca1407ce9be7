"""Article prose belongs to its publishers: none of it is in this repository."""

import re
import subprocess
from pathlib import Path

import pytest
import rdflib

from kg import iris, sources
from kg.release import Release
from kg.validate.described import subclasses
from tests.conftest import SHARED_TEXTS

ROOT = Path(__file__).resolve().parents[1]
LONGEST = 100
"""Characters that a quote may have, and that any file may share with an article in one run."""
TITLED = ("Article", "LegalDocument", "PolicyProgramme", "Report", "Meeting", "Ranking")
"""Classes whose members have names that may be longer: a title is a name, not prose."""
LONGEST_TITLE = 160
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
    """Names that are cited whole: titles of what has a title of its own, each short and no more than one sentence."""
    read = sources.read(sources.Inputs(), lambda done, total: None)
    titled = {c for name in TITLED for c in subclasses(read, iris.ONT + name)}
    has_title = {
        q.subject for q in read.quads() if q.predicate.value == iris.RDF + "type" and _text(q.object) in titled
    }
    found = {
        _text(q.object) for q in read.quads() if q.predicate.value == iris.DCTERMS + "title" and q.subject in has_title
    }
    assert max(map(len, found)) <= LONGEST_TITLE
    assert not [title for title in found if re.search(r"[.!?…] ", title)]
    return sorted(found, key=len, reverse=True)


def _text(term: object) -> str:
    return str(getattr(term, "value", ""))
