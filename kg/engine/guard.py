"""What is refused before it reaches the engine.

The engine makes HTTP calls for SERVICE and LOAD with no switch to turn them off, and its recursive parser
overflows the stack at some thousand nested braces, which kills the process.
"""

from dataclasses import dataclass

from kg.tokens import tokenize

MAX_BYTES = 100_000
MAX_DEPTH = 64
_OUTWARD = frozenset({"SERVICE", "LOAD"})
_OPEN, _CLOSE = frozenset("({["), frozenset(")}]")


@dataclass
class Refused(Exception):
    """A query that is not run. `reason` says why and how to mend it."""

    reason: str

    def __str__(self) -> str:
        return self.reason


class RefusedOutwardCall(Refused):
    """A query that would make this server call another one."""


def check(text: str) -> None:
    """Passes a query that may be given to the engine; raises Refused for one that may not."""
    size = len(text.encode())
    if size > MAX_BYTES:
        raise Refused(f"The query has {size:,} bytes; at most {MAX_BYTES:,} are accepted.")
    depth = 0
    for token in tokenize(text):
        if token.kind == "word" and token.text.upper() in _OUTWARD:
            raise RefusedOutwardCall(
                f"{token.text.upper()} is refused: this endpoint calls no other. "
                "Ask the other endpoint yourself and join the answers."
            )
        if token.kind == "other":
            depth += (token.text in _OPEN) - (token.text in _CLOSE)
            if depth > MAX_DEPTH:
                raise Refused(f"The query nests deeper than {MAX_DEPTH} levels of brackets.")
