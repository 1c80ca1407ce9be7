"""From what an article's facts say to what they are about, on one page."""

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg.facts import Article, Fact
from kg.resolve import documents, groups, indicators, meetings, people, rankings
from kg.resolve.agencies import Setting, agency, area, group_of, short_place
from kg.resolve.meetings import Met
from kg.resolve.names import key
from kg.resolve.references import References
from kg.resolve.scope import scope
from kg.things import Resolved, ResolvedFact, Thing

_CENTRAL = frozenset(("trung tâm", "trung ương", "chính phủ", "quốc hội", "chính"))
_NATIONAL = frozenset(("Government", "Ministry", "MinistryLevelAgency", "GovernmentAgency"))
Things = dict[str, tuple[Thing, ...]]


def resolve(
    article: Article, facts: Sequence[Fact], references: References, meetings_known: Mapping[str, str] | None = None
) -> Resolved:
    """What the facts of an article are about.

    `meetings_known` leads from the slug that a meeting has by this article alone to that of the known meeting it is.
    The day of a known meeting is in its slug; an article that gives no year takes it from there.
    """
    day = day_of(article, facts, meetings_known or {})
    province = scope(article, facts, references, day)
    setting = Setting(article.id, day, province, references)
    met = [meetings.met(fact, article, facts, setting) for fact in facts if fact.type == "meeting"]
    context = _Context(article, facts, setting, met, meetings_known or {})
    single = [one for fact in facts for one in _distributed(fact)]
    resolved = [made for fact in single for made in (_RESOLVERS[fact.type](context, fact),) if made is not None]
    return Resolved(tuple(resolved), day, context.meeting)


def _distributed(fact: Fact) -> list[Fact]:
    """A figure that is of each of several, as one fact each."""
    named: tuple[str, ...] = fact.slots.get("_abouts") or ()
    if len(named) <= 1 or fact.slots.get("about") != named[-1]:
        return [fact]
    return [replace(fact, slots={**fact.slots, "about": name}) for name in named]


def day_of(article: Article, facts: Sequence[Fact], known: Mapping[str, str]) -> str | None:
    """The day of the article's first meeting, else of its publication: what "now" is in it."""
    for fact in facts:
        if fact.type == "meeting" and (day := meetings.when(fact, article)[0]):
            return day
    joined = sorted(slug for slug in known.values() if slug[:4].isdigit())
    return joined[0][:10] if joined else article.published


@dataclass
class _Context:
    """An article while its facts are resolved."""

    article: Article
    facts: Sequence[Fact]
    setting: Setting
    met: Sequence[Met]
    known: Mapping[str, str]
    _of: dict[int, Thing] = field(default_factory=dict)
    _people: dict[tuple[str, Thing | None], Thing] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.met:
            slug = self.known.get(one.slug, one.slug)
            date = slug[:10] if slug != one.slug and slug[:4].isdigit() else one.date
            made = meetings.thing(one, slug, date)
            bases = one.bases | ({"same-meeting"} if slug != one.slug else set())
            bases |= {"year-from-same-meeting"} if date and not one.date else set()
            self._of[id(one.fact)] = replace(made, bases=frozenset(bases))

    @property
    def meeting(self) -> Thing | None:
        """The meeting that attendances and directives of the article are of: its first."""
        return next(iter(self._of.values()), None)

    def meeting_of(self, fact: Fact) -> Thing:
        return self._of[id(fact)]

    def met_of(self, fact: Fact) -> Met:
        return next(one for one in self.met if one.fact is fact)

    @property
    def national(self) -> bool:
        """Whether the article is about the country: its meeting is one of the State, or it knows of no province."""
        if not self.met:
            return self.setting.province is None
        bodies = filter(None, [self.met[0].convener, *self.met[0].chairs])
        return any(_of_state(thing) for thing in bodies)

    def offices(self, name: str, said: str) -> tuple[Thing, ...]:
        """The offices of a person that a fact names: as the article gives them to the person, one by one."""
        given = [fact for fact in self.facts if fact.type == "holding" and str(fact.slots["position"]) in said]
        found = people.held(name, given, self.setting)
        one = people.position(said, self.setting) if said and not found else None
        return found or ((one,) if one else ())

    def person(self, name: str, place: Thing | None = None) -> Thing:
        """A person in the scope of all offices that the article gives to the name."""
        known = self._people.get((name, place))
        if known is None:
            known = people.person(name, people.held(name, self.facts, self.setting), self.setting, place)
            self._people[name, place] = known
        return known

    @functools.cached_property
    def bodies(self) -> tuple[Thing, ...]:
        """The bodies that the article names."""
        named = [fact.slots for fact in self.facts if fact.type == "agency"]
        found = (agency(str(one["name"]), self.setting, one.get("full_name")) for one in named)
        return tuple(filter(None, found))

    def point(self, said: object, meeting: Thing) -> Thing | None:
        """The bridge point of a meeting that a fact names."""
        if not said:
            return None
        of: tuple[tuple[str, Thing], ...] = (("bridgePointOf", meeting),)
        if key(str(said)) in _CENTRAL:
            vi, en = f"Điểm cầu trung tâm, {meeting.vi}", f"Central bridge point, {meeting.english}"
            return Thing("bridge-point", f"{meeting.slug}--trung-tam", ("CentralBridgePoint",), vi, en, said=of)
        place = area(str(said), self.setting) or agency(str(said), self.setting)
        if place is None:
            return None
        if place.kind == "area":
            of = (*of, ("locatedIn", place))
        name = short_place(place)
        vi, en = f"Điểm cầu {name}, {meeting.vi}", f"{name} bridge point, {meeting.english}"
        slug = f"{meeting.slug}--{place.slug}"
        return Thing("bridge-point", slug, ("BridgePoint",), vi, en, said=of, bases=place.bases)


