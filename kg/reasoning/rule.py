"""Rules over numbered terms: what a table's rule comes to for the axioms at hand."""

from dataclasses import dataclass, field

Triple = tuple[int, int, int]
Fact = int | tuple[int, int]
"""A member of a class, or the subject and object of a property."""
Argument = str | int
"""A variable, or the number of a term."""


@dataclass(frozen=True)
class Atom:
    """A fact with variables. `relation` is the number of a property, or ~number of a class (so it is below 0)."""

    relation: int
    arguments: tuple[Argument, ...]


@dataclass(frozen=True)
class Rule:
    """If `body` then `head`; without a head, `error` is the contradiction.

    `name` is that of the table; `axioms` are the axioms that it was made for, and `binding` what they say its
    variables are.
    """

    name: str = field(compare=False)
    body: tuple[Atom, ...]
    head: Atom | None
    error: str | None = None
    axioms: tuple[Triple, ...] = field(default=(), compare=False)
    binding: tuple[tuple[str, int], ...] = field(default=(), compare=False)

    @property
    def variables(self) -> tuple[str, ...]:
        """Every variable of the body once, in order."""
        return tuple(dict.fromkeys(a for atom in self.body for a in atom.arguments if isinstance(a, str)))
