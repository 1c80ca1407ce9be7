"""Candidates for the queries of a batch."""

import functools
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kg import iris
from kg.reconciling import Candidate, by_name, fits, match, ranked
from server.pages import context
from server.pages.reader import Reader
from server.problems import Problem
from server.reconcile import schema, values
from server.reconcile.asked import Query
from server.site import Serving

Node = dict[str, Any]


def results(serving: Serving, batch: Mapping[str, Query], seconds: float) -> Node:
    """The result batch: by the key of each query its candidates, the best first. Raises Problem after `seconds`."""
    until, reader, found = time.monotonic() + seconds, Reader(serving), Node()
    about = functools.cache(functools.partial(described, reader))  # names of one table find the same things
    for number, (key, query) in enumerate(batch.items()):
        if time.monotonic() > until:
            detail = f"{number} of {len(batch)} queries were answered within {seconds:g} s. Send fewer at once."
            raise Problem(504, detail)
        candidates = _with_properties(serving, _candidates(serving, query), query)
        meant = match(candidates)
        found[key] = {"result": [_node(about(one.iri), one, one is meant) for one in ranked(candidates)[: query.limit]]}
    return found


def _candidates(serving: Serving, query: Query) -> list[Candidate]:
    if query.text:
        return by_name(serving.labels, query.text, query.classes, query.strictness)
    if not query.properties:
        return []
    found = []
    for iri in values.found_by(serving, query.properties[0]):
        fitting = fits(serving.labels.types(iri), query.classes, query.strictness)
        if fitting or query.strictness == "should":
            name = serving.labels.label(iri) or iri
            found.append(Candidate(iri, name, {"type": float(fitting), "properties": 1.0}))
    return found


def _with_properties(serving: Serving, candidates: list[Candidate], query: Query) -> list[Candidate]:
    """The candidates with the share of the properties whose values they have."""
    if not query.properties or not candidates:
        return candidates
    things = [one.iri for one in candidates]
    having = [values.having(serving, things, wanted) for wanted in query.properties]
    shares = {iri: round(sum(iri in one for one in having) / len(having), 3) for iri in things}
    return [replace(one, features={**one.features, "properties": shares[one.iri]}) for one in candidates]


def _node(about: Node, one: Candidate, matches: bool) -> Node:
    return {
        **about,
        "score": one.score,
        "match": matches,
        "features": [{"id": feature, "value": value} for feature, value in one.features.items()],
    }


def described(reader: Reader, iri: str) -> Node:
    """A thing as clients get it: its identifier, name and types, and what tells it from others of its name."""
    types = schema.of(reader.serving).narrowest(reader.serving.labels.types(iri))
    return {
        "id": iri.removeprefix(iris.ID),
        "name": reader.name(iri) or iri.removeprefix(iris.ID),
        "description": context.line(reader, reader.serving, iri),
        "type": [{"id": schema.short(one), "name": schema.name(reader, one)} for one in types],
    }
