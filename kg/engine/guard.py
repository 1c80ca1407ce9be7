"""What is refused before it reaches the engine.

The engine makes HTTP calls for SERVICE and LOAD with no switch to turn them off, its recursive parser overflows the
stack at some thousand nested braces, and the time it plans grows with the square of the patterns and more. What gets
past this file meets the worker's own limits; what is refused here is told why and costs nothing.
"""

import re
from dataclasses import dataclass
from itertools import chain, pairwise

from kg.engine.limits import Limits
from kg.tokens import Token, tokenize

_OUTWARD = frozenset({"SERVICE", "LOAD"})
_OUTWARD_WORD = re.compile(r"SERVICE|LOAD", re.IGNORECASE)
_NOTHING = Token("other", "", 0)
_OPEN, _CLOSE = "({[", ")}]"
_PREFIXES = "!-+^"
"""Operators before what they are for. The parser goes one level down for each, as for a bracket."""
_SEPARATORS = ".;,/|^{"
"""Each begins another pattern, another step of a path, or another group."""
_LONGEST_RUN = 2_000
"""Tokens between two commas of one pair of parentheses. For each operator of an expression and each item of a
collection, the engine goes one level down; at about 5,000 it overflows its stack."""
_MOST_PARENTHESES = 2_000
"""Conditions, expressions and calls, outside of rows of VALUES; at about 7,000 the engine overflows its stack."""
_QUOTING = "<<"
"""Begins a quoted triple, which is a pattern of its own."""
_OPAQUE = re.compile(
    r"""\#[^\r\n]*|<[^<>"{}|^`\\\x00-\x20]*>|\"\"\"[\s\S]*?\"\"\"|\'\'\'[\s\S]*?\'\'\'|"[^"\r\n]*"|'[^'\r\n]*'"""
)
_DOUBTFUL = re.compile(
    r"""<(?![A-Za-z][A-Za-z0-9+.-]*://)[^<>"{}|^`\x00-\x20'()\[\]\#]*['()\[\]\#][^<>"{}|^`\x00-\x20]*>"""
)
"""What may be an IRI or the beginning of a comparison, and then hold brackets, or open a string or a comment.

The engine has no tokens: where a value may be compared it reads "<" as an operator if that lets it go on, even where
"<…>" has the form of an IRI. One in which "://" follows a scheme can only be an IRI.
"""
_ESCAPE = (
    r"\\(?:[tbnrf\"'\\]|u(?![Dd][89A-Fa-f])[0-9A-Fa-f]{4}"
    r"|U0000(?![Dd][89A-Fa-f])[0-9A-Fa-f]{4}|U00(?:0[1-9A-Fa-f]|10)[0-9A-Fa-f]{4})"
)
_LONG = re.compile(
    r'"""(?:[^"\\]|' + _ESCAPE + r'|"(?!""))*"""|' + r"'''(?:[^'\\]|" + _ESCAPE + r"|'(?!''))*'''",
)
_LONG_MARKS = ('"""', "'''")
"""A long string as the engine takes it. Where it takes none, it reads the first two quotation marks as an empty
string, and what follows as code."""
_NO_VALUE = "({[,;|/^!=<>&+-*"
"""No value ends with these, so that no comparison follows them."""


@dataclass
class Refused(Exception):
    """A query that is not run. `reason` says why and how to mend it."""

    reason: str

    def __str__(self) -> str:
        return self.reason


@dataclass
class RefusedOutwardCall(Refused):
    """A query or update that would make this server call another one, by the word `word`."""

    word: str


class RefusedSize(Refused):
    """A query whose text is too long."""


def check(text: str, limits: Limits) -> None:
    """Passes a query that may be given to the engine; raises Refused for one that may not."""
    size = len(text.encode(errors="surrogatepass"))
    if size > limits.query_bytes:
        raise RefusedSize(f"The query has {size:,} bytes; at most {limits.query_bytes:,} are accepted.")
    if not _plainly_small(text, limits):
        _read(text, limits.depth, limits.patterns)


def check_update(text: str, depth: int) -> None:
    """Passes an update that may be given to the engine; raises Refused for one that may not.

    LOAD SILENT passes: the writer cannot reach out, so it fails, and by the specification a failure of what is
    silent is a success that changes nothing.
    """
    if _plain(text, depth) is None:
        _read(text, depth, len(text))


def _plainly_small(text: str, limits: Limits) -> bool:
    """True where a glance shows that nothing can be refused: most queries, in a fraction of the time of a reading."""
    code = _plain(text, limits.depth) if len(text) <= 10_000 else None
    return code is not None and sum(map(code.count, (*_SEPARATORS, _QUOTING))) <= limits.patterns


