"""What is wrong with the SELECT clauses of a query: commas, expressions without brackets, and variables of no group.

https://www.w3.org/TR/sparql11-query/#aggregateRestrictions
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from kg.tokens import Token

_AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
_MODIFIERS = frozenset({"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"})


class Found(NamedTuple):
    """A fault: its kind, the character where it stands, and by name the parts of the text that it is about."""

    kind: str
    start: int
    names: Mapping[str, str] = {}


class _Part(NamedTuple):
    """A token, or a bracket with all that stands in it."""

    token: Token
    inside: Sequence["_Part"] = ()

    def word(self) -> str:
        """The token in capitals, "" where it is no word."""
        return self.token.text.upper() if self.token.kind == "word" else ""


_NOTHING = _Part(Token("other", "", 0))


def faults_of_select(tokens: Sequence[Token]) -> Iterator[Found]:
    """The faults of all SELECT clauses, those of outer ones first. Every bracket of `tokens` is closed."""
    levels: list[list[_Part]] = [[]]
    opened = [levels[0]]
    for token in tokens:
        if token.kind == "other" and token.text in "([{":
            inside: list[_Part] = []
            opened[-1].append(_Part(token, inside))
            opened.append(inside)
            levels.append(inside)
        elif token.kind == "other" and token.text in ")]}":
            opened.pop()
        else:
            opened[-1].append(_Part(token))
    for parts in levels:
        selects = [at for at, part in enumerate(parts) if part.word() == "SELECT"]
        for start, end in pairwise((*selects, len(parts))):
            yield from _of_select(parts[start + 1 : end])


def _of_select(parts: Sequence[_Part]) -> Iterator[Found]:
    """The faults of a SELECT, of which these parts are the rest."""
    group = next((at for at, part in enumerate(parts) if part.token.text == "{"), len(parts))
    clause = [part for part in parts[:group] if part.word() not in ("DISTINCT", "REDUCED")]
    length = next((at for at, part in enumerate(clause) if part.word() in ("WHERE", "FROM")), len(clause))
    clause, rest = clause[:length], parts[group + 1 :]
    for part in clause:
        if part.token.text == ",":
            yield Found("comma-in-select", part.token.start)
        if part.word() or part.token.kind == "pname":
            yield Found("bare-expression", part.token.start, {"word": part.token.text})
    keys = _keys(rest)
    if keys is None and not any(part.word() in _AGGREGATES for part in _expression((*clause, *_conditions(rest)))):
        return
    known = keys or set()
    for part in clause:
        if part.token.text == "*":
            yield Found("grouped-star", part.token.start)
        made = part.inside[-1].token.text[1:] if _is_named(part) else None
        for needed in _expression([part] if made is None else part.inside[:-1]):
            if needed.token.kind == "var" and needed.token.text[1:] not in known:
                yield Found("ungrouped-variable", needed.token.start, {"variable": needed.token.text})
        if made is not None:
            known.add(made)


def _keys(rest: Sequence[_Part]) -> set[str] | None:
    """The variables of the groups that GROUP BY makes; None where there is no GROUP BY."""
    words = [part.word() for part in rest]
    if "GROUP" not in words:
        return None
    keys: set[str] = set()
    for before, part in pairwise(rest[words.index("GROUP") + 1 :]):
        if part.word() in _MODIFIERS:
            break
        if part.token.kind == "var":
            keys.add(part.token.text[1:])
        elif _is_named(part) or (len(part.inside) == 1 and not _is_function(before)):
            keys.add(part.inside[-1].token.text[1:])
    return keys


def _is_named(part: _Part) -> bool:
    """Whether a bracket is (… AS ?x)."""
    return len(part.inside) > 1 and part.inside[-2].word() == "AS"


def _is_function(part: _Part) -> bool:
    return part.token.kind in ("word", "pname", "iri") and part.word() != "BY"


def _conditions(rest: Sequence[_Part]) -> Sequence[_Part]:
    """What stands behind HAVING and ORDER BY."""
    words = [part.word() for part in rest]
    return rest[min((words.index(word) for word in ("HAVING", "ORDER") if word in words), default=len(rest)) :]


def _expression(parts: Sequence[_Part]) -> Iterator[_Part]:
    """The parts and what is in their parentheses, in order, except for what an aggregate or a group of patterns has."""
    left = list(zip((_NOTHING, *parts), parts, strict=False))[::-1]
    while left:
        before, part = left.pop()
        yield part
        if part.token.text == "(" and before.word() not in _AGGREGATES:
            left += list(zip((_NOTHING, *part.inside), part.inside, strict=False))[::-1]
