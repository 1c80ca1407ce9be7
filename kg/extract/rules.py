"""Extraction rules: files of data, each rule with examples that it must find and counter-examples that it must not."""

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from kg import yaml_files
from kg.extract.gazetteer import read_lexicon
from kg.extract.patterns import BadPattern, Pattern, compile_pattern
from kg.extract.spelling import keyword

RULES = Path(__file__).with_name("rules")
TYPES = frozenset(
    (
        "attendance",
        "group_attendance",
        "meeting",
        "target",
        "observation",
        "change",
        "ranking",
        "document",
        "directive",
        "holding",
        "agency",
    )
)
FIGURE_SLOTS = frozenset(("value", "period", "deadline", "indicator", "subject"))
FIGURE_SETS = frozenset(("least", "most", "equals", "qualifier", "look", "among", "direction"))
SLOTS: Mapping[str, frozenset[str]] = {
    "attendance": frozenset(("person",)),
    "group_attendance": frozenset(("group",)),
    "meeting": frozenset(("meeting", "day", "organizer")),
    "target": FIGURE_SLOTS,
    "observation": FIGURE_SLOTS,
    "change": FIGURE_SLOTS,
    "ranking": frozenset(("subject", "rank", "position", "score", "index")),
    "document": frozenset(("document", "issuer", "day")),
    "directive": frozenset(("issuer", "assignee", "task")),
}
"""The slots of patterns that facts of a type are made of."""
SETS: Mapping[str, frozenset[str]] = {
    "attendance": frozenset(("role", "weak")),
    "group_attendance": frozenset(("role",)),
    "target": FIGURE_SETS,
    "observation": FIGURE_SETS,
    "change": FIGURE_SETS,
    "ranking": frozenset(("first", "follows")),
    "directive": frozenset(("force",)),
}
"""What `set` may hold for facts of a type."""
MODALITIES = frozenset(("asserted", "planned", "target", "directive", "estimated", "reported"))
ZONES = frozenset(("title", "lead", "body", "caption"))
GUARDS = (
    "before",
    "not_before",
    "after",
    "not_after",
    "inside",
    "not_inside",
    "sentence",
    "not_sentence",
    "previous",
    "heading",
    "not_heading",
    "next",
    "not_next",
    "prev",
    "not_prev",
)
_KEYS = frozenset(
    (
        "id",
        "type",
        "zones",
        "pattern",
        "guards",
        "set",
        "modality",
        "confidence",
        "examples",
        "counter",
        "note",
    )
)


_HEADING = 16


class BadRule(ValueError):
    """A rule that cannot be used; the message names the file, the rule and what is wrong."""


@dataclass(frozen=True)
class Example:
    """A text and what a rule finds in it: values of slots of the fact."""

    text: str
    slots: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """One rule. `specificity` decides between rules that read the same characters: never the order of files."""

    id: str
    type: str
    zones: frozenset[str]
    patterns: tuple[Pattern, ...]
    guards: Mapping[str, Pattern]
    set: Mapping[str, Any]
    modality: str
    confidence: float
    examples: tuple[Example, ...]
    counter: tuple[str, ...]
    file: str

    @functools.cached_property
    def specificity(self) -> int:
        """Characters of words and mentions that the rule asks for, guards counting for half; what asks for the heading
        of a list reads an item with more words than any that reads the item alone."""
        asked = max(p.weight for p in self.patterns) + sum(min(g.weight, 12) // 2 for g in self.guards.values())
        return asked + (_HEADING if "heading" in self.guards else 0)


@functools.cache
def word_lists() -> Mapping[str, tuple[str, ...]]:
    """The lists that patterns name, as the flat text has them."""
    return {
        name: tuple(sorted({keyword(str(word)) for word in words})) for name, words in read_lexicon("words").items()
    }


@functools.cache
def load_rules(folder: Path = RULES) -> tuple[Rule, ...]:
    """The rules of a folder, the most specific first, ties by id. Raises BadRule."""
    rules: dict[str, Rule] = {}
    for path in sorted(folder.glob("*.yaml")):
        for entry in _entries(path):
            rule = _rule(entry, path.name)
            if rule.id in rules:
                raise BadRule(f"{path.name}: rule {rule.id} is in {rules[rule.id].file}, too")
            rules[rule.id] = rule
    return tuple(sorted(rules.values(), key=lambda rule: (-rule.specificity, rule.id)))


def _entries(path: Path) -> list[Mapping[str, Any]]:
    """The rules of a file. Raises BadRule for what is no YAML, or no list of rules."""
    try:
        found = yaml_files.read(path) or []
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadRule(f"{path.name}: no YAML ({' '.join(str(error).split())})") from None
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise BadRule(f'{path.name}: a list of rules is needed, each with "- id: …" and its keys below')
    return found


def _check_uses(type_: str, patterns: Sequence[Pattern], given: Mapping[str, Any], where: str) -> None:
    """Raises BadRule for a slot or a setting that facts of the type have no use for: it is a slip of the pen."""
    for what, used, known in (
        ("slot", frozenset().union(*(p.slots for p in patterns)), SLOTS.get(type_, frozenset())),
        ("setting", frozenset(given), SETS.get(type_, frozenset())),
    ):
        if unknown := used - known:
            has = ", ".join(sorted(known)) or "none"
            raise BadRule(f"{where}: {type_} has no {what} {', '.join(sorted(unknown))}; it has {has}")


def _rule(entry: Mapping[str, Any], file: str) -> Rule:
    where = f"{file}: rule {entry.get('id', '?')}"
    if unknown := set(entry) - _KEYS:
        raise BadRule(f"{where}: unknown {', '.join(sorted(unknown))}")
    if missing := {"id", "type", "pattern", "confidence", "examples", "counter"} - set(entry):
        raise BadRule(f"{where}: no {', '.join(sorted(missing))}")
    for value, known in ((entry["type"], TYPES), (entry.get("modality", "asserted"), MODALITIES)):
        if value not in known:
            raise BadRule(f"{where}: {value} is none of {', '.join(sorted(known))}")
    zones = frozenset(entry.get("zones", ("lead", "body")))
    if not zones <= ZONES or not re.fullmatch(r"[a-z]+(\.[a-z0-9-]+)+", entry["id"]):
        raise BadRule(f"{where}: zones are {', '.join(sorted(ZONES))}; an id is words with dots between")
    if (
        not isinstance(entry["confidence"], int | float)
        or not 0 < entry["confidence"] <= 1
        or not entry["examples"]
        or not entry["counter"]
    ):
        raise BadRule(f"{where}: a confidence in (0, 1], at least one example and one counter-example are needed")
    guards = entry.get("guards", {})
    if unknown := set(guards) - set(GUARDS):
        raise BadRule(f"{where}: no guards {', '.join(sorted(unknown))}")
    sources = entry["pattern"] if isinstance(entry["pattern"], list) else [entry["pattern"]]
    try:
        patterns = tuple(compile_pattern(source, word_lists()) for source in sources)
        compiled = {name: compile_pattern(source, word_lists()) for name, source in guards.items()}
    except BadPattern as error:
        raise BadRule(f"{where}: {error}") from None
    _check_uses(entry["type"], patterns, entry.get("set", {}), where)
    return Rule(
        entry["id"],
        entry["type"],
        zones,
        patterns,
        compiled,
        entry.get("set", {}),
        entry.get("modality", "asserted"),
        float(entry["confidence"]),
        tuple(Example(e["text"], e.get("slots", {})) for e in entry["examples"]),
        tuple(entry["counter"]),
        file,
    )