def _plain(text: str, depth: int) -> str | None:
    """The text without strings, IRIs and comments, where a glance shows that it is harmless; None where it does not."""
    if "\\" in text or _DOUBTFUL.search(text):  # these are read with care
        return None
    code = _OPAQUE.sub(" ", text)
    if "(" in code and len(code) > _LONGEST_RUN:
        return None
    return code if sum(map(code.count, _OPEN + _PREFIXES)) <= depth and _OUTWARD_WORD.search(code) is None else None


def _read(text: str, most_depth: int, most_patterns: int) -> None:
    """Reads the tokens of a text, no further than to what has to be refused. Raises Refused."""
    patterns, levels, previous = 0, "", _NOTHING
    lists = _Lists()
    code = (token for token in tokenize(text) if token.kind != "comment")
    for token, following in pairwise(chain(code, (_NOTHING,))):
        word = token.text.upper()
        if token.kind == "word" and word in _OUTWARD and not (word == "LOAD" and following.text.upper() == "SILENT"):
            raise RefusedOutwardCall(
                f"{word} is refused: this endpoint calls no other. "
                "Ask the other endpoint yourself and join the answers.",
                word,
            )
        before, previous = previous, token
        if token.kind == "iri" and levels[-1:] == "(" and _DOUBTFUL.match(token.text):
            _refuse_after_a_value(before, token)
        if token.text.startswith(_LONG_MARKS) and not _LONG.fullmatch(token.text):
            raise Refused("A string in triple quotation marks is not closed, or has an escape that is none.")
        levels = _nested(levels, token, following)
        if len(levels) > most_depth:
            raise Refused(f"The query nests deeper than {most_depth} levels of brackets and of operators before them.")
        lists.read(token, levels)
        if token.kind != "other":
            continue
        # Commas in parentheses list values, of which there may be many.
        patterns += token.text in _SEPARATORS and not (token.text == "," and levels[-1:] == "(")
        patterns += token.text + following.text == _QUOTING and following.start == token.start + 1
        if patterns > most_patterns:
            raise Refused(
                f"The query has more than {most_patterns:,} patterns, path steps and groups, about. "
                "List values with VALUES, or ask in several queries."
            )


class _Lists:
    """What stands in parentheses, of which the engine takes only so much, however flat it is."""

    def __init__(self) -> None:
        self._runs: list[int] = []
        self._parentheses = 0
        self._rows = False

    def read(self, token: Token, levels: str) -> None:
        """Counts a token, after which `levels` are open. Raises Refused."""
        match token.text if token.kind == "other" else token.text.upper():
            case "VALUES":
                self._rows = True
            case "}":
                self._rows = False
            case "(":
                self._runs.append(0)
                self._parentheses += not (self._rows and "{" in levels)
            case ")" if self._runs:
                self._runs.pop()
            case "," if self._runs:
                self._runs[-1] = 0
        if self._runs:
            self._runs[-1] += 1
        if self._runs and self._runs[-1] > _LONGEST_RUN:
            raise Refused(
                f"An expression or collection has more than {_LONGEST_RUN:,} parts in one pair of parentheses. "
                "List values with IN or VALUES, or ask in several queries."
            )
        if self._parentheses > _MOST_PARENTHESES:
            raise Refused(
                f"The query has more than {_MOST_PARENTHESES:,} conditions, expressions and calls. "
                "List values with IN or VALUES, or ask in several queries."
            )


def _refuse_after_a_value(before: Token, token: Token) -> None:
    """Raises Refused for what may be a comparison: in parentheses, after what may be a value."""
    if before.kind != "other" or before.text not in _NO_VALUE:
        raise Refused(
            f"{token.text} reads as an IRI or as the beginning of a comparison. For a comparison, put a space after <; "
            "for an IRI, write it in full."
        )


def _nested(levels: str, token: Token, following: Token) -> str:
    """The brackets and prefix operators that are open after a token. What an operator is for ends it."""
    if token.kind == "other" and token.text in _OPEN + _PREFIXES:
        return levels + token.text
    if token.kind == "other" and token.text in _CLOSE:
        return levels.rstrip(_PREFIXES)[:-1].rstrip(_PREFIXES)
    goes_on = following.kind == "other" and following.text in _OPEN  # a function, or EXISTS
    return levels if goes_on or token.text.upper() == "NOT" else levels.rstrip(_PREFIXES)
