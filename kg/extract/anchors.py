"""Where in a sentence a pattern can begin: only there is it tried, not at every character."""

import re
from collections.abc import Iterator, Sequence

from kg.extract.patterns import BEGINNING, CODES, Pattern

_ATOM = re.compile(rf"[^\W_]+|[-,:;/()]|[{''.join(CODES.values())}]")
_BEFORE = frozenset(" \"'*(")
"""What the first word, mark or mention of a match can have before it, as part of the match."""


class Anchors:
    """The words, marks and mentions of a sentence, each with the places where a match that begins with it can begin."""

    __slots__ = ("_starts", "code", "said")

    def __init__(self, code: str) -> None:
        """`code` is that of an encoded sentence: it begins with a space, or is empty."""
        starts: dict[str, list[int]] = {BEGINNING: [0]}
        for atom in _ATOM.finditer(code):
            place = atom.start()
            begin = place - 1
            while begin >= 0 and code[begin] in _BEFORE:
                begin -= 1
            where = starts.get(atom[0])
            if where is None:
                starts[atom[0]] = list(range(begin + 1, place + 1))
            else:
                where.extend(range(begin + 1, place + 1))
        self.code, self.said, self._starts = code, frozenset(starts), starts

    def places(self, pattern: Pattern) -> Sequence[int] | None:
        """Where matches of a pattern can begin, rising; None for one that can begin with anything."""
        if pattern.first is None:
            return None
        found = [self._starts[atom] for atom in pattern.first & self.said]
        if len(found) < 2:
            return found[0] if found else ()
        return sorted({place for places in found for place in places})

    def search(self, pattern: Pattern, start: int = 0, end: int | None = None) -> bool:
        """Whether the pattern matches between two places."""
        code = self.code
        end = len(code) if end is None else end
        places = self.places(pattern)
        if places is None or _is_cut(code, end):
            return pattern.regex.search(code, start, end) is not None
        match = pattern.regex.match
        return any(start <= place < end and match(code, place, end) is not None for place in places)

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
