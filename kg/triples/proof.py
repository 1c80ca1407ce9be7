"""The shortest characters that prove a fact: the words of its slots inside of where the rule found it."""

import re
from collections.abc import Iterable

from kg.facts import Fact

LONGEST = 100
"""Characters of one quote: more is the article's prose and not a proof."""
_FEW = 40
_SLOTS = {
    "meeting": ("organizer", "title"),
    "attendance": ("person", "bridge_point", "position"),
    "group_attendance": ("group", "bridge_point"),
    "holding": ("person", "position"),
    "observation": ("raw", "indicator"),
    "target": ("raw", "subject"),
    "change": ("raw", "indicator"),
    "ranking": ("subject", "position", "index"),
    "directive": ("issuer", "assignee", "task"),
    "document": ("number", "issuer"),
    "agency": ("name",),
}


def spans(fact: Fact, text: str) -> tuple[tuple[int, int], ...]:
    """The character ranges of a fact's proof: the whole match where it is short, else the words of its slots."""
    if fact.end - fact.start <= LONGEST:
        return ((fact.start, fact.end),)
    found = [place for slot in _SLOTS[fact.type] for place in _places(fact, slot, text)]
    if fact.type in ("attendance", "group_attendance") and found:
        found.append(_far_end(fact, found[0], text))
    anchor = fact.slots.get("_anchor")
    if isinstance(anchor, int) and fact.start <= anchor < fact.end:
        found.append((anchor, min(fact.end, anchor + 20)))
    if not found:
        return ((fact.start, fact.start + LONGEST),)
    return tuple(_joined(found))


def _places(fact: Fact, slot: str, text: str) -> list[tuple[int, int]]:
    said = str(fact.slots.get(slot) or "").strip()
    if not said:
        return []
    if slot == "position":  # several are joined by commas, and need not stand so in the text
        parts = said.split(", ")
        return [place for part in parts for place in _found(fact, part, text)]
    return _found(fact, said, text)


def _found(fact: Fact, said: str, text: str) -> list[tuple[int, int]]:
    pattern = r"\s+".join(map(re.escape, said.split()))
    found = re.compile(pattern, re.IGNORECASE).search(text, fact.start, fact.end)
    return [(found.start(), min(found.end(), found.start() + LONGEST))] if found else []


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The ranges in order; those that touch or overlap become one where it is short enough."""
    made: list[tuple[int, int]] = []
    for start, end in sorted(set(spans)):
        if made and start <= made[-1][1] + 3 and max(end, made[-1][1]) - made[-1][0] <= LONGEST:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        elif not made or end > made[-1][1]:
            made.append((start, end))
    return made


def _far_end(fact: Fact, person: tuple[int, int], text: str) -> tuple[int, int]:
    """The words of a match that stand farthest from the person: what the person does there, as "chủ trì hội nghị"."""
    if person[0] - fact.start >= fact.end - person[1]:
        end = min(person[0], fact.start + _FEW)
        return fact.start, max(text.rfind(" ", fact.start, end + 1), fact.start + 1) if end < person[0] else end
    start = max(person[1], fact.end - _FEW)
    return (text.find(" ", start, fact.end) + 1 if start > person[1] else start) or start, fact.end
