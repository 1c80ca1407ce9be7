"""Group graph patterns (SPARQL 1.1 Query, 19.8, rules 53 to 75) read from tokens, and written in another order."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kg.planning.pattern import TYPE, Pattern, is_variable, ordered
from kg.planning.statistics import Statistics
from kg.tokens import Token

_PATH = frozenset("/^|+*!")
_BEFORE_GROUP = frozenset({"OPTIONAL", "MINUS", "UNION"})
_CLAUSES = _BEFORE_GROUP | {"FILTER", "GRAPH", "BIND", "VALUES", "SELECT", "SERVICE", "LATERAL"}


class NotUnderstood(Exception):
    """Something that stays as it is."""


def iri(token: Token, prefixes: Mapping[str, str]) -> str | None:
    """The IRI that a token names, where that can be told."""
    if token.kind == "iri" and "\\" not in token.text and ":" in token.text:
        return token.text[1:-1]
    if token.kind == "pname" and not token.text.endswith(".") and not {"\\", "%"} & set(token.text):
        prefix, _, local = token.text.partition(":")
        base = prefixes.get(f"{prefix}:")
        return None if base is None else base + local
    return TYPE if token.text == "a" else None


def rewrite(
    text: str, tokens: Sequence[Token], at: int, prefixes: Mapping[str, str], known: Statistics
) -> tuple[str, int]:
    """The group that begins at a token in a better order, and the place after it. Raises NotUnderstood, IndexError."""
    return _Reader(text, tokens, prefixes, known).group(at)


@dataclass
class _Run:
    """Triple patterns and filters that stand together."""

    patterns: list[Pattern] = field(default_factory=list)
    filters: list[str] = field(default_factory=list)
    tested: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class _Reader:
    """Reads groups of one query; places are numbers of tokens."""

    text: str
    tokens: Sequence[Token]
    prefixes: Mapping[str, str]
    known: Statistics

    def group(self, at: int) -> tuple[str, int]:
        """The text of the group at a "{", and the place after its "}"."""
        pieces, run, at = ["{"], _Run(), self._open(at)
        if self._word(at) == "SELECT":
            end = self._closing(at - 1)
            return self._slice(at - 1, end), end
        while self.tokens[at].text != "}":
            word = self._word(at)
            if word == "FILTER":
                at = self._filter(at, run)
            elif word in ("SERVICE", "LATERAL"):
                raise NotUnderstood
            elif word in _CLAUSES or self.tokens[at].text == "{":
                pieces.append(self._written(run))
                run = _Run()
                said, at = self._clause(at, word)
                pieces.append(said)
            elif self.tokens[at].text == ".":
                at += 1
            else:
                at = self._triples(at, run)
        pieces += [self._written(run), "}"]
        return "\n".join(pieces), at + 1

    def _clause(self, at: int, word: str) -> tuple[str, int]:
        """What is no triple pattern and no filter, with groups in it rewritten."""
        if word in ("BIND", "VALUES"):
            bracket = word == "BIND" or self.tokens[at + 1].text == "("
            end = self._closing(at + 1) if bracket else at + 2
            if word == "VALUES":
                end = self._closing(end)
            return self._slice(at, end), end
        if word == "GRAPH":
            said, end = self.group(at + 2)
            return f"GRAPH {self.tokens[at + 1].text} {said}", end
        if word in _BEFORE_GROUP:
            said, end = self.group(at + 1)
            return f"{word} {said}", end
        return self.group(at)

    def _written(self, run: _Run) -> str:
        order = ordered(run.patterns, run.tested, self.known)
        return "\n".join([*map(str, order), *run.filters])

    def _filter(self, at: int, run: _Run) -> int:
        negated = self._word(at + 1) == "NOT"
        if self._word(at + 1 + negated) == "EXISTS":
            body = at + 2 + negated
            end = self._closing(body)
            outside = {t.text[1:] for t in (*self.tokens[:at], *self.tokens[end:]) if t.kind == "var"}
            run.filters.append(f"FILTER {'NOT ' if negated else ''}EXISTS {self._sought(body, outside)}")
            return end
        start = at + 1
        while self.tokens[start].text != "(":
            if self.tokens[start].kind not in ("word", "pname", "iri"):
                raise NotUnderstood
            start += 1
        end = self._closing(start)
        if any(self._word(place) == "EXISTS" for place in range(start, end)):
            raise NotUnderstood
        run.filters.append(self._slice(at, end))
        run.tested.update(token.text[1:] for token in self.tokens[start:end] if token.kind == "var")
        return end

    def _sought(self, at: int, outside: set[str]) -> str:
        """The group of EXISTS: one pattern inside the other, where it is nothing but patterns and simple filters."""
        run, place = _Run(), at + 1
        while self.tokens[place].text != "}":
            if self._word(place) == "FILTER":
                if self._word(place + 1) in ("NOT", "EXISTS"):
                    return self.group(at)[0]
                place = self._filter(place, run)
            elif self._word(place) in _CLAUSES or self.tokens[place].text == "{":
                return self.group(at)[0]
            elif self.tokens[place].text == ".":
                place += 1
            else:
                place = self._triples(place, run)
        inner, bound, left = list[Pattern](), set(outside), list(run.patterns)
        while left:
            joined = [pattern for pattern in left if pattern.variables & bound]
            if not joined:
                return self.group(at)[0]
            best = min(joined, key=lambda pattern: pattern.matches(bound, self.known))
            left.remove(best)
            inner.append(best)
            bound |= best.variables
        opened = " FILTER EXISTS ".join(f"{{ {pattern}" for pattern in inner) or "{"
        return f"{opened} {' '.join(run.filters)} {'}' * max(len(inner), 1)}"

    def _triples(self, at: int, run: _Run) -> int:
        """The patterns of one subject (TriplesSameSubjectPath)."""
        subject, at = self._term(at)
        while True:
            verb, predicate, at = self._verb(at)
            while True:
                place = at
                value, at = self._term(at)
                cls = iri(self.tokens[place], self.prefixes) if predicate == TYPE else None
                run.patterns.append(Pattern(subject, verb, value, predicate, cls))
                if self.tokens[at].text != ",":
                    break
                at += 1
            if self.tokens[at].text != ";":
                break
            while self.tokens[at].text == ";":
                at += 1
            if self.tokens[at].text in (".", "}"):
                break
        if self.tokens[at].text == ".":
            return at + 1
        if self.tokens[at].text not in ("}", "{") and self._word(at) not in _CLAUSES:
            raise NotUnderstood
        return at

    def _term(self, at: int) -> tuple[str, int]:
        token = self.tokens[at]
        if token.kind == "var" or (token.kind == "iri") or (iri(token, self.prefixes) and token.kind == "pname"):
            return token.text, at + 1
        if token.kind == "word" and token.text in ("true", "false"):
            return token.text, at + 1
        if token.kind != "string":
            raise NotUnderstood
        after = self.tokens[at + 1]
        if after.text == "@" and after.start == token.start + len(token.text):
            end = at + 3
            while self.tokens[end].text == "-":
                end += 2
            return self._slice(at, end), end
        if after.text == "^":
            if self.tokens[at + 2].text != "^" or self.tokens[at + 3].kind not in ("iri", "pname"):
                raise NotUnderstood
            if self.tokens[at + 3].text.endswith("."):
                raise NotUnderstood
            return self._slice(at, at + 4), at + 4
        return token.text, at + 1

    def _verb(self, at: int) -> tuple[str, str | None, int]:
        """The predicate or path as it is written, the IRI where it is a single one, and the place after it."""
        token = self.tokens[at]
        if token.kind == "var":
            if not is_variable(token.text):
                raise NotUnderstood
            return token.text, None, at + 1
        start, named = at, list[str]()
        while True:
            while self.tokens[at].text in ("^", "!"):
                at += 1
            found = iri(self.tokens[at], self.prefixes)
            if found is None or (self.tokens[at].kind == "word" and self.tokens[at].text != "a"):
                raise NotUnderstood
            named.append(found)
            at += 1
            while self.tokens[at].text in ("+", "*"):
                at += 1
            if self.tokens[at].text not in ("/", "|"):
                break
            at += 1
        plain = at == start + 1
        return self._slice(start, at), named[0] if plain else None, at

    def _word(self, at: int) -> str:
        token = self.tokens[at]
        return token.text.upper() if token.kind == "word" else ""

    def _open(self, at: int) -> int:
        if self.tokens[at].text != "{":
            raise NotUnderstood
        return at + 1

    def _closing(self, at: int) -> int:
        """The place after the bracket that closes the one at `at`."""
        if self.tokens[at].text not in ("{", "("):
            raise NotUnderstood
        depth = 0
        while True:
            if self.tokens[at].kind == "other":
                depth += (self.tokens[at].text in "({") - (self.tokens[at].text in ")}")
            at += 1
            if depth == 0:
                return at

    def _slice(self, start: int, end: int) -> str:
        last = self.tokens[end - 1]
        return self.text[self.tokens[start].start : last.start + len(last.text)]
