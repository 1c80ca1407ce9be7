"""Graphs of made-up news in diemcau's own ontology, always the same: about 130 quads an article, written as they come.

Two articles report each meeting; each of them names half of those who attended, and gives a figure. Every hundredth
article has a ranking of the provinces. Reference data (areas, agencies, posts, people) have a graph of their own.
The graphs have the shapes of ontology/shapes.ttl. People, agencies and places have numbers for names.
"""

import itertools
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kg import iris, shards
from kg.release import Release

ID, ONT, VOC, RDF, RDFS, XSD, OA = iris.ID, iris.ONT, iris.VOC, iris.RDF, iris.RDFS, iris.XSD, iris.OA
AREAS, INDICATORS, YEARS, FIRST_YEAR = 63, 30, 10, 2015
ATTENDANCES, POINTS, BELOW = 6, 3, 5
REPEATED = 4
"""So many articles, from a multiple of it on, share a meeting or a figure; others state nothing twice."""
REFERENCE = f"<{iris.GRAPH}reference/news>"
TOPICS = (
    ("dịch vụ công trực tuyến", "online public services"), ("chuyển đổi số", "digital transformation"),
    ("hạ tầng dữ liệu", "data infrastructure"), ("định danh điện tử", "electronic identification"),
    ("một cửa liên thông", "the one-stop shop"), ("an toàn thông tin", "information security"),
    ("văn bản điện tử", "electronic documents"), ("cải cách hành chính", "administrative reform"),
    ("nền tảng tích hợp", "integration platforms"), ("đô thị thông minh", "smart cities"),
    ("thanh toán trực tuyến", "online payment"), ("kỹ năng số", "digital skills"),
)  # fmt: skip
Statement = tuple[str, str, str]
"""Subject, predicate and object as N-Triples write them."""


def node(kind: str, name: object) -> str:
    """A made-up thing."""
    return f"<{ID}{kind}/{name}>"


def meeting(number: int) -> str:
    """A made-up meeting, which two articles report."""
    return node("meeting", f"hop-{number}")


def attendance(number: int, seat: int) -> str:
    """Who has a seat at a meeting."""
    return node("attendance", f"hop-{number}--{seat}")


