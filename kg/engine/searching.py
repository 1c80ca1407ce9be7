"""Search inside SPARQL: `?thing diem:search "thai binh"` stands for the things that a search of the site finds.

The pattern is replaced by VALUES before the engine sees the query, so that the label index answers it and the rest is
joined to that; nothing else of the query changes, and no line of it moves.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kg import iris
from kg.engine.guard import Refused
from kg.tokens import Token, tokenize

SEARCH = iris.ONT + "search"
FOUND = 100
"""Things that a search gives, the best first."""
_MOST = 8
"""Searches of one query; each takes the web process some milliseconds."""
Search = Callable[[str], Sequence[str]]
"""Gives the IRIs of things with a name like a text."""
_LOCAL = ":" + SEARCH.rpartition("#")[2]
_ENDS = (".", ";", "}")
_HOW = 'write ?thing diem:search "words" in the WHERE part: a variable before it, one text in quotation marks after'


@dataclass(frozen=True)
class _Found:
    """A pattern that searches: its subject, where it begins and ends, and whether it is the first of its subject."""

    subject: str
    text: str
    start: int
    end: int
    first: bool
    goes_on: bool


def expand(text: str, search: Search) -> str:
    """A query with the things that are found in place of each pattern that searches. Raises Refused."""
    if _LOCAL[1:] not in text or iris.ONT not in text:  # the name has to be declared, or be written in full
        return text
    pieces, done = list[str](), 0
    for number, found in enumerate(_patterns([token for token in tokenize(text) if token.kind != "comment"])):
        if number == _MOST:
            raise Refused(f"A query may use diem:search {_MOST} times at most; ask in several queries.")
        things = " ".join(f"<{iri}>" for iri in search(found.text))
        subject = f" {found.subject} " if found.goes_on else " "
        lines = "\n" * text.count("\n", found.start, found.end)
        pieces += [
            text[done : found.start],
            f"{'' if found.first else '. '}VALUES {found.subject} {{ {things} }}{lines}{subject}",
        ]
        done = found.end
    return "".join([*pieces, text[done:]])


def _patterns(tokens: Sequence[Token]) -> Iterator[_Found]:
    """The patterns that search, in their order. Raises Refused for one that is not of the form that can be."""
    names = set(_names(tokens))
    place = _Place()
    for index, token in enumerate(tokens):
        if token.text not in names:
            place.read(tokens, index)
            continue
        subject, before = tokens[place.beginning], tokens[index - 1]
        after = [*tokens[index + 1 : index + 4], *[Token("other", "}", token.start)] * 3]
        if subject.kind != "var" or before.text not in (subject.text, ";") or not place.takes_patterns:
            raise Refused(f"diem:search cannot stand here: {_HOW}.")
        if after[0].kind != "string" or after[1].text not in _ENDS:
            raise Refused(f"diem:search needs one text, without a language: {_HOW}.")
        first = index - 1 == place.beginning
        goes_on = after[1].text == ";" and after[2].text not in _ENDS
        end = after[1].start + 1 if after[1].text == ";" else after[0].start + len(after[0].text)
        start = subject.start if first else token.start
        yield _Found(subject.text, _unquoted(after[0].text), start, end, first, goes_on)


class _Place:
    """Where in a query a reading of its tokens is."""

    def __init__(self) -> None:
        self.beginning = 0
        """The index of the token that began the present statement."""
        self._lists = [0]
        """Parentheses and brackets that are open, in each group that is."""
        self._template = False

    @property
    def takes_patterns(self) -> bool:
        return len(self._lists) > 1 and not self._lists[-1] and not self._template

    def read(self, tokens: Sequence[Token], index: int) -> None:
        """Goes past a token."""
        match tokens[index].text if tokens[index].kind == "other" else tokens[index].text.upper():
            case "CONSTRUCT":
                self._template = True
            case "{":
                self._lists.append(0)
                self.beginning = index + 1
            case "}":
                self._lists = self._lists[:-1] or [0]
                self._template &= len(self._lists) > 1
                self.beginning = index + 1
            case "." if not _is_decimal_point(tokens, index):
                self.beginning = index + 1
            case "(" | "[":
                self._lists[-1] += 1
            case ")" | "]":
                self._lists[-1] -= 1
                if not self._lists[-1] and tokens[self.beginning].kind == "word":  # FILTER (…), BIND (…)
                    self.beginning = index + 1


def _is_decimal_point(tokens: Sequence[Token], index: int) -> bool:
    after = tokens[index + 1] if index + 1 < len(tokens) else tokens[index]
    return after.start == tokens[index].start + 1 and after.text[0].isdigit()


def _names(tokens: Sequence[Token]) -> Iterator[str]:
    """How the query may write the property: in full, and with each prefix that it declares for our ontology."""
    yield f"<{SEARCH}>"
    for word, name, iri in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if word.text.upper() == "PREFIX" and iri.text == f"<{iris.ONT}>":
            yield name.text + _LOCAL[1:]


def _unquoted(literal: str) -> str:
    """The text of a literal as SPARQL writes it. Escapes are for characters that no name has."""
    return literal.strip("\"'").replace("\\", " ")
