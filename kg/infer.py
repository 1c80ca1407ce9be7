"""What follows from the data by the axioms of the ontology (OWL 2 RL), by one of two engines that agree.

"rules" is the everyday one, kg/reasoning. "owlrl" is the reference implementation that says what is right
(kg/reasoning/reference.py), dozens of times slower; it also takes the axioms that the first refuses.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from kg import iris
from kg.model import Engine
from kg.reasoning import Closure, Inconsistent, Statement, partitioned
from kg.reasoning.partitioned import BadShard, Holder
from kg.store import NamedNode, Quad

INFERRED = iris.GRAPH + "inferred"

__all__ = ["INFERRED", "BadShard", "Holder", "Inconsistent", "entail", "entail_apart", "entail_shards"]


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


def entail_apart(common: Sequence[Quad], own: Iterable[Quad], holder: Holder) -> list[Quad]:
    """The same by the rules, of `common` quads that every machine gets and of others that are shared out to them."""
    shares = partitioned.shared_out(own, holder)
    return [_quad(statement) for statement in partitioned.entailments(common, shares, holder)]


def entail_shards(common: Sequence[Quad], shards: Sequence[Path], holder: Holder) -> Iterator[list[Quad]]:
    """The same of files of N-Quads, which the machines read: sorted by file, and last what follows from several.

    Raises BadShard, Inconsistent and kg.reasoning.Beyond.
    """
    for found in partitioned.of_files(common, shards, holder):
        yield sorted(map(_quad, found), key=str)


def _quad(statement: Statement) -> Quad:
    subject, predicate, obj = statement
    if not isinstance(subject, NamedNode) or not isinstance(predicate, NamedNode):
        raise TypeError(f"not of use: {statement!r}")
    return Quad(subject, predicate, obj, NamedNode(INFERRED))
