"""The pictures of an answer: what the header of a question says is drawn, from the rows, in words of the page."""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from markupsafe import Markup

from kg import iris
from kg.queries import View
from server import texts, urls
from server.drawing import bars, series, strip, svg, tiles
from server.pages import plots
from server.pages.figures import ASSERTED, PERCENT, measure, sentence
from server.pages.reader import Row
from server.pages.writing import day as written_day
from server.releases import Namer

MOST = 4
"""Charts beside one table; a question with more is to be narrowed."""
_EXACT, _VAGUE = iris.VOC + "qualifier-exact", iris.VOC + "qualifier-vague"
_DECIMAL = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{0,30})?([eE][+-]?[0-9]{1,2})?")


@dataclass(frozen=True)
class Picture:
    """A chart or a map, and what it shows of the answer; without a heading all of it."""

    heading: str
    drawn: Markup


@dataclass(frozen=True)
class Pictures:
    """The pictures of an answer, how many more there would be, and what a reader needs to know to read them."""

    shown: tuple[Picture, ...] = ()
    left: int = 0
    notes: tuple[str, ...] = ()
    map: bool = False


@dataclass(frozen=True)
class _Figure:
    """A number of a row that can be drawn: on a `day`, of a period of so many `days`; `kind` "none" has but an aim."""

    name: str
    group: str
    unit: str
    value: Decimal
    words: str
    kind: str
    day: str = ""
    days: int = 0
    period: str = ""
    aim: bars.Mark | None = None

    @property
    def mark(self) -> bars.Mark:
        """The figure on its line."""
        return bars.Mark(float(self.value), self.words, self.kind)


