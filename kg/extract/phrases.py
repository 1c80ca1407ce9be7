"""One pass over a text finds every phrase of every list: by its first two words, the longest first."""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from kg.extract.spelling import keyword

_WORD = re.compile(r"[^\W_]+")
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
            if _WORD.match(key) is None:
                raise ValueError(f"{phrase!r} does not begin with a word")
            first, second, *_ = *_WORD.findall(key), ""
            table.setdefault(first, {}).setdefault(second, {}).setdefault(key, []).append((tag, payload))
        self._table = {
            first: {
                second: (
                    sorted({len(key) for key in keys}, reverse=True),
                    {key: sorted(found, key=lambda entry: entry[0]) for key, found in keys.items()},
                )
                for second, keys in begun.items()
            }
            for first, begun in table.items()
        }

    def scan(self, flat: str) -> dict[str, dict[int, tuple[int, object]]]:
        """The longest phrase of each tag at each start of a word of a flat text."""
        hits: dict[str, dict[int, tuple[int, object]]] = defaultdict(dict)
        table = self._table
        words = _WORD.findall(flat)
        after = 0
        for first, second in itertools.pairwise([*words, ""]):
            start = flat.index(first, after)
            after = start + len(first)
            begun = table.get(first)
            if begun is None:
                continue
            for word in (second, "") if second else ("",):  # what goes on with a word is the longer phrase
                lengths, keys = begun.get(word, _NONE)
                for length in lengths:
                    key = flat[start : start + length]
                    found = keys.get(key)
                    end = start + len(key)  # at the end of a text it is shorter than what was asked for
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
