"""One input file by subject: the view of it that the checks share."""

from collections import defaultdict
from collections.abc import Iterator

from kg import iris
from kg.model import Fault, Severity
from kg.sources import SourceFile, Sources
from kg.store import BlankNode, Literal, NamedNode, Quad, Term

TYPE = iris.RDF + "type"
SUBCLASS = iris.RDFS + "subClassOf"


class Described:
    """What one file says of each subject: `said[subject][predicate]` lists the objects."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.article = file.graph.rpartition("/")[2]
        self.said: dict[str, dict[str, list[Term]]] = {}
        for quad in file.quads:
            if isinstance(quad.subject, NamedNode):
                said = self.said.setdefault(quad.subject.value, {})
                said.setdefault(quad.predicate.value, []).append(term(quad.object))

    def objects(self, subject: str, predicate: str) -> list[Term]:
        """What the file says of `subject` by `predicate`, in the file's order."""
        return self.said.get(subject, {}).get(predicate, [])

    def of_type(self, cls: str) -> list[str]:
        """The subjects that the file itself gives this class, in the file's order."""
        node = NamedNode(cls)
        return [subject for subject, said in self.said.items() if node in said.get(TYPE, ())]

    def iri(self, subject: str, predicate: str) -> str | None:
        """The one IRI that the file gives for it, None where there is none, several, or no IRI."""
        values = self.objects(subject, predicate)
        return values[0].value if len(values) == 1 and isinstance(values[0], NamedNode) else None

    def literal(self, subject: str, predicate: str) -> Literal | None:
        """The one literal that the file gives for it, None where there is none, several, or no literal."""
        values = self.objects(subject, predicate)
        return values[0] if len(values) == 1 and isinstance(values[0], Literal) else None

    def integer(self, subject: str, predicate: str) -> int | None:
        """The one whole number that the file gives for it, None otherwise."""
        value = self.literal(subject, predicate)
        return int(value.value) if value is not None and value.value.isascii() and value.value.isdigit() else None

    def fault(self, subject: str, message: str, *terms: str, severity: Severity = "error") -> Fault:
        """A fault on the line where the file says `subject`, or more exactly `terms` of it."""
        line = self.file.line_of(subject, *terms)
        return Fault(self.file.name, line, f"{short(subject)}: {message}", severity)


def term(value: object) -> Term:
    """`value` as a term of RDF 1.1. Raises TypeError for an RDF 1.2 triple term."""
    if not isinstance(value, NamedNode | BlankNode | Literal):
        raise TypeError(f"not an RDF 1.1 term: {value}")
    return value


def short(iri: str) -> str:
    """`iri` as people read it: prefixed where a prefix of diemcau fits, in angle brackets otherwise."""
    fitting = [(base, name) for name, base in iris.PREFIXES.items() if iri.startswith(base)]
    if not fitting:
        return f"<{iri}>"
    base, name = max(fitting, key=lambda pair: len(pair[0]))
    return f"{name}:{iri[len(base) :]}"


def subclasses(sources: Sources, cls: str) -> frozenset[str]:
    """`cls` and every class below it by the rdfs:subClassOf statements of the ontology."""
    below: dict[str, list[str]] = defaultdict(list)
    for quad in _schema(sources):
        if quad.predicate.value == SUBCLASS and isinstance(quad.object, NamedNode):
            below[quad.object.value].append(term(quad.subject).value)
    found, waiting = {cls}, [cls]
    while waiting:
        new = set(below[waiting.pop()]) - found
        found |= new
        waiting.extend(new)
    return frozenset(found)


def _schema(sources: Sources) -> Iterator[Quad]:
    return (quad for file in sources.of_kind("schema") for quad in file.quads)
