"""Names as they are compared: marks that are typed count, marks that are left out do not."""

from typing import NamedTuple

from kg.abbreviations import written_out
from kg.folding import fold

PREF, ALT, HIDDEN = 0, 1, 2
"""Kinds of names: the preferred one, others, and misspellings that are to be found."""


class Named(NamedTuple):
    """One name of something: its text, as that is compared, and its kind."""

    iri: str
    slug: str
    kind: int
    text: str
    folded: str
    spelled: str


def whole(text: str) -> str:
    """`text` without marks or case, and its abbreviations written out."""
    return written_out(fold(text))


def agree(typed: str, spelled: str) -> bool:
    """Whether each word of `typed` has the marks of its counterpart, or none. Both have the same folded form."""
    return all(a in (b, fold(b)) for a, b in zip(typed.split(), spelled.split(), strict=False))


def closeness(typed: str, label: str) -> int:
    """0: equal, 1: the label starts with it, 2: it stands in the label at the start of a word, 3: neither."""
    if typed == label:
        return 0
    return 1 if label.startswith(typed) else 2 if f" {typed}" in f" {label}" else 3
