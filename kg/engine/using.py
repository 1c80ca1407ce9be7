"""A data set named beside an update, written into it.

The protocol's using-graph-uri and using-named-graph-uri (https://www.w3.org/TR/sparql11-protocol/#update-dataset) say
which graphs the WHERE of each operation looks at, as USING and USING NAMED would; the engine takes only the latter.
"""

from collections.abc import Sequence

from kg.tokens import Token, tokenize


class UsingConflict(ValueError):
    """An update that names a data set both beside itself and within."""


def with_using(text: str, default: Sequence[str], named: Sequence[str]) -> str:
    """`text` with USING clauses for the graphs of these IRIs in each operation that has a WHERE.

    Raises UsingConflict for an update that has USING or WITH of its own.
    """
    clauses = "".join([*(f"USING <{iri}> " for iri in default), *(f"USING NAMED <{iri}> " for iri in named)])
    pieces: list[str] = []
    done = depth = 0
    previous = ""
    tokens = [token for token in tokenize(text) if token.kind != "comment"]
    for number, token in enumerate(tokens):
        word = token.text.upper() if token.kind == "word" else token.text
        if token.kind == "other":
            depth += (token.text == "{") - (token.text == "}")
        elif token.kind == "word" and depth == 0:
            if word in ("USING", "WITH"):
                raise UsingConflict(f"The update has {word} of its own beside the graphs that the request names.")
            if word == "WHERE":
                # DELETE WHERE {…} takes no USING; it is short for DELETE {…} WHERE {…}.
                pattern = _block(text, tokens[number + 1 :]) if previous == "DELETE" else ""
                pieces += [text[done : token.start], pattern, " ", clauses]
                done = token.start
        previous = word
    return "".join([*pieces, text[done:]])


def _block(text: str, tokens: Sequence[Token]) -> str:
    """The text of the braces that come first; "" where they do not close."""
    depth = 0
    for token in tokens:
        if token.kind == "other" and token.text in "{}":
            depth += 1 if token.text == "{" else -1
            if depth == 0:
                return text[tokens[0].start : token.start + 1]
    return ""
