"""Answers in SPARQL JSON as columns of Python values: numbers, days, moments and text in NFC."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from kg import iris
from kg.folding import nfc

Term = Mapping[str, str]
"""A term as SPARQL JSON has it (https://www.w3.org/TR/sparql11-results-json/#select-encode-terms)."""
_TRUTH = {"true": True, "1": True, "false": False, "0": False}
_READERS: Mapping[str, Callable[[str], object]] = {
    iris.XSD + "integer": int,
    iris.XSD + "int": int,
    iris.XSD + "long": int,
    iris.XSD + "nonNegativeInteger": int,
    iris.XSD + "gYear": int,
    iris.XSD + "decimal": Decimal,
    iris.XSD + "double": float,
    iris.XSD + "float": float,
    iris.XSD + "boolean": _TRUTH.__getitem__,
    iris.XSD + "date": datetime.date.fromisoformat,
    iris.XSD + "dateTime": datetime.datetime.fromisoformat,
}


def value(term: Term) -> object:
    """The Python value of a term: int, Decimal, float, bool, date, datetime, or text in NFC.

    IRIs and blank nodes are text, and so is what its datatype cannot read, as it is written.
    """
    read = _READERS.get(term.get("datatype", ""))
    if read is None:
        return nfc(term["value"])
    try:
        return read(term["value"])
    except (ValueError, KeyError, InvalidOperation):
        return term["value"]


def columns(answer: Mapping[str, Any]) -> dict[str, list[object]]:
    """The values of each column of a SELECT, None where a row does not bind it; of an ASK the column "ASK"."""
    if "boolean" in answer:
        return {"ASK": [answer["boolean"]]}
    rows: Sequence[Mapping[str, Term]] = answer["results"]["bindings"]
    return {
        name: [value(row[name]) if name in row else None for row in rows] for name in map(str, answer["head"]["vars"])
    }


def dtype(values: Sequence[object]) -> str:
    """The pandas type that holds all values of a column as they are: nothing is rounded, and nothing turned into text.

    Numbers of several kinds are Float64 where floats hold each exactly, else objects, as values of several kinds are.
    """
    kinds = {type(one) for one in values if one is not None}
    if kinds <= {str}:
        return "string"
    if kinds == {bool}:
        return "boolean"
    if kinds == {int}:
        return "Int64" if all(one is None or abs(one) < 1 << 63 for one in values) else "object"  # type: ignore[arg-type] # all are int
    if kinds <= {int, Decimal, float}:
        return "Float64" if all(one is None or _exact(one) for one in values) else "object"
    if kinds == {datetime.date}:
        return "datetime64[s]"
    if kinds == {datetime.datetime}:
        zoned = {one.tzinfo is not None for one in values if isinstance(one, datetime.datetime)}
        return "object" if len(zoned) > 1 else "datetime64[us, UTC]" if zoned == {True} else "datetime64[us]"
    return "object"


def _exact(number: object) -> bool:
    """Whether the shortest decimal form of the nearest float is the number."""
    if isinstance(number, float):
        return True
    written = Decimal(str(number))
    try:
        return Decimal(repr(float(written))) == written
    except OverflowError:
        return False
