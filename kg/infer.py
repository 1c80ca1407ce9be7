"""What follows from the data by the axioms of the ontology (OWL 2 RL), by one of two engines that agree.

"rules" is the everyday one, kg/reasoning. "owlrl" is the reference implementation that says what is right
(kg/reasoning/reference.py), dozens of times slower; it also takes the axioms that the first refuses.
"""

from collections.abc import Iterable

from kg import iris
from kg.model import Engine
from kg.reasoning import Closure, Inconsistent, Statement
from kg.store import NamedNode, Quad

INFERRED = iris.GRAPH + "inferred"

__all__ = ["INFERRED", "Inconsistent", "entail"]


def entail(quads: Iterable[Quad], engine: Engine = "rules") -> list[Quad]:
    """The useful entailments of the union of `quads`, sorted, as quads of the graph `graph/inferred`.

    Useful: new, and about an instance (id/ or vocab#) by a property of the data or by rdf:type with a named
    class other than owl:Thing. Raises Inconsistent where the closure holds a contradiction or makes two
    IRIs one, and with "rules" kg.reasoning.Beyond for axioms that these rules cannot take.
    """
    if engine == "owlrl":
        from kg.reasoning import reference  # and rdflib with it, which the rules do without

        found = reference.entailments(quads)
    else:
        found = Closure(quads).entailments()
    return [_quad(statement) for statement in found]


def _quad(statement: Statement) -> Quad:
    subject, predicate, obj = statement
    if not isinstance(subject, NamedNode) or not isinstance(predicate, NamedNode):
        raise TypeError(f"not of use: {statement!r}")
    return Quad(subject, predicate, obj, NamedNode(INFERRED))
