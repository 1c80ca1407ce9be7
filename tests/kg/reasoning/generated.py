"""Small random ontologies with data: axioms of every kind that OWL 2 RL has rules for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from kg import iris
from kg.reasoning import Statement
from kg.store import BlankNode, Literal, NamedNode, Quad, Term

GRAPH = NamedNode(iris.GRAPH + "test")
TYPE = NamedNode(iris.RDF + "type")
CLASSES = [NamedNode(f"{iris.ONT}C{n}") for n in range(5)]
PROPERTIES = [NamedNode(f"{iris.ONT}p{n}") for n in range(4)]
THINGS = [NamedNode(f"{iris.ID}person/t{n}") for n in range(5)]
LITERALS: list[Term] = [Literal(True), Literal(1), Literal("x", language="vi")]
DATATYPES = [NamedNode(iris.XSD + "decimal"), NamedNode(iris.XSD + "boolean")]
KINDS = ["Functional", "InverseFunctional", "Irreflexive", "Symmetric", "Asymmetric", "Transitive"]


def owl(name: str) -> NamedNode:
    """A term of OWL."""
    return NamedNode(iris.OWL + name)


def rdfs(name: str) -> NamedNode:
    """A term of RDFS."""
    return NamedNode(iris.RDFS + name)


@dataclass
class World:
    """What was drawn so far: `draw` draws more. `axioms` and `data` are triples."""

    draw: Callable[[Any], Any]
    axioms: list[Statement] = field(default_factory=list)
    data: list[Statement] = field(default_factory=list)
    nodes: int = 0

    def node(self) -> BlankNode:
        """A new blank node."""
        self.nodes += 1
        return BlankNode(f"n{self.nodes}")

    def one(self, *kinds: Any) -> Any:
        """One of what the lists hold."""
        return self.draw(st.sampled_from([one for kind in kinds for one in kind]))

    def say(self, *triple: Term) -> None:
        """An axiom."""
        subject, predicate, obj = triple
        self.axioms.append((subject, predicate, obj))

    def list_of(self, items: list[Term]) -> Term:
        """An RDF list."""
        head: Term = NamedNode(iris.RDF + "nil")
        for item in reversed(items):
            node = self.node()
            self.say(node, NamedNode(iris.RDF + "first"), item)
            self.say(node, NamedNode(iris.RDF + "rest"), head)
            head = node
        return head

    def some(self, kind: Any, least: int, most: int) -> list[Any]:
        """Some of a list, in any order."""
        found: list[Any] = self.draw(st.lists(st.sampled_from(kind), min_size=least, max_size=most))
        return found


def _restriction(world: World) -> Term:
    node = world.node()
    world.say(node, TYPE, owl("Restriction"))
    world.say(node, owl("onProperty"), world.one(PROPERTIES))
    kind = world.one(["someValuesFrom", "allValuesFrom", "hasValue", "maxCardinality", "maxQualifiedCardinality"])
    if kind in ("someValuesFrom", "allValuesFrom"):
        world.say(node, owl(kind), world.one(CLASSES, CLASSES, [owl("Thing")], DATATYPES))
    elif kind == "hasValue":
        world.say(node, owl(kind), world.one(THINGS, LITERALS))
    else:
        number = Literal(str(world.one([0, 1])), datatype=NamedNode(iris.XSD + "nonNegativeInteger"))
        world.say(node, owl(kind), number)
        if kind == "maxQualifiedCardinality":
            world.say(node, owl("onClass"), world.one(CLASSES, [owl("Thing")]))
    return node


def _set(world: World) -> Term:
    node, kind = world.node(), world.one(["intersectionOf", "unionOf", "oneOf", "complementOf"])
    world.say(node, TYPE, owl("Class"))
    if kind == "complementOf":
        world.say(node, owl(kind), world.one(CLASSES))
    else:
        world.say(node, owl(kind), world.list_of(world.some(THINGS if kind == "oneOf" else CLASSES, 1, 3)))
    return node


def _class(world: World) -> Term:
    shape = world.one(["name", "name", "restriction", "set"])
    if shape == "name":
        found: Term = world.one(CLASSES)
        return found
    return _restriction(world) if shape == "restriction" else _set(world)


def _of_classes(world: World) -> None:
    world.say(_class(world), world.one([rdfs("subClassOf"), owl("equivalentClass")]), _class(world))


def _of_disjoint_classes(world: World) -> None:
    if world.draw(st.booleans()):
        world.say(world.one(CLASSES), owl("disjointWith"), world.one(CLASSES))
    else:
        node = world.node()
        world.say(node, TYPE, owl("AllDisjointClasses"))
        world.say(node, owl("members"), world.list_of(world.draw(st.permutations(CLASSES))[:3]))


def _of_properties(world: World) -> None:
    kinds = [rdfs("subPropertyOf"), owl("equivalentProperty"), owl("inverseOf"), owl("propertyDisjointWith")]
    world.say(world.one(PROPERTIES), world.one(kinds), world.one(PROPERTIES))


def _of_reach(world: World) -> None:
    kind = world.one(["domain", "range", "datatype"])
    if kind == "datatype":
        world.say(world.one(PROPERTIES), rdfs("range"), world.one(DATATYPES))
    else:
        world.say(world.one(PROPERTIES), rdfs(kind), _class(world))


def _of_kind(world: World) -> None:
    world.say(world.one(PROPERTIES), TYPE, owl(world.one(KINDS) + "Property"))


def _of_chain(world: World) -> None:
    world.say(world.one(PROPERTIES), owl("propertyChainAxiom"), world.list_of(world.some(PROPERTIES, 1, 3)))


def _of_key(world: World) -> None:
    keys = world.some(PROPERTIES, 1, 2)
    world.say(world.one(CLASSES), owl("hasKey"), world.list_of([*keys, keys[-1]]))  # owlrl does not look at the last


def _of_all(world: World) -> None:
    node, kind = world.node(), world.one(["AllDifferent", "AllDisjointProperties"])
    members = world.draw(st.permutations(THINGS if kind == "AllDifferent" else PROPERTIES))[:3]
    name = world.one(["members", "distinctMembers"]) if kind == "AllDifferent" else "members"
    world.say(node, TYPE, owl(kind))
    world.say(node, owl(name), world.list_of([*members, NamedNode(iris.ONT + "unused")]))  # nor here


def _of_none(world: World) -> None:
    node = world.node()
    world.say(node, owl("sourceIndividual"), world.one(THINGS))
    world.say(node, owl("assertionProperty"), world.one(PROPERTIES))
    target = world.one(["targetIndividual", "targetValue"])
    world.say(node, owl(target), world.one(THINGS if target == "targetIndividual" else LITERALS))


_AXIOMS = [_of_classes] * 5 + [_of_properties] * 3 + [_of_reach] * 2 + [_of_chain] * 2 + [
    _of_disjoint_classes, _of_kind, _of_key, _of_all, _of_none,
]  # fmt: skip


def _fact(world: World) -> Iterator[Statement]:
    shape = world.one(["type", "link", "link", "value", "different"])
    thing = world.one(THINGS)
    if shape == "type":
        yield thing, TYPE, world.one(CLASSES)
    elif shape == "different":
        yield thing, owl("differentFrom"), world.one(THINGS)
    else:
        yield thing, world.one(PROPERTIES), world.one(THINGS if shape == "link" else LITERALS)


@st.composite
def worlds(draw: Callable[[Any], Any]) -> World:
    """An ontology and data."""
    world = World(draw)
    for literal in LITERALS:  # owlrl knows what no value has two of only for datatypes that have one
        world.say(THINGS[0], NamedNode(iris.ONT + "idle"), literal)
    for one in world.some(CLASSES, 0, 5):
        world.say(one, TYPE, owl("Class"))
    for one in world.some(PROPERTIES, 0, 4):
        world.say(one, TYPE, owl("ObjectProperty"))
    for axiom in world.some(_AXIOMS, 1, 8):
        axiom(world)
    for _ in range(draw(st.integers(1, 14))):
        world.data += _fact(world)
    return world


def quads(triples: list[Statement]) -> list[Quad]:
    """The triples in a graph."""
    return [Quad(s, p, o, GRAPH) for s, p, o in triples]  # type: ignore[arg-type]
