"""Whether the data have the shapes of ontology/shapes.ttl: pySHACL in memory, and the conditions across nodes."""

from collections.abc import Iterable
from pathlib import Path

import pyshacl
import rdflib
from rdflib import RDF, SH
from rdflib.term import Node

from kg.memory import graph_of
from kg.model import Fault, Severity
from kg.sources import SourceFile, Sources
from kg.store import Literal, NamedNode, Quad
from kg.validate import across
from kg.validate.described import short


def check(sources: Sources, inferred: Iterable[Quad], shapes: Path) -> list[Fault]:
    """The faults and warnings of the union of all graphs, `inferred` included, by the shapes in a file."""
    entailed = list(inferred)
    data = graph_of(sources.quads())
    data += graph_of(entailed)
    wanted = rdflib.Graph().parse(shapes)
    constraints = across.split(wanted)
    _, report, _ = pyshacl.validate(data, shacl_graph=wanted, inplace=True, advanced=False, do_owl_imports=False)
    if isinstance(report, Exception):  # a fault of the shapes themselves
        raise report
    faults: set[Fault] = set()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus, path, value = (report.value(result, of) for of in (SH.focusNode, SH.resultPath, SH.value))
        predicate = str(path) if isinstance(path, rdflib.URIRef) else None
        severity = _severity(report.value(result, SH.resultSeverity))
        message = _english(report.objects(result, SH.resultMessage))
        faults.update(_faults(str(focus), predicate, value, severity, message, sources))
    for found in across.check((*sources.quads(), *entailed), wanted, constraints):
        message = _english(wanted.objects(found.constraint, SH.message))
        faults.update(_faults(found.node, found.path, None, _severity(found.severity), message, sources))
    return sorted(faults)


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