def _of_state(thing: Thing) -> bool:
    """Whether it is the Government, a ministry, a national committee, or who holds an office of state."""
    if thing.kind == "person" or "SteeringBody" in thing.classes:
        return thing.known and "tỉnh" not in thing.vi
    return bool(set(thing.classes) & _NATIONAL)


def _made(
    fact: Fact, things: Mapping[str, Sequence[Thing | None]], extra: frozenset[str] = frozenset()
) -> ResolvedFact:
    """A resolved fact: roles without a thing are left out, and what the things rest on the fact rests on."""
    kept: Things = {role: found for role, some in things.items() if (found := tuple(filter(None, some)))}
    bases = frozenset(basis for some in kept.values() for thing in some for basis in thing.bases)
    return ResolvedFact(fact, kept, bases)


def _meeting(context: _Context, fact: Fact) -> ResolvedFact:
    met = context.met_of(fact)
    return _made(fact, {"meeting": [context.meeting_of(fact)], "convener": [met.convener]})


def _attendance(context: _Context, fact: Fact) -> ResolvedFact | None:
    meeting = context.meeting
    if meeting is None:
        return None  # who took part in what is not told
    point = context.point(fact.slots.get("bridge_point"), meeting)
    place = next((thing for link, thing in point.said if link == "locatedIn"), None) if point else None
    who = context.person(str(fact.slots["person"]), place)
    offices = context.offices(str(fact.slots["person"]), str(fact.slots.get("position") or ""))
    return _made(fact, {"meeting": [meeting], "person": [who], "position": offices, "point": [point]})


def _group_attendance(context: _Context, fact: Fact) -> ResolvedFact | None:
    meeting = context.meeting
    if meeting is None:
        return None
    slots = fact.slots
    who = groups.people_of(str(slots["group"]), str(slots.get("of") or ""), context.bodies, context.setting)
    point = context.point(fact.slots.get("bridge_point"), meeting)
    return _made(fact, {"meeting": [meeting], "person": [who], "point": [point]})


def _holding(context: _Context, fact: Fact) -> ResolvedFact | None:
    office = people.position(str(fact.slots["position"]), context.setting)
    if office is None:
        return None  # a former office is none that is held
    return _made(fact, {"person": [context.person(str(fact.slots["person"]))], "position": [office]})


def _figure(context: _Context, fact: Fact) -> ResolvedFact:
    phrase = str(fact.slots.get("indicator") or fact.slots.get("subject") or "")
    when = fact.slots.get("period") if fact.type != "target" else fact.slots.get("deadline")
    unit, near = str(fact.slots.get("unit") or ""), str(fact.slots.get("_near") or "")
    measured = indicators.indicator(phrase, context.setting, unit, near if unit in ("count", "đồng") else "")
    if unit == "bậc" and context.setting.named("area", phrase):  # "Việt Nam tăng 2 bậc": in what is ranked there
        measured = rankings.ranked_by(context.article, fact.start, context.setting) or measured
    about = indicators.about(fact, context.setting, national=context.national)
    period = indicators.period(str(when) if when else None, context.setting)
    made = _made(fact, {"indicator": [measured], "about": [about], "period": [period]})
    of = context.setting.references.unit(measured)
    return replace(made, unit=of.rpartition("#unit-")[2]) if of else made


def _ranking(context: _Context, fact: Fact) -> ResolvedFact:
    found = rankings.placed(fact, context.facts, context.article, context.setting)
    things = {
        "subject": [found.subject], "ranking": [found.ranking], "indicator": [found.indicator],
        "period": [found.period], "entry": [found.entry],
    }  # fmt: skip
    return _made(fact, things)


def _document(context: _Context, fact: Fact) -> ResolvedFact:
    found = documents.document(fact, context.setting)
    return _made(fact, {"document": [found], "issuer": [documents.issuer(fact, context.setting)]})


def _directive(context: _Context, fact: Fact) -> ResolvedFact:
    said, to = fact.slots.get("issuer"), fact.slots.get("assignee")
    named = {key(str(f.slots["person"])) for f in context.facts if f.type in ("holding", "attendance")}
    issuer = assignee = None
    if said and key(str(said)) in named:
        issuer = context.person(str(said))
    elif said:
        issuer = people.holder(str(said), context.setting) or agency(str(said), context.setting)
    if to:
        body = context.setting.named("agency", str(to))
        whose = group_of if _several(str(to)) else agency
        assignee = body or whose(str(to), context.setting)
    return _made(fact, {"issuer": [issuer], "assignee": [assignee], "meeting": [context.meeting]})


def _several(name: str) -> bool:
    return key(name).startswith(("các ", "những ", "bộ, ", "sở, ")) or ("," in name and len(name.split(",")) > 1)


def _agency(context: _Context, fact: Fact) -> ResolvedFact | None:
    full = fact.slots.get("full_name")
    found = agency(str(fact.slots["name"]), context.setting, str(full) if full else None)
    return _made(fact, {"agency": [found]}) if found else None


_RESOLVERS: Mapping[str, Callable[[_Context, Fact], ResolvedFact | None]] = {
    "meeting": _meeting, "attendance": _attendance, "group_attendance": _group_attendance, "holding": _holding,
    "observation": _figure, "target": _figure, "change": _figure, "ranking": _ranking, "document": _document,
    "directive": _directive, "agency": _agency,
}  # fmt: skip
