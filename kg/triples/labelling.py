"""One label a language for what many articles name: theirs may differ in a capital or in how much they say."""

from collections.abc import Collection, Iterable, Iterator

from kg import iris
from kg.store import Literal, NamedNode, Quad, term_text
from kg.triples.graph import LABEL

_OTHER_NAME = NamedNode(iris.SKOS + "altLabel")


def settled(quads: Iterable[Quad], labelled: Collection[tuple[str, str]] = ()) -> Iterator[Quad]:
    """The quads of many article graphs with one rdfs:label for each thing and language: the least in order of code
    points stays, the others become skos:altLabel.

    `labelled` are the things, by IRI and language, that reference data or reviewed graphs have named: they keep those
    names. The order of the quads makes no difference; they are read twice, so an iterator has to be a collection.
    """
    kept = list(quads)
    chosen: dict[tuple[str, str], str] = {}
    for quad in kept:
        if quad.predicate == LABEL and isinstance(quad.object, Literal):
            key = str(getattr(quad.subject, "value", "")), quad.object.language or ""
            chosen[key] = min(chosen.get(key, quad.object.value), quad.object.value)
    for quad in kept:
        if quad.predicate == LABEL and isinstance(quad.object, Literal):
            key = str(getattr(quad.subject, "value", "")), quad.object.language or ""
            if key in labelled or chosen[key] != quad.object.value:
                yield Quad(quad.subject, _OTHER_NAME, quad.object, quad.graph_name)
                continue
        yield quad


def labels_of(quads: Iterable[Quad]) -> set[tuple[str, str]]:
    """The things that have a label, by IRI and language: what `settled` leaves their names to."""
    return {
        (str(getattr(quad.subject, "value", term_text(quad.predicate))), quad.object.language or "")
        for quad in quads
        if quad.predicate == LABEL and isinstance(quad.object, Literal)
    }
