"""From matches to attendances: who took part in the article's meeting, how, in which position, at which bridge
point."""

import re
from collections.abc import Iterator

from kg.extract.article import Article
from kg.extract.matching import Match
from kg.extract.patterns import CODES
from kg.extract.referents import Person, Referents
from kg.extract.spans import Mention
from kg.facts import Fact

_POINT = re.compile(
    rf"(?:điểm|đầu) cầu (?:trực tuyến )?(?:tại |ở )?"
    rf"([{CODES['agency']}{CODES['area']}]|trung tâm|trung ương|chính phủ|quốc hội|tỉnh|thành phố|huyện|chính)(?!\w)"
)


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
        "bridge_point": bridge_point(article, match, match.encoded.place_of(mention)),
        "_weak": bool(match.rule.set.get("weak")),
    }
    return Fact(
        "attendance",
        slots,
        min(match.start, mention.start),
        max(match.end, mention.end),
        match.rule.id,
        match.rule.confidence,
    )


def bridge_point(article: Article, match: Match, place: int) -> str | None:
    """The bridge point that the sentence names for who stands at a place of its code: the last before, else the first
    after."""
    encoded = match.encoded
    points = list(_POINT.finditer(encoded.code))
    before = [point for point in points if point.end() <= place]
    chosen = before[-1] if before else points[0] if points else None
    if chosen is None:
        return None
    named = encoded.within(chosen.start(1), chosen.end(1))
    start, end = encoded.offset(chosen.start(1)), encoded.offset(chosen.end(1))
    return " ".join(article.text[named[0].start if named else start : named[-1].end if named else end].split()) or None


def weighed(facts: list[Fact], meeting: int | None) -> list[Fact]:
    """What stands: no weak statement before a meeting is named (at `meeting`; None for none), nor of who chairs;
    who chairs is not listed as present again."""
    sure = [f.start for f in facts if not f.slots["_weak"]]
    named = min([*sure, *([] if meeting is None else [meeting])], default=None)
    if named is None:
        return []
    chairs = {f.slots["person"] for f in facts if f.slots["role"] in ("chair", "host")}
    kept: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        person, role = fact.slots["person"], fact.slots["role"]
        if fact.slots["_weak"] and (person in chairs or fact.start < named):
            continue
        if role == "attend" and person in chairs and not fact.slots["bridge_point"]:
            continue
        known = kept.get((person, role))
        if known is None or (fact.slots["bridge_point"] and not known.slots["bridge_point"]):
            kept[person, role] = fact
    return sorted(kept.values(), key=lambda f: (f.start, f.rule))
