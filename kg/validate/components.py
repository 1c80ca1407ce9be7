"""The components of SHACL Core that look at one value at a time: each says whether a value keeps to it for sure."""

import datetime
import re
from collections.abc import Callable, Mapping
from decimal import Decimal

import rdflib
from rdflib import SH, XSD
from rdflib.collection import Collection as Listed
from rdflib.term import Node

from kg.memory import from_rdflib
from kg.store import BlankNode, Literal, Term, Triple

Value = Term | Triple
_FORMS = {XSD.integer: re.compile(r"[+-]?[0-9]+"), XSD.decimal: re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")}
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _datatype(shapes: rdflib.Graph, stated: Node) -> Callable[[Value], bool]:
    name = str(stated)

    def keeps(value: Value) -> bool:
        return isinstance(value, Literal) and value.datatype.value == name and (name == str(XSD.string) or _sure(value))

    return keeps


def _limit(holds: Callable[[Decimal, Decimal], bool]) -> Callable[[rdflib.Graph, Node], Callable[[Value], bool]]:
    def made(shapes: rdflib.Graph, stated: Node) -> Callable[[Value], bool]:
        limit = Decimal(str(stated))
        return lambda value: (number := _number(value)) is not None and holds(number, limit)

    return made


def _longest(shapes: rdflib.Graph, stated: Node) -> Callable[[Value], bool]:
    most = int(str(stated))
    return lambda value: not isinstance(value, BlankNode | Triple) and len(value.value) <= most


def _pattern(shapes: rdflib.Graph, stated: Node) -> Callable[[Value], bool]:
    regex = re.compile(str(stated))
    return lambda value: not isinstance(value, BlankNode | Triple) and regex.search(value.value) is not None


def _one_of(shapes: rdflib.Graph, stated: Node) -> Callable[[Value], bool]:
    allowed = {from_rdflib(one) for one in Listed(shapes, stated)}
    return lambda value: value in allowed


def _languages(shapes: rdflib.Graph, stated: Node) -> Callable[[Value], bool]:
    allowed = {str(one).lower() for one in Listed(shapes, stated)}
    return lambda value: isinstance(value, Literal) and (value.language or "").lower() in allowed


OF_VALUES: Mapping[Node, Callable[[rdflib.Graph, Node], Callable[[Value], bool]]] = {
    SH.datatype: _datatype,
    SH.minInclusive: _limit(lambda number, limit: number >= limit),
    SH.maxInclusive: _limit(lambda number, limit: number <= limit),
    SH.maxLength: _longest,
    SH.pattern: _pattern,
    SH["in"]: _one_of,
    SH.languageIn: _languages,
}
"""Components that look at one value at a time."""


def name(value: Value) -> str:
    """The IRI of a resource, the lexical form of a literal; nothing for what RDF 1.1 does not know."""
    return "" if isinstance(value, Triple) else value.value


def _number(value: Value) -> Decimal | None:
    form = _FORMS.get(rdflib.URIRef(value.datatype.value)) if isinstance(value, Literal) else None
    return Decimal(name(value)) if form and form.fullmatch(name(value)) else None


def _date(value: Value) -> datetime.date | None:
    if not isinstance(value, Literal) or value.datatype.value != str(XSD.date) or not _DATE.fullmatch(value.value):
        return None
    try:
        return datetime.date.fromisoformat(value.value)
    except ValueError:
        return None


def _sure(value: Value) -> bool:
    """Whether a literal is surely well-formed."""
    return _number(value) is not None or _date(value) is not None


def ordered(one: Value, two: Value, *, equal: bool) -> bool:
    """Whether one value is surely less than another, or `equal`."""
    for read in (_number, _date):
        a, b = read(one), read(two)
        if a is not None and b is not None:
            return a < b or (equal and a == b)  # type: ignore[operator]
    return False
