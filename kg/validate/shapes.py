"""Whether the data have the shapes of ontology/shapes.ttl: pySHACL on a graph in memory."""

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
from kg.validate.described import short

DATASET = rdflib.URIRef("https://w3id.org/diemcau/graph/dataset")
"""The one target node of conditions across nodes; their results name the culprit as the value."""


def check(sources: Sources, inferred: Iterable[Quad], shapes: Path) -> list[Fault]:
    """The faults and warnings of the union of all graphs, `inferred` included, by the shapes in a file."""
    data = graph_of(sources.quads())
    data += graph_of(inferred)
    wanted = rdflib.Graph().parse(shapes)
    _, report, _ = pyshacl.validate(data, shacl_graph=wanted, inplace=True, advanced=False, do_owl_imports=False)
    if isinstance(report, Exception):  # a fault of the shapes themselves
        raise report
    faults: set[Fault] = set()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        faults.update(_faults(report, result, _message(report, result, wanted), sources))
    return sorted(faults)


def _faults(report: rdflib.Graph, result: Node, message: str, sources: Sources) -> Iterable[Fault]:
    focus, path, value = (report.value(result, of) for of in (SH.focusNode, SH.resultPath, SH.value))
    severity: Severity = "warning" if report.value(result, SH.resultSeverity) == SH.Warning else "error"
    if focus == DATASET and value is not None:
        focus, value = value, None
    predicate = str(path) if isinstance(path, rdflib.URIRef) else None
    text = f"{short(str(focus))}: {message}"
    if value is not None:
        text += f" (here {_readable(value)})"
    places = sources.places(str(focus), predicate) or sources.places(str(focus))
    if value is None and predicate:
        stated = sorted({_readable(quad.object) for _, quad in places if quad.predicate.value == predicate})
        text += f" (stated: {', '.join(stated)})" if stated else ""
    if isinstance(value, rdflib.URIRef | rdflib.Literal):
        places = [(f, q) for f, q in places if getattr(q.object, "value", None) == str(value)] or places
    if not places:
        yield Fault("the inferred graph", None, text, severity)
    for file in dict.fromkeys(file for file, _ in places):
        yield Fault(file.name, _line(file, str(focus), predicate, value), text, severity)


def _readable(value: object) -> str:
    """A value as people read it: an IRI shortened, a literal without its datatype."""
    text = str(getattr(value, "value", value)) if isinstance(value, NamedNode | Literal) else str(value)
    return short(text) if isinstance(value, NamedNode | rdflib.URIRef) else f'"{text}"'


def _line(file: SourceFile, focus: str, predicate: str | None, value: Node | None) -> int | None:
    terms = [predicate] if predicate else []
    if predicate and isinstance(value, rdflib.URIRef):
        terms.append(str(value))
    return file.line_of(focus, *terms)


def _message(report: rdflib.Graph, result: Node, shapes: rdflib.Graph) -> str:
    """The English message of a result.

    Of a SPARQL constraint pySHACL reports one message, in any language; the shapes have them all.
    """
    constraint = report.value(result, SH.sourceConstraint)
    messages = list(report.objects(result, SH.resultMessage))
    if constraint is not None:
        messages.extend(shapes.objects(constraint, SH.message))
    english = sorted(str(m) for m in messages if isinstance(m, rdflib.Literal) and m.language == "en")
    return (english or sorted(map(str, messages)) or ["does not have its shape"])[0]
