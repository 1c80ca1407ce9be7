"""What follows from the data by the axioms of the ontology (OWL 2 RL), as owlrl derives it.

owlrl is a plain forward chainer: every cycle hands every triple to every rule. Two things make it fast here
without changing one useful entailment (tests/kg/test_infer.py compares with owlrl left alone):

* Triples that no axiom reads stay out. A rule can use `s p o` only through an axiom about p, or through
  p's range when o is not a literal; labels, dates, offsets, quotes and notes have neither. (Equality could
  use every triple, but no axiom may make two things the same here: a derived owl:sameAs is an error.)
* Only axioms go to the rules. Each rule of owlrl starts from an axiom and looks up the data it needs; from
  a data triple alone it makes nothing but `x owl:sameAs x`.

The datatypes of literals are not owlrl's business but that of the validation (kg/validate/vocabulary.py).
"""

import re
from collections.abc import Iterable

import owlrl
import rdflib
from owlrl.OWLRL import OWLRL_Semantics
from rdflib import OWL, RDF, RDFS
from rdflib.term import Node

from kg import iris
from kg.memory import from_rdflib, graph_of
from kg.store import BlankNode, Literal, NamedNode, Quad

Triple = tuple[Node, Node, Node]

INFERRED = iris.GRAPH + "inferred"
_ERROR = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
_ABOUT_SUBJECT = (
    RDFS.domain, RDFS.subPropertyOf, OWL.inverseOf, OWL.equivalentProperty, OWL.propertyDisjointWith,
    OWL.propertyChainAxiom,
)  # fmt: skip
_ABOUT_OBJECT = (
    RDFS.subPropertyOf, OWL.inverseOf, OWL.equivalentProperty, OWL.propertyDisjointWith, OWL.onProperty,
    OWL.assertionProperty, RDF.first,
)  # fmt: skip
_KINDS = (
    OWL.FunctionalProperty, OWL.InverseFunctionalProperty, OWL.IrreflexiveProperty, OWL.SymmetricProperty,
    OWL.AsymmetricProperty, OWL.TransitiveProperty,
)  # fmt: skip
_INSTANCES = (iris.ID, iris.VOC)
_META = (str(OWL), str(RDFS))
_IRI = re.compile(r"https?://[^\s,)']+")


class Inconsistent(Exception):
    """The data contradict the ontology. `findings` pairs each message with the IRIs it names."""

    def __init__(self, messages: Iterable[str]) -> None:
        self.findings = tuple((message, tuple(_IRI.findall(message))) for message in sorted(set(messages)))
        super().__init__("; ".join(message for message, _ in self.findings))


class _Rules(OWLRL_Semantics):  # type: ignore[misc]  # owlrl has no types
    """owlrl's OWL 2 RL rules, started from axioms only and without `x owl:sameAs x`."""

    def rules(self, t: Triple, cycle_num: int) -> None:
        _, predicate, obj = t
        if predicate == RDF.type:
            axiom = str(obj).startswith(str(OWL)) or obj == RDF.Property
        else:
            axiom = str(predicate).startswith(_META)
        if axiom:
            super().rules(t, cycle_num)

    def store_triple(self, t: Triple) -> None:
        reflexive = t[1] == OWL.sameAs and t[0] == t[2]
        if not reflexive and t not in self.added_triples:
            super().store_triple(t)


def entail(quads: Iterable[Quad]) -> list[Quad]:
    """The useful entailments of the union of `quads`, sorted, as quads of the graph `graph/inferred`.

    Useful: new, and about an instance (id/ or vocab#) by a property of the data or by rdf:type with a named
    class other than owl:Thing. Raises Inconsistent where the closure holds a contradiction or makes two
    IRIs one.
    """
    given = graph_of(quads, store="SimpleMemory")
    closed = close(only_read_by_axioms(given), _Rules)
    graph = NamedNode(INFERRED)
    new = sorted((triple for triple in closed if triple not in given and useful(triple)), key=_by_text)
    return [_quad(triple, graph) for triple in new]


def close(graph: rdflib.Graph, rules: type = OWLRL_Semantics) -> rdflib.Graph:
    """`graph` itself, closed under `rules`. Raises Inconsistent."""
    owlrl.DeductiveClosure(rules, improved_datatypes=False).expand(graph)
    merged = [f"{s} and {o} would be one thing" for s, o in graph.subject_objects(OWL.sameAs) if s != o]
    found = [str(message) for message in graph.objects(None, _ERROR)]
    if merged or found:
        raise Inconsistent(merged + found)
    return graph


def only_read_by_axioms(graph: rdflib.Graph) -> rdflib.Graph:
    """A copy of `graph` without the triples from which no rule can derive anything but `x owl:sameAs x`."""
    read: set[Node] = {RDF.type, RDF.first, RDF.rest}
    for axiom in _ABOUT_SUBJECT:
        read.update(graph.subjects(axiom, None))
    for axiom in _ABOUT_OBJECT:
        read.update(graph.objects(None, axiom))
    for kind in _KINDS:
        read.update(graph.subjects(RDF.type, kind))
    for keys in graph.objects(None, OWL.hasKey):
        read.update(graph.items(keys))
    ranged = set(graph.subjects(RDFS.range, None))
    idle = {
        RDFS.label,
        RDFS.comment,
        RDFS.seeAlso,
        RDFS.isDefinedBy,
        OWL.imports,
        OWL.versionIRI,
        OWL.versionInfo,
    }
    kept = rdflib.Graph(store="SimpleMemory", bind_namespaces="none")
    for s, p, o in graph:
        if (
            (str(p).startswith(_META) and p not in idle)
            or p in read
            or (p in ranged and not isinstance(o, rdflib.Literal))
        ):
            kept.add((s, p, o))
    return kept


def useful(triple: Triple) -> bool:
    """Whether an entailed triple says something about an instance that a reader could want."""
    s, p, o = triple
    if not isinstance(s, rdflib.URIRef) or not str(s).startswith(_INSTANCES) or isinstance(o, rdflib.BNode):
        return False
    if p == RDF.type:
        return isinstance(o, rdflib.URIRef) and not str(o).startswith((*_META, iris.XSD))
    return not str(p).startswith(_META)


def _by_text(triple: Triple) -> tuple[str, str, str]:
    s, p, o = triple
    return s.n3(), p.n3(), o.n3()


def _quad(triple: Triple, graph: NamedNode) -> Quad:
    s, p, o = map(from_rdflib, triple)
    if isinstance(s, Literal) or isinstance(p, Literal | BlankNode):
        raise TypeError(f"not an RDF triple: {triple!r}")
    return Quad(s, p, o, graph)
