"""Whether the data use only words that are declared and only things that are described.

What SHACL cannot see, because it looks at what is there: a misspelt property, an identifier nobody
describes, a literal that is not what its datatype says.
"""

import functools
import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, datetime, time

from rdflib.namespace import DCAT, ORG, OWL, PROV, RDF, RDFS, SKOS, VOID, DefinedNamespace

from kg import iris
from kg.model import Fault
from kg.sources import SourceFile, Sources
from kg.store import Literal, NamedNode, Quad
from kg.validate.described import TYPE, short, term

_W3C: tuple[type[DefinedNamespace], ...] = (RDF, RDFS, OWL, SKOS, PROV, ORG, DCAT, VOID)
_CLASSES = frozenset((iris.OWL + "Class", iris.RDFS + "Class", iris.RDFS + "Datatype"))
_OBJECT, _DATA, _NOTE = (iris.OWL + kind for kind in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty"))
_DESCRIBED_BY_TYPE = frozenset((iris.ONT + "Claim", iris.ONT + "TextSpan"))
_SLUG_FORM = re.compile(rf"{re.escape(iris.ID)}(?:{'|'.join(iris.TYPES)})/{iris.SLUG.pattern}")


def _by_pattern(pattern: str) -> Callable[[str], bool]:
    return lambda text: re.fullmatch(pattern, text) is not None


def _by_parser(parse: Callable[[str], object], pattern: str) -> Callable[[str], bool]:
    def fits(text: str) -> bool:
        if not re.fullmatch(pattern, text):
            return False
        try:
            parse(text)
        except ValueError:
            return False
        return True

    return fits


_LEXICAL: dict[str, Callable[[str], bool]] = {
    iris.XSD + "string": lambda _: True,
    iris.RDF + "langString": lambda _: True,
    iris.XSD + "anyURI": _by_pattern(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+"),
    iris.XSD + "boolean": _by_pattern("true|false"),
    iris.XSD + "integer": _by_pattern(r"[+-]?\d+"),
    iris.XSD + "nonNegativeInteger": _by_pattern(r"\+?\d+"),
    iris.XSD + "decimal": _by_pattern(r"[+-]?(\d+(\.\d*)?|\.\d+)"),
    iris.XSD + "date": _by_parser(date.fromisoformat, r"\d{4}-\d{2}-\d{2}"),
    iris.XSD + "time": _by_parser(time.fromisoformat, r"\d{2}:\d{2}:\d{2}"),
    iris.XSD + "dateTime": _by_parser(
        datetime.fromisoformat, r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})?"
    ),
    iris.XSD + "gYear": _by_pattern(r"\d{4}"),
}


class _Declared:
    """The classes and properties of the ontology, and the datatypes that its properties demand."""

    def __init__(self, sources: Sources) -> None:
        self.kinds: dict[str, set[str]] = {}
        self.ranges: dict[str, str] = {}
        for file in sources.of_kind("schema"):
            for quad in file.quads:
                if not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, NamedNode):
                    continue
                subject, obj = quad.subject.value, quad.object.value
                if quad.predicate.value == TYPE:
                    self.kinds.setdefault(subject, set()).add(obj)
                elif quad.predicate.value == iris.RDFS + "range" and obj.startswith(iris.XSD):
                    self.ranges[subject] = obj

    def is_class(self, iri: str) -> bool:
        return bool(self.kinds.get(iri, set()) & _CLASSES) or _in_w3c(iri)

    def is_property(self, iri: str) -> bool:
        return bool(self.kinds.get(iri, set()) & {_OBJECT, _DATA, _NOTE}) or _in_w3c(iri)

    def misfit(self, predicate: str, value: object) -> str | None:
        """Why `value` cannot be a value of `predicate`, None where it can."""
        kinds = self.kinds.get(predicate, set())
        if not isinstance(value, Literal):
            return f"{short(predicate)} takes a literal, not {value}" if _DATA in kinds else None
        if _OBJECT in kinds:
            return f"{short(predicate)} takes a resource, not {value}"
        wanted = self.ranges.get(predicate, value.datatype.value)
        if value.datatype.value != wanted:
            return f"{short(predicate)} takes {short(wanted)}, not {value}"
        return None


