"""Whether a service gave all rows, or stopped at a number of its own, as many do without a word."""

from kg.tokens import tokenize

LOOKED_AT = 1_000
"""Rows from which on an answer may have been cut: no service is known that gives fewer."""


def behind(text: str, rows: int) -> str:
    """The query that has a row if, and only if, a SELECT has more than so many, in whatever order they come.

    It is the same SELECT as the only group of another one, to which its prologue and its graphs (FROM) are moved:
    https://www.w3.org/TR/sparql11-query/#rSubSelect has neither.
    """
    tokens = list(tokenize(text))
    select = next(number for number, token in enumerate(tokens) if token.kind == "word" and _is(token.text, "SELECT"))
    inner, graphs, kept = "", "", tokens[select].start
    for number in range(select, len(tokens)):
        token = tokens[number]
        if token.text == "{":
            break
        if token.kind == "word" and _is(token.text, "FROM"):
            named = tokens[number + 1].kind == "word"
            last = tokens[number + 2 if named else number + 1]
            end = last.start + len(last.text)
            inner += text[kept : token.start]
            graphs += f"{text[token.start : end]}\n"
            kept = end
    inner += text[kept:]
    return (
        f"{text[: tokens[select].start]}SELECT (1 AS ?more)\n{graphs}WHERE {{ {{\n{inner}\n}} }} OFFSET {rows} LIMIT 1"
    )


def _is(text: str, keyword: str) -> bool:
    return text.upper() == keyword
