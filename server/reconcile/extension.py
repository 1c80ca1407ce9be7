"""The values of properties of things that were reconciled, to be put into a client's table."""

from collections.abc import Mapping
from typing import Any

from kg import iris
from kg.reconciling import resource
from server.pages.reader import Reader
from server.reconcile import schema, values
from server.reconcile.asked import Extension
from server.reconcile.schema import Property

Node = dict[str, Any]
_FEW = 10
"""Texts that are shown of a term."""
_WHOLE = ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "gYear")
_FRACTION = ("decimal", "double", "float")


def response(reader: Reader, asked: Extension) -> Node:
    """The data extension response: what the properties are, and their values by thing and property.

    What is no thing of this graph has no values.
    """
    known = {one: iri for one in asked.ids if (iri := resource(one)) is not None and reader.name(iri) is not None}
    rows: dict[str, Node] = {one: {} for one in asked.ids}
    for wanted, limit in asked.properties:
        found = values.of(reader.serving, [*dict.fromkeys(known.values())], wanted, limit) if known else {}
        for one in asked.ids:
            terms = _in_language(found.get(known.get(one, ""), []), reader.language)
            rows[one][schema.short(wanted.iri)] = [_cell(reader, term) for term in terms]
    return {"meta": [_meta(reader, wanted) for wanted, _ in asked.properties], "rows": rows}


def texts_of(reader: Reader, iri: str, predicate: str) -> list[str]:
    """What a property says of a thing, in the language of the reader."""
    terms = values.of(reader.serving, [iri], Property(predicate, of_things=False), _FEW).get(iri, [])
    return [term["value"] for term in _in_language(terms, reader.language)]


def _meta(reader: Reader, wanted: Property) -> Node:
    found: Node = {"id": schema.short(wanted.iri), "name": schema.name(reader, wanted.iri)}
    classes = schema.of(reader.serving).classes
    if wanted.of_things and len(ranges := wanted.ranges & classes.keys()) == 1:
        (cls,) = ranges
        found["type"] = {"id": schema.short(cls), "name": schema.name(reader, cls)}
    return found


def _in_language(terms: list[Mapping[str, str]], language: str) -> list[Mapping[str, str]]:
    """Of texts in several languages those in the language of the reader, where there are any."""
    spoken = [term for term in terms if term.get("xml:lang") == language]
    return [term for term in terms if "xml:lang" not in term or not spoken or term in spoken]


def _cell(reader: Reader, term: Mapping[str, str]) -> Node:
    """A value as the specification has it: a thing, a whole number, another number, a day, or a text."""
    text, kind = term["value"], term.get("datatype", "").removeprefix(iris.XSD)
    if term["type"] == "uri":
        name = reader.name(text)
        return (
            {"id": text.removeprefix(iris.ID), "name": name or text}
            if text.startswith(iris.ID)
            else {"str": name or text}
        )
    if kind in _WHOLE and text.lstrip("+-").isdecimal():
        return {"int": int(text)}
    if kind in _FRACTION and text.lower().lstrip("+-") not in ("inf", "nan"):
        return {"float": float(text)}
    if kind == "date" and len(text) == 10:
        return {"date": f"{text}T00:00:00Z"}
    return {"date": text} if kind == "dateTime" else {"str": text}
