"""Things, types and properties whose names begin with what is being typed."""

from typing import Any

from kg import iris
from kg.folding import fold
from kg.reconciling import resource
from server.pages.reader import Reader
from server.reconcile import schema
from server.reconcile.candidates import described

Node = dict[str, Any]
PAGE = 20
"""Suggestions of one answer; `cursor` skips so many."""
MOST = 200
"""Things that are found at all."""


def entities(reader: Reader, prefix: str, cursor: int) -> list[Node]:
    """Things whose names are like `prefix`, or the one that it identifies."""
    labels, iri = reader.serving.labels, resource(prefix)
    if iri is not None and labels.label(iri) is not None:
        found = [iri]
    else:
        found = [one.iri for one in labels.search(prefix, limit=MOST) if one.iri.startswith(iris.ID)]
    shown = (described(reader, one) for one in found[cursor : cursor + PAGE])
    return [{**{key: one[key] for key in ("id", "name", "description")}, "notable": one["type"]} for one in shown]


def types(reader: Reader, prefix: str, cursor: int) -> list[Node]:
    """Classes of the ontology, each with those directly above it."""
    known = schema.of(reader.serving)
    return [
        {
            **_term(reader, one),
            "broader": [_term(reader, above) for above in sorted(known.classes[one] & {*known.classes})],
        }
        for one in _beginning(reader, known.classes, prefix)[cursor : cursor + PAGE]
    ]


def properties(reader: Reader, prefix: str, cursor: int) -> list[Node]:
    """Properties of the ontology, and those that things are named with."""
    known = schema.of(reader.serving).properties
    return [_term(reader, one) for one in _beginning(reader, known, prefix)[cursor : cursor + PAGE]]


def proposed(reader: Reader, cls: str | None, limit: int) -> list[Node]:
    """At most `limit` properties that things of a class have."""
    return [_term(reader, one.iri) for one in schema.proposed(reader.serving, cls)[:limit]]


def _term(reader: Reader, iri: str) -> Node:
    return {"id": schema.short(iri), "name": schema.name(reader, iri)}


def _beginning(reader: Reader, known: Any, prefix: str) -> list[str]:
    """Terms with a word of their name, in either language, or their identifier beginning with `prefix`; best first."""
    typed = fold(prefix)
    found = []
    for iri in known:
        names = [fold(name) for name in (schema.name(reader, iri), *_names(reader, iri), schema.short(iri))]
        if any(f" {typed}" in f" {name}" for name in names) or schema.expanded(prefix) == iri:
            rank = (not any(name == typed for name in names), not any(name.startswith(typed) for name in names))
            found.append((*rank, names[0], iri))
    return [iri for *_, iri in sorted(found)]


def _names(reader: Reader, iri: str) -> list[str]:
    return [name for language in ("vi", "en") if (name := reader.serving.name(language)(iri)) is not None]
