"""What cannot be: data that contradict the ontology."""

import re
from collections.abc import Iterable

_IRI = re.compile(r"https?://[^\s,)'>]+")


class Inconsistent(Exception):
    """The data contradict the ontology. `findings` pairs each message with the IRIs it names."""

    def __init__(self, messages: Iterable[str]) -> None:
        self.findings = tuple((message, named(message)) for message in sorted(set(messages)))
        super().__init__("; ".join(message for message, _ in self.findings))


def named(message: str) -> tuple[str, ...]:
    """The IRIs that a message names, in order."""
    return tuple(_IRI.findall(message))