@functools.lru_cache(maxsize=1024)
def _in_w3c(iri: str) -> bool:
    return any(iri in namespace for namespace in _W3C)


def check(sources: Sources) -> Iterator[Fault]:
    """The faults in the words of every file, in the order of the files."""
    declared = _Declared(sources)
    described = _described(sources)
    for file in sources.files:
        unknown: set[str] = set()
        for quad in file.quads:
            if isinstance(quad.subject, NamedNode):
                yield from _statement(file, quad, declared)
                for iri in sorted(_dangling(quad, declared, described) - unknown):
                    unknown.add(iri)
                    yield _fault(file, quad, f"{short(iri)} is described nowhere")


def _statement(file: SourceFile, quad: Quad, declared: _Declared) -> Iterator[Fault]:
    predicate, value = quad.predicate.value, quad.object
    if predicate == iris.OWL + "sameAs":
        yield _fault(file, quad, "owl:sameAs is not used: identities are settled before an IRI is made")
    if not declared.is_property(predicate):
        yield _fault(file, quad, f"{short(predicate)} is no declared property")
    if predicate == TYPE and isinstance(value, NamedNode) and not declared.is_class(value.value):
        yield _fault(file, quad, f"{short(value.value)} is no declared class")
    if predicate == iris.ONT + "claimPredicate" and not declared.is_property(str(getattr(value, "value", ""))):
        yield _fault(file, quad, f"{value} is no declared property")
    for node in (quad.subject, value):
        if isinstance(node, NamedNode) and node.value.startswith(iris.ID) and not _SLUG_FORM.fullmatch(node.value):
            yield _fault(file, quad, f"{node} is not of the form {iris.ID}{{type}}/{{slug}}")
    if (misfit := declared.misfit(predicate, value)) is not None:
        yield _fault(file, quad, misfit)
    if isinstance(value, Literal):
        yield from _literal(file, quad, value)


def _literal(file: SourceFile, quad: Quad, value: Literal) -> Iterator[Fault]:
    datatype = value.datatype.value
    if datatype not in _LEXICAL:
        yield _fault(file, quad, f"the datatype {short(datatype)} is not used here")
    elif not _LEXICAL[datatype](value.value):
        yield _fault(file, quad, f"{value.value!r} is no {short(datatype)}")
    if not unicodedata.is_normalized("NFC", value.value):
        yield _fault(file, quad, f"{value.value!r} is not in Unicode normal form C")


def _described(sources: Sources) -> frozenset[str]:
    """What has a label, or is a claim or a span."""
    return frozenset(
        quad.subject.value
        for quad in sources.quads()
        if isinstance(quad.subject, NamedNode)
        and (
            quad.predicate.value == iris.RDFS + "label"
            or (quad.predicate.value == TYPE and getattr(quad.object, "value", "") in _DESCRIBED_BY_TYPE)
        )
    )


def _dangling(quad: Quad, declared: _Declared, described: frozenset[str]) -> set[str]:
    """The IRIs of ours that the statement uses and nothing describes."""
    nodes = {node.value for node in (quad.subject, quad.object) if isinstance(node, NamedNode)}
    ours = {iri for iri in nodes if iri.startswith((iris.ID, iris.VOC))}
    terms = {iri for iri in nodes if iri.startswith(iris.ONT) and iri not in declared.kinds}
    return {iri for iri in ours if iri not in described} | (terms if quad.predicate.value != TYPE else set())


def _fault(file: SourceFile, quad: Quad, message: str) -> Fault:
    subject, predicate = term(quad.subject).value, quad.predicate.value
    narrowed = (predicate, quad.object.value) if isinstance(quad.object, NamedNode) else (predicate,)
    return Fault(file.name, file.line_of(subject, *narrowed), f"{short(subject)}: {message}")
