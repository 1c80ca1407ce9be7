"""From matches to attendances: who took part in the article's meeting, how, in which position, at which bridge point."""

import re
from collections.abc import Iterator

from kg.extract.article import Article
from kg.extract.facts import Fact
from kg.extract.matching import Match
from kg.extract.referents import Person, Referents
from kg.extract.spans import Mention
from kg.extract.spelling import flat

_CENTRE = re.compile(r"(?:điểm|đầu) cầu (?:trung tâm|chính|chính phủ|trung ương)")
_POINT = re.compile(r"(?:điểm|đầu) cầu ")


def attendances(article: Article, matches: list[Match], people: Referents) -> Iterator[Fact]:
    """The attendances that the matches state, before what they say together is weighed."""
    for match in sorted(matches, key=lambda m: (m.start, -m.rule.specificity)):
        slot = match.slots.get("person")
        if slot is None:
            continue
        listed = any(m.kind == "person" for m in slot.mentions)
        for mention in slot.mentions:
            if mention.kind != "person" and (listed or mention.kind != "office"):
                continue  # beside named persons, an office stands for a group: "lãnh đạo …"
            person = people.person_of(mention, match.encoded.sentence.number)
            if person is not None:
                yield _attendance(article, match, mention, person)


def _attendance(article: Article, match: Match, mention: Mention, person: Person) -> Fact:
    positions = mention.value.get("positions")
    said = ", ".join(positions) if isinstance(positions, tuple) and positions else None
    slots = {
        "person": person.name,
        "position": said or (person.positions[0] if person.positions else None),
        "role": match.rule.set.get("role", "attend"),
        "bridge_point": _bridge_point(article, match),
        "_weak": bool(match.rule.set.get("weak")),
    }
    return Fact("attendance", slots, min(match.start, mention.start), max(match.end, mention.end), match.rule.id, match.rule.confidence)


def _bridge_point(article: Article, match: Match) -> str | None:
    """The bridge point that the match names; "trung tâm" for the central one."""
    slot = match.slots.get("bridge")
    if slot is None or slot.start >= slot.end:
        return None
    place = next((m for m in slot.mentions if m.kind in ("area", "agency")), None)
    if place is not None:
        return article.text[place.start : place.end]
    named = flat(article.text[slot.start : slot.end])
    if _CENTRE.search(named) or named.startswith(("trung tâm", "chính")):
        return "trung tâm"
    return article.text[slot.start : slot.end].strip() or None


def weighed(facts: list[Fact], *, meeting: bool) -> list[Fact]:
    """What stands: no weak statement without a meeting, nor of the chair; who chairs or speaks is not listed as present again."""
    if not meeting and not any(not f.slots["_weak"] for f in facts):
        return []
    chairs = {f.slots["person"] for f in facts if f.slots["role"] in ("chair", "host")}
    spoke = {f.slots["person"] for f in facts if f.slots["role"] == "speak" and not f.slots["_weak"]}
    active = chairs | spoke
    kept: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        person, role = fact.slots["person"], fact.slots["role"]
        if fact.slots["_weak"] and (person in chairs or any(f.slots["person"] == person and f.slots["role"] == "attend" for f in facts)):
            continue
        if role == "attend" and person in active and not fact.slots["bridge_point"]:
            continue
        known = kept.get((person, role))
        if known is None or (fact.slots["bridge_point"] and not known.slots["bridge_point"]):
            kept[person, role] = fact
    return sorted(kept.values(), key=lambda f: (f.start, f.rule))
