"""One pass over a text finds every phrase of every list: by its first word, the longest first."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from kg.extract.spelling import keyword

_WORD = re.compile(r"[^\W_]+")
Hits = Mapping[str, Mapping[int, tuple[int, object]]]
"""By tag, by start: the end of the longest phrase there, and what the list says of it."""


class PhraseTable:
    """Phrases with a tag and a payload each. Lookup costs one dictionary access a word, whatever the number of
    phrases."""

    def __init__(self, entries: Iterable[tuple[str, str, object]]) -> None:
        """`entries` are (tag, phrase, payload)."""
        table: dict[str, list[tuple[str, str, object]]] = defaultdict(list)
        for tag, phrase, payload in entries:
            key = keyword(phrase)
            first = _WORD.match(key)
            if first is None:
                raise ValueError(f"{phrase!r} does not begin with a word")
            table[first[0]].append((key, tag, payload))
        self._table = {word: sorted(found, key=lambda e: (-len(e[0]), e[0], e[1])) for word, found in table.items()}

    def scan(self, flat: str) -> dict[str, dict[int, tuple[int, object]]]:
        """The longest phrase of each tag at each start of a word of a flat text."""
        hits: dict[str, dict[int, tuple[int, object]]] = defaultdict(dict)
        table = self._table
        for word in _WORD.finditer(flat):
            found = table.get(word[0])
            if found is None:
                continue
            start = word.start()
            for key, tag, payload in found:
                end = start + len(key)
                if start in hits[tag] or not flat.startswith(key, start):
                    continue
                if key[-1].isalnum() and flat[end : end + 1].isalnum():
                    continue
                hits[tag][start] = (end, payload)
        return hits


def maximal(found: Mapping[int, tuple[int, object]]) -> dict[int, tuple[int, object]]:
    """The phrases that do not begin inside of another: "Phó Thủ tướng", not its "Thủ tướng"."""
    kept, end = dict[int, tuple[int, object]](), 0
    for start in sorted(found):
        if start >= end:
            kept[start] = found[start]
            end = found[start][0]
    return kept
