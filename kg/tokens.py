"""SPARQL text as tokens: enough to see what is code and what is string, comment or IRI.

Grammar: https://www.w3.org/TR/sparql11-query/#sparqlGrammar. Nothing is parsed; the engine does that.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<comment>\#[^\r\n]*)
  | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
  | (?P<string>\"\"\"(?:[^"\\]|\\(?:.|\Z)|\"(?!\"\"))*(?:\"\"\"|\Z)
              | \'\'\'(?:[^'\\]|\\(?:.|\Z)|'(?!\'\'))*(?:\'\'\'|\Z)
              | "(?:[^"\\\r\n]|\\(?:.|\Z))*(?:"|(?=[\r\n])|\Z) | '(?:[^'\\\r\n]|\\(?:.|\Z))*(?:'|(?=[\r\n])|\Z))
  | (?P<var>[?$]\w+)
  | (?P<run>[^\W\d][\w.-]*)?(?P<local>:(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\.)*)
  | (?P<words>[^\W\d][\w.-]*)
  | (?P<other>\S)
    """,
    re.VERBOSE | re.DOTALL,
)
"""Strings that are not closed take what is left, and dotted words are read in one go, so that no text, however
strange, is read twice: the time is linear."""
_WORDS = re.compile(r"\w+|[.-]")


class Token(NamedTuple):
    """A piece of SPARQL text. `kind`: comment, iri, string, var, pname, word or other."""

    kind: str
    text: str
    start: int


def tokenize(text: str) -> Iterator[Token]:
    """The tokens of `text` in order, white space left out. An unclosed string ends with its line or the text."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind == "words":
            for piece in _WORDS.finditer(match.group()):
                part = piece.group()
                yield Token("other" if part in ".-" else "word", part, match.start() + piece.start())
        elif kind != "space":
            yield Token("pname" if kind == "local" else kind, match.group(), match.start())
