"""Names that the ontology knows, and the word lists beside this file, as one table of phrases.

Reading it takes about 30 ms, once a process: `gazetteer()` keeps it.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg import iris, paths, yaml_files
from kg.extract.phrases import PhraseTable
from kg.extract.spelling import keyword
from kg.store import Literal, NamedNode, parse_file

LEXICON = Path(__file__).with_name("lexicon")
_LABELS = frozenset((iris.RDFS + "label", iris.SKOS + "altLabel", iris.SKOS + "hiddenLabel"))
_EPOCH = re.compile(r"\s*\((?:từ|đến|dự kiến)[^)]*\)$")


@dataclass(frozen=True)
class Gazetteer:
    """`table` finds phrases; the sets are what recognisers ask of single words."""

    table: PhraseTable
    surnames: frozenset[str]
    weak_titles: frozenset[str]
    stops: frozenset[str]
    stop_phrases: tuple[str, ...]
    never_names: frozenset[str]


@functools.cache
def read_lexicon(name: str) -> dict[str, Any]:
    """The content of a file of lexicon/, to be read only."""
    content: dict[str, Any] = yaml_files.read(LEXICON / f"{name}.yaml")
    return content


@functools.cache
def gazetteer() -> Gazetteer:
    """The gazetteer of the shipped ontology."""
    organisations, people, things = (read_lexicon(name) for name in ("organisations", "people", "things"))
    entries = [*_known("agencies", "/agency/", "agency"), *_known("areas", "/area/", "area")]
    for tag, words in (
        ("branch", organisations["branches"]),
        ("branch_head", organisations["branch_heads"]),
        ("area_head", organisations["area_heads"]),
        ("free_head", organisations["free_heads"]),
        ("name_word", organisations["words"]),
        ("agency", organisations["names"]),
        ("honorific", people["honorifics"]),
        ("title", people["titles"]),
        ("meeting", things["meetings"]),
        ("group", things["groups"]),
        ("level", things["levels"]),
        ("country", things["countries"].split(",")),
        ("town", things["towns"].split(",")),
    ):
        entries.extend((tag, word.strip(), None) for word in words)
    stops = people["stops"].split()
    spoken = [word for word in read_lexicon("words")["speech"] if " " in word and word not in people["no_stops"]]
    return Gazetteer(
        PhraseTable(entries),
        frozenset(keyword(name) for name in people["surnames"].split()),
        frozenset(map(keyword, people["weak"])),
        frozenset(keyword(word) for word in stops if "-" not in word),
        tuple(sorted({keyword(word.replace("-", " ")) for word in [*spoken, *(w for w in stops if "-" in w)]})),
        frozenset(map(keyword, organisations["never_names"])),
    )


def _known(name: str, part: str, tag: str) -> Iterator[tuple[str, str, object]]:
    """The Vietnamese labels of the individuals of a reference file, with their IRIs; epochs share a name."""
    by_label: dict[str, list[str]] = {}
    for quad in parse_file(paths.ontology_dir() / "reference" / f"{name}.ttl"):
        subject, label = quad.subject, quad.object
        if (
            isinstance(subject, NamedNode)
            and part in subject.value
            and quad.predicate.value in _LABELS
            and isinstance(label, Literal)
            and label.language == "vi"
        ):
            by_label.setdefault(keyword(_EPOCH.sub("", label.value)), []).append(subject.value)
    for name_of, known in by_label.items():
        yield tag, name_of, tuple(sorted(set(known)))
