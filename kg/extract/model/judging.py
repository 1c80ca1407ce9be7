"""From what a model proposes to facts: what the article proves slot by slot and the rules did not find already."""

import functools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kg import yaml_files
from kg.extract.article import Article
from kg.extract.figures import FIGURES, alike
from kg.extract.gazetteer import read_lexicon
from kg.extract.meetings import form_of
from kg.extract.model import pairing, quotes, readings
from kg.extract.model.quotes import NotProven, Stretch
from kg.extract.rankings import place_key
from kg.extract.rules import load_rules, word_lists
from kg.extract.spelling import keyword
from kg.facts import Fact

BY_MODEL = "model:"
"""Before the name of the model, where claims of rules have the name of the rule."""
CONFIDENCE = 0.5
"""Of what a model proposed and the article proves, until somebody reviews it: less than that of any rule."""
MOST = 200
"""Proposals for one article."""
_TYPES = Path(__file__).with_name("types.yaml")
_WORD = re.compile(r"[^\W_]+")
_FIGURES = ("observation", "target", "change")
_SAME = {
    "attendance": ("person", "role"), "holding": ("person", "position"), "ranking": ("subject", "rank"),
    "meeting": ("date", "date_partial"), "directive": ("task",),
}  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """The facts that are new, in the order of the text, and how many proposals were rejected, by reason."""

    facts: tuple[Fact, ...]
    rejected: Counter[str]


@functools.cache
def kinds() -> Mapping[str, Mapping[str, Any]]:
    """The types that may be proposed, as types.yaml has them."""
    found: Mapping[str, Mapping[str, Any]] = yaml_files.read(_TYPES)
    return found


def unknown(facts: Sequence[Fact], known: Sequence[Fact]) -> list[Fact]:
    """The facts that none of the `known` ones says already."""
    return [fact for fact in facts if not any(_same(fact, other) for other in known)]


def judged(article: Article, proposals: Sequence[object], known: Sequence[Fact], model: str) -> Judged:
    """The facts among what a model proposed; `known` are the facts of the rules, `model` is its name."""
    kept: list[Fact] = []
    rejected: Counter[str] = Counter()
    for place, proposal in enumerate(proposals):
        try:
            if place >= MOST:
                raise NotProven(f"more than {MOST} proposals")
            fact = _fact(article, proposal, f"{BY_MODEL}{model}")
            if not unknown([fact], [*known, *kept]):
                raise NotProven("known already")
            kept.append(fact)
        except NotProven as reason:
            rejected[str(reason)] += 1
    return Judged(tuple(sorted(kept, key=lambda f: (f.start, f.end, f.type))), rejected)


def _fact(article: Article, proposal: object, rule: str) -> Fact:
    """The fact that a proposal is. Raises NotProven."""
    if not isinstance(proposal, dict) or not isinstance(proposal.get("type"), str):
        raise NotProven("no proposal of a fact")
    kind = kinds().get(proposal["type"])
    if kind is None or not isinstance(proposal.get("evidence"), str):
        raise NotProven("no proposal of a fact")
    said = {name: value for name, value in proposal.items() if value is not None}
    proof = quotes.evidence(article, said["evidence"])
    slots: dict[str, Any] = {}
    for name, of in kind["slots"].items():
        slots |= _slot(article, proof, said, name, of)
    _triggered(article, proof, kind, said)
    _paired(article, proof, kind, said)
    slots |= _rest(article, proof, said["type"], slots)
    fact = Fact(said["type"], slots, proof.start, proof.end, rule, CONFIDENCE, _modality(said["type"]))
    raw = article.reading.raw_offset
    return replace(fact, start=raw(fact.start), end=raw(fact.end))


def _slot(article: Article, proof: Stretch, said: Mapping[str, Any], name: str, of: str | list[str]) -> dict[str, Any]:
    """What a slot of a proposal says, as our parsers read it. Raises NotProven."""
    value = said.get(name)
    if isinstance(of, list):
        if value not in of:
            raise NotProven("no proposal of a fact")
        return {name: value}
    kind, needed = of.rstrip("!"), of.endswith("!")
    if value is None and not needed:
        return {name: None}
    if not isinstance(value, str) or not value.strip():
        raise NotProven("no proposal of a fact")
    if kind == "day":
        return readings.day(article, proof, value)
    if kind == "period":
        return {name: readings.period(article, proof, value, last=name == "deadline")}
    place = quotes.within(article, proof, value, elsewhere=not needed, name=kind in ("person", "body"))
    if kind == "figure":
        return readings.figure(article, place, said)[1]
    if kind == "rank":
        return {**readings.rank(article, place, said), "_anchor": article.reading.raw_offset(place.start)}
    return {name: _READERS[kind](article, place)}


def _meeting(article: Article, place: Stretch) -> str:
    if not quotes.inside(article, place, "meeting"):
        raise NotProven("no trigger word in the evidence")
    return quotes.phrase(article, place)


