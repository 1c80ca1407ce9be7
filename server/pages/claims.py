"""Claims as pages show them: what an article says, its short quotes, how sure, on which ground."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from kg import iris
from server import texts
from server.pages.reader import Reader, Row
from server.pages.writing import in_words

ON_A_PAGE = 100
"""Claims on a page of an article: as many as article-claims.rq asks for."""


@dataclass(frozen=True)
class Quote:
    """A short quote and its characters: from `start` up to, not including, `end`."""

    text: str
    start: int
    end: int


@dataclass
class Taken:
    """A claim with all its quotes.

    `predicate` is empty where it states the fact itself, `modality` where it simply asserts.
    """

    claim: str
    fact: str
    predicate: str
    object: str
    value: str
    modality: str
    confidence: str
    review: str
    reviewer: str
    rule: str
    article: str
    date: str
    bases: list[str] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    number: int = 0

    @property
    def slug(self) -> str:
        """The last part of its IRI."""
        return self.claim.rpartition("/")[2]

    @property
    def kind(self) -> str:
        """The kind of what it is about, as it stands in the IRI."""
        return self.fact.removeprefix(iris.ID).partition("/")[0]

    @property
    def hedged(self) -> bool:
        """Whether the source does not simply assert it."""
        return bool(self.modality) and self.modality != iris.VOC + "modality-asserted"

    @property
    def unreviewed(self) -> bool:
        """Whether a program took it, and nobody has looked at it."""
        return self.review == iris.VOC + "review-extracted"

    @property
    def grounds(self) -> list[str]:
        """Its grounds where it is not stated in so many words."""
        return [basis for basis in self.bases if basis != iris.VOC + "basis-stated"]


def said(reader: Reader, one: Taken, whole: bool = True) -> str:
    """What a claim says, by names; of a thing that the page is about, not `whole`: only what it says of it."""
    nameless = texts.of("fact.nameless")
    subject = reader.name(one.fact) or nameless
    if not one.predicate:
        return subject
    value = (reader.name(one.object) or nameless) if one.object else literal(one.value, reader.language)
    relation = reader.name(one.predicate) or texts.term(one.predicate) or texts.of("fact.relation")
    return f"{subject} – {relation}: {value}" if whole else f"{relation}: {value}"


def literal(value: str, language: str) -> str:
    """A text of data as readers write it; of a meeting's part of the day, the name."""
    return texts.of(f"meeting.{value}") if value in ("am", "pm") else in_words(value, language)


def gather(rows: Iterable[Row]) -> list[Taken]:
    """The claims of rows that hold one quote and one ground each, in the order of the rows."""
    found: dict[str, Taken] = {}
    for row in rows:
        key = row["claim"]
        one = found.setdefault(key, _claim(row))
        quote = Quote(row["quote"], int(row["start"]), int(row["end"]))
        if quote not in one.quotes:
            one.quotes.append(quote)
        if row["basis"] not in one.bases:
            one.bases.append(row["basis"])
    return list(found.values())


def _claim(row: Row) -> Taken:
    return Taken(
        claim=row["claim"],
        fact=row["fact"],
        predicate=row.get("predicate", ""),
        object=row.get("object", ""),
        value=row.get("value", ""),
        modality=row.get("modality", ""),
        confidence=row["confidence"],
        review=row.get("review", ""),
        reviewer=row.get("reviewer", ""),
        rule=row.get("rule", ""),
        article=row.get("article", ""),
        date=row.get("date", ""),
    )
