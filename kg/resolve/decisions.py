"""Which articles report one meeting: scored by day, part of day, who convened and chaired, level and figures.

A decision says what it rests on, so that it can be judged and undone: a curated split decision (diem:SplitDecision)
stands above every score.
"""

import itertools
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.facts import Article, Fact
from kg.iris import resource
from kg.resolve import meetings
from kg.resolve.agencies import Setting
from kg.resolve.names import key
from kg.resolve.people import bodies_of, held, person, province_of
from kg.resolve.references import References
from kg.resolve.resolver import day_of
from kg.resolve.scope import scope

VERSION = 1
THRESHOLD = 0.6
"""From which score on two reports are of one meeting."""
WEIGHTS: Mapping[str, float] = {
    "day": 0.2, "part": 0.1, "convener": 0.3, "chair": 0.25, "official": 0.25, "body": 0.2, "level": 0.05,
    "form": 0.05,
    "figures": 0.15, "topic": 0.15,
}  # fmt: skip
"""What each kind of agreement is worth; figures count up to three times."""
NATIONAL = "national"
_TELLING = 100
_MOST_FIGURES = 3
_COMMON = re.compile(r"\b(?:hội nghị|cuộc họp|phiên họp|trực tuyến|toàn quốc|một số|về|và|các|của|với|tại|theo|cho)\b")


@dataclass(frozen=True)
class Report:
    """What one article says of one meeting. `slug` is the meeting's by this article alone; `date` is an ISO day or
    None, `month_day` MM-DD; `level` is "national" or the slug of a province, None where nothing tells; the rest are
    slugs, numbers in base units with their unit, and words."""

    article: str
    slug: str
    date: str | None
    month_day: str
    part: str | None
    convener: str | None
    chairs: frozenset[str]
    officials: frozenset[str]
    bodies: frozenset[str]
    level: str | None
    online: bool
    figures: frozenset[tuple[float, str]]
    topic: frozenset[str]


@dataclass(frozen=True)
class Decision:
    """That reports are of the meeting `slug`: the articles, the lowest score that joined one, and why."""

    slug: str
    members: tuple[tuple[str, str], ...]
    """Article and the slug that the meeting has by it alone."""
    score: float
    features: tuple[str, ...]
    version: int = VERSION


def reports(article: Article, facts: Sequence[Fact], references: References) -> tuple[Report, ...]:
    """What an article says of its first meeting; nothing where it tells of none or of no day."""
    day = day_of(article, facts, {})
    setting = Setting(article.id, day, scope(article, facts, references, day), references)
    for fact in facts:
        if fact.type == "meeting":
            met = meetings.met(fact, article, facts, setting)
            return (_report(met, article, facts, setting),) if met.month_day else ()
    return ()


def _report(met: meetings.Met, article: Article, facts: Sequence[Fact], setting: Setting) -> Report:
    names = dict.fromkeys(str(f.slots["person"]) for f in facts if f.type == "attendance")
    offices = {name: held(name, facts, setting) for name in names}
    people = {name: person(name, offices[name], setting).slug for name in names}
    chairs = {thing.slug for thing in met.chairs}
    bodies = {
        body.slug
        for name, slug in people.items()
        if slug in chairs
        for office in offices[name]
        for body in bodies_of(office, setting.references)
    } | ({met.convener.slug} if met.convener else set())
    figures = {
        (float(f.slots["value"]), str(f.slots.get("unit")))
        for f in facts
        if f.type in ("observation", "target") and f.slots.get("value") is not None and _telling(f)
    }
    title = topic(str(met.fact.slots.get("title") or ""))
    return Report(
        article.id, met.slug, met.date, met.month_day, met.part, met.convener.slug if met.convener else None,
        frozenset(chairs), frozenset(people.values()), frozenset(bodies), level_of(bodies, setting.references),
        met.fact.slots.get("form") == "online", frozenset(figures), frozenset(title),
    )  # fmt: skip


def level_of(bodies: Iterable[str], references: References) -> str | None:
    """The level of a meeting of these bodies: of the country as soon as one is known to be, else of one province."""
    provinces = {body: province_of(body, references) for body in bodies}
    if any(p is None and resource("agency", body) in references.entries for body, p in provinces.items()):
        return NATIONAL
    found = set(filter(None, provinces.values()))
    return next(iter(found)) if len(found) == 1 else None


def topic(title: str) -> set[str]:
    """The words of the name of a meeting that few meetings share."""
    return set(re.findall(r"\w+", _COMMON.sub(" ", key(title))))


def _telling(fact: Fact) -> bool:
    """Whether a number is one that few articles share: large, or with decimals; and no year."""
    value = fact.slots["value"]
    return value > _TELLING or value != int(value) or (fact.slots.get("unit") == "%" and value not in (0, 50, 100))


