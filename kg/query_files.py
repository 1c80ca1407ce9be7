"""Reading the files of canned questions: strict, and every fault with its line."""

import itertools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import yaml

from kg import yaml_files
from kg.folding import fold, nfc
from kg.iris import expand
from kg.queries import (
    LANGUAGES,
    ROLES,
    CannedQuery,
    Form,
    Parameter,
    ParameterError,
    ParameterType,
    Text,
    View,
    literal,
)
from kg.tokens import Token, tokenize

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass
class QueryFileError(Exception):
    """A .rq file that breaks the rules, and the 1-based line that does."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path.name}:{self.line}: {self.message}"


def load_queries(directory: Path) -> dict[str, CannedQuery]:
    """Every question in `directory` by its slug, in order. Raises QueryFileError at the first fault."""
    return {path.stem: load_query(path) for path in sorted(directory.glob("*.rq"))}


def load_query(path: Path) -> CannedQuery:
    """The question in one file. Raises QueryFileError."""
    reader = _Reader(path)
    if not _SLUG.fullmatch(path.stem):
        raise reader.fault(None, "the name of the file is not a slug: a-z, 0-9, single hyphens")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise QueryFileError(path, error.object[: error.start].count(b"\n") + 1, "not UTF-8") from None
    tokens = [token for token in tokenize(text) if token.kind != "comment"]
    form = reader.form(tokens)
    node = reader.header(text)
    wanted = _KEYS if form == "construct" else (*_KEYS, "columns")
    drawn = form == "select" and "view" in reader.mapping(node)
    header = reader.fields(node, (*wanted, "view") if drawn else wanted)
    variables = {token.text[1:] for token in tokens if token.kind == "var"}
    parameters: dict[str, Parameter] = {}
    for name, node in reader.mapping(header["parameters"]).items():
        if name not in variables:
            raise reader.fault(node, f"the query has no variable ?{name}")
        parameters[name] = reader.parameter(name, node)
    columns = reader.columns(header["columns"], _projected(tokens)) if form == "select" else {}
    title, description = reader.bilingual(header["title"]), reader.bilingual(header["description"])
    tags, minimum = reader.tags(header["tags"]), reader.count(header["minimum_rows"])
    view = reader.view(header["view"], tuple(columns)) if drawn else View()
    return CannedQuery(path.stem, path, title, description, tags, parameters, columns, minimum, text, form, view)


_KEYS = ("title", "description", "tags", "minimum_rows", "parameters")


@dataclass(frozen=True)
class _Reader:
    """Reads the header of one file; every method raises QueryFileError at the line that breaks a rule.

    Works on YAML nodes and not on values: nodes know their lines, and nothing is guessed (no becomes false,
    2020-08-26 a date).
    """

    path: Path

    def fault(self, node: yaml.Node | None, message: str) -> QueryFileError:
        return QueryFileError(self.path, 1 if node is None else node.start_mark.line + 1, message)

    def header(self, text: str) -> yaml.Node:
        """The YAML of the lines "#+ …" that the file starts with, so that its line numbers are the file's."""
        header = itertools.takewhile(lambda line: line.startswith("#+"), text.split("\n"))
        try:
            node = yaml.compose("\n".join(line[2:].removeprefix(" ") for line in header), Loader=yaml_files.LOADER)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line, problem = (mark.line + 1, getattr(error, "problem", "")) if mark else (1, str(error))
            raise QueryFileError(self.path, line, f"the header is not YAML: {problem}") from None
        if node is None:
            raise self.fault(None, 'the file must start with its header, lines "#+ key: …"')
        return node

    def mapping(self, node: yaml.Node) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            raise self.fault(node, "expected keys with values here")
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = self.text(key)
            if name in found:
                raise self.fault(key, f"{name} stands here twice")
            found[name] = value
        return found

    def fields(self, node: yaml.Node, keys: tuple[str, ...]) -> dict[str, yaml.Node]:
        """The values of a mapping that must have exactly these keys."""
        found = self.mapping(node)
        for name, value in found.items():
            if name not in keys:
                raise self.fault(value, f"unknown key {name}; known here: {', '.join(keys)}")
        if missing := [key for key in keys if key not in found]:
            raise self.fault(node, f"missing: {', '.join(missing)}")
        return found

    def text(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode) or node.tag != "tag:yaml.org,2002:str" or not node.value.strip():
            raise self.fault(node, 'expected a text here; put numbers, dates, "yes" and "no" in quotes')
        return nfc(node.value.strip())

    def bilingual(self, node: yaml.Node) -> dict[str, str]:
        found = self.fields(node, LANGUAGES)
        return {lang: self.text(found[lang]) for lang in LANGUAGES}

    def tags(self, node: yaml.Node) -> tuple[str, ...]:
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            raise self.fault(node, "expected a list of tags")
        tags = tuple(self.text(item) for item in node.value)
        if bad := [tag for tag in tags if not _SLUG.fullmatch(tag) or tags.count(tag) > 1]:
            raise self.fault(node, f"not a tag, or there twice: {bad[0]}")
        return tags

    def count(self, node: yaml.Node) -> int:
        if node.tag != "tag:yaml.org,2002:int" or not re.fullmatch("[0-9]{1,9}", node.value):
            raise self.fault(node, "expected a number, 0 or more")
        return int(node.value)

    def columns(self, node: yaml.Node, projected: list[str]) -> dict[str, Text]:
        found = self.mapping(node)
        if list(found) != projected:
            raise self.fault(node, f"columns: {', '.join(found)}; the query selects {', '.join(projected)}")
        return {name: self.bilingual(value) for name, value in found.items()}

    def view(self, node: yaml.Node, columns: tuple[str, ...]) -> View:
        """The word "table", or a mapping: the type of the view, the columns of its roles, and those that are hidden."""
        if isinstance(node, yaml.ScalarNode) and self.text(node) == "table":
            return View()
        given = self.mapping(node)
        if "type" not in given:
            raise self.fault(node, "missing: type")
        kind = next((known for known in ROLES if known == self.text(given["type"])), None)
        if kind is None:
            raise self.fault(given["type"], f"unknown view; known: {', '.join(ROLES)}")
        needed, possible = ROLES[kind]
        hidden = ("hidden",) if "hidden" in given else ()
        found = self.fields(node, ("type", *needed, *(role for role in possible if role in given), *hidden))
        roles = {role: self.named(found[role], columns) for role in found if role not in ("type", "hidden")}
        return View(kind, roles, frozenset(self.named(found["hidden"], columns) if hidden else ()))

    def named(self, node: yaml.Node, columns: tuple[str, ...]) -> tuple[str, ...]:
        """A column, or a list of them."""
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        for one in nodes:
            if self.text(one) not in columns:
                raise self.fault(one, f"no column {self.text(one)}; the query selects {', '.join(columns)}")
        if not nodes:
            raise self.fault(node, "no columns here")
        return tuple(self.text(one) for one in nodes)

    def parameter(self, name: str, node: yaml.Node) -> Parameter:
        given = tuple(key for key in ("class", "choices") if key in self.mapping(node))
        found = self.fields(node, ("type", *given, "required", "example", "title"))
        kind = next((known for known in get_args(ParameterType) if known == self.text(found["type"])), None)
        if kind is None:
            raise self.fault(found["type"], f"unknown type; known: {', '.join(get_args(ParameterType))}")
        if (kind == "entity") != ("class" in found):
            raise self.fault(node, "an entity needs a class, and nothing else has one")
        if (kind == "choice") != ("choices" in found):
            raise self.fault(node, "a choice needs choices, and nothing else has them")
        choices = self.choices(found["choices"]) if kind == "choice" else {}
        cls = self.text(found["class"]) if kind == "entity" else None
        if cls is not None and expand(cls) is None:
            raise self.fault(found["class"], f"not the IRI of a class: {cls}")
        required = found["required"]
        if required.tag != "tag:yaml.org,2002:bool" or required.value not in ("true", "false"):
            raise self.fault(required, "expected true or false")
        example, title = self.text(found["example"]), self.bilingual(found["title"])
        parameter = Parameter(name, kind, cls, required.value == "true", example, title, choices)
        if kind != "entity":  # what an entity's example names, only a release can tell
            try:
                literal(parameter, parameter.example)
            except ParameterError as error:
                raise self.fault(found["example"], error.message) from None
        return parameter

    def choices(self, node: yaml.Node) -> dict[str, Text]:
        """The codes and their names, which people list between commas: each must be told from the others."""
        choices: dict[str, Text] = {}
        known: dict[str, str] = {}
        for code, text in self.mapping(node).items():
            if not _SLUG.fullmatch(code):
                raise self.fault(text, f"not a code: {code}")
            choices[code] = self.bilingual(text)
            for name in (code, *choices[code].values()):
                if "," in name or ";" in name or known.setdefault(fold(name), code) != code:
                    raise self.fault(text, f"a name with a comma, or of two choices: {name}")
        if not choices:
            raise self.fault(node, "no choices here")
        return choices

    def form(self, tokens: list[Token]) -> Form:
        words = [token.text.lower() for token in tokens if token.kind == "word"]
        match next((word for word in words if word in ("select", "construct", "ask", "describe")), None):
            case "select":
                return "select"
            case "construct":
                return "construct"
        raise self.fault(None, "the file must hold a SELECT or a CONSTRUCT query")


def _projected(tokens: list[Token]) -> list[str]:
    """The variables that the outermost SELECT names, in order; none for SELECT *."""
    names: list[str] = []
    start = next(i for i, token in enumerate(tokens) if token.text.lower() == "select")
    depth, previous = 0, tokens[start]
    for token in tokens[start + 1 :]:
        if depth == 0 and (token.text == "{" or token.text.lower() in ("where", "from")):
            break
        depth += (token.text in ("(", "{")) - (token.text in (")", "}"))
        if token.kind == "var" and (depth == 0 or (depth == 1 and previous.text.lower() == "as")):
            names.append(token.text[1:])
        previous = token
    return names
