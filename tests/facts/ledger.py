"""The hand-made ledgers beside this file: facts read from the articles, and where the graph holds each."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, XSD, Literal, URIRef
from rdflib.term import Node

from kg import iris

FILES = ("ledger.tsv", "ledger-001-002-004.tsv")
_LITERAL = re.compile(r'"(?P<text>.*)"(?:@(?P<language>\w+)|\^\^(?P<datatype>\w+))?')


@dataclass(frozen=True)
class Entry:
    """One row: a fact `id`, read from the characters [start, end), and one claim or triple that holds it.

    Without a predicate the claim is about the fact node `subject`; without a claim the fact is a decision of
    the reference data. `says` lists what else the graph has to say of the subject.
    """

    id: str
    start: int
    end: int
    value: str
    qualifier: str
    basis: frozenset[str]
    modality: str
    attributed: str
    claim: str
    subject: str
    predicate: str
    object: str
    says: tuple[tuple[str, str], ...]


def read(name: str) -> Iterator[Entry]:
    """The rows of a ledger. Raises ValueError for a row that is not whole."""
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader((n for n in lines if n[0] != "#"), delimiter="\t", quoting=csv.QUOTE_NONE, strict=True)
    for row in rows:
        says = tuple(_pair(part) for part in re.split(r"; (?=[a-zA-Z]+=)", row["says"]) if part)
        yield Entry(
            row["id"], int(row["start"]), int(row["end"]), row["value"], row["qualifier"],
            frozenset(b for b in row["basis"].split(",") if b), row["modality"], row["attributed"], row["claim"],
            row["subject"], row["predicate"], row["object"], says,
        )  # fmt: skip


def _pair(part: str) -> tuple[str, str]:
    name, separator, value = part.partition("=")
    if not separator:
        raise ValueError(f"not name=value: {part!r}")
    return name, value


def term(text: str) -> Node:
    """A name such as area:thai-binh, or a literal such as "72"^^decimal, as a term."""
    if text.startswith('"'):
        found = _LITERAL.fullmatch(text)
        if found is None:
            raise ValueError(f"not a literal: {text!r}")
        if found["language"]:
            return Literal(found["text"], lang=found["language"])
        return Literal(found["text"], datatype=XSD[found["datatype"]] if found["datatype"] else None)
    prefix, _, name = text.partition(":")
    return URIRef(iris.PREFIXES[prefix] + name)


def predicate(name: str) -> URIRef:
    """The property that a name of the column `says` stands for."""
    return RDF.type if name == "type" else URIRef(iris.ONT + name)
