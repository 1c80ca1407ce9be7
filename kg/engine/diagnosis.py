"""What is wrong with a text that the engine does not take as SPARQL, seen in its tokens.

The engine names what its parser would have taken where it gave up, which is often far behind the fault. What is found
here is a fault for certain; where nothing is found, there is the engine's word.

Grammar: https://www.w3.org/TR/sparql11-query/#sparqlGrammar.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kg import iris
from kg.engine.selecting import Found, faults_of_select
from kg.store import QuerySyntaxError
from kg.tokens import Token, tokenize

Operation = Literal["query", "update"]
LONGEST = 20_000
"""Characters of a text that is read here: what people write. Reading takes time, and programs make longer ones."""
_FORMS: Mapping[Operation, tuple[str, ...]] = {
    "query": ("SELECT", "CONSTRUCT", "ASK", "DESCRIBE"),
    "update": ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"),
}
_PROLOGUE = {"BASE": ("iri",), "PREFIX": ("pname", "iri"), "VERSION": ("string",)}
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_CLOSED = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|"(?!"")(?:[^"\\\r\n]|\\.)*"'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''|'(?!'')(?:[^'\\\r\n]|\\.)*'",
    re.DOTALL,
)
_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
_LONGEST_NAME = 40


@dataclass(frozen=True)
class Fault:
    """What is wrong: its kind, and by name the parts of the text that it is about, or that would mend it."""

    kind: str
    names: Mapping[str, str]


class FaultFound(QuerySyntaxError):
    """A text that is not SPARQL 1.1, and why. Its line and column are those of the fault."""

    def __init__(self, fault: Fault, line: int, column: int) -> None:
        super().__init__(fault.kind.replace("-", " "), line, column)
        self.fault = fault


def explained(error: QuerySyntaxError, text: str, operation: Operation) -> QuerySyntaxError:
    """The engine's complaint about a text that was sent as `operation`, or what is wrong where that can be seen."""
    if len(text) > LONGEST:
        return error
    tokens = [token for token in tokenize(text) if token.kind != "comment"]
    found = _beginning(text, tokens, operation) or next(_faults(text, tokens), None)
    if found is None:
        return error
    line = text.count("\n", 0, found.start) + 1
    return FaultFound(Fault(found.kind, found.names), line, found.start - text.rfind("\n", 0, found.start))


def _beginning(text: str, tokens: Sequence[Token], operation: Operation) -> Found | None:
    """What is wrong with what a text is: nothing, a thing of the other kind, or none of either."""
    at = 0
    while at < len(tokens) and (shape := _PROLOGUE.get(tokens[at].text.upper())):
        given = tokens[at + 1 : at + 1 + len(shape)]
        if tuple(token.kind for token in given) != shape:
            # An IRI that is not closed is found later, with its place.
            return None if given and given[-1].text == "<" else Found("bad-prologue", tokens[at].start)
        at += 1 + len(shape)
    if at == len(tokens):
        return Found("empty", len(text) if at else 0) if operation == "query" else None
    token, other = tokens[at], "update" if operation == "query" else "query"
    for name, words in _FORMS.items():
        if token.text.upper() in words:
            return None if name == operation else Found(f"{other}-as-{operation}", token.start, {"word": token.text})
    names = {"text": token.text[:_LONGEST_NAME], "forms": ", ".join(_FORMS[operation])}
    return Found("no-form", token.start, names)


def _faults(text: str, tokens: Sequence[Token]) -> Iterator[Found]:
    """The faults after the beginning of a text; those after the first may follow from it."""
    yield from _spelling(text, tokens)
    yield from faults_of_select(tokens)


def _spelling(text: str, tokens: Sequence[Token]) -> Iterator[Found]:
    """Strings, IRIs and brackets that are not closed, and prefixes that are not declared."""
    declared: set[str] = set()
    brackets: list[Token] = []
    before = Token("other", "", 0)
    for token in tokens:
        if token.kind == "string" and not _CLOSED.fullmatch(token.text):
            quote = token.text[:3] if token.text[:3] in ('"""', "'''") else token.text[0]
            yield Found("unclosed-string", token.start, {"quote": quote})
        elif token.kind == "pname":
            prefix = token.text.partition(":")[0]
            if before.text.upper() == "PREFIX":
                declared.add(prefix)
            elif prefix not in declared and prefix != "_":
                yield _undeclared(prefix, token)
        elif token.text == "<" and (_IRI.match(text, token.start) or not _compares(text, token, brackets)):
            yield Found("unclosed-iri", token.start)
        elif token.kind == "other" and token.text in _PAIRS:
            brackets.append(token)
        elif token.kind == "other" and token.text in _PAIRS.values():
            if not brackets:
                yield Found("unopened-bracket", token.start, {"bracket": token.text})
            elif _PAIRS[brackets[-1].text] != token.text:
                yield Found("unclosed-bracket", brackets[-1].start, {"bracket": brackets[-1].text})
            else:
                brackets.pop()
        before = token
    if brackets:
        yield Found("unclosed-bracket", brackets[-1].start, {"bracket": brackets[-1].text})


def _compares(text: str, token: Token, brackets: Sequence[Token]) -> bool:
    """Whether a "<" may be an operator, which stands in parentheses, or a half of the "<<" of a quoted triple."""
    doubled = "<<" in text[max(token.start - 1, 0) : token.start + 2]
    return doubled or (bool(brackets) and brackets[-1].text == "(")


def _undeclared(prefix: str, token: Token) -> Found:
    known = iris.PREFIXES.get(prefix)
    if known is None:
        return Found("unknown-prefix", token.start, {"prefix": prefix})
    return Found("undeclared-prefix", token.start, {"prefix": prefix, "declaration": f"PREFIX {prefix}: <{known}>"})
