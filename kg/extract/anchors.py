"""Where in a sentence a pattern can begin: only there is it tried, not at every character."""

import re
from collections.abc import Iterator, Sequence

from kg.extract.patterns import BEGINNING, CODES, Pattern

_ATOM = re.compile(rf"[^\W_]+|[-,:;/()]|[{''.join(CODES.values())}]")
_BEFORE = frozenset(" \"'*(")
"""What the first word, mark or mention of a match can have before it, as part of the match."""


class Anchors:
    """The words, marks and mentions of a sentence, each with the places where a match that begins with it can begin."""

    __slots__ = ("_atoms", "_places", "_starts", "code", "said")

    def __init__(self, code: str) -> None:
        """`code` is that of an encoded sentence: it begins with a space, or is empty."""
        spans: dict[str, list[int]] = {BEGINNING: [0]}
        for atom in _ATOM.finditer(code):
            word = atom[0]
            if word in spans:
                spans[word].append(atom.start())
            else:
                spans[word] = [atom.start()]
        self.code, self.said, self._atoms = code, frozenset(spans), spans
        self._starts: dict[str, list[int]] = {}
        self._places: dict[frozenset[str], Sequence[int]] = {}

    def places(self, pattern: Pattern) -> Sequence[int] | None:
        """Where matches of a pattern can begin, rising; None for one that can begin with anything."""
        if pattern.first is None:
            return None
        places = self._places.get(pattern.first)
        if places is None:
            found = [self._starts.get(atom) or self._starting(atom) for atom in pattern.first & self.said]
            places = (found[0] if found else ()) if len(found) < 2 else sorted(set().union(*found))
            self._places[pattern.first] = places
        return places

    def _starting(self, atom: str) -> list[int]:
        """Where matches that begin with a word, a mark or a mention can begin."""
        code, found, word = self.code, list[int](), atom.isalnum()
        for place in self._atoms[atom]:
            begin = place
            while begin and code[begin - 1] in _BEFORE:
                begin -= 1
            with_itself = not word or code[place - 1] == "("  # a word has a blank before it, or a bracket
            found.extend(range(begin, place + with_itself))
        self._starts[atom] = found
        return found

    def search(self, pattern: Pattern, start: int = 0, end: int | None = None) -> bool:
        """Whether the pattern matches between two places."""
        code = self.code
        end = len(code) if end is None else end
        places = self.places(pattern)
        if places is None or _is_cut(code, end):
            return pattern.regex.search(code, start, end) is not None
        match = pattern.regex.match
        for place in places:
            if place >= end:
                break
            if place >= start and match(code, place, end) is not None:
                return True
        return False

    def matches(self, pattern: Pattern) -> Iterator[re.Match[str]]:
        """The matches of the pattern, one at most for each place where one can begin."""
        code, places = self.code, self.places(pattern)
        if places is None:
            at, search = 0, pattern.regex.search
            while (found := search(code, at)) is not None:
                yield found
                at = found.start() + 1
            return
        for found in map(pattern.regex.match, [code] * len(places), places):
            if found is not None:
                yield found


def _is_cut(code: str, end: int) -> bool:
    """Whether a word goes on behind `end`: its beginning is another word, which may not be among those of `code`."""
    return 0 < end < len(code) and code[end].isalnum() and code[end - 1].isalnum()
