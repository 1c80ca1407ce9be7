"""Ranks as pages show them: a number among others, a range, or a group where the source gives no number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg import iris
from kg.collation import sort_key
from server import texts
from server.drawing import tiles
from server.drawing.strip import Place
from server.drawing.tiles import Edition, Tile
from server.pages.figures import Figure, figures, link
from server.pages.page import Link
from server.pages.reader import Row
from server.releases import Namer

_AREA = iris.ID + "area/"
LAST = iris.VOC + "rank-group-last"


@dataclass(frozen=True)
class Standing:
    """Where an entity stands. `group` is the IRI of its group, `group_text` its name; both empty without one."""

    figure: Figure
    area: str
    ranking: Link | None
    rank: int | None
    out_of: int | None
    among: str
    upper: int | None
    group: str
    group_text: str
    changes: tuple[Link, ...] = ()

    @property
    def order(self) -> tuple[int, int, str]:
        """Leading groups, then ranks, then the last group."""
        place = 2 if self.group == LAST and self.rank is None else 1 if self.rank is not None else 0
        return place, self.rank or self.upper or 0, sort_key(self.figure.about.text)

    @property
    def text(self) -> str:
        """The standing in words: "thứ 20/63", "dẫn đầu"."""
        if self.rank is not None:
            return texts.of("rankings.of", rank=self.rank, count=self.out_of) if self.out_of else str(self.rank)
        if self.upper is not None:
            return texts.of("rankings.within", rank=self.upper)
        return self.group_text


def standings(rows: Iterable[Row], name: Namer) -> list[Standing]:
    """The standings in rows that may repeat a fact, once for each article and change; in order."""
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        if "ranking" in row:
            grouped.setdefault(row["fact"], []).append(row)
    found = [_standing(group, name) for group in grouped.values()]
    if len({one.among for one in found if one.among}) > 1:  # of several sets, the largest comes first
        found.sort(key=lambda one: -(one.out_of or 0))
        return found
    return sorted(found, key=lambda one: one.order)


def _standing(group: Sequence[Row], name: Namer) -> Standing:
    row = group[0]
    changes = dict.fromkeys(one["change"] for one in group if "change" in one)
    return Standing(
        figure=figures(group, name)[0],
        area=row["about"].removeprefix(_AREA) if row["about"].startswith(_AREA) else "",
        ranking=link(row["ranking"], name),
        rank=_integer(row, "rank"),
        out_of=_integer(row, "outOf"),
        among=name(row["among"]) or "" if "among" in row else "",
        upper=_integer(row, "rankUpper"),
        group=row.get("group", ""),
        group_text=name(row["group"]) or "" if "group" in row else "",
        changes=tuple(link(change, name) for change in changes),
    )


def _integer(row: Row, key: str) -> int | None:
    return int(row[key]) if key in row else None


def places(found: Iterable[Standing]) -> dict[tuple[str, int], list[Place]]:
    """The places that have numbers, or a range of them, by what they are among and how many that is."""
    strips: dict[tuple[str, int], list[Place]] = {}
    for one in found:
        who = one.figure.about.text.partition(" (")[0]  # when it was merged does not matter on a line of one ranking
        if one.out_of and one.rank is not None:
            strips.setdefault((one.among, one.out_of), []).append(Place(one.rank, f"{who} · {one.rank}"))
        elif one.out_of and one.upper is not None:
            strips.setdefault((one.among, one.out_of), []).append(Place(1, f"{who} · 1–{one.upper}", one.upper))
    return strips


def on_map(found: Iterable[Standing]) -> dict[Edition, dict[str, Tile]]:
    """The tiles of provinces that have a standing, by the edition in force at the time; the latest standing counts."""
    known: dict[Edition, dict[str, Tile]] = {}
    for one in sorted(found, key=lambda one: one.figure.end):
        edition = tiles.edition(one.figure.start)
        if not one.figure.start or one.area not in tiles.slugs(edition):
            continue
        words = f"{one.figure.about.text}: {one.text} ({one.figure.period})"
        kind = "ranked" if one.rank is not None else "last" if one.group == LAST else "leading"
        written = str(one.rank) if one.rank is not None else f"≤{one.upper}" if one.upper else ""
        known.setdefault(edition, {})[one.area] = Tile(one.figure.about.href, words, written, kind)
    return known


def merged(*maps: Mapping[Edition, Mapping[str, Tile]]) -> dict[Edition, dict[str, Tile]]:
    """Maps laid over one another, the later ones on top."""
    over: dict[Edition, dict[str, Tile]] = {}
    for one in maps:
        for edition, known in one.items():
            over.setdefault(edition, {}).update(known)
    return over


def figures_on_map(found: Iterable[Figure]) -> dict[Edition, dict[str, Tile]]:
    """The tiles of provinces that have a figure; the latest counts."""
    known: dict[Edition, dict[str, Tile]] = {}
    for one in sorted(found, key=lambda one: one.day):
        slug, edition = one.about.href.removeprefix("/id/area/"), tiles.edition(one.day)
        if one.day and slug in tiles.slugs(edition) and one.value is not None:
            words = f"{one.about.text}: {one.text} ({one.period})"
            known.setdefault(edition, {})[slug] = Tile(one.about.href, words, one.text if len(one.text) <= 6 else "")
    return known
