"""Parameters of a query: variables replaced by terms.

The engine binds only variables that a SELECT projects, and a VALUES block does not reach into UNION branches
and subqueries. So each occurrence of the variable, as a token and never inside a string, comment or IRI, is
replaced by the term as the engine itself writes it.
"""

import functools
from collections.abc import Mapping, Sequence

from kg.tokens import Token, tokenize

_CLAUSES = frozenset({"SELECT", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES", "BIND"})


class BindingError(ValueError):
    """A variable that cannot be replaced, because the query itself assigns it."""


def substitute(text: str, terms: Mapping[str, str]) -> str:
    """`text` with each variable named in `terms` (without "?") replaced by its term in N-Triples syntax.

    A projected or grouped variable stays as a column with the value of the term. Raises BindingError for a
    variable that the query assigns with AS or VALUES.
    """
    if not terms:
        return text
    pieces: list[str] = []
    done, clause, depth = 0, "", 0
    grouped: set[str] = set()
    tokens = _tokens(text)
    grouped_names = _grouped(tokens)
    for previous, token in zip([Token("other", "", 0), *tokens], tokens, strict=False):
        if token.kind == "word" and token.text.upper() in _CLAUSES:
            clause = token.text.upper()
            grouped.clear()
        elif token.kind == "other":
            depth += (token.text == "(") - (token.text == ")")
            if token.text in "{}":
                clause = "WHERE"
        name = token.text[1:]
        if token.kind != "var" or name not in terms:
            continue
        if previous.text.upper() == "AS" or clause == "VALUES":
            raise BindingError(f"the query assigns ?{name} itself, so it cannot be a parameter")
        term = terms[name]
        if depth == 0 and clause == "SELECT":
            new = f"?{name}" if name in grouped_names else f"({term} AS ?{name})"
        elif depth == 0 and clause == "GROUP":
            new = f"({term} AS ?{name})" if name not in grouped else ""
            grouped.add(name)
        elif depth == 0 and clause == "ORDER":
            new = f"?{name}" if name in grouped_names else f"({term})"
        else:
            new = term
        pieces += [text[done : token.start], new]
        done = token.start + len(token.text)
    return "".join([*pieces, text[done:]])


@functools.lru_cache(256)  # texts with parameters are our own, and asked over and over
def _tokens(text: str) -> tuple[Token, ...]:
    return tuple(token for token in tokenize(text) if token.kind != "comment")


def _grouped(tokens: Sequence[Token]) -> set[str]:
    """The names of the plain variables in GROUP BY clauses."""
    names, clause = set(), ""
    for token in tokens:
        if token.kind == "word" and token.text.upper() in _CLAUSES:
            clause = token.text.upper()
        elif token.kind == "other" and token.text in "{}":
            clause = ""
        elif token.kind == "var" and clause == "GROUP":
            names.add(token.text[1:])
    return names
