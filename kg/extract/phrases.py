"""One pass over a text finds every phrase of every list: by its first word, the longest first."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from kg.extract.spelling import keyword

_WORD = re.compile(r"[^\W_]+")
_AFTER = 2
"""Characters behind the first word by which phrases are told apart before they are compared."""
_NONE: tuple[list[int], dict[str, list[tuple[str, object]]]] = ([], {})
Hits = Mapping[str, Mapping[int, tuple[int, object]]]
"""By tag, by start: the end of the longest phrase there, and what the list says of it."""


class PhraseTable:
    """Phrases with a tag and a payload each. Lookup costs a few dictionary accesses a word, whatever the number of
    phrases."""

    def __init__(self, entries: Iterable[tuple[str, str, object]]) -> None:
        """`entries` are (tag, phrase, payload)."""
        table: dict[str, dict[str, dict[str, list[tuple[str, object]]]]] = {}
        for tag, phrase, payload in entries:
            key = keyword(phrase)
            first = _WORD.match(key)
            if first is None:
                raise ValueError(f"{phrase!r} does not begin with a word")
            after = key[first.end() : first.end() + _AFTER]
            table.setdefault(first[0], {}).setdefault(after, {}).setdefault(key, []).append((tag, payload))
        self._table = {
            word: {
                after: (
                    sorted({len(key) for key in keys}, reverse=True),
                    {key: sorted(found, key=lambda entry: entry[0]) for key, found in keys.items()},
                )
                for after, keys in begun.items()
            }
            for word, begun in table.items()
        }

    def scan(self, flat: str) -> dict[str, dict[int, tuple[int, object]]]:
        """The longest phrase of each tag at each start of a word of a flat text."""
        hits: dict[str, dict[int, tuple[int, object]]] = defaultdict(dict)
        table = self._table
        for word in _WORD.finditer(flat):
            begun = table.get(word[0])
            if begun is None:
                continue
            start, behind = word.span()
            for more in range(_AFTER, -1, -1):  # what goes on longer is the longer phrase
                lengths, keys = begun.get(flat[behind : behind + more], _NONE)
                for length in lengths:
                    end = start + length
                    key = flat[start:end]
                    found = keys.get(key)
                    if found is None or (key[-1].isalnum() and flat[end : end + 1].isalnum()):
                        continue
                    for tag, payload in found:
                        hits[tag].setdefault(start, (end, payload))
        return hits


def maximal(found: Mapping[int, tuple[int, object]]) -> dict[int, tuple[int, object]]:
    """The phrases that do not begin inside of another: "Phó Thủ tướng", not its "Thủ tướng"."""
    kept, end = dict[int, tuple[int, object]](), 0
    for start in sorted(found):
        if start >= end:
            kept[start] = found[start]
            end = found[start][0]
    return kept
