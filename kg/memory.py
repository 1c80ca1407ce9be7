"""Between the store's terms and rdflib's: the graphs in memory that owlrl and pySHACL work on."""

from collections.abc import Iterable

import rdflib
from rdflib.term import Node

from kg.store import BlankNode, Literal, NamedNode, Quad, Term, Triple


def to_rdflib(term: Term | Triple) -> Node:
    """The same term for rdflib, its lexical form untouched. Raises TypeError for an RDF 1.2 triple term."""
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, Triple):
        raise TypeError(f"not an RDF 1.1 term: {term}")
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    if term.datatype.value == str(rdflib.XSD.string):  # for rdflib "x" and "x"^^xsd:string are two terms
        return rdflib.Literal(term.value)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)


def from_rdflib(node: Node) -> Term:
    """The same term for the store. Raises TypeError for what RDF 1.1 does not know."""
    if isinstance(node, rdflib.URIRef):
        return NamedNode(str(node))
    if isinstance(node, rdflib.BNode):
        return BlankNode(str(node))
    if isinstance(node, rdflib.Literal):
        if node.language:
            return Literal(str(node), language=node.language)
        return Literal(str(node), datatype=NamedNode(str(node.datatype))) if node.datatype else Literal(str(node))
    raise TypeError(f"not an RDF term: {node!r}")


def graph_of(quads: Iterable[Quad], store: str = "Memory") -> rdflib.Graph:
    """The union of `quads` without their graph names, in a store of rdflib's.

    "SimpleMemory" is faster, "Memory" is what pySHACL needs.
    """
    graph = rdflib.Graph(store=store, bind_namespaces="none")
    for quad in quads:
        graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    return graph