@dataclass(frozen=True)
class Drawer:
    """Draws the rows of a question as its view says. `title` is the question, `name` names what is an IRI."""

    view: View
    title: str
    name: Namer

    def pictures(self, rows: Sequence[Row]) -> Pictures:
        """What can be drawn of the rows; rows without a number, a day or a place stand in the table only."""
        match self.view.kind:
            case "bars" | "series":
                return self._figures([found for row in rows if (found := self._figure(row)) is not None])
            case "ranks":
                return self._ranks(rows)
            case "map":
                return self._map(rows)
            case "table":
                return Pictures()

    def _first(self, row: Row, role: str) -> str:
        return next((row[column] for column in self.view.columns.get(role, ()) if column in row), "")

    def _joined(self, row: Row, role: str) -> str:
        """The texts of a role, each once; days as people write them."""
        found = (row[column] for column in self.view.columns.get(role, ()) if column in row)
        return " · ".join(dict.fromkeys(written_day(text, texts.language()) if _day(text) else text for text in found))

    # Figures: side by side, or over time

    def _figure(self, row: Row) -> _Figure | None:
        value, (day, days) = _number(self._first(row, "value")), self._period(row)
        aim = _number(self._first(row, "target"))
        if (value is None and aim is None) or (self.view.kind == "series" and not day):
            return None
        unit = self._first(row, "unit")
        target = None
        if aim is not None:
            said = self._first(row, "target_text") or self._written(aim, unit)
            target = bars.Mark(float(aim), texts.of("targets.aim", text=said))
        if value is None:
            return _Figure(
                self._joined(row, "name"), self._joined(row, "group"), unit, Decimal(0), "", "none", aim=target
            )
        return _Figure(
            name=self._joined(row, "name"),
            group=self._joined(row, "group"),
            unit=unit,
            value=value,
            words=self._first(row, "text") or f"{self._hedge(row)} {self._written(value, unit)}".strip(),
            kind=self._kind(row),
            day=day,
            days=days,
            period=self._first(row, "period") or written_day(day, texts.language()),
            aim=target,
        )

    def _period(self, row: Row) -> tuple[str, int]:
        """The day that a figure is of, and the days of its period."""
        start, end = _day(self._first(row, "start")), _day(self._first(row, "end"))
        if not start or not end:
            return "", 0
        length = datetime.date.fromisoformat(end) - datetime.date.fromisoformat(start)
        return _day(self._first(row, "as_of")) or end, length.days

    def _hedge(self, row: Row) -> str:
        """The word before a number, such as "about"; the first of several: "over, more than"."""
        found = self._first(row, "hedge")
        return "" if found in ("", self.name(_EXACT), self.name(_VAGUE)) else found.partition(",")[0]

    def _kind(self, row: Row) -> str:
        """How firm a figure is: as it is, hedged, or only possible."""
        modality, hedge = self._first(row, "modality"), self._first(row, "hedge")
        if modality and self.name(ASSERTED) not in modality.split("; "):
            return "possible"
        return "hedged" if hedge and hedge != self.name(_EXACT) else ""

    def _written(self, value: Decimal, unit: str) -> str:
        if unit == self.name(PERCENT):
            return measure(value, PERCENT, self.name)
        return f"{measure(value, '', self.name)} {unit}".strip()

    def _axis(self, unit: str) -> Callable[[float], str]:
        return lambda value: measure(Decimal(str(value)), PERCENT if unit == self.name(PERCENT) else "", self.name)

    def _figures(self, found: Iterable[_Figure]) -> Pictures:
        """A chart for each group and unit; a single number needs none."""
        groups: dict[tuple[str, str], list[_Figure]] = {}
        for one in found:
            groups.setdefault((one.group, one.unit), []).append(one)
        worth = {key: some for key, some in groups.items() if len(some) > 1 or some[0].aim is not None}
        shown, kinds, days = list[Picture](), set[str](), False
        for number, ((group, unit), some) in enumerate(list(worth.items())[:MOST]):
            heading, key = sentence(group), f"picture-{number}"
            lines = self._over_time(key, heading or self.title, unit, some) if self.view.kind == "series" else None
            days = days or lines is not None
            shown.append(Picture(heading, lines or self._side_by_side(key, heading or self.title, unit, some)))
            kinds |= {one.kind for one in some}
        notes = [texts.of("figures.legend")] if kinds & {"hedged", "possible"} else []
        notes += [texts.of("figures.legend-days")] if days else []
        return Pictures(tuple(shown), len(worth) - len(shown), tuple(notes))

    def _over_time(self, key: str, heading: str, unit: str, some: Sequence[_Figure]) -> Markup | None:
        """The figures over time; None where a name has no two days to be joined, where there are too many names to be
        told apart, or periods of different lengths: a line from a year to a quarter would tell of a fall that is none.
        """
        lengths, days = [one.days for one in some], dict[str, set[str]]()
        for one in some:
            days.setdefault(one.name, set()).add(one.day)
        names = list(days)
        if min(map(len, days.values())) < 2 or len(names) > plots.MOST or max(lengths) > 1.1 * min(lengths) + 1:
            return None
        lines = [
            series.Series(
                name, [series.Point(one.day, float(one.value), one.words, one.kind) for one in some if one.name == name]
            )
            for name in names
        ]
        described = texts.of("figures.compared-says", count=len(some))
        whole = 100.0 if unit == self.name(PERCENT) else None
        return series.over_time(key, heading, described, lines, [], self._axis(unit), whole)

    def _side_by_side(self, key: str, heading: str, unit: str, some: Sequence[_Figure]) -> Markup:
        lines: dict[str, list[_Figure]] = {}
        for one in some:
            lines.setdefault(f"{one.name} · {one.period}" if one.period else one.name, []).append(one)
        drawn = [
            bars.Line(
                name,
                list(dict.fromkeys(one.mark for one in figures if one.kind != "none")),  # sources may agree
                next((one.aim for one in figures if one.aim is not None), None),
                texts.of("results.none") if all(one.kind == "none" for one in figures) else "",
            )
            for name, figures in list(lines.items())[: plots.ROWS]
        ]
        values = [mark.value for one in drawn for mark in (*one.marks, *([one.aim] if one.aim else []))]
        high = max(values) if unit != self.name(PERCENT) else max(100.0, *values)
        steps, write = svg.ticks(high, low=min(values)), self._axis(unit)
        described = texts.of("figures.compared-says", count=len(values))
        return bars.dots(key, heading, described, drawn, [(step, write(step)) for step in steps])

    # Ranks

    def _ranks(self, rows: Sequence[Row]) -> Pictures:
        groups: dict[tuple[str, int], dict[strip.Place, None]] = {}
        for row in rows:
            rank, up_to, out_of = (_whole(self._first(row, role)) for role in ("rank", "up_to", "out_of"))
            if not out_of or not (rank or up_to) or max(rank or 0, up_to or 0) > out_of:
                continue
            name = self._joined(row, "name").partition(" (")[0]  # "tỉnh Thái Nguyên (đến 30/6/2025)"
            place = strip.Place(rank, f"{name}: {rank}") if rank else strip.Place(1, f"{name}: 1–{up_to}", last=up_to)
            groups.setdefault((self._joined(row, "group"), out_of), {})[place] = None
        shown = [
            Picture(
                sentence(group),
                strip.ranks(
                    f"picture-{number}",
                    sentence(group) or self.title,
                    texts.of("question.ranks-says", count=out_of),
                    list(places)[: plots.ROWS],
                    out_of,
                ),
            )
            for number, ((group, out_of), places) in enumerate(list(groups.items())[:MOST])
        ]
        return Pictures(tuple(shown), len(groups) - len(shown))

    # The map

    def _map(self, rows: Sequence[Row]) -> Pictures:
        """The edition of the map that has most of the places, and the other one where it has more places."""
        places: dict[str, list[Row]] = {}
        for row in rows:
            iri = self._first(row, "place")
            if iri.startswith(plots.AREA):
                places.setdefault(iri.removeprefix(plots.AREA), []).append(row)
        editions: tuple[tiles.Edition, ...] = ("63", "34")
        known = {of: [slug for slug in places if slug in tiles.slugs(of)] for of in editions}
        first, second = sorted(editions, key=lambda of: -len(known[of]))
        wanted = [of for of in (first, second) if set(known[of]) - (set(known[first]) if of != first else set())]
        drawn, _ = plots.maps(
            {of: {slug: self._tile(slug, places[slug]) for slug in known[of]} for of in wanted}, self.title, self.name
        )
        shown = tuple(Picture(heading, picture) for heading, picture in drawn)
        return Pictures(shown, notes=(texts.of("question.map-note"),) if shown else (), map=True)

    def _tile(self, slug: str, rows: Sequence[Row]) -> tiles.Tile:
        said = "; ".join(dict.fromkeys(self._joined(row, "words") for row in rows))
        value = self._first(rows[0], "value") if len(rows) == 1 else ""
        iri = plots.AREA + slug
        return tiles.Tile(urls.link(iri) or "", f"{self.name(iri) or slug}: {said}", value[:6])


def _number(text: str) -> Decimal | None:
    """A number as the engine writes it; None for another text, and for what is not finite."""
    if not _DECIMAL.fullmatch(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _whole(text: str) -> int | None:
    found = _number(text)
    return int(found) if found is not None and found == found.to_integral_value() and 0 < found < 10**6 else None


def _day(text: str) -> str:
    """The ISO day that a text is, or the last of the year that it is; else nothing."""
    if re.fullmatch("[12][0-9]{3}", text):
        return f"{text}-12-31"
    try:
        return datetime.date.fromisoformat(text).isoformat() if re.fullmatch("[12][0-9]{3}-.{5}", text) else ""
    except ValueError:
        return ""


def rows_of(bindings: Iterable[Mapping[str, Mapping[str, str]]]) -> list[Row]:
    """Rows of plain text from the bindings of an answer in SPARQL JSON."""
    return [{column: term["value"] for column, term in row.items()} for row in bindings]