def compare(one: Report, other: Report) -> tuple[float, tuple[str, ...]]:
    """How sure it is that two reports are of one meeting, from 0 to 1, and what agrees; 0 where something excludes
    it: another day, part of the day, convener or chair."""
    if one.month_day != other.month_day or (one.date and other.date and one.date != other.date):
        return 0.0, ()
    if any(a and b and a != b for a, b in ((one.part, other.part), (one.level, other.level))):
        return 0.0, ()
    for mine, theirs in (({one.convener} - {None}, {other.convener} - {None}), (one.chairs, other.chairs)):
        if mine and theirs and not mine & theirs:
            return 0.0, ()
    chairs_known = bool(one.chairs & other.chairs)
    agreed = {
        "day": 1.0,
        "part": float(bool(one.part and one.part == other.part)),
        "convener": float(bool(one.convener and one.convener == other.convener)),
        "chair": float(chairs_known),
        "official": float(bool(one.officials & other.officials) and not chairs_known),
        "body": float(bool(one.bodies & other.bodies)),
        "level": float(bool(one.level and one.level == other.level)),
        "form": float(one.online and other.online),
        "figures": float(min(_MOST_FIGURES, len(one.figures & other.figures))),
        "topic": len(one.topic & other.topic) / max(1, min(len(one.topic), len(other.topic))),
    }
    score = sum(WEIGHTS[name] * worth for name, worth in agreed.items())
    return min(0.99, round(score, 3)), tuple(name for name, worth in agreed.items() if worth)


def decide(
    found: Iterable[Report], known: Iterable[Report] = (), apart: Collection[frozenset[str]] = ()
) -> tuple[Decision, ...]:
    """Which reports are of one meeting. `known` are of meetings that have their slugs already and keep them; articles
    of a pair in `apart` are never joined. The order of the reports makes no difference."""
    settled = sorted(known, key=lambda r: (r.slug, r.article))
    fixed = {(r.article, r.slug) for r in settled}
    everyone = sorted({*settled, *found}, key=lambda r: (r.article, r.slug))
    by_day: dict[str, list[Report]] = {}
    for report in everyone:
        by_day.setdefault(report.month_day, []).append(report)
    made: list[Decision] = []
    for _, same_day in sorted(by_day.items()):
        made.extend(_of_day(same_day, fixed, apart))
    return tuple(made)


def _of_day(
    same_day: Sequence[Report], fixed: Collection[tuple[str, str]], apart: Collection[frozenset[str]]
) -> list[Decision]:
    """The decisions about the reports of one day of the year: the surest pairs first, and nobody joins a group that
    holds a report it cannot be of one meeting with."""
    pairs = sorted(
        ((*compare(a, b), a, b) for a, b in itertools.combinations(same_day, 2)),
        key=lambda pair: (-pair[0], pair[2].article, pair[3].article),
    )
    group = {report: [report] for report in same_day}
    basis: dict[int, tuple[float, set[str]]] = {}
    for score, features, a, b in pairs:
        first, second = group[a], group[b]
        if score < THRESHOLD or first is second or not _fit(first, second, fixed, apart):
            continue
        lowest, said = basis.pop(id(second), (1.0, set[str]()))
        mine, own = basis.get(id(first), (1.0, set[str]()))
        first.extend(second)
        basis[id(first)] = min(score, lowest, mine), own | said | set(features)
        group.update(dict.fromkeys(second, first))
    decisions = []
    for members in {id(some): some for some in group.values() if len(some) > 1}.values():
        if all((report.article, report.slug) in fixed for report in members):
            continue  # decided already
        score, features_of = basis[id(members)]
        ordered = sorted(members, key=lambda r: r.article)
        named = sorted(members, key=lambda r: ((r.article, r.slug) not in fixed, not r.date, not r.convener, r.slug))
        who = tuple((report.article, report.slug) for report in ordered)
        decisions.append(Decision(_slug(named, fixed), who, score, tuple(sorted(features_of))))
    return decisions


def _fit(
    first: Sequence[Report],
    second: Sequence[Report],
    fixed: Collection[tuple[str, str]],
    apart: Collection[frozenset[str]],
) -> bool:
    """Whether all of two groups can be of one meeting: nothing excludes it, and no two meetings are known already."""
    settled = {r.slug for r in (*first, *second) if (r.article, r.slug) in fixed}
    return len(settled) <= 1 and all(
        compare(a, b)[0] > 0 and frozenset((a.article, b.article)) not in apart and a.article != b.article
        for a in first
        for b in second
    )


def _slug(named: Sequence[Report], fixed: Collection[tuple[str, str]]) -> str:
    """The slug of a group: that of a meeting that has one, else of the day that one report and the convener that
    another gives."""
    best = named[0]
    if (best.article, best.slug) in fixed:
        return best.slug
    date = next((r.date for r in named if r.date), None)
    who = next((r.convener for r in named if r.convener), None) or next(
        (chair for r in named for chair in sorted(r.chairs)), None
    )
    part = next((r.part for r in named if r.part), None)
    return "-".join(filter(None, (date, part, who))) if date and who else best.slug
