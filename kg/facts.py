"""Articles as they are read, and facts as the extractor gives them: one record each, in the slots of the project's
exchange format."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True)
class Article:
    """An article as it was read. Offsets count the code points of `text`, which is kept as it was found.

    `id` is 16 lower-case hex digits, `sha256` is that of the kept bytes, `file_name` has no path in it; `published`
    is an ISO day, `published_time` HH:MM:SS. What the page does not show is None.
    """

    id: str
    file_name: str
    sha256: str
    text: str
    title: str
    published: str | None = None
    published_time: str | None = None
    byline: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Fact:
    """One fact: type, slots, the characters that prove it (code points of the file, half-open), and the rule that
    found it. `reviewer` is None until a person has looked at it, "" where that person gave no name."""

    type: str
    slots: Mapping[str, Any] = field(hash=False)
    start: int
    end: int
    rule: str
    confidence: float
    modality: str = "asserted"
    reviewer: str | None = None

    @property
    def said(self) -> dict[str, Any]:
        """The slots that people see: without those that the extractor keeps for resolution, and without empty ones."""
        return {name: v for name, v in self.slots.items() if not name.startswith("_") and v is not None}

    @property
    def key(self) -> str:
        """The content of the fact in 16 hexadecimal digits: what it says, however and wherever it was found."""
        content = [self.type, self.modality, {name: v for name, v in self.said.items() if name != "raw"}]
        return hashlib.sha256(_CANONICAL.encode(content).encode()).hexdigest()[:16]

    def record(self) -> dict[str, Any]:
        """The fact as JSON has it: slots beside type, place, rule, confidence, modality."""
        slots = {key: value for key, value in self.slots.items() if not key.startswith("_")}
        return {
            "type": self.type, **slots, "start": self.start, "end": self.end, "rule": self.rule,
            "confidence": round(self.confidence, 3), "modality": self.modality,
        }  # fmt: skip
