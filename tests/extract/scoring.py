"""Precision and recall of extracted facts against gold, by the definition of a correct fact that the project
measures with.

A fact counts where the values that carry it agree after folding; subjects and indicators share half of their words.
"""

import collections
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.extract.spelling import flat

Facts = Sequence[Mapping[str, Any]]
_PLACE = re.compile(r"^(?:(?:tỉnh|tp|thành phố|điểm cầu|đầu cầu|ubnd|huyện) ){1,2}")


@dataclass(frozen=True)
class Score:
    """Counts of one type of facts, or of all."""

    right: int
    false: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.false)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def fold(value: object) -> str:
    text = flat(unicodedata.normalize("NFC", str(value or ""))).replace("tp.", "tp").replace("-", " ")
    return " ".join(re.findall(r"[\w/%.,]+", text)).strip(" .,")


def overlap(one: object, other: object) -> bool:
    a, b = (set(re.findall(r"\w+", fold(value))) for value in (one, other))
    return bool(a and b) and len(a & b) >= 0.5 * min(len(a), len(b))


def _when(gold: object, found: object) -> bool:
    if re.fullmatch(r"\d\d-\d\d", str(gold)):
        return str(found or "")[-5:] == gold
    return str(found or "").startswith(str(gold))


def _place(value: object) -> str:
    return _PLACE.sub("", fold(value))


def _figure(gold: Mapping[str, Any], found: Mapping[str, Any], key: str, when: str) -> bool:
    if gold.get("value") != found.get("value") or not overlap(gold.get(key), found.get(key)):
        return False
    if gold.get("value") is not None and fold(gold.get("unit") or "count") != fold(found.get("unit")):
        return False
    return not gold.get(when) or _when(gold[when], found.get(when))


def _ranking(gold: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    if _place(gold["subject"]) != _place(found.get("subject")):
        return False
    if gold.get("rank") is None:
        return overlap(gold["position"], found.get("position")) if gold.get("position") else found.get("rank") is None
    return gold["rank"] == found.get("rank") and (not gold.get("out_of") or gold["out_of"] == found.get("out_of"))


def same(gold: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Whether two facts of one type are the same fact."""
    match gold["type"]:
        case "attendance":
            roles = {str(f.get("role")).replace("host", "chair") for f in (gold, found)}
            point = gold.get("bridge_point")
            return (
                fold(gold["person"]) == fold(found.get("person"))
                and len(roles) == 1
                and (not point or _place(point) == _place(found.get("bridge_point")))
            )
        case "meeting":
            day = gold.get("date") or gold.get("date_partial")
            organizer = gold.get("organizer")
            return (not day or _when(day, found.get("date") or found.get("date_partial"))) and (
                not organizer or overlap(organizer, found.get("organizer"))
            )
        case "target":
            return _figure(gold, found, "subject", "deadline")
        case "observation":
            return _figure(gold, found, "indicator", "period")
        case "ranking":
            return _ranking(gold, found)
        case "document":
            return fold(gold["number"]).replace(" ", "") == fold(found.get("number")).replace(" ", "")
        case "agency":
            return fold(gold["name"]) == fold(found.get("name"))
        case other:
            raise ValueError(f"gold has facts of type {other}, which nothing measures")


def scores(pairs: Sequence[tuple[Facts, Facts]]) -> dict[str, Score]:
    """Scores by type and of "all", of (gold, found) for each article. Types that gold leaves out of an article do
    not count there."""
    right, false, missed = (collections.Counter[str]() for _ in range(3))
    for gold, found in pairs:
        kinds = {fact["type"] for fact in gold}
        left = [fact for fact in found if fact["type"] in kinds]
        for fact in sorted(gold, key=lambda f: f.get("explicit", True) is False):
            hit = next((f for f in left if f["type"] == fact["type"] and same(fact, f)), None)
            if hit is not None:
                left.remove(hit)
            if fact.get("explicit", True):
                (missed if hit is None else right)[fact["type"]] += 1
        for fact in left:  # said twice is not false, and gold does not name every agency
            if fact["type"] != "agency" and not any(f["type"] == fact["type"] and same(f, fact) for f in gold):
                false[fact["type"]] += 1
    made = {kind: Score(right[kind], false[kind], missed[kind]) for kind in sorted({*right, *false, *missed})}
    return made | {"all": Score(right.total(), false.total(), missed.total())}


def table(found: Mapping[str, Score]) -> str:
    """The scores as lines of text."""
    return "\n".join(
        f"{kind:12} gold {s.right + s.missed:4}  P {s.precision:.3f}  R {s.recall:.3f}  F1 {s.f1:.3f}"
        for kind, s in found.items()
    )
