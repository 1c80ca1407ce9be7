"""Canned questions: one .rq file each, with a header in lines "#+ …" that are YAML together.

The rest of the file is SPARQL that runs unchanged in any editor: a parameter is a plain variable, and one that is
not given stays unbound. `lang` (vi or en) is the language of labels wherever a question declares it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal as OneOf

from kg import iris
from kg.dates import parse_date
from kg.folding import fold, nfc
from kg.formats import Kind
from kg.labels import Candidate, LabelIndex
from kg.store import Literal, NamedNode

ParameterType = OneOf["entity", "date", "year", "integer", "string", "choice"]
Form = OneOf["select", "construct"]
ViewKind = OneOf["table", "bars", "series", "ranks", "map"]
Text = Mapping[str, str]
"""A text in Vietnamese and English, by "vi" and "en"."""
LANGUAGES = ("vi", "en")


@dataclass(frozen=True)
class Parameter:
    """A variable that callers may set. `cls` is the class of an entity as the file writes it, else None.

    `choices` are the codes of a choice and their names; several may be chosen at once.
    """

    name: str
    type: ParameterType
    cls: str | None
    required: bool
    example: str
    title: Text
    choices: Mapping[str, Text] = field(default_factory=dict)


ROLES: Mapping[ViewKind, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "table": ((), ()),
    "bars": (("name", "value"), ("group", "unit", "text", "hedge", "modality", "target", "target_text")),
    "series": (("value", "start", "end"), ("as_of", "period", "name", "group", "unit", "text", "hedge", "modality")),
    "ranks": (("name", "rank", "out_of"), ("group", "up_to")),
    "map": (("place", "words"), ("value",)),
}
"""What a view draws, by kind: what it needs, and what it may have. Each is a column, or several: those of names,
groups and words are joined, of others the first that a row binds counts."""


@dataclass(frozen=True)
class View:
    """How a page draws an answer above its table, which always stays. `columns` are the columns of each role;
    `hidden` are those that only the drawing needs: the page's table goes without them, and no other format does.
    """

    kind: ViewKind = "table"
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CannedQuery:
    """A question. `columns` names what a SELECT projects, in order; `text` is the whole file."""

    slug: str
    path: Path
    title: Text
    description: Text
    tags: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    columns: Mapping[str, Text]
    minimum_rows: int
    text: str
    form: Form
    view: View = field(default_factory=View)

    @property
    def answers(self) -> Kind:
        """What the engine answers with: rows ("results") or a graph."""
        return "graph" if self.form == "construct" else "results"


@dataclass
class ParameterError(Exception):
    """An argument that cannot be used. `candidates` is what may have been meant, best first."""

    name: str
    value: str
    message: str
    candidates: list[Candidate] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.name}: {self.message}"


def bind(query: CannedQuery, arguments: Mapping[str, str], labels: LabelIndex) -> dict[str, NamedNode | Literal]:
    """The terms for the parameters that `arguments` give; a blank argument (an empty form field) is not given.

    A date becomes an xsd:date, a year and an integer an xsd:integer (queries compare YEAR(?date) with it), a
    string a plain literal, an entity its IRI, a choice the chosen codes between commas (",rank,score,", for
    CONTAINS). Raises ParameterError for a name that the query does not have,
    a required argument that is missing, and a value that is malformed, unknown or ambiguous.
    """
    for name, value in arguments.items():
        if name not in query.parameters:
            known = ", ".join(query.parameters) or "none"
            raise ParameterError(name, value, f"no such parameter; {query.slug} has: {known}")
    terms: dict[str, NamedNode | Literal] = {}
    for name, parameter in query.parameters.items():
        # A command line passes bytes that are not UTF-8 as lone surrogates, which no term and no index can hold.
        value = nfc(arguments.get(name, "")).encode(errors="replace").decode().strip()
        if parameter.type == "choice":
            value = value.strip(",; ")  # a list of nothing
        if value:
            entity = parameter.type == "entity"
            terms[name] = _entity(parameter, value, labels) if entity else literal(parameter, value)
        elif parameter.required:
            raise ParameterError(name, value, f"required, for example {parameter.example}")
    return terms


def literal(parameter: Parameter, value: str) -> Literal:
    name, day = parameter.name, parse_date(value)
    if parameter.type == "date":
        if day is None:
            raise ParameterError(name, value, f"not a day: {value}; write 2020-08-26 or 26/8/2020")
        return Literal(day, datatype=NamedNode(iris.XSD + "date"))
    if parameter.type == "year" and not re.fullmatch("[0-9]{4}", value):
        raise ParameterError(name, value, f"not a year: {value}; write four digits, like 2020")
    if parameter.type in ("year", "integer"):
        if not re.fullmatch("[+-]?[0-9]{1,18}", value):
            raise ParameterError(name, value, f"not a whole number: {value}; write digits only, at most 18")
        return Literal(str(int(value)), datatype=NamedNode(iris.XSD + "integer"))
    if name == "lang" and value not in LANGUAGES:
        raise ParameterError(name, value, f"no labels in {value}; there are {' and '.join(LANGUAGES)}")
    return Literal(_chosen(parameter, value) if parameter.type == "choice" else value)


def _chosen(parameter: Parameter, value: str) -> str:
    """The codes that a list such as "rank, điểm" names, in any language, with or without marks."""
    codes = {fold(name): code for code, text in parameter.choices.items() for name in (code, *text.values())}
    parts = [part.strip() for part in re.split("[,;]", value) if part.strip()]
    if unknown := [part for part in parts if fold(part) not in codes]:
        known = "; ".join(f"{code} ({', '.join(text.values())})" for code, text in parameter.choices.items())
        raise ParameterError(parameter.name, value, f"no such choice: {unknown[0]}; there are: {known}")
    return f",{','.join(dict.fromkeys(codes[fold(part)] for part in parts))},"


def _entity(parameter: Parameter, value: str, labels: LabelIndex) -> NamedNode:
    name, cls = parameter.name, parameter.cls
    found = labels.resolve(value, cls)
    if len(found) == 1:
        return NamedNode(found[0].iri)
    if found:
        raise ParameterError(name, value, f"{value} may be any of {_listed(found)}", found)
    if others := labels.resolve(value):
        raise ParameterError(name, value, f"{others[0].label} is no {cls}", labels.search(value, cls))
    if value.startswith(("http://", "https://", "<")):
        raise ParameterError(name, value, f"no such IRI here: {value}; those of this data start with {iris.ID}")
    near = labels.search(value, cls)
    hint = f"; perhaps {_listed(near)}" if near else ""
    raise ParameterError(name, value, f"no {cls} is called {value}{hint}", near)


def _listed(found: list[Candidate]) -> str:
    shown = ", ".join(f"{c.label} ({c.slug})" for c in found[:5])
    return shown if len(found) <= 5 else f"{shown} and {len(found) - 5} more"
