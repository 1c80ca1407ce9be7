"""Parameters of the canned questions as JSON Schema, and the values that a client gives as their files take them."""

from collections.abc import Iterable, Mapping
from typing import Any

from kg.folding import fold
from kg.queries import CannedQuery, Parameter
from server.mcp.shapes import ParameterShape, Question


def schema(queries: Iterable[CannedQuery]) -> dict[str, Any]:
    """The schema of all parameters that questions have: each question takes those that list_questions names."""
    found: dict[str, dict[str, Any]] = {}
    for query in queries:
        for name, parameter in query.parameters.items():
            if name != "lang":  # which is an argument of the tool
                one = found.setdefault(name, {**_type(parameter), "description": "", "examples": []})
                if parameter.title["en"] not in one["description"]:
                    joined = (one["description"], f"{parameter.title['vi']} / {parameter.title['en']}")
                    one["description"] = "; ".join(filter(None, joined))
                if parameter.example not in one["examples"]:
                    one["examples"].append(parameter.example)
    return {"type": "object", "properties": found, "additionalProperties": False, "default": {}}


def _type(parameter: Parameter) -> dict[str, Any]:
    match parameter.type:
        case "year" | "integer":
            return {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^[+-]?[0-9]+$"}]}
        case "choice":
            return {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
        case _:
            return {"type": "string"}


def arguments(given: Mapping[str, Any]) -> dict[str, str]:
    """Values as texts, which is how questions take them. Several choices stand between commas."""
    return {
        name: ",".join(map(str, value)) if isinstance(value, list) else str(value)
        for name, value in given.items()
        if value is not None
    }


def words(query: CannedQuery) -> str:
    """The folded text that a question is found by."""
    return fold(" ".join((query.slug, *query.title.values(), *query.description.values(), *query.tags)))


def described(query: CannedQuery, language: str) -> Question:
    """A question for list_questions."""
    return {
        "name": query.slug,
        "title": query.title[language],
        "description": query.description[language],
        "parameters": [_shape(one, language) for one in query.parameters.values() if one.name != "lang"],
    }


def _shape(one: Parameter, language: str) -> ParameterShape:
    shape: ParameterShape = {
        "name": one.name,
        "title": one.title[language],
        "type": one.type,
        "required": one.required,
        "example": one.example,
    }
    if one.cls is not None:
        shape["of"] = one.cls
    if one.choices:
        shape["choices"] = {code: text[language] for code, text in one.choices.items()}
    return shape
