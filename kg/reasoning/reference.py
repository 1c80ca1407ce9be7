"""The reference implementation of OWL 2 RL, owlrl: it says what is right, and takes its time.

owlrl is a plain forward chainer: every cycle hands every triple to every rule. Two things make it faster here
without changing one useful entailment (tests/kg/reasoning compares with owlrl left alone):

* Triples that no axiom reads stay out. A rule can use `s p o` only through an axiom about p, or through
  p's range when o is not a literal; labels, dates, offsets, quotes and notes have neither. (Equality could
  use every triple, but no axiom may make two things the same here: a derived owl:sameAs is an error.)
* Only axioms go to the rules. Each rule of owlrl starts from an axiom and looks up the data it needs; from
  a data triple alone it makes nothing but `x owl:sameAs x`.

The datatypes of literals are not owlrl's business but that of the validation (kg/validate/vocabulary.py).
"""

from collections.abc import Iterable

import owlrl
import rdflib
from owlrl.OWLRL import OWLRL_Semantics
from rdflib import OWL, RDF, RDFS
from rdflib.term import Node

from kg.memory import from_rdflib, graph_of
from kg.reasoning.contradiction import Inconsistent
from kg.reasoning.ontology import Statement
from kg.reasoning.useful import useful
from kg.store import Quad

Triple = tuple[Node, Node, Node]

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
_META = (str(OWL), str(RDFS))


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


def entailments(quads: Iterable[Quad]) -> list[Statement]:
    """The useful triples that follow from the union of `quads`, sorted by their N-Triples. Raises Inconsistent."""
    given = graph_of(quads, store="SimpleMemory")
    closed = close(only_read_by_axioms(given), _Rules)
    found = told(triple for triple in closed if triple not in given)
    return sorted(found, key=lambda statement: tuple(map(str, statement)))


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


def told(triples: Iterable[Triple]) -> set[Statement]:
    """The useful ones among triples of rdflib, as the store writes them."""
    statements = ((from_rdflib(s), from_rdflib(p), from_rdflib(o)) for s, p, o in triples)
    return {statement for statement in statements if useful(*statement)}
