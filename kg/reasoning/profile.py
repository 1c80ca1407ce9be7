"""The rules of OWL 2 RL as written in owl2rl.yaml: what each needs and what follows, over variables."""

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg import iris, yaml_files
from kg.store import Literal, NamedNode, Term

TYPE = NamedNode(iris.RDF + "type")
SAME = NamedNode(iris.OWL + "sameAs")
THING = NamedNode(iris.OWL + "Thing")
NOTHING = NamedNode(iris.OWL + "Nothing")
MEMBER = NamedNode("list:member")
"""Between a list and each of its members: no property of RDF, which has only first and rest."""
_INTEGER = NamedNode(iris.XSD + "integer")


@dataclass(frozen=True)
class Pattern:
    """A triple with variables, which are texts without their question mark."""

    subject: str | Term
    predicate: str | Term
    object: str | Term


@dataclass(frozen=True)
class Each:
    """Patterns, as text, that are repeated for each `item` of `list`."""

    list: str
    item: str
    patterns: tuple[str, ...]


@dataclass(frozen=True)
class Template:
    """A rule of a table. `head` is a pattern as text, or `error` is the message of a contradiction."""

    name: str
    when: tuple[Pattern, ...]
    pairs: tuple[str, str, str] | None
    each: Each | None
    body: tuple[Pattern, ...]
    head: str | None
    error: str | None


@dataclass(frozen=True)
class Profile:
    """All rules, and the vocabulary that is theirs.

    `properties` and `classes` make a triple an axiom: those that a rule reads before it looks at the data. The objects
    of `listed` are lists. `others` are further terms of OWL: of the data, or read by no rule. `datatypes` gives for
    each datatype those that it is part of, itself first; no value has two of `disjoint`.
    """

    axioms: tuple[Template, ...]
    data: tuple[Template, ...]
    properties: frozenset[Term]
    classes: frozenset[Term]
    listed: frozenset[Term]
    others: frozenset[Term]
    datatypes: dict[Term, tuple[Term, ...]]
    disjoint: tuple[Term, ...]


@functools.cache
def load() -> Profile:
    """The profile that comes with diemcau."""
    read = yaml_files.read(Path(__file__).with_name("owl2rl.yaml"))
    axioms = tuple(map(_template, read["axioms"]))
    data = tuple(map(_template, read["data"]))
    early = [p for t in axioms for p in (*t.body, pattern(t.head or ""))] + [p for t in data for p in t.when]
    late = [p for t in data for p in t.body]
    classes = {p.object for p in early if p.predicate == TYPE and not isinstance(p.object, str)}
    properties = {p.predicate for p in early if not isinstance(p.predicate, str)} - {TYPE, MEMBER}
    parents = {_term(part): _term(whole) for part, whole in read["datatypes"]["derived"].items()}
    disjoint = _terms(read["datatypes"]["disjoint"])
    lists = {NamedNode(iris.RDF + "first"), NamedNode(iris.RDF + "rest")}
    return Profile(
        axioms,
        data,
        frozenset(properties | lists),
        frozenset(classes),
        frozenset(p.predicate for t in (*axioms, *data) for p in (*t.when, *t.body) if p.object in _lists_of(t)),  # type: ignore[misc]
        frozenset({*_terms(read["without_rules"]), *(t for one in late for t in (one.predicate, one.object))}),  # type: ignore[arg-type]
        {datatype: tuple(_upwards(datatype, parents)) for datatype in (*parents, *disjoint)},
        disjoint,
    )


def pattern(text: str) -> Pattern:
    """The pattern that a text like "?x a owl:Class" writes."""
    subject, predicate, obj = map(_part, text.split())
    return Pattern(subject, predicate, obj)


def _template(written: dict[str, Any]) -> Template:
    each, pairs = written.get("each"), written.get("pairs")
    return Template(
        written["id"],
        tuple(map(pattern, written.get("when", ()))),
        (pairs[0][1:], pairs[1][1:], pairs[2][1:]) if pairs else None,
        Each(each["list"][1:], each["item"][1:], tuple(each["if"])) if each else None,
        tuple(map(pattern, written.get("if", ()))),
        written.get("then"),
        written.get("error"),
    )


def _lists_of(template: Template) -> set[str | Term]:
    """The variables of a rule that are lists."""
    found = {p.subject for p in (*template.when, *template.body) if p.predicate == MEMBER}
    if template.pairs:
        found.add(template.pairs[0])
    if template.each:
        found.add(template.each.list)
    return found


def _part(text: str) -> str | Term:
    return text[1:] if text.startswith("?") else _term(text)


def _term(text: str) -> Term:
    if text == "a":
        return TYPE
    if text.isdigit():
        return Literal(text, datatype=_INTEGER)
    return NamedNode(iris.expand(text) or text)


def _terms(lines: list[str]) -> tuple[Term, ...]:
    return tuple(_term(name) for line in lines for name in line.split())


def _upwards(datatype: Term, parents: dict[Term, Term]) -> Iterator[Term]:
    found: Term | None = datatype
    while found is not None:
        yield found
        found = parents.get(found)
