"""A fact mended by a person: other slots, another modality, other characters that prove it."""

import contextlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kg.extract.rules import MODALITIES
from kg.facts import Fact
from kg.review.faults import BadEdit, Fault
from kg.review.slots import fact_types, place_of

EVIDENCE = "evidence"
MODALITY = "modality"
BY_PERSON = "reviewer"
"""What stands for a rule where a person found the fact."""
_NOTES = {"_zone": None, "_anchor": None, "_abouts": "about", "_iris": "name"}
"""What the extractor notes for resolution, and the slot with which it stays true."""
LONGEST = 600
"""Characters of the evidence: a sentence or two, from which quotes are taken."""


def form(fact: Fact, text: str) -> dict[str, Any]:
    """What people see and change of a fact: every slot of its type in order, its modality, its evidence."""
    slots = {slot.name: fact.slots.get(slot.name) for slot in fact_types()[fact.type].slots}
    return {**slots, MODALITY: fact.modality, EVIDENCE: " ".join(text[fact.start : fact.end].split())}


def edited(fact: Fact, given: Mapping[str, Any], text: str) -> Fact:
    """The fact with what was given of `form`; what was not given stays. Raises BadEdit."""
    wanted, faults = form(fact, text), list[Fault]()
    faults += [
        Fault("unknown", name, given=fact.type, others=tuple(wanted)) for name in sorted(set(given) - set(wanted))
    ]
    wanted |= {name: value for name, value in given.items() if name in wanted}
    slots, wrong = _slots(fact.type, wanted, text)
    faults += wrong
    place = _place(fact, wanted[EVIDENCE], text)
    if place is None:
        faults.append(
            Fault("unfit" if wanted[EVIDENCE] else "needed", EVIDENCE, EVIDENCE, given=str(wanted[EVIDENCE])[:80])
        )
    if faults or place is None:
        raise BadEdit(*faults)
    hidden = {
        note: fact.slots[note]
        for note, slot in _NOTES.items()
        if note in fact.slots and (slot is None or slots[slot] == fact.slots.get(slot))
    }
    mended = replace(fact, slots=slots | hidden, start=place[0], end=place[1], modality=wanted[MODALITY])
    if (mended.said, mended.modality, place) == (fact.said, fact.modality, (fact.start, fact.end)):
        raise BadEdit(Fault("unchanged"))
    return mended


def read(kind: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """What was typed for slots, as values: numbers where the slot is one, with a point or a comma."""
    numbers = {slot.name for slot in fact_types()[kind].slots if slot.kind in ("number", "whole")}
    return {name: _number(text) if name in numbers else text for name, text in texts.items()}


def _number(text: str) -> int | float | str:
    """The number that was typed; what is none stays text, and is refused where the slot is read."""
    typed = text.strip().replace(",", ".") if text.count(",") == 1 and "." not in text else text.strip()
    for number in (int, float):
        with contextlib.suppress(ValueError):
            return number(typed)
    return text


def check(fact: Fact, text: str) -> None:
    """Raises BadEdit where a fact from elsewhere is none that this text could state."""
    if fact.type not in fact_types():
        raise BadEdit(_no_type(fact.type))
    _, faults = _slots(fact.type, {**fact.slots, MODALITY: fact.modality}, text)
    if not 0 <= fact.start < fact.end <= len(text):
        faults.append(Fault("beyond", given=f"{fact.start}–{fact.end}"))
    if faults:
        raise BadEdit(*faults)


def _slots(kind: str, wanted: Mapping[str, Any], text: str) -> tuple[dict[str, Any], list[Fault]]:
    """The slots of a type as they are kept, and what is wrong with those that were given, the modality included."""
    slots, faults = fact_types()[kind].read(wanted, text)
    if wanted[MODALITY] not in MODALITIES:
        faults.append(Fault("unfit", MODALITY, MODALITY, tuple(sorted(MODALITIES)), str(wanted[MODALITY])[:80]))
    return slots, faults


def new(kind: str, given: Mapping[str, Any], text: str) -> Fact:
    """A fact that a person found in a text: `given` as in `form`, with the evidence. Raises BadEdit."""
    if kind not in fact_types():
        raise BadEdit(_no_type(kind))
    blank = Fact(kind, {}, 0, 0, BY_PERSON, 1.0, "directive" if kind == "directive" else "asserted")
    return edited(blank, given, text)


def _place(fact: Fact, evidence: object, text: str) -> tuple[int, int] | None:
    """The characters of the evidence: where the fact was if it stands there, else at its first place."""
    if not isinstance(evidence, str) or not 0 < len(evidence.strip()) <= LONGEST:
        return None
    near = place_of(evidence, text, max(0, fact.start - len(evidence)))
    return near or place_of(evidence, text)


def _no_type(given: str) -> Fault:
    return Fault("type", given=given, others=tuple(fact_types()))
