"""What a client asks for, read strictly: what cannot be meant is named with its place, and how to mend it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, get_args

from kg.folding import nfc
from kg.reconciling import Strictness
from server.problems import Problem
from server.reconcile.schema import Property, Schema

MOST_QUERIES = 50
"""Queries of one batch."""
MOST_CANDIDATES = 100
"""Candidates of one query; a larger limit counts as this."""
FEWEST = 10
"""Candidates where no limit is given."""
MOST_PROPERTIES, MOST_VALUES = 20, 50
"""Properties of a query or an extension, and values of one to compare with."""
MOST_IDS = 100
"""Things of one extension."""
MOST_EXTENDED = 1_000
"""Values that an extension gives of one property of one thing."""
LONGEST = 400
"""Characters of a name, as in the search. Nothing has a longer one: the cell that holds it matches nothing."""
_FIELDS = ("query", "type", "limit", "properties", "type_strict")


@dataclass(frozen=True)
class Value:
    """A value that a property should have: a text as it may be written, or the identifier of a thing."""

    text: str
    is_id: bool = False


@dataclass(frozen=True)
class Wanted:
    """A property, and values of which a candidate should have one."""

    property: Property
    values: Sequence[Value]


@dataclass(frozen=True)
class Query:
    """A reconciliation query: a name, or properties, or both. With neither it finds nothing."""

    text: str
    classes: Sequence[str]
    strictness: Strictness
    limit: int
    properties: Sequence[Wanted]


@dataclass(frozen=True)
class Extension:
    """A data extension query: identifiers of things, and the properties that are wanted, each with a limit."""

    ids: Sequence[str]
    properties: Sequence[tuple[Property, int]]


def batch(text: str, schema: Schema) -> dict[str, Query]:
    """A batch of queries by their keys. Raises Problem."""
    content = _json(text, "queries")
    if not isinstance(content, dict):
        raise _wrong("queries", content, 'an object of queries by keys, such as {"q0": {"query": "Thái Bình"}}')
    if len(content) > MOST_QUERIES:
        raise Problem(413, f"queries has {len(content)} queries; at most {MOST_QUERIES} are answered at once.")
    return {key: _query(entry, f"queries.{key[:40]}", schema) for key, entry in content.items()}


def extension(text: str, schema: Schema) -> Extension:
    """A data extension query. Raises Problem."""
    content = _json(text, "extend")
    if not isinstance(content, dict) or "ids" not in content or "properties" not in content:
        raise _wrong(
            "extend", content, 'an object such as {"ids": ["area/thai-binh"], "properties": [{"id": "successor"}]}'
        )
    ids = _list(content["ids"], "extend.ids", MOST_IDS)
    for number, one in enumerate(ids):
        if not isinstance(one, str):
            raise _wrong(f"extend.ids[{number}]", one, "the identifier of a thing, a text")
    properties = []
    for number, one in enumerate(_list(content["properties"], "extend.properties", MOST_PROPERTIES)):
        where = f"extend.properties[{number}]"
        if not isinstance(one, dict) or not isinstance(one.get("id"), str):
            raise _wrong(where, one, 'an object with the identifier of a property, such as {"id": "successor"}')
        settings = one.get("settings") or {}
        if not isinstance(settings, dict) or set(settings) - {"limit"}:
            raise _wrong(f"{where}.settings", settings, 'an object with nothing but a limit, such as {"limit": 5}')
        limit = _number(settings.get("limit") or 0, f"{where}.settings.limit", least=0)
        properties.append((schema.property(one["id"], f"{where}.id"), min(limit or MOST_EXTENDED, MOST_EXTENDED)))
    return Extension([*dict.fromkeys(ids)], properties)


def _query(content: object, where: str, schema: Schema) -> Query:
    if not isinstance(content, dict):
        raise _wrong(where, content, 'an object such as {"query": "Thái Bình"}')
    if unknown := sorted(set(content) - {*_FIELDS}):
        raise Problem(400, f"{where} has {unknown[0][:40]!r}; a query has nothing but {', '.join(_FIELDS)}.")
    given: Mapping[str, Any] = {key: value for key, value in content.items() if value is not None}
    text = given.get("query", "")
    if not isinstance(text, str):
        raise _wrong(f"{where}.query", text, "a name, a text")
    types = given.get("type", [])
    types = [types] if isinstance(types, str) else _list(types, f"{where}.type", MOST_PROPERTIES)
    for one in types:
        if not isinstance(one, str):
            raise _wrong(f"{where}.type", one, "the identifier of a type, a text, or a list of such")
    strictness = given.get("type_strict", "any")
    if strictness not in get_args(Strictness):
        raise _wrong(f"{where}.type_strict", strictness, f"one of {', '.join(get_args(Strictness))}")
    properties = [
        _wanted(one, f"{where}.properties[{number}]", schema)
        for number, one in enumerate(_list(given.get("properties", []), f"{where}.properties", MOST_PROPERTIES))
    ]
    if "query" not in given and not properties:
        raise Problem(400, f"{where} asks for nothing: give it a query, which is a name, or properties.")
    if len(text) > LONGEST:  # an odd cell of a table, whose other rows are to have their answers
        text, properties = "", []
    classes = [schema.cls(one, f"{where}.type") for one in types if one.strip()]
    limit = min(_number(given.get("limit", FEWEST), f"{where}.limit", least=1), MOST_CANDIDATES)
    return Query(nfc(text).strip(), classes, strictness, limit, properties)


def _wanted(content: object, where: str, schema: Schema) -> Wanted:
    if not isinstance(content, dict) or not isinstance(content.get("pid"), str) or "v" not in content:
        raise _wrong(where, content, 'an object such as {"pid": "successor", "v": "Hưng Yên"}')
    values = content["v"] if isinstance(content["v"], list) else [content["v"]]
    read = [_value(one, f"{where}.v") for one in _list(values, f"{where}.v", MOST_VALUES)]
    return Wanted(schema.property(content["pid"], f"{where}.pid"), read)


def _value(content: object, where: str) -> Value:
    if isinstance(content, dict) and isinstance(content.get("id"), str):
        return Value(content["id"], is_id=True)
    if isinstance(content, bool):
        return Value(str(content).lower())
    if isinstance(content, str | int | float):
        return Value(nfc(str(content)[: LONGEST + 1]).strip())  # no value is longer, so that none is equal
    raise _wrong(where, content, 'a text, a number, true, false, or {"id": …}')


def _json(text: str, where: str) -> Any:
    try:
        content = json.loads(text, parse_constant=_no_constant)
        json.dumps(content, ensure_ascii=False).encode()
        return content
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise Problem(400, f"{where} is no JSON: {error.msg} in {place}.", parameter=where) from None
    except UnicodeEncodeError:
        raise Problem(400, f"{where} has a half of a character, such as \\ud800.", parameter=where) from None
    except (RecursionError, ValueError):  # brackets in thousands of brackets, a number of thousands of digits, NaN
        detail = f"{where} is no JSON: it has NaN or Infinity, endless digits, or brackets in too many brackets."
        raise Problem(400, detail, parameter=where) from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _list(content: object, where: str, most: int) -> list[Any]:
    if not isinstance(content, list):
        raise _wrong(where, content, "a list")
    if len(content) > most:
        raise Problem(413, f"{where} has {len(content)} entries; at most {most} are read.")
    return content


def _number(content: object, where: str, least: int) -> int:
    """A whole number, which some clients send as a text or with a point."""
    try:
        number = float(content) if isinstance(content, str | int | float) and not isinstance(content, bool) else -1
    except (ValueError, OverflowError):
        number = -1
    if number < least or number != number // 1:
        raise _wrong(where, content, f"a whole number, {least} or more")
    return int(min(number, 10**9))


def _wrong(where: str, content: object, instead: str) -> Problem:
    shown = json.dumps(content, ensure_ascii=False, default=str)
    detail = f"{where} is {shown[:80]}{'…' if len(shown) > 80 else ''}; give {instead}."
    return Problem(400, detail, parameter=where)
