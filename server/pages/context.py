"""What tells things of one name apart: what kind each is, and a line about it."""

import datetime

from kg import iris
from server import texts, urls
from server.pages.reader import Reader
from server.pages.writing import day
from server.site import Serving

_LINES = {
    "targets": ("who", "period"), "meetings": ("date", "points"), "indicators": ("about",), "agencies": ("parent",),
    "people": ("position",), "documents": ("number", "date", "issuer"), "systems": ("owner", "status"),
    "places": ("since", "until"), "articles": ("date",),
}  # fmt: skip
"""What a line of context says, by list."""
_VALUES = 3
_CLASSES = {
    "category": "AssessmentCategory", "holding": "PositionHolding", "method": "AssessmentMethod", "note": "SourceNote",
    "source": "ReferenceSource", "span": "TextSpan",
}  # fmt: skip
"""Classes that are not called as the kinds in IRIs are."""


def kind(iri: str) -> str:
    """The list that a thing stands in, else its kind as its IRI has it."""
    kind = iri.removeprefix(iris.ID).partition("/")[0] if iri.startswith(iris.ID) else "other"
    return urls.IN_LISTS.get(kind, kind)


def called(serving: Serving, kind: str) -> str:
    """What things of a kind are that stand in no list: a ranking-entry is a RankingEntry, which has a label."""
    name = _CLASSES.get(kind) or "".join(word.capitalize() for word in kind.split("-"))
    return serving.name(texts.language())(iris.ONT + name) or texts.of("find.other")


def line(reader: Reader, serving: Serving, iri: str) -> str:
    """A line about a thing of a list; where a dissolved unit went comes first."""
    found = serving.lists.about(iri)
    if found is None:
        return ""
    listing, entry = found
    said = []
    if successors := entry.values.get("successor"):
        names = ", ".join((reader.name(one) or one).partition(" (")[0] for one in successors)
        if until := entry.values.get("until"):
            since = (datetime.date.fromisoformat(until[0]) + datetime.timedelta(days=1)).isoformat()
            said.append(texts.of("find.merged", day=day(since, reader.language), successor=names))
        else:
            said.append(texts.of("find.merged-undated", successor=names))
    for key in _LINES[listing.name] if not said else ():
        one = listing.fields[key]
        values = entry.values.get(key, ())[:_VALUES]
        shown = [
            (reader.name(v) or v) if one.kind == "name" else day(v, reader.language) if one.kind == "day" else v
            for v in values
        ]
        if shown:
            said.append(f"{one.title[reader.language]}: {', '.join(shown)}")
    return " · ".join(said)
