"""The pages of the canned questions: the library, and each question with its form and its answer."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kg import iris
from kg.binding import substitute
from kg.dates import parse_date
from kg.engine.pool import Answer
from kg.folding import fold
from kg.formats import Format
from kg.labels import LabelIndex
from kg.queries import CannedQuery, Parameter, ParameterError
from kg.store import NamedNode, Term, term_text
from server import texts, urls
from server.pages import editor, sheet
from server.pages.page import Link, Page, View, downloads, trail
from server.pages.views import Drawer, Pictures, rows_of
from server.releases import Namer


@dataclass(frozen=True)
class Asked:
    """A question with what was typed, and its answer or the fault of an argument."""

    query: CannedQuery
    arguments: Mapping[str, str]
    forms: tuple[Format, ...]
    labels: LabelIndex
    terms: Mapping[str, Term] = field(default_factory=dict)
    answer: Answer | None = None
    fault: ParameterError | None = None


@dataclass(frozen=True)
class Field:
    """A parameter as a field of the form. `kind` is the type of its input, or "choice".

    `example` is something to type, as a link to its answer; `meant` is the thing that was typed; `wrong` says why what
    was typed cannot be used, `candidates` what may have been meant.
    """

    parameter: Parameter
    kind: str
    value: str
    example: Link
    chosen: frozenset[str] = frozenset()
    meant: Link | None = None
    wrong: str = ""
    candidates: tuple[Link, ...] = ()


def collection(queries: Iterable[CannedQuery], tag: str, find: str) -> View:
    """All questions by their first tag, or those with a tag, or with words in their text."""
    known = list(queries)
    tags = sorted({name for query in known for name in query.tags}, key=lambda name: fold(texts.of(f"tag.{name}")))
    words = fold(find).split()
    found = [q for q in known if (not tag or tag in q.tags) and all(word in _searched(q) for word in words)]
    groups = {name: [q for q in found if q.tags[0] == name] for name in tags}
    if tag:
        groups = {tag: found} if tag in tags else {}
    page = Page(
        title=texts.of("questions"),
        summary=texts.of("question.summary", count=len(known)),
        trail=trail(),
    )
    content = {
        "groups": {name: some for name, some in groups.items() if some},
        "tags": {name: sum(name in q.tags for q in known) for name in tags},
        "topic": tag,
        "find": find,
        "count": len(found),
        "total": len(known),
    }
    return View("queries.html", page, content)


def _searched(query: CannedQuery) -> str:
    """What the words of a search are looked for in."""
    tags = [texts.of(f"tag.{name}") for name in query.tags]
    return fold(" ".join((*query.title.values(), *query.description.values(), *tags)))


def question(asked: Asked, name: Namer) -> View:
    """A question with its form and, unless an argument is faulty, its answer."""
    query, language = asked.query, texts.language()
    table, turtle, pictures, more = None, "", Pictures(), False
    if asked.answer is not None and query.form == "construct":
        turtle, more = asked.answer.read().decode(), asked.answer.cut is not None
    elif asked.answer is not None:
        found = json.loads(asked.answer.read())["results"]["bindings"]
        bindings, more = found[: sheet.ROWS], len(found) > sheet.ROWS or asked.answer.cut is not None
        given = [parameter for parameter, term in asked.terms.items() if isinstance(term, NamedNode)]
        table = sheet.sheet(query, bindings, name, given)
        pictures = Drawer(query.view, query.title[language], name).pictures(rows_of(bindings))
    bound = {parameter: term_text(term) for parameter, term in asked.terms.items()}
    text = editor.plain(substitute(query.text, bound))
    answered = asked.fault is None
    page = Page(
        title=query.title[language],
        summary=query.description[language],
        trail=trail(Link(texts.of("questions"), urls.QUERIES)),
        downloads=downloads(asked.forms, lambda form: urls.query(query.slug, form.extension, asked.arguments))
        if answered
        else (),
        asked={query.slug: text} if answered else {},
        described=_described(query, len(table.rows) if table and not more else None) if answered else None,
    )
    content: dict[str, Any] = {
        "query": query,
        "fields": [_field(p, asked, name) for p in query.parameters.values() if p.name != "lang"],
        "unknown": _unknown(asked),
        "table": table,
        "more": more,
        "pictures": pictures,
        "turtle": turtle,
        "answered": answered,
        "text": text,
    }
    return View("query.html", page, content)


def _field(parameter: Parameter, asked: Asked, name: Namer) -> Field:
    value = asked.arguments.get(parameter.name, "")
    term = asked.terms.get(parameter.name)
    kind, chosen, meant = "text", frozenset[str](), None
    match parameter.type:
        case "date":
            day = parse_date(value)
            # A field for days shows nothing of what is no day, and the reader is to see what he typed.
            kind, value = ("date", day or "") if day or not value else ("text", value)
        case "year" | "integer":
            kind = "number" if value.lstrip("+-").isdigit() or not value else "text"
        case "choice":
            kind = "choice"
            chosen = frozenset(
                code
                for code, names in parameter.choices.items()
                if {fold(code), *map(fold, names.values())} & {fold(part.strip()) for part in value.split(",")}
            )
    example = _example(parameter, asked, name)
    if isinstance(term, NamedNode) and (href := urls.link(term.value)):
        meant = Link(name(term.value) or term.value, href)
    if asked.fault is None or asked.fault.name != parameter.name:
        return Field(parameter, kind, value, example, chosen, meant)
    others = tuple(
        Link(name(found.iri) or found.label, _with(asked, parameter, found.slug)) for found in asked.fault.candidates
    )
    return Field(parameter, kind, value, example, chosen, None, _wrong(parameter, value, bool(others)), others)


def _example(parameter: Parameter, asked: Asked, name: Namer) -> Link:
    """What the field may have in it: of things the label, since people know names and not slugs."""
    found = asked.labels.resolve(parameter.example, parameter.cls) if parameter.type == "entity" else []
    text = (name(found[0].iri) or found[0].label) if len(found) == 1 else parameter.example
    return Link(text, _with(asked, parameter, parameter.example))


def _with(asked: Asked, parameter: Parameter, value: str) -> str:
    """The question with another value of a parameter; every link of a page adds the language that was chosen."""
    kept = {name: given for name, given in asked.arguments.items() if name != "lang"}
    return urls.query(asked.query.slug, "", {**kept, parameter.name: value})


def _wrong(parameter: Parameter, value: str, candidates: bool) -> str:
    """Why what was typed cannot be used, in the language of the reader."""
    if not value:
        return texts.of("question.required")
    key = "question.wrong-" + (f"{parameter.type}-near" if candidates else parameter.type)
    return texts.of(key, value=value)


def _unknown(asked: Asked) -> str:
    """The sentence about an argument that the question has no field for."""
    fault = asked.fault
    shown = [name for name in asked.query.parameters if name != "lang"]
    return "" if fault is None or fault.name in shown else texts.of("question.unknown", name=fault.name)


def _described(query: CannedQuery, rows: int | None) -> dict[str, Any]:
    """The answer as schema.org has it, for search engines."""
    language = texts.language()
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": query.title[language],
        "description": query.description[language],
        "inLanguage": language,
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "isPartOf": {"@type": "Dataset", "@id": iris.BASE, "name": "diemcau"},
        "variableMeasured": [title[language] for title in query.columns.values()],
    }
    return found if rows is None else {**found, "size": f"{rows} {texts.of('rows')}"}
