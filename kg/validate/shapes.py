"""Whether the data have the shapes of ontology/shapes.ttl: pySHACL on the nodes that may not, and the conditions across
nodes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import pyshacl
import rdflib
from rdflib import RDF, SH
from rdflib.term import Node

from kg.memory import graph_of
from kg.model import Fault, Severity
from kg.sources import SourceFile, Sources
from kg.store import Literal, NamedNode, Quad
from kg.validate import across, suspects
from kg.validate.described import short


@dataclass(frozen=True)
class Violation:
    """A result of validation (SHACL, section 3.6.2), by what it says; `path` is None where it is no single property."""

    focus: str
    path: rdflib.URIRef | None
    component: Node | None
    value: Node | None
    severity: Node | None
    messages: frozenset[Node]


def check(sources: Sources, inferred: Iterable[Quad], shapes: Path) -> list[Fault]:
    """The faults and warnings of the union of all graphs, `inferred` included, by the shapes in a file."""
    quads = (*sources.quads(), *inferred)
    wanted = rdflib.Graph().parse(shapes)
    constraints = across.split(wanted)
    faults: set[Fault] = set()
    try:
        results = violations(quads, wanted)
    except suspects.UnknownComponent as error:
        return [Fault(f"ontology/{shapes.name}", None, f"{error}, which this validation does not know", "error")]
    for found in results:
        predicate, message = str(found.path) if found.path else None, _english(found.messages)
        faults.update(_faults(found.focus, predicate, found.value, _severity(found.severity), message, sources))
    for culprit in across.check(quads, wanted, constraints):
        message = _english(wanted.objects(culprit.constraint, SH.message))
        faults.update(_faults(culprit.node, culprit.path, None, _severity(culprit.severity), message, sources))
    return sorted(faults)


def violations(quads: Collection[Quad], shapes: rdflib.Graph) -> set[Violation]:
    """What pySHACL finds in the union of the quads. It looks only at nodes that do not keep to their shapes for sure:
    at all of them, it would take minutes for a thousand articles. Raises kg.validate.suspects.UnknownComponent."""
    data = suspects.Data.of(quads)
    nodes = suspects.suspects(shapes, data)
    if not nodes:
        return set()
    return {found for found in by_pyshacl(suspects.around(nodes, quads, data), shapes) if found.focus in nodes}


def by_pyshacl(quads: Iterable[Quad], shapes: rdflib.Graph) -> set[Violation]:
    """What pySHACL finds in the union of the quads."""
    _, report, _ = pyshacl.validate(
        graph_of(quads), shacl_graph=shapes, inplace=True, advanced=False, do_owl_imports=False
    )
    if isinstance(report, Exception):  # a fault of the shapes themselves
        raise report
    return {
        Violation(
            str(report.value(result, SH.focusNode)),
            path if isinstance(path := report.value(result, SH.resultPath), rdflib.URIRef) else None,
            report.value(result, SH.sourceConstraintComponent),
            report.value(result, SH.value),
            report.value(result, SH.resultSeverity),
            frozenset(report.objects(result, SH.resultMessage)),
        )
        for result in report.subjects(RDF.type, SH.ValidationResult)
    }


def _faults(
    focus: str, predicate: str | None, value: Node | None, severity: Severity, message: str, sources: Sources
) -> Iterable[Fault]:
    text = f"{short(focus)}: {message}"
    if value is not None:
        text += f" (here {_readable(value)})"
    places = sources.places(focus, predicate) or sources.places(focus)
    if value is None and predicate:
        stated = sorted({_readable(quad.object) for _, quad in places if quad.predicate.value == predicate})
        text += f" (stated: {', '.join(stated)})" if stated else ""
    if isinstance(value, rdflib.URIRef | rdflib.Literal):
        places = [(f, q) for f, q in places if getattr(q.object, "value", None) == str(value)] or places
    if not places:
        yield Fault("the inferred graph", None, text, severity)
    for file in dict.fromkeys(file for file, _ in places):
        yield Fault(file.name, _line(file, focus, predicate, value), text, severity)


def _severity(stated: Node | None) -> Severity:
    return "warning" if stated == SH.Warning else "error"


def _readable(value: object) -> str:
    """A value as people read it: an IRI shortened, a literal without its datatype."""
    text = str(getattr(value, "value", value)) if isinstance(value, NamedNode | Literal) else str(value)
    return short(text) if isinstance(value, NamedNode | rdflib.URIRef) else f'"{text}"'


def _line(file: SourceFile, focus: str, predicate: str | None, value: Node | None) -> int | None:
    terms = [predicate] if predicate else []
    if predicate and isinstance(value, rdflib.URIRef):
        terms.append(str(value))
    return file.line_of(focus, *terms)


def _english(messages: Iterable[Node]) -> str:
    """The English one of messages."""
    given = list(messages)
    english = sorted(str(m) for m in given if isinstance(m, rdflib.Literal) and m.language == "en")
    return (english or sorted(map(str, given)) or ["does not have its shape"])[0]
