"""Figures as pages show them: a number with its unit and hedge, its day, who said so and how firmly."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg import iris
from server import texts, urls
from server.pages import writing
from server.pages.page import Link
from server.pages.reader import Reader, Row
from server.releases import Namer

ASSERTED = iris.VOC + "modality-asserted"
PERCENT = iris.VOC + "unit-percent"
_INDEX = iris.VOC + "unit-index-point"
_EXACT = iris.VOC + "qualifier-exact"
_VAGUE = iris.VOC + "qualifier-vague"
_LARGE = ((Decimal(10) ** 9, "figures.billion"), (Decimal(10) ** 6, "figures.million"))


@dataclass(frozen=True)
class Source:
    """An article that gives a figure, and how it says so: `modality` is empty where it asserts it."""

    iri: str
    article: Link
    modality: str = ""


@dataclass(frozen=True)
class Figure:
    """A figure, or a target. Days are ISO dates; `day` is the day that the figure is of: as of, else the period's end.
    A period that the source does not state has no days: they are empty.

    `text` is the value as words with its hedge; `raw` is how the source writes it.
    """

    iri: str
    href: str
    about: Link
    period: str
    start: str
    end: str
    day: str
    value: Decimal | None
    unit: str
    qualifier: str
    text: str
    raw: str
    sources: tuple[Source, ...] = ()
    attributed: Link | None = None

    @property
    def why(self) -> str:
        """The page with its evidence."""
        return urls.why(self.iri) or self.href

    @property
    def hedged(self) -> bool:
        """Whether the source hedges the number."""
        return self.qualifier not in ("", _EXACT)

    @property
    def firm(self) -> bool:
        """Whether some source asserts it; else it is only possible, expected or required."""
        return not self.sources or any(not source.modality for source in self.sources)


def link(iri: str, name: Namer) -> Link:
    """A link to a resource under its label."""
    return Link(name(iri) or iri.rpartition("/")[2], urls.link(iri) or iri)


def sentence(text: str) -> str:
    """A text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def figures(rows: Iterable[Row], name: Namer) -> list[Figure]:
    """The figures of rows that may repeat a fact, once for each article, in the order of the rows."""
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row["fact"], []).append(row)
    return [figure(iri, group[0], name, sources(group, name)) for iri, group in grouped.items()]


def figure(iri: str, row: Row, name: Namer, said: tuple[Source, ...] = ()) -> Figure:
    """The figure of one row."""
    value = Decimal(row["value"]) if "value" in row else None
    unit, qualifier = row.get("unit", ""), row.get("qualifier", "")
    written = amount(value, unit, qualifier, name) if value is not None else row.get("raw", "")
    return Figure(
        iri=iri,
        href=urls.link(iri) or iri,
        about=Link(sentence(name(row["about"]) or ""), urls.link(row["about"]) or ""),
        period=name(row["period"]) or "",
        start=row.get("start", ""),
        end=row.get("end", ""),
        day=row.get("asOf", row.get("end", "")),
        value=value,
        unit=unit,
        qualifier=qualifier,
        text=written,
        raw=row.get("raw", ""),
        sources=said,
        attributed=link(row["attributedTo"], name) if "attributedTo" in row else None,
    )


def sources(rows: Iterable[Row], name: Namer) -> tuple[Source, ...]:
    """The articles of rows with ?article and ?modality, each once."""
    found = {(row["article"], row.get("modality", ASSERTED)) for row in rows if "article" in row}
    return tuple(
        Source(article, link(article, name), "" if modality == ASSERTED else name(modality) or "")
        for article, modality in sorted(found)
    )


def amount(value: Decimal, unit: str, qualifier: str, name: Namer) -> str:
    """A value in words: "khoảng 15,91%", "gần 50 tỷ đồng/năm"; about 15.91%, almost 50 billion dong a year."""
    hedge = "" if qualifier in ("", _EXACT, _VAGUE) else (name(qualifier) or "").partition(",")[0]
    return f"{hedge} {measure(value, unit, name)}".strip()


def measure(value: Decimal, unit: str, name: Namer) -> str:
    """A value with its unit."""
    language = texts.language()
    if unit == PERCENT:
        return f"{writing.number(value, language)}%"
    for size, word in _LARGE:
        if abs(value) >= size:
            written = f"{writing.number(value / size, language)} {texts.of(word)}"
            break
    else:
        written = writing.number(value, language)
    return written if unit in ("", _INDEX) else f"{written} {name(unit) or ''}".strip()


def points(value: Decimal, unit: str, name: Namer) -> str:
    """A difference with its unit: of percentages, percentage points."""
    if unit == PERCENT:
        return texts.of("figures.points", number=writing.number(value, texts.language()))
    return measure(value, unit, name)


def disagreeing(found: Sequence[Figure]) -> list[list[Figure]]:
    """Groups of figures that give different numbers for the same entity and period."""
    groups: dict[tuple[str, str], list[Figure]] = {}
    for one in found:
        if one.value is not None and one.day:  # of unknown periods nobody knows whether they are the same
            groups.setdefault((one.about.href, one.period), []).append(one)
    return [group for group in groups.values() if len({one.value for one in group}) > 1]


def of_indicator(reader: Reader, indicator: str, about: str | None = None) -> list[Row]:
    """The rows of the figures of an indicator, of all entities or of one, with what is ranked by it."""
    bound = {"indicator": indicator} | ({"only": about} if about else {})
    return reader.rows("figures", **bound)
