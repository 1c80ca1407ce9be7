"""Functions that queries may use beside those of SPARQL."""

from collections.abc import Callable

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg import iris
from kg.collation import sort_key
from kg.folding import fold

Known = NamedNode | BlankNode | Literal | Triple


def _of_text(change: Callable[[str], str]) -> Callable[..., Known | None]:
    """A function of one literal; of anything else, and of more or less, it is an error, as SPARQL has it."""

    def function(*terms: Known) -> Known | None:
        return Literal(change(terms[0].value)) if len(terms) == 1 and isinstance(terms[0], Literal) else None

    return function


FUNCTIONS: dict[NamedNode, Callable[..., Known | None]] = {
    NamedNode(iris.ONT + "sortKey"): _of_text(sort_key),
    NamedNode(iris.ONT + "fold"): _of_text(fold),
}
"""By IRI. `diem:sortKey` gives what sorts as Vietnamese sorts; `diem:fold` a text without marks and capitals."""
