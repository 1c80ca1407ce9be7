"""Terms of RDF as numbers, which are quicker to compare and smaller to keep."""

from kg.store import Literal, Term, Triple

Node = Term | Triple
"""What can stand in a triple: a triple, too, in RDF 1.2, of which no rule reads what it is made of."""


class Terms:
    """Each term has a number, from 0 in the order of arrival; `literals` has those of the literals, in order."""

    def __init__(self) -> None:
        self._numbers: dict[Node, int] = {}
        self._terms: list[Node] = []
        self.literals: list[int] = []

    def number(self, term: Node) -> int:
        """The number of a term, which may be new."""
        found = self._numbers.get(term)
        if found is None:
            found = self._numbers[term] = len(self._terms)
            self._terms.append(term)
            if isinstance(term, Literal):
                self.literals.append(found)
        return found

    def known(self, term: Node) -> int | None:
        """The number of a term that has one."""
        return self._numbers.get(term)

    def __getitem__(self, number: int) -> Node:
        return self._terms[number]

    def text(self, number: int) -> str:
        """A term as messages name it: an IRI or the text of a literal, bare."""
        term = self._terms[number]
        return str(term) if isinstance(term, Triple) else term.value
