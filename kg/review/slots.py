"""The table of slots: what each type of fact has, in the order in which people read it, and what it may hold."""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kg import yaml_files
from kg.review.faults import BadEdit, Fault

_PERIOD = re.compile(r"\d{4}(?:-(?:Q[1-4]|H[12]|\d{2}(?:-\d{2})?|\d{4}))?")
_MONTH_DAY = re.compile(r"(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_LONGEST = 300
"""Characters of a slot; what is longer is a passage."""
_SHOWN = 80
"""Characters of a wrong value that are said again."""


@dataclass(frozen=True)
class Slot:
    """A slot: its name, the kind of what it holds, the codes where it is one of a list, whether it has to be there."""

    name: str
    kind: str
    codes: tuple[str, ...]
    required: bool

    def read(self, given: object, text: str) -> Any:
        """The value that somebody gave, for the article `text`; None for nothing. Raises BadEdit."""
        if given is None or (isinstance(given, str) and not given.strip()):
            if self.required:
                raise BadEdit(Fault("needed", self.name, self.kind, self.codes))
            return None
        value = " ".join(given.split()) if isinstance(given, str) else given
        if not self._fits(value, text):
            raise BadEdit(Fault("unfit", self.name, self.kind, self.codes, str(given)[:_SHOWN]))
        return value

    def _fits(self, value: object, text: str) -> bool:
        if self.kind in ("number", "whole"):
            number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e18
            return number and (self.kind == "number" or (isinstance(value, int) and value > 0))
        if not isinstance(value, str) or len(value) > _LONGEST or not value.isprintable():
            return False
        match self.kind:
            case "quote":
                return place_of(value, text) is not None
            case "day":
                return _is_day(value)
            case "month-day":
                return bool(_MONTH_DAY.fullmatch(value))
            case "period":
                return bool(_PERIOD.fullmatch(value)) and (value.count("-") < 2 or _is_day(value))
            case "code":
                return value in self.codes
        return True


@dataclass(frozen=True)
class FactType:
    """A type of fact: its slots in order, and what a wrong one costs against the other types.

    `needs` has the slots that have to be there with another one, `some` those of which one has to be there.
    """

    name: str
    worth: float
    slots: tuple[Slot, ...]
    needs: Mapping[str, tuple[str, ...]]
    some: tuple[str, ...]

    def read(self, given: Mapping[str, Any], text: str) -> tuple[dict[str, Any], list[Fault]]:
        """The slots that somebody gave, as they are kept, and all that is wrong with them, for the article `text`."""
        slots: dict[str, Any] = {}
        faults: list[Fault] = []
        for slot in self.slots:
            try:
                slots[slot.name] = slot.read(given.get(slot.name), text)
            except BadEdit as error:
                faults += error.faults
        for slot_name, others in self.needs.items():
            missing = [name for name in others if slots.get(slot_name) is not None and slots.get(name, "") is None]
            faults += [Fault("needed-with", name, others=(slot_name,)) for name in missing]
        if self.some and not any(given.get(name) for name in self.some):
            faults.append(Fault("some", others=self.some))
        return slots, faults


@functools.cache
def fact_types() -> Mapping[str, FactType]:
    """The types of facts by name."""
    content = yaml_files.read(Path(__file__).with_suffix(".yaml"))
    return {
        name: FactType(
            name,
            entry["worth"],
            tuple(_slot(slot, kind) for slot, kind in entry["slots"].items()),
            {slot: tuple(others) for slot, others in entry.get("needs", {}).items()},
            tuple(entry.get("some", ())),
        )
        for name, entry in content.items()
    }


def place_of(words: str, text: str, start: int = 0) -> tuple[int, int] | None:
    """Where words stand in a text from `start` on, whatever space is between them."""
    pattern = re.compile(r"\s+".join(map(re.escape, words.split())))
    found = pattern.search(text, start)
    return found.span() if found else None


def _slot(name: str, kind: str | list[str]) -> Slot:
    if isinstance(kind, list):
        return Slot(name, "code", tuple(code for code in kind if code != "!"), "!" in kind)
    return Slot(name, kind.rstrip("!"), (), kind.endswith("!"))


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
