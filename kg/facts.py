"""Articles as they are kept, and facts as the extractor gives them, in the slots of the project's exchange format."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Fact:
    """One fact: type, slots, the characters that prove it (code points of the file, half-open), and the rule that
    found it."""

    type: str
    slots: Mapping[str, Any] = field(hash=False)
    start: int
    end: int
    rule: str
    confidence: float
    modality: str = "asserted"

    def record(self) -> dict[str, Any]:
        """The fact as JSON has it: slots beside type, place, rule, confidence, modality."""
        slots = {key: value for key, value in self.slots.items() if not key.startswith("_")}
        return {
            "type": self.type, **slots, "start": self.start, "end": self.end, "rule": self.rule,
            "confidence": round(self.confidence, 3), "modality": self.modality,
        }  # fmt: skip


@dataclass(frozen=True)
class Article:
    """An article as it is kept. `text` is what the offsets of facts count in (code points, not normalised)."""

    id: str
    """16 lower-case hexadecimal digits."""
    file_name: str
    """What the file of its text is called, without a path."""
    sha256: str
    """Of the text in UTF-8, 64 hexadecimal digits."""
    text: str = field(repr=False)
    title: str
    """Empty where there is none."""
    published: str | None = None
    """ISO day; None where nothing says it."""
    published_time: str | None = None
    """HH:MM:SS"""
    byline: str | None = None
    url: str | None = None
    """Where it was fetched from, as the page or whoever fetched it says."""
    language: str = "vi"
