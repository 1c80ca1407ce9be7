"""Which entailments are worth telling: what they say of instances, in the vocabulary of the data."""

from kg import iris
from kg.reasoning.profile import TYPE
from kg.reasoning.terms import Node
from kg.store import BlankNode, NamedNode

_INSTANCES = (iris.ID, iris.VOC)
_META = (iris.OWL, iris.RDFS)


def useful(subject: Node, predicate: Node, obj: Node) -> bool:
    """Whether an entailed triple says something about an instance that a reader could want."""
    if not of_instance(subject):
        return False
    return of_class(obj) if predicate == TYPE else of_property(predicate) and not isinstance(obj, BlankNode)


def of_instance(subject: Node) -> bool:
    """Whether a subject is an instance that the data have IRIs for."""
    return isinstance(subject, NamedNode) and subject.value.startswith(_INSTANCES)


def of_property(predicate: Node) -> bool:
    """Whether a property says something of instances."""
    return isinstance(predicate, NamedNode) and not predicate.value.startswith(_META)


def of_class(obj: Node) -> bool:
    """Whether to be in a class says something of an instance."""
    return isinstance(obj, NamedNode) and not obj.value.startswith((*_META, iris.XSD))
