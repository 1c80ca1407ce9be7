"""What a name in somebody's table may mean: candidates with features, whose weighted sum is the score.

People are never taken for each other because their names are alike: a person whose name has other marks than the
name that was typed is no candidate, and only a name as it is spelled is a match.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kg import iris
from kg.abbreviations import written_out
from kg.folding import fold, nfc, spell
from kg.labels import LabelIndex
from kg.names import HIDDEN, Named, agree, whole
from kg.titles import untitled

WEIGHTS: Mapping[str, int] = {
    "identifier": 70,
    "name_exact": 70,
    "name_folded": 60,
    "name_abbreviated": 60,
    "name_titled": 60,
    "name_words": 40,
    "name_other_marks": 20,
    "type": 10,
    "properties": 20,
}
"""What each feature counts for; a candidate has one of the first seven, each between 0 and 1. The best score is 100."""
_WHOLE = ("identifier", "name_exact", "name_folded", "name_abbreviated", "name_titled")
_CERTAIN = ("identifier", "name_exact")
_CONSIDERED = 100
"""Candidates of one name whose types are looked up, those with the most alike names."""
_PERSON = iris.ONT + "Person"
_WORD = re.compile(r"[^\W_]+")


Strictness = Literal["any", "all", "should"]
"""Candidates are of one of the types asked for, of all of them, or had better be of one."""


Likeness = tuple[str, str, float]
"""A name of something, the feature in which it is like the one that is looked for, and its value."""


@dataclass(frozen=True)
class Candidate:
    """Something that a name may mean, the name of it that is most like that, and how like it is, by feature."""

    iri: str
    name: str
    features: Mapping[str, float]

    @property
    def score(self) -> float:
        """From 0 to 100."""
        return round(sum(WEIGHTS[feature] * value for feature, value in self.features.items()), 2)

    @property
    def meets_all(self) -> bool:
        """Whether it is of a type that was asked for, and has all values that were."""
        return self.features["type"] == self.features["properties"] == 1


def by_name(labels: LabelIndex, text: str, classes: Collection[str], strictness: Strictness) -> list[Candidate]:
    """What `text`, a name or an identifier, may mean, in no order. No classes: of any."""
    if (identified := _identified(labels, text)) is not None:
        found = {identified: (labels.label(identified) or text, "identifier", 1.0)}
    else:
        asked = [*classes, None] if strictness == "should" or not classes else [*classes]
        found = _best(text, (row for cls in asked for row in labels.like(text, cls)))
        if not any(feature in _WHOLE for _, feature, _ in found.values()):
            found |= _titled(labels, text)
    candidates = []
    nearest = sorted(found.items(), key=lambda item: (-_weight(item[1]), len(item[1][0]), item[0]))
    for iri, (name, feature, value) in nearest[:_CONSIDERED]:
        types = labels.types(iri) if classes or feature == "name_other_marks" else ()
        fitting = fits(types, classes, strictness)
        if (fitting or strictness == "should") and not (feature == "name_other_marks" and _PERSON in types):
            candidates.append(Candidate(iri, name, {feature: value, "type": float(fitting), "properties": 1.0}))
    return candidates


def fits(types: Collection[str], classes: Collection[str], strictness: Strictness) -> bool:
    """Whether something of `types` is of the classes that were asked for: of all, or of one; no classes: always."""
    return not classes or (all if strictness == "all" else any)(cls in types for cls in classes)


def ranked(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The best first; of those with one score the one with the shorter name."""
    return sorted(candidates, key=lambda one: (-one.score, len(one.name), one.name, one.iri))


def match(candidates: Sequence[Candidate]) -> Candidate | None:
    """The one that is meant: the only one with the whole name, as it is spelled, that meets all that was asked."""
    whole_names = [one for one in candidates if one.meets_all and any(key in one.features for key in _WHOLE)]
    if len(whole_names) == 1 and any(key in whole_names[0].features for key in _CERTAIN):
        return whole_names[0]
    return None


def resource(identifier: str) -> str | None:
    """The IRI of a resource that is written in full, as area:thai-binh or as area/thai-binh; else None."""
    text = identifier.strip()
    iri = iris.expand(text)
    if iri is None and text.partition("/")[0] in iris.TYPES:
        iri = iris.ID + text
    return iri if iri is not None and iri.startswith(iris.ID) else None


def _identified(labels: LabelIndex, text: str) -> str | None:
    iri = resource(text)
    return iri if iri is not None and labels.label(iri) is not None else None


def _titled(labels: LabelIndex, text: str) -> dict[str, Likeness]:
    """People whose whole name is `text` without the titles before it."""
    name = untitled(text)
    if name == text:
        return {}
    found = _best(name, labels.like(name, _PERSON))
    return {
        iri: (label, "name_titled", 1.0)
        for iri, (label, feature, _) in found.items()
        if feature in ("name_exact", "name_folded")
    }


def _best(text: str, rows: Iterable[Named]) -> dict[str, Likeness]:
    """By IRI the name of each resource that is most like `text`, in what it is like it, and how much."""
    query = _Query(text)
    found: dict[str, Likeness] = {}
    for row in rows:
        if row.iri.startswith(iris.ID):
            compared = query.compared(row)
            old = found.get(row.iri)
            if compared is not None and (old is None or _weight((row.text, *compared)) > _weight(old)):
                found[row.iri] = row.text, *compared
    return found


def _weight(found: Likeness) -> float:
    return WEIGHTS[found[1]] * found[2]


class _Query:
    """A name that is looked for, in the forms in which it is compared."""

    def __init__(self, text: str) -> None:
        self.folded, self.spelled = fold(text), spell(nfc(text))
        self.words = _WORD.findall(whole(text))
        self.marked = {word for word in _WORD.findall(self.spelled) if word != fold(word)}

    def compared(self, row: Named) -> tuple[str, float] | None:
        """The feature of a name, and its value; None for a name that only has words like these, with other marks."""
        if row.spelled == self.spelled and row.kind != HIDDEN:
            return "name_exact", 1.0
        if row.folded == self.folded:
            return ("name_folded", 1.0) if agree(self.spelled, row.spelled) else ("name_other_marks", 1.0)
        if self._contradicts(row):
            return None
        written = _WORD.findall(written_out(row.folded))
        if written == self.words:
            return "name_abbreviated", 1.0
        common = sum(word in written for word in self.words)
        return ("name_words", round(common / max(len(self.words), len(written)), 3)) if common else None

    def _contradicts(self, row: Named) -> bool:
        """Whether a word that was typed with marks stands in the name with others, and not with these."""
        spelled, folded = set(_WORD.findall(row.spelled)), set(_WORD.findall(row.folded))
        return any(word not in spelled and fold(word) in folded for word in self.marked)
