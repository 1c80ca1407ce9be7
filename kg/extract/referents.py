"""Who is meant inside of one article: "Thủ tướng", "ông Hà", "Bộ trưởng", "tỉnh": always somebody or something
named before.

Names are compared exactly, tone marks and all; nobody is found by likeness.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.extract.article import Article
from kg.extract.encoding import Encoded
from kg.extract.spans import Mention
from kg.extract.spelling import keyword

_PRONOUNS = frozenset(("ông", "bà", "anh", "chị", "cô", "đồng chí", "đ/c"))
_HEAD_OF = {"người đứng đầu chính phủ": "thủ tướng"}
_OLDER = re.compile(r"^(?:nguyên|cựu|quyền|q\.)\s+")
_CHAIN = re.compile(r",\s*|\s+-\s+|\s+kiêm\s+")


@dataclass
class Person:
    """A person of an article: the name as printed first, the positions seen, the sentence that names it first."""

    name: str
    positions: list[str] = field(default_factory=list)
    first: int = -1

    @property
    def given(self) -> str:
        return keyword(self.name).rsplit(" ", 1)[-1]

    def holds(self, title: str, text: str) -> bool:
        """Whether one of the positions is the office: the same title, and of the same thing where both say of what."""
        for position in self.positions:
            for part in _CHAIN.split(_OLDER.sub("", keyword(position))):
                if part == text or (
                    part.startswith(title) and (part == title or text == title or _akin(part, text, title))
                ):
                    return True
        return False


def _akin(part: str, text: str, title: str) -> bool:
    ours, theirs = set(part[len(title) :].split()), set(text[len(title) :].split())
    return bool(ours & theirs) and not (theirs - ours - {"tỉnh", "thành", "phố", "tp"})


class Referents:
    """The persons of an article in the order of its sentences."""

    def __init__(self, article: Article) -> None:
        self._people: dict[str, Person] = {}
        self._by_sentence: list[list[tuple[int, Person]]] = []
        for encoded in article.sentences:
            seen: list[tuple[int, Person]] = []
            for mention in encoded.mentions:
                if mention.kind == "person":
                    seen.append((mention.start, self._see(mention, encoded.sentence.number)))
                elif mention.value.get("given") and (
                    known := self._given(mention.text("given"), encoded.sentence.number)
                ):
                    seen.append((mention.start, known))
            self._by_sentence.append(seen)

    def _see(self, mention: Mention, number: int) -> Person:
        name = " ".join(mention.text("name").split())
        person = self._people.setdefault(keyword(name), Person(name, first=number))
        positions = mention.value["positions"]
        if isinstance(positions, tuple):
            person.positions += [p for p in positions if p not in person.positions]
        return person

    def person_of(self, mention: Mention, number: int) -> Person | None:
        """The person that a mention of kind person or office stands for in sentence `number`; None where nobody
        fits."""
        if mention.kind == "person":
            return self._people.get(keyword(mention.text("name")))
        title = mention.text("title")
        text = keyword(mention.text("text"))
        if given := mention.text("given"):
            return self._given(given, number)
        if title in _PRONOUNS:
            return self._just_named(mention, number)
        title = _HEAD_OF.get(text, title)
        text = title if text in _HEAD_OF else text
        return self._latest(
            [p for p in self._people.values() if p.holds(title, text)], number, ahead=title.endswith("thủ tướng")
        )

    def _given(self, given: str, number: int) -> Person | None:
        return self._latest([p for p in self._people.values() if p.given == keyword(given)], number)

    def _latest(self, people: Sequence[Person], number: int, *, ahead: bool = False) -> Person | None:
        """Of several, the one that was named last before; nobody who is first named later, but for the heads of
        government."""
        known = [p for p in people if p.first <= number or ahead]
        return max(known, key=lambda p: (self._last(p, number), -p.first), default=None)

    def _last(self, person: Person, number: int) -> int:
        return max(
            (n for n, seen in enumerate(self._by_sentence[: number + 1]) if any(p is person for _, p in seen)),
            default=-1,
        )

    def _just_named(self, mention: Mention, number: int) -> Person | None:
        """The last person that the same sentence names before, else the first of the sentences before (four at
        most)."""
        same = [person for start, person in self._by_sentence[number] if start < mention.start]
        if same:
            return same[-1]
        for back in range(number - 1, max(-1, number - 5), -1):
            if self._by_sentence[back]:
                return self._by_sentence[back][0][1]
        return None


def main_subject(article: Article) -> Mention | None:
    """What the article is about, as far as rankings go: the place or agency of its title, else of its lead, else
    its first."""
    for zones in (("title",), ("lead",), ("title", "lead", "body")):
        for encoded in article.sentences:
            if encoded.sentence.zone in zones:
                for mention in encoded.mentions:
                    if mention.kind in ("area", "agency") and not _of_something(encoded, mention):
                        return mention
    return None


def _of_something(encoded: Encoded, mention: Mention) -> bool:
    """Whether a mention only says where from: "do LHQ công bố", "theo Bộ …"."""
    place = encoded.place_of(mention)
    return bool(re.search(r"(?:\bdo|\btheo|báo cáo của|đánh giá của|\bsau|so với|\bở|\btại)\s*$", encoded.code[:place]))
