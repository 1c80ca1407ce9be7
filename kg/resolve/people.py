"""Who is meant, and in which office: by exact name and the scope of the office; never by likeness."""

import functools
import re
from collections.abc import Iterable
from dataclasses import replace

from kg.facts import Fact
from kg.folding import nfc
from kg.iris import resource, slugify, term_key
from kg.resolve.agencies import Setting, agency
from kg.resolve.names import bare, key, words
from kg.resolve.references import References
from kg.things import Thing

_IDENTITY = frozenset(("identity-from-context",))
_FORMER = re.compile(r"^(?:nguyên|cựu|quyền|q\.)\s+", re.IGNORECASE)
_LONGEST = 110
_MANY = 4096


@functools.lru_cache(maxsize=_MANY)
def position(text: str, setting: Setting) -> Thing | None:
    """The office that the words of a position name, completed by the article's province; None for a former one."""
    if _FORMER.match(text):
        return None
    found = setting.named("position", text)
    if found is not None:
        return found
    title, rest = _split(bare(text))
    body = _body(title, rest, setting)
    if body is None:
        slug = f"{slugify(text)[:_LONGEST].strip('-')}--{setting.own}"
        return Thing("position", slug, ("Position",), bare(text))
    english = words()["titles"].get(key(title), "")
    if key(title).endswith(" ban") and key(body.vi).startswith("ban "):
        title = title.rpartition(" ")[0]  # "Trưởng ban" of "Ban X" is "Trưởng Ban X"
    name = f"{title} {_short(body)}".strip()
    if known := setting.named("position", name):
        return replace(known, bases=body.bases)
    slug = slugify(key(name).replace("ủy ban nhân dân", "ubnd"))[:_LONGEST].strip("-")
    if body.slug.endswith("-2025"):  # a body of a province that was new then, and may have an old one's name
        slug = f"{slug}-2025"
    if body.slug.endswith(f"--{setting.own}"):
        slug = f"{slug}--{setting.own}"
    label = f"{english} of {'the ' if english and not body.en.startswith('“') else ''}{body.english}" if english else ""
    return Thing("position", slug, ("Position",), name, label, said=(("positionIn", body),), bases=body.bases)


def _split(text: str) -> tuple[str, str]:
    """ "Phó Chủ tịch UBND tỉnh" → title and body: the longest title that the text begins with."""
    parts = text.split()
    for size in range(min(5, len(parts)), 0, -1):
        if key(" ".join(parts[:size])) in words()["titles"]:
            return " ".join(parts[:size]), " ".join(parts[size:])
    return text, ""


def _body(title: str, rest: str, setting: Setting) -> Thing | None:
    """The body of an office: what follows the title; of "Bộ trưởng Nội vụ" and "Chủ tịch tỉnh" what is meant by it."""
    heads = {"bộ trưởng": "Bộ", "thứ trưởng": "Bộ", "trưởng ban": "Ban", "phó trưởng ban": "Ban"}
    if not rest:
        return None
    if key(rest) in ("tỉnh", "thành phố") and "chủ tịch" in key(title):
        rest = f"UBND {rest}"
    head = heads.get(key(title), "")
    if head and not key(rest).startswith((key(head) + " ", "ban ")):
        rest = f"{head} {rest}"
    return agency(rest, setting)


def _short(body: Thing) -> str:
    return re.sub(r"^Ủy ban nhân dân", "UBND", body.vi)


def held(name: str, facts: Iterable[Fact], setting: Setting) -> tuple[Thing, ...]:
    """The offices that an article gives to a name, in the order of the text."""
    texts = dict.fromkeys(
        str(fact.slots["position"])
        for fact in facts
        if fact.type == "holding" and key(str(fact.slots["person"])) == key(name)
    )
    return tuple(filter(None, (position(text, setting) for text in texts)))


def person(name: str, offices: tuple[Thing, ...], setting: Setting, place: Thing | None = None) -> Thing:
    """The person of a name who holds these offices: the dated holder of one of them, else the bearer of exactly this
    name in the scope of the offices, which is a province or a body; without one, in that of `place`, where they take
    part, else in that of the article alone.

    Names that differ in a mark are names of two people, though their slugs are alike: eight hex digits tell them apart
    unless the person is known already.
    """
    label = " ".join(nfc(name).split())
    for office in offices:
        for known in setting.references.holders(office, setting.day):
            if key(known.vi) == key(label):
                return known
    scope = next(filter(None, (_scope(office, setting) for office in offices)), None)
    if scope is None:
        scope = place.slug if place is not None and not offices else setting.own
    slug = f"{slugify(label)}--{scope}"
    entry = setting.references.entries.get(resource("person", slug))
    if entry is None or key(entry.thing.vi) != key(label):
        slug = f"{slug}--{term_key((key(label),))}"
    return Thing("person", slug, ("Person",), label)


def _scope(office: Thing, setting: Setting) -> str | None:
    """What an office is of: the province where it is a body of one, else the body itself."""
    for body in bodies_of(office, setting.references):
        return province_of(body.slug, setting.references) or body.slug
    return None


@functools.cache
def _of_province(slug: str) -> tuple[str, ...]:
    """How slugs of bodies of a province end."""
    return tuple(f"{level}-{slug}" for level in ("tinh", "thanh-pho", "tinh-uy", "thanh-uy"))


def province_of(body: str, references: References) -> str | None:
    """The slug of the province that a body is of, by the slug of the body; None for one of the country."""
    for entry in references.of_kind("area"):
        if "Province" in entry.thing.classes and body.endswith(_of_province(entry.thing.slug)):
            return entry.thing.slug
    return None


def bodies_of(office: Thing, references: References) -> tuple[Thing, ...]:
    """The bodies that an office is in, by its name or by reference data."""
    said = (thing for link, thing in office.said if link == "positionIn")
    return (*said, *references.linked(office, "positionIn"))


def holder(text: str, setting: Setting) -> Thing | None:
    """Who "Thủ tướng" is on the article's day: the one holder of the office; None where none or several are known."""
    office = setting.named("position", text)
    if office is None or setting.day is None:
        return None
    known = setting.references.holders(office, setting.day)
    return replace(known[0], bases=_IDENTITY) if len(known) == 1 else None
