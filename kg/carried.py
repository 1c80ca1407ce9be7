"""Decisions carried from a page to the one that replaced it: an editor mends a word, and what people decided stands."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kg.entries import Row as Version
from kg.entries import facts_of, printed

Kept = tuple[str, str, str | None]
"""A decision: the key of its fact, the fact and the mended fact, as JSON, with places in the text of its article."""


def carried(decisions: Iterable[Kept], old: str, new: Version) -> Iterator[Kept]:
    """The decisions about the text `old` that hold for its new version, with their places there.

    One holds where the rules find the same fact again, or where the words that prove it still stand; a mended fact
    needs its own words. The others are of what the page says no more.
    """
    found = {fact.key: printed(fact) for fact in facts_of(new)}
    for key, fact, instead in decisions:
        said = found.get(key) or _moved(json.loads(fact), old, new.text)
        mended = _moved(json.loads(instead), old, new.text) if instead else None
        if said is not None and (mended is not None or instead is None):
            yield key, _json(said), None if mended is None else _json(mended)


def _moved(fact: Mapping[str, Any], old: str, new: str) -> dict[str, Any] | None:
    """The fact at the place where its words stand now; None where they do not."""
    words = old[fact["start"] : fact["end"]]
    place = new.find(words)
    return None if place < 0 else {**fact, "start": place, "end": place + len(words)}


def _json(fact: Mapping[str, Any]) -> str:
    return json.dumps(fact, ensure_ascii=False, separators=(",", ":"))