def _office(article: Article, place: Stretch) -> str:
    if not _phrases(("@titles",)).match(article.flat, place.start):
        raise NotProven("no trigger word in the evidence")
    return quotes.phrase(article, place)


_READERS = {
    "person": quotes.person, "body": quotes.body, "phrase": quotes.phrase, "meeting": _meeting, "office": _office,
}  # fmt: skip


def _triggered(article: Article, proof: Stretch, kind: Mapping[str, Any], said: Mapping[str, Any]) -> None:
    """Raises NotProven unless the evidence has a trigger word, and none that speaks against the fact."""
    flat = article.flat[proof.start : proof.end].replace("\n", " ")
    words, role = frozenset(_WORD.findall(flat)), str(said.get(kind.get("by", ""), ""))
    triggers = kind["triggers"][role] if role else kind["triggers"]
    mentioned = {"{" + m.kind + "}" for m in quotes.inside(article, proof, "meeting")}
    if not any(
        (_rules_see(said["type"], role, words) if one == "rules" else one in mentioned or _phrases((one,)).search(flat))
        for one in triggers
    ):
        raise NotProven("no trigger word in the evidence")
    if not (_lists(kind, said) and "by" in kind) and _phrases(tuple(kind["barred"])).search(flat):
        lifted = tuple(kind.get("unless", ()))
        if not lifted or not _phrases(lifted).search(flat):
            raise NotProven("planned or denied")


def _paired(article: Article, proof: Stretch, kind: Mapping[str, Any], said: Mapping[str, Any]) -> None:
    """Raises NotProven where the number, the place or the doing is of somebody else in the evidence."""

    def place(name: str) -> Stretch:
        return quotes.within(article, proof, said[name], elsewhere=True, name=True)

    for one, other, of in kind.get("pairs", ()):
        read = quotes.inside(article, place(one), *FIGURES)
        pairing.beside(article, read[0].kind if of == "figure" else of, place(one), place(other))
    if "by" in kind and (lists := _lists(kind, said)):
        person = quotes.within(article, proof, said["person"], name=True)
        pairing.doer_of(article, proof, person, _phrases(lists), _phrases(tuple(kind["barred"])))


def _lists(kind: Mapping[str, Any], said: Mapping[str, Any]) -> tuple[str, ...]:
    """The word lists that have the trigger words of a proposal."""
    triggers = kind["triggers"][said[kind["by"]]] if "by" in kind else kind["triggers"]
    return tuple(one for one in triggers if one.startswith("@"))


@functools.cache
def _phrases(named: tuple[str, ...]) -> re.Pattern[str]:
    """Any of some phrases, and of the phrases of word lists (@list), in the flat text."""
    lists = {**word_lists(), "titles": tuple(map(keyword, read_lexicon("people")["titles"]))}
    phrases = {p for one in named for p in (lists[one[1:]] if one.startswith("@") else (keyword(one),))}
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, phrases), key=len, reverse=True))})(?!\w)")


def _rules_see(kind: str, role: str, words: frozenset[str]) -> bool:
    """Whether the words have those that a rule of this type (and role) cannot do without."""
    return any(
        pattern.words and all(not words.isdisjoint(needed) for needed in pattern.words)
        for rule in load_rules()
        if rule.type == kind and rule.set.get("role", "") == role
        for pattern in rule.patterns
    )


def _rest(article: Article, proof: Stretch, kind: str, slots: Mapping[str, Any]) -> dict[str, Any]:
    """The slots that facts of a type have beside those that are proposed."""
    if kind == "meeting":
        day = {name: slots.get(name) for name in ("date", "date_partial", "day_part")}
        return {**day, "form": form_of(article, proof.start, proof.end)}
    if kind == "ranking":
        return {"score": None}
    return {"force": "request"} if kind == "directive" else {}


def _modality(kind: str) -> str:
    return "directive" if kind == "directive" else "target" if kind == "target" else "asserted"


def _same(fact: Fact, other: Fact) -> bool:
    """Whether two facts say the same: numbers at one place of the text are read once, whatever they are said to be."""
    over = fact.start < other.end and other.start < fact.end
    if fact.type in _FIGURES and other.type in _FIGURES:
        if (fact.slots["value"], fact.slots["unit"]) != (other.slots["value"], other.slots["unit"]):
            return False
        return over or (fact.type == other.type and alike(_name(fact), _name(other)))
    if fact.type != other.type:
        return False
    if fact.type == "meeting" and not (fact.slots["date"] or fact.slots["date_partial"]):
        return True
    named = [[place_key(str(one.slots.get(name) or "")) for name in _SAME[fact.type]] for one in (fact, other)]
    return named[0] == named[1] or (over and fact.type in ("meeting", "directive"))


def _name(fact: Fact) -> str:
    return str(fact.slots["subject" if fact.type == "target" else "indicator"])
