"""Which edition of which ranking a place is in: by what is ranked, whom, and when."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kg.facts import Article, Fact
from kg.folding import nfc
from kg.iris import resource, slugify
from kg.resolve.agencies import Setting, agency, area, is_body
from kg.resolve.indicators import indicator, mentioned, period, unstated_period
from kg.resolve.names import place_key
from kg.things import Thing

_BEHIND, _PARAGRAPHS = 700, 6
_YEAR = re.compile(r"năm ((?:19|20)\d\d)")
_IDENTITY = frozenset(("identity-from-context",))
_PERIOD = frozenset(("period-from-context",))
_COMPARED = ("so với ", "hơn ", "đến ")
_POPULATIONS = (
    ("Country", "quoc-gia", "các quốc gia", "countries"),
    ("Province", "tinh", "các tỉnh, thành phố", "provinces"),
    ("GovernmentAgency", "co-quan-thuoc-chinh-phu", "các cơ quan thuộc Chính phủ", "government agencies"),
    ("Ministry", "bo", "các bộ, ngành", "ministries"),
    ("MinistryLevelAgency", "bo", "các bộ, ngành", "ministries"),
    ("Department", "so", "các sở, ngành", "departments"),
)


@dataclass(frozen=True)
class Placed:
    """Who is ranked, in which ranking, by which indicator, of which period; `entry` is the place in it."""

    subject: Thing
    ranking: Thing
    indicator: Thing
    period: Thing
    entry: Thing


def placed(fact: Fact, facts: Sequence[Fact], article: Article, setting: Setting) -> Placed:
    """The ranking that a fact of type ranking tells of; what a title leaves out the body says of the same place."""
    fact = _completed(fact, facts)
    measured = _indicator(fact, article, setting)
    when = _period(fact, article, setting)
    last = when.slug[-4:] if re.fullmatch(r"\d{4}(?:-\d{4})?", when.slug) else None
    subject = _subject(str(fact.slots["subject"]), setting, f"{last}-12-31" if last else setting.day)
    population = next((p for cls, *p in _POPULATIONS if cls in subject.classes), ["khac", "các đơn vị", "units"])
    stem = measured.slug.removeprefix("chi-so-")
    slug = f"{stem}-{population[0]}-{when.slug}"
    known = setting.references.entries.get(resource("ranking", slug))
    ranking = known.thing if known else Thing(
        "ranking", slug, ("Ranking",), f"Xếp hạng {population[1]} theo {measured.vi}, {when.vi}",
        f"Ranking of {population[2]} by {measured.english}, {when.english}",
        said=(("rankedBy", measured), *((("period", when),) if not when.bases else ())),
    )  # fmt: skip
    return Placed(subject, ranking, measured, when, _entry(fact, subject, ranking, setting))


def _entry(fact: Fact, subject: Thing, ranking: Thing, setting: Setting) -> Thing:
    """The place of a subject in a ranking: the reviewed one where the rank is the same, else one with its own rank, as
    articles that disagree speak of two places."""
    rank, out_of = fact.slots.get("rank"), fact.slots.get("out_of")
    slug = f"{ranking.slug}--{subject.slug}"
    known = setting.references.entries.get(resource("ranking-entry", slug))
    if known is None or known.rank != str(rank or ""):
        said = slugify(str(fact.slots["position"])) if rank is None and fact.slots.get("position") else None
        told = [str(part) for part in (said, rank, out_of, fact.slots.get("score")) if part is not None]
        slug = f"{slug}--{'-'.join(told)}"
    return Thing("ranking-entry", slug, ("RankingEntry",), subject.vi, subject.english)


def _completed(fact: Fact, facts: Sequence[Fact]) -> Fact:
    """A fact with the index and period that another one of the same subject, rank and number of ranked tells."""
    same = [
        other
        for other in facts
        if other.type == "ranking"
        and fact.slots["rank"] is not None
        and all(other.slots[name] == fact.slots[name] for name in ("rank", "out_of"))
        and place_key(str(other.slots["subject"])) == place_key(str(fact.slots["subject"]))
    ]
    told = {name: next((f.slots[name] for f in [fact, *same] if f.slots[name]), None) for name in ("index", "period")}
    return replace(fact, slots={**fact.slots, **told})


def _subject(name: str, setting: Setting, day: str | None) -> Thing:
    there = replace(setting, day=day)
    if found := area(name, there, day):
        return found
    body = agency(name, there)
    if body is not None and (body.known or body.classes != ("Organization",)):
        return body
    if is_body(name):
        return body or Thing("agency", f"{slugify(name)}--{setting.own}", ("Organization",), nfc(name))
    return Thing("area", f"{slugify(name)}--{setting.own}", ("AdministrativeArea",), nfc(name))


def _indicator(fact: Fact, article: Article, setting: Setting) -> Thing:
    """What is ranked by: as the fact says, else an indicator that the text around it or the title names."""
    if said := str(fact.slots.get("index") or "").strip():
        return indicator(said, setting)
    if found := ranked_by(article, fact.start, setting):
        return found
    return Thing("indicator", f"khong-neu--{setting.own}", ("Indicator",), "chỉ tiêu xếp hạng không nêu rõ",
                 "ranking criterion not stated", bases=_IDENTITY)  # fmt: skip


def ranked_by(article: Article, place: int, setting: Setting) -> Thing | None:
    """The indicator that the text around a place names, or the title; None where none does."""
    for text in (*_paragraphs(article.text, place), article.title):
        if found := mentioned(text, setting):
            return replace(found, bases=_IDENTITY)
    return None


def _period(fact: Fact, article: Article, setting: Setting) -> Thing:
    """The period of a ranking: as the fact says, else the year last named before it; never that of publication."""
    if fact.slots.get("period"):
        return period(str(fact.slots["period"]), setting)
    text = nfc(article.text[: fact.start])
    years = [found for found in _YEAR.finditer(text) if not text[: found.start()].endswith(_COMPARED)]
    if years and len(text) - years[-1].start() < _BEHIND:
        return replace(period(years[-1][1], setting), bases=_PERIOD)
    return unstated_period(setting)


def _paragraphs(text: str, place: int) -> Iterator[str]:
    """The paragraph around a place, then those before it, the nearest first."""
    end = (text + "\n").find("\n", place)
    before = [line for line in text[:end].split("\n") if line.strip()]
    yield from reversed(before[-_PARAGRAPHS:])
