"""The named graph of one article while it is made: things, facts, claims, spans, each with the IRI of its content."""

import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg import iris
from kg.folding import nfc
from kg.store import Literal, NamedNode, Quad, Term, term_text
from kg.things import STATED, Thing
from kg.triples.periods import days

TYPE, LABEL = NamedNode(iris.RDF + "type"), NamedNode(iris.RDFS + "label")
Statement = tuple[NamedNode, Term]
_DAYS = ("startDate", "endDate")


@dataclass(frozen=True)
class Evidence:
    """What proves a claim: character ranges of the article, the rule that found it, how sure, what it rests on, and
    who has reviewed it: None for nobody, "" for somebody without a name."""

    spans: tuple[tuple[int, int], ...]
    rule: str
    confidence: float
    bases: frozenset[str] = frozenset()
    modality: str = ""
    reviewer: str | None = None

    @property
    def rank(self) -> tuple[bool, float]:
        """Of two claims of one thing the higher one stays: first what a person has reviewed."""
        return self.reviewer is not None, self.confidence


@functools.cache
def term(name: str) -> NamedNode:
    """A term of the ontology."""
    return NamedNode(iris.ONT + name)


@functools.cache
def code(name: str) -> NamedNode:
    """A code of the vocabulary."""
    return NamedNode(iris.VOC + name)


def node(thing: Thing) -> NamedNode:
    """The IRI of a thing as a term."""
    return NamedNode(thing.iri)


def text(value: str, language: str | None = None) -> Literal:
    """Text in the normal form of the data set."""
    return Literal(nfc(value), language=language) if language else Literal(nfc(value))


def typed(value: str, datatype: str) -> Literal:
    """A literal of an XSD datatype."""
    return Literal(value, datatype=NamedNode(iris.XSD + datatype))


def number(value: int | float | Decimal) -> Literal:
    """A decimal as it is printed: 10.7 and 50000000000, never 5E+10."""
    return typed(plain(value), "decimal")


def plain(value: int | float | Decimal) -> str:
    """The digits of a number, without an exponent or trailing zeros."""
    written = format(Decimal(str(value)), "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


def labels(vi: str, en: str) -> list[Statement]:
    """A Vietnamese and an English label."""
    return [(LABEL, text(vi, "vi")), (LABEL, text(en, "en"))]


class Graph:
    """The graph of one article. What is said again is said once; of two claims of one thing the surer stays."""

    def __init__(self, article: str, characters: str, longest: int) -> None:
        """`characters` is the text that spans count in, `longest` how many of them one quote may have."""
        self.article = article
        self.name = NamedNode(iris.article_graph(article))
        self._characters, self._longest = characters, longest
        self._said: dict[tuple[str, str, str], Quad] = {}
        self._claims: dict[str, tuple[tuple[bool, float], list[Statement]]] = {}
        self._claimed: set[str] = set()

    def say(self, subject: NamedNode, *statements: Statement) -> None:
        """States something of the apparatus: what needs no claim."""
        for predicate, value in statements:
            key = (subject.value, predicate.value, str(value))
            if key not in self._said:
                self._said[key] = Quad(subject, predicate, value, self.name)

    def thing(self, thing: Thing, evidence: Evidence) -> NamedNode:
        """Describes a thing that reference data do not know, with what its name says of it; returns its IRI."""
        named = node(thing)
        if thing.known:
            return named
        if thing.kind == "person":
            self.say(named, (LABEL, text(thing.vi, "vi")))
        else:
            self.say(named, *labels(thing.vi, thing.english))
        self.say(named, *((TYPE, term(cls)) for cls in thing.classes))
        if thing.kind == "period" and (known := days(thing.slug)) is not None:
            self.say(named, *((term(name), typed(day, "date")) for name, day in zip(_DAYS, known, strict=True)))
        for link, other in thing.said:
            self.statement(named, term(link), self.thing(other, evidence), evidence)
        return named

    def fact(self, subject: NamedNode, statements: Sequence[Statement], evidence: Evidence) -> None:
        """States a fact and claims it; of a fact that was claimed already, what is new is claimed by itself."""
        self._claim(iris.claim(self.article, subject.value), [(term("claims"), subject)], evidence)
        if subject.value not in self._claimed:
            self._claimed.add(subject.value)
            self.say(subject, *statements)
            return
        if evidence.reviewer is not None:
            self._claim(iris.claim(self.article, subject.value), [(term("claims"), subject)], evidence)
        for predicate, value in statements:
            if (subject.value, predicate.value, str(value)) in self._said:
                continue
            if predicate in (TYPE, LABEL):
                if predicate == TYPE:
                    self.say(subject, (predicate, value))
                continue  # a thing has one label a language
            self.statement(subject, predicate, value, evidence)

    def statement(self, subject: NamedNode, predicate: NamedNode, value: Term, evidence: Evidence) -> None:
        """States one triple and claims it."""
        self.say(subject, (predicate, value))
        parts = (term_text(subject), term_text(predicate), term_text(value))
        link = "claimObject" if isinstance(value, NamedNode) else "claimValue"
        about: list[Statement] = [
            (term("claimSubject"), subject), (term("claimPredicate"), predicate), (term(link), value),
        ]  # fmt: skip
        self._claim(iris.claim(self.article, *parts), about, evidence)

    def _claim(self, iri: str, about: list[Statement], evidence: Evidence) -> None:
        known = self._claims.get(iri)
        if known is not None and known[0] >= evidence.rank:
            return
        said: list[Statement] = [
            (TYPE, term("Claim")),
            *about,
            (term("confidence"), number(round(evidence.confidence, 3))),
            (term("reviewStatus"), code("review-extracted" if evidence.reviewer is None else "review-reviewed")),
            (term("extractionRule"), text(evidence.rule)),
            *((term("basis"), code(f"basis-{basis}")) for basis in evidence.bases or {STATED}),
            *((term("span"), NamedNode(iris.span(self.article, *span))) for span in self._quotes(evidence.spans)),
        ]
        if evidence.modality:
            said.append((term("modality"), code(f"modality-{evidence.modality}")))
        if evidence.reviewer:
            said.append((term("reviewer"), text(evidence.reviewer)))
        self._claims[iri] = (evidence.rank, said)

    def _quotes(self, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """The spans, the longest of them cut to what may be quoted."""
        for start, end in spans:
            end = min(end, start + self._longest)
            while end > start + 1 and self._characters[end - 1].isspace():
                end -= 1
            yield start, end

    def quads(self) -> list[Quad]:
        """All of it, sorted."""
        for iri, (_, said) in self._claims.items():
            self.say(NamedNode(iri), *said)
        article, span = NamedNode(iris.resource("article", self.article)), term("span")
        used = {str(v.value) for _, said in self._claims.values() for predicate, v in said if predicate == span}
        for iri in used:
            start, end = map(int, iri.rpartition("--")[2].split("-"))
            self.say(
                NamedNode(iri), (TYPE, term("TextSpan")), (term("inArticle"), article),
                (NamedNode(iris.OA + "start"), typed(str(start), "integer")),
                (NamedNode(iris.OA + "end"), typed(str(end), "integer")),
                (NamedNode(iris.OA + "exact"), text(self._characters[start:end])),
            )  # fmt: skip
        return [self._said[key] for key in sorted(self._said)]
