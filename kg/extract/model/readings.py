"""What our own parsers read in the quotes of a proposal: a number, rank or day that the model gives has to agree."""

from collections.abc import Mapping
from typing import Any

from kg.extract.article import Article
from kg.extract.figures import FIGURES
from kg.extract.model.quotes import NotProven, Stretch, inside
from kg.extract.numbers import unit
from kg.extract.periods import iso
from kg.extract.rules import word_lists
from kg.extract.spans import Mention
from kg.extract.spelling import keyword

_LEADS = ("leads", "lasts")


def figure(article: Article, place: Stretch, said: Mapping[str, Any]) -> tuple[Mention, dict[str, Any]]:
    """The number that a quote has whole, hedge and unit with it, and its slots. Raises NotProven."""
    numbers = inside(article, place, *FIGURES)
    if any(place.cuts(m.start, m.end) for m in article.mentions.top):
        raise NotProven("part of a longer mention")
    if len(numbers) != 1:
        raise NotProven("not one number")
    mention = numbers[0]
    value, of = mention.value["value"], str(mention.value["unit"])
    if not _equal(said.get("value"), value) or not _same_unit(said.get("unit"), of):
        raise NotProven("another number")
    return mention, {
        "value": value, "unit": of, "qualifier": mention.value["qualifier"],
        "raw": article.text[mention.start : mention.end],
    }  # fmt: skip


def rank(article: Article, place: Stretch, said: Mapping[str, Any]) -> dict[str, Any]:
    """The place in a ranking that a quote names by number, or by words such as "dẫn đầu". Raises NotProven."""
    ranks = inside(article, place, "rank")
    told = article.text[place.start : place.end]
    if any(place.cuts(m.start, m.end) for m in article.mentions.top):
        raise NotProven("part of a longer mention")
    if len(ranks) == 1:
        number, out_of = ranks[0].value["rank"], ranks[0].value["out_of"]
        if not _equal(said.get("rank"), number) or (said.get("out_of") is not None and said["out_of"] != out_of):
            raise NotProven("another number")
        top = bool(ranks[0].value.get("top"))
        return {"rank": None if top else number, "out_of": out_of, "position": told if top else None}
    if ranks or said.get("rank") not in (None, 1) or keyword(told) not in {w for n in _LEADS for w in word_lists()[n]}:
        raise NotProven("not one place in a ranking")
    return {"rank": None, "out_of": None, "position": told}


def day(article: Article, proof: Stretch, said: str) -> dict[str, Any]:
    """The day that the sentences of an evidence name, as meetings have it: with its year, or without. Raises
    NotProven."""
    for mention in _beside(article, proof, "day"):
        read = mention.text("iso") or article.day_in_year(mention.text("month_day"))
        if said in (read, mention.text("month_day")):
            partial = None if read else mention.text("month_day")
            return {"date": read, "date_partial": partial, "day_part": mention.value.get("part")}
    raise NotProven("another day or period")


def period(article: Article, proof: Stretch, said: str, *, last: bool) -> str:
    """The period that the sentences of an evidence name; of a range its end, with `last`. Raises NotProven."""
    for mention in _beside(article, proof, "period", "day"):
        if said and said in (iso(mention), iso(mention, last=last)):
            return iso(mention, last=last) or said
    raise NotProven("another day or period")


def _beside(article: Article, proof: Stretch, *kinds: str) -> list[Mention]:
    """The mentions of the sentences that an evidence is in."""
    return [
        mention
        for encoded in article.sentences
        if encoded.sentence.start < proof.end and proof.start < encoded.sentence.end
        for mention in encoded.mentions
        if mention.kind in kinds
    ]


def _equal(said: object, read: object) -> bool:
    if isinstance(said, bool) or not isinstance(said, int | float) or not isinstance(read, int | float):
        return False
    return abs(said - read) <= 1e-9 * abs(read)


def _same_unit(said: object, read: str) -> bool:
    """Whether units agree; what is counted ("hồ sơ") is no unit for our parser."""
    told = keyword(str(said or ""))
    return not told or (unit(told) or "count") == read
