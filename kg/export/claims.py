"""What claims say, and what is known of them: read by the formats that tell a statement from who stated it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, product

from kg import iris
from kg.export.source import Source
from kg.store import NamedNode, Term, Triple

KNOWN = ("statedIn", "span", "confidence", "reviewStatus", "reviewer", "basis", "modality", "extractionRule")
"""Where a claim was read and by which rule, how sure it is, how it is meant, and whether people reviewed it."""
_CLAIMS = "SELECT ?claim ?graph WHERE { GRAPH ?graph { ?claim a diem:Claim } }"


@dataclass(frozen=True)
class Claim:
    """A claim, the triples that it says, and values of the properties `KNOWN` of it."""

    node: NamedNode
    says: tuple[Triple, ...]
    known: tuple[tuple[NamedNode, Term], ...]


def read(source: Source) -> Iterator[Claim]:
    """The claims of a release, one at a time in the order of an index, in which the graphs of one stand together."""
    for node, rows in groupby(source.terms(_CLAIMS), key=lambda row: row["claim"]):
        values: dict[str, list[Term]] = defaultdict(list)
        for name, value in source.dataset.about(node.value):
            values[name.removeprefix(iris.ONT)].append(value)
        known = tuple((NamedNode(iris.ONT + key), value) for key in KNOWN for value in values[key])
        says = dict.fromkeys(_said(source, values, [row["graph"].value for row in rows]))
        yield Claim(node, tuple(says), known)


def _said(source: Source, values: Mapping[str, list[Term]], graphs: Iterable[str]) -> Iterator[Triple]:
    """The triple that a claim is of; of a fact as a whole, what the graphs that have the claim say of it."""
    objects = values["claimObject"] + values["claimValue"]
    for subject, predicate, value in product(values["claimSubject"], values["claimPredicate"], objects):
        if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode):
            yield Triple(subject, predicate, value)
    for fact, graph in product(values["claims"], graphs):
        if isinstance(fact, NamedNode):
            for name, value in source.dataset.about(fact.value, graph):
                yield Triple(fact, NamedNode(name), value)
