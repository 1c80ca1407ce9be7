"""What must hold of a graph for a change to be made: preconditions of HTTP (RFC 9110, section 13)."""

from collections.abc import Collection
from dataclasses import dataclass

ANY = "*"
"""Stands for every state of a graph that is there."""


class PreconditionFailed(Exception):
    """The graph is not in the state that the change was meant for; nothing was changed."""


@dataclass(frozen=True)
class Precondition:
    """The releases that an If-Match and an If-None-Match name, ANY for all; None where the header is not there.

    A release names the state of a graph that it shows. It is the present state while nothing at all was written since:
    to count changes graph by graph would cost every update, and a client that is refused in vain reads and tries again.
    """

    match: Collection[str] | None = None
    none_match: Collection[str] | None = None

    def holds(self, exists: bool, release: str | None) -> bool:
        """Whether it holds for a graph whose present state is that in `release`, None where no release has it yet."""

        def found(names: Collection[str]) -> bool:
            return exists and (ANY in names or release in names)

        return (self.match is None or found(self.match)) and (self.none_match is None or not found(self.none_match))