def people(articles: int) -> int:
    """How many people there are among so many articles."""
    return max(10, articles // 5)


def agencies(articles: int) -> int:
    """How many agencies there are: a tree in which each has BELOW others right below it."""
    return max(100, articles // 10)


def rankings(articles: int) -> int:
    """How many rankings are reported: of one indicator in ten years, then of the next."""
    return (articles + 99) // 100


def data_point(number: int, articles: int) -> tuple[int, int, int]:
    """The indicator, the entity (an area, from AREAS on an agency) and the year of the figures of REPEATED articles."""
    entities = AREAS + agencies(articles)
    # A prime that is no factor of the number of combinations: no two are the same, and all are spread.
    key = number * 1_000_003 % (entities * YEARS * INDICATORS)
    return key % INDICATORS, key // INDICATORS % entities, FIRST_YEAR + key // INDICATORS // entities


def entity(number: int) -> str:
    """What a figure is about."""
    return node("area", f"tinh-{number}") if number < AREAS else node("agency", f"co-quan-{number - AREAS}")


def _texts(value: str) -> str:
    return f'"{value}"@vi'


def _typed(value: object, datatype: str) -> str:
    return f'"{value}"^^<{XSD}{datatype}>'


def _thing(subject: str, kinds: tuple[str, ...], vi: str, en: str | None = None) -> Iterator[Statement]:
    for kind in kinds:
        yield subject, RDF + "type", f"<{ONT}{kind}>"
    yield subject, RDFS + "label", _texts(vi)
    if en is not None:
        yield subject, RDFS + "label", f'"{en}"@en'


def _reference(articles: int) -> Iterator[Statement]:
    country = node("area", "nuoc-mau")
    yield from _thing(country, ("Country",), "Nước Mẫu", "Sample Country")
    for number in range(AREAS):
        yield from _thing(entity(number), ("Province",), f"Tỉnh số {number}", f"Province no. {number}")
        yield entity(number), ONT + "within", country
    for number in range(agencies(articles)):
        agency, kind = node("agency", f"co-quan-{number}"), "Ministry" if number <= BELOW else "Department"
        yield from _thing(agency, (kind,), f"Cơ quan số {number}", f"Agency no. {number}")
        if number:
            yield agency, ONT + "partOfOrganization", node("agency", f"co-quan-{(number - 1) // BELOW}")
        post = node("position", f"truong-{number}")
        yield from _thing(post, ("Position",), f"Trưởng Cơ quan số {number}", f"Head of Agency no. {number}")
        yield post, ONT + "positionIn", agency
    for year in range(FIRST_YEAR, FIRST_YEAR + YEARS):
        yield from _thing(node("period", year), ("Period",), f"năm {year}", f"{year}")
        yield node("period", year), ONT + "startDate", _typed(f"{year}-01-01", "date")
        yield node("period", year), ONT + "endDate", _typed(f"{year}-12-31", "date")
    for number in range(INDICATORS):
        named = node("indicator", f"chi-tieu-{number}")
        yield from _thing(named, ("Indicator",), f"chỉ tiêu số {number}", f"indicator no. {number}")
    yield from itertools.chain.from_iterable(map(_ranking, range(rankings(articles))))
    for number in range(people(articles)):
        person, post = node("person", f"nguoi-{number}"), _post(number, articles)
        held = node("holding", f"nguoi-{number}")
        yield from _thing(person, ("Person",), f"Người thứ {number}")
        yield from _thing(held, ("PositionHolding",), f"Người thứ {number} giữ chức", f"Person no. {number} in office")
        yield held, ONT + "holder", person
        yield held, ONT + "heldPosition", post


def _post(person: int, articles: int) -> str:
    return node("position", f"truong-{person % agencies(articles)}")


def ranking(number: int) -> str:
    """A made-up ranking of the provinces."""
    return node("ranking", f"chi-so-{number // YEARS}--{FIRST_YEAR + number % YEARS}")


def _ranking(number: int) -> Iterator[Statement]:
    index, year = number // YEARS, FIRST_YEAR + number % YEARS
    if number % YEARS == 0:
        yield from _thing(node("indicator", f"chi-so-{index}"), ("Indicator",), f"chỉ số {index}", f"index {index}")
    yield from _thing(ranking(number), ("Ranking",), f"Xếp hạng chỉ số {index}, {year}", f"Index {index}, {year}")
    yield ranking(number), ONT + "rankedBy", node("indicator", f"chi-so-{index}")
    yield ranking(number), ONT + "period", node("period", year)


def _meeting(number: int, articles: int) -> Iterator[Statement]:
    where, (vi, en) = meeting(number), TOPICS[number % len(TOPICS)]
    place = number % AREAS
    date = _typed(f"{FIRST_YEAR + number % YEARS}-{1 + number % 12:02}-{1 + number % 28:02}", "date")
    yield from _thing(where, ("Meeting",), f"Hội nghị thứ {number} về {vi}", f"Meeting no. {number} on {en}")
    yield where, ONT + "date", date
    yield where, ONT + "convenedBy", node("agency", f"co-quan-{number % agencies(articles)}")
    for point in range(POINTS):
        site, at = _point(number, point), (place + 21 * point) % AREAS
        kind = "BridgePoint" if point else "CentralBridgePoint"
        yield from _thing(site, (kind,), f"Điểm cầu Tỉnh số {at}, hội nghị thứ {number}", f"Site {at} of {number}")
        yield site, ONT + "bridgePointOf", where
        yield site, ONT + "locatedIn", entity(at)
    if number % 3 == 0:
        told = node("directive", f"hop-{number}")
        yield from _thing(told, ("Directive",), f"đẩy mạnh {vi} (hội nghị thứ {number})", f"advance {en} ({number})")
        yield told, ONT + "issuedAt", where
        yield told, ONT + "assignedTo", node("agency", f"co-quan-{number * 7 % agencies(articles)}")
        yield told, ONT + "force", f"<{VOC}force-require>"


def _point(number: int, point: int) -> str:
    return node("bridge-point", f"hop-{number}--{point}")


def _attendance(number: int, seat: int, articles: int) -> Iterator[Statement]:
    who = random.Random(number * ATTENDANCES + seat).randrange(people(articles))  # noqa: S311 – the same each time
    there, person = attendance(number, seat), node("person", f"nguoi-{who}")
    vi, en = f"Người thứ {who} dự hội nghị thứ {number}", f"Person no. {who} at meeting no. {number}"
    yield from _thing(there, ("Attendance", *(["ChairAttendance"] if seat == 0 else [])), vi, en)
    yield there, ONT + "atMeeting", meeting(number)
    yield there, ONT + "attendee", person
    if seat == 0:
        yield there, ONT + "chairPerson", person
        yield there, ONT + "attendanceRole", f"<{VOC}role-chair>"
    yield there, ONT + "inPosition", _post(who, articles)
    yield there, ONT + "atBridgePoint", _point(number, seat % POINTS)


def _figures(number: int, articles: int) -> Iterator[Statement]:
    indicator, about, year = data_point(number // REPEATED, articles)
    point, turn = f"chi-tieu-{indicator}--{about}--{year}", number % REPEATED
    chance = random.Random(-1 - number)  # noqa: S311 – the same graph each time
    label = f"chỉ tiêu số {indicator}, năm {year}", f"indicator no. {indicator}, {year}"
    yield from _thing(node("data-point", point), ("DataPoint",), *label)
    yield node("data-point", point), ONT + "indicator", node("indicator", f"chi-tieu-{indicator}")
    yield node("data-point", point), ONT + "about", entity(about)
    yield node("data-point", point), ONT + "period", node("period", year)
    found = node("observation", f"{point}--{turn}")
    yield from _value(found, "Observation", point, chance.randrange(1000) / 10, label)
    yield found, ONT + "asOf", _typed(f"{year}-{3 * turn + 1 + chance.randrange(3):02}-15", "date")
    if turn == 0:
        yield from _value(node("target", point), "Target", point, chance.randrange(300, 1000) / 10, label)


def _value(subject: str, kind: str, point: str, value: float, label: tuple[str, str]) -> Iterator[Statement]:
    yield from _thing(subject, (kind,), *label)
    yield subject, ONT + "dataPoint", node("data-point", point)
    yield subject, ONT + "value", _typed(value, "decimal")
    yield subject, ONT + "unit", f"<{VOC}unit-percent>"
    yield subject, ONT + "rawValue", f'"{value}%"'.replace(".", ",")


def _entries(number: int) -> Iterator[Statement]:
    """The entries of a ranking."""
    order = list(range(AREAS))
    random.Random(number).shuffle(order)  # noqa: S311 – the same graph each time
    for rank, area in enumerate(order, 1):
        year = FIRST_YEAR + number % YEARS
        point, name = f"chi-so-{number // YEARS}--{area}--{year}", (f"Tỉnh số {area}, {year}", f"No. {area}, {year}")
        yield from _thing(node("data-point", point), ("DataPoint",), *name)
        yield node("data-point", point), ONT + "indicator", node("indicator", f"chi-so-{number // YEARS}")
        yield node("data-point", point), ONT + "about", entity(area)
        yield node("data-point", point), ONT + "period", node("period", year)
        entry = node("ranking-entry", point)
        yield from _value(entry, "RankingEntry", point, round(100 - rank * 1.5, 1), name)
        yield entry, ONT + "inRanking", ranking(number)
        yield entry, ONT + "rank", _typed(rank, "integer")
        yield entry, ONT + "rankOutOf", _typed(AREAS, "integer")


def _article(number: int, articles: int) -> Iterator[Statement]:
    source, of = node("article", f"{number:016x}"), number // 2
    title = f"{TOPICS[of % len(TOPICS)][0]} ở Tỉnh số {number % AREAS}, bài {number}"
    yield from _thing(source, ("Article",), title)
    yield source, iris.DCTERMS + "title", _texts(title)
    yield source, ONT + "publicationDate", _typed(f"{FIRST_YEAR + YEARS + number % 3}-{1 + number % 12:02}-01", "date")
    yield source, ONT + "reportsOn", meeting(of)
    indicator, about, year = data_point(number // REPEATED, articles)
    figure = node("observation", f"chi-tieu-{indicator}--{about}--{year}--{number % REPEATED}")
    seats = range(number % 2, ATTENDANCES, 2)
    for seat in seats:
        yield from _attendance(of, seat, articles)
    claimed = [*(attendance(of, seat) for seat in seats), figure]
    for turn, fact in enumerate(claimed):
        claim, span = node("claim", f"{number:x}-{turn}"), node("span", f"{number:016x}--{100 * turn}-{100 * turn + 9}")
        yield claim, RDF + "type", f"<{ONT}Claim>"
        yield claim, ONT + "claims", fact
        yield claim, ONT + "span", span
        yield claim, ONT + "confidence", _typed(f"0.{90 + turn}", "decimal")
        yield claim, ONT + "basis", f"<{VOC}basis-stated>"
        yield claim, ONT + "reviewStatus", f"<{VOC}review-extracted>"
        yield span, RDF + "type", f"<{ONT}TextSpan>"
        yield span, ONT + "inArticle", source
        yield span, OA + "start", _typed(100 * turn, "integer")
        yield span, OA + "end", _typed(100 * turn + 9, "integer")
        yield span, OA + "exact", f'"trích {number % 1000:03}"'


def graphs(articles: int) -> Iterator[tuple[str, list[Statement]]]:
    """Each named graph (as N-Quads write its name) with what it states, one at a time."""
    yield REFERENCE, list(_reference(articles))
    for number in range(articles):
        said = [*_meeting(number // 2, articles), *_article(number, articles), *_figures(number, articles)]
        if number % 100 == 0:
            said += _entries(number // 100)
        yield f"<{iris.GRAPH}article/{number:016x}>", said


def write(articles: int, path: Path, union: Path | None = None) -> int:
    """Writes N-Quads, and their union without repetitions as N-Triples; returns the number of quads."""
    made = 0
    with path.open("w", encoding="utf-8") as quads, (union or Path(os.devnull)).open("w", encoding="utf-8") as triples:
        seen: dict[Statement, None] = {}
        for number, (graph, said) in enumerate(graphs(articles), -1):
            quads.writelines(f"{s} <{p}> {o} {graph} .\n" for s, p, o in said)
            made += len(said)
            if number % REPEATED == 0:
                triples.writelines(f"{s} <{p}> {o} .\n" for s, p, o in seen)
                seen.clear()
            seen.update(dict.fromkeys(said))
        triples.writelines(f"{s} <{p}> {o} .\n" for s, p, o in seen)
    return made


def publish_file(data: Path, path: Path) -> Release:
    """A release of a file of N-Quads in a data folder, with nothing inferred."""
    return shards.publish(data, [path]).release


def publish(data: Path, articles: int) -> Release:
    """A release of so many articles in a data folder."""
    with tempfile.TemporaryDirectory() as folder:
        write(articles, Path(folder) / "news.nq")
        return publish_file(data, Path(folder) / "news.nq")


def main() -> None:
    """Publishes a file of N-Quads: python -m tests.benchmarks.news FILE DATA."""
    publish_file(Path(sys.argv[2]), Path(sys.argv[1]))


if __name__ == "__main__":
    main()
