"""Answers of queries as the tools give them: few rows, with their evidence, and saying so where they are cut."""

import json
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import cast

from kg import iris
from kg.engine.pool import Answer as PoolAnswer
from kg.formats import by_key, for_kind
from kg.queries import CannedQuery, bind
from kg.store import Term
from server.mcp import sourcing
from server.mcp.shapes import Answer, Sourced, Value
from server.pages.reader import Reader
from server.site import Serving
from server.texts import speaking

MOST_ROWS = 1000
MOST_BYTES = 256 << 10
"""Of an answer: a model reads all of it, and pays for it."""
_JSON, _TURTLE = for_kind("results")[0], by_key("ttl")
_WHOLE = tuple(iris.XSD + name for name in ("integer", "int", "long", "nonNegativeInteger"))
_BROKEN = tuple(iris.XSD + name for name in ("decimal", "double", "float"))


def canned(serving: Serving, query: CannedQuery, arguments: Mapping[str, str], language: str, limit: int) -> Answer:
    """The answer to a canned question. Raises ParameterError, and what a query raises."""
    given = {**arguments, "lang": language} if "lang" in query.parameters else arguments
    terms = bind(query, given, serving.labels)
    titles = {name: title[language] for name, title in query.columns.items()}
    return {"title": query.title[language], **_answer(serving, query.text, language, limit, terms, titles)}


def written(serving: Serving, text: str, language: str, limit: int) -> Answer:
    """The answer to a query that a client wrote. Raises what a query raises."""
    return _answer(serving, text, language, limit, {}, {})


def _answer(
    serving: Serving,
    text: str,
    language: str,
    limit: int,
    bindings: Mapping[str, Term],
    titles: Mapping[str, str],
) -> Answer:
    answer = serving.query(text, bindings=bindings, results=_JSON, graph=_TURTLE, rows=limit, most_bytes=MOST_BYTES)
    reader, text, cut = Reader(serving, language), answer.read().decode(), answer.cut is not None
    if answer.kind == "graph":
        return cast(Answer, {"turtle": text, "cut": cut, **_evidence(reader, [text], answer, limit)})
    found = json.loads(text)
    if "boolean" in found:
        rows = [{"ASK": found["boolean"]}]
        return cast(Answer, {"rows": rows, "cut": cut, **_evidence(reader, [], answer, limit)})
    columns, rows = found["head"]["vars"], found["results"]["bindings"]
    content = {
        "columns": {name: titles.get(name, name) for name in columns},
        "rows": [{name: _value(row[name]) for name in columns if name in row} for row in rows],
        "cut": cut,
    }
    values = [term["value"] for row in rows for term in row.values()]
    return cast(Answer, {**content, **_evidence(reader, values, answer, limit)})


def _evidence(reader: Reader, values: Sequence[str], answer: PoolAnswer, limit: int) -> Sourced:
    things = sourcing.named(values)
    note, word = [], speaking(reader.language)
    if answer.cut == "rows":
        note.append(word("tool.first-rows", count=limit))
    elif answer.cut:
        note.append(word("tool.cut-bytes", count=MOST_BYTES >> 10))
    return sourcing.sourced(reader, things, note)


def _value(term: Mapping[str, str]) -> Value:
    """A term as JSON has it: things by prefixed names, lists of them as lists, numbers and booleans as such."""
    text, datatype = term["value"], term.get("datatype", "")
    if term["type"] == "uri":
        return iris.prefixed(text)
    parts = text.split("; ")
    if all(part.startswith(iris.ID) for part in parts):
        return [iris.prefixed(part) for part in parts]
    if datatype in _WHOLE:
        return int(text)
    if datatype in _BROKEN and math.isfinite(number := float(text)) and Decimal(repr(number)) == Decimal(text):
        return number  # what a float does not hold stays as it is written
    return text == "true" if datatype == iris.XSD + "boolean" else text
