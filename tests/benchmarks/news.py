"""A graph of made-up news in diemcau's own ontology: about 70 quads an article, always the same."""

import random
from collections.abc import Iterator
from pathlib import Path

from kg import iris, pipeline, release
from kg.release import Release
from kg.stages import Stages, silent
from kg.store import BlankNode, Literal, NamedNode, Quad

ID, ONT, VOC, RDF, RDFS, XSD = (
    iris.ID, iris.ONT, iris.VOC, iris.RDF, iris.RDFS, "http://www.w3.org/2001/XMLSchema#",
)  # fmt: skip
AREAS, AGENCIES, POSITIONS, INDICATORS = 63, 400, 40, 30
ATTENDANCES, POINTS = 6, 3
Value = NamedNode | Literal


def _node(kind: str, name: object) -> NamedNode:
    return NamedNode(f"{ID}{kind}/{name}")


def _text(value: str) -> Literal:
    return Literal(value, language="vi")


def _number(value: int) -> Literal:
    return Literal(value)


def person(number: int) -> NamedNode:
    """A made-up person."""
    return _node("person", f"nguoi-{number}")


def meeting(number: int) -> NamedNode:
    """A made-up meeting, which two articles report."""
    return _node("meeting", f"hop-{number}")


def article(number: int) -> NamedNode:
    """A made-up article."""
    return _node("article", f"{number:016x}")


def people(articles: int) -> int:
    """How many people there are among so many articles."""
    return max(10, articles // 5)


def _common(articles: int) -> Iterator[tuple[NamedNode, str, Value]]:
    for kind, cls, many in (("area", "Province", AREAS), ("agency", "Agency", AGENCIES),
                            ("position", "Position", POSITIONS), ("indicator", "Indicator", INDICATORS)):  # fmt: skip
        for number in range(many):
            node = _node(kind, f"{kind}-{number}")
            yield node, RDF + "type", NamedNode(ONT + cls)
            yield node, RDFS + "label", _text(f"{kind} số {number}")
    for number in range(people(articles)):
        yield person(number), RDF + "type", NamedNode(ONT + "Person")
        yield person(number), RDFS + "label", _text(f"Người thứ {number}")


def _meeting(number: int, all_people: int) -> Iterator[tuple[NamedNode, str, Value]]:
    chance = random.Random(number)  # noqa: S311 – the same graph each time
    where = meeting(number)
    date = f"{2015 + number % 10}-{1 + number % 12:02}-{1 + number % 28:02}"
    yield where, RDF + "type", NamedNode(ONT + "Meeting")
    yield where, RDFS + "label", _text(f"Hội nghị thứ {number}")
    yield where, ONT + "date", Literal(date, datatype=NamedNode(XSD + "date"))
    for point in range(POINTS):
        node = _node("bridge-point", f"hop-{number}--{point}")
        yield node, RDF + "type", NamedNode(ONT + "BridgePoint")
        yield node, ONT + "bridgePointOf", where
        yield node, RDFS + "label", _text(f"Điểm cầu {point} của hội nghị thứ {number}")
    for seat in range(ATTENDANCES):
        node = _node("attendance", f"hop-{number}--{seat}")
        yield node, RDF + "type", NamedNode(ONT + "Attendance")
        yield node, ONT + "atMeeting", where
        yield node, ONT + "attendee", person(chance.randrange(all_people))
        yield node, ONT + "inPosition", _node("position", f"position-{chance.randrange(POSITIONS)}")
        yield node, ONT + "atBridgePoint", _node("bridge-point", f"hop-{number}--{seat % POINTS}")


def _article(number: int) -> Iterator[tuple[NamedNode, str, Value]]:
    chance = random.Random(-1 - number)  # noqa: S311 – the same graph each time
    source, where = article(number), meeting(number // 2)
    yield source, RDF + "type", NamedNode(ONT + "Article")
    yield source, iris.DCTERMS + "title", _text(f"Bài thứ {number} về hội nghị thứ {number // 2}")
    yield source, ONT + "reportsOn", where
    indicator, year = chance.randrange(INDICATORS), 2015 + number % 10
    point = _node("data-point", f"indicator-{indicator}--{number}")
    yield point, ONT + "indicator", _node("indicator", f"indicator-{indicator}")
    yield point, ONT + "about", _node("area", f"area-{number % AREAS}")
    yield point, ONT + "period", _node("period", year)
    for kind, cls in (("observation", "Observation"), ("target", "Target")):
        node = _node(kind, f"indicator-{indicator}--{number}")
        yield node, RDF + "type", NamedNode(ONT + cls)
        yield node, ONT + "dataPoint", point
        yield node, ONT + "value", _number(chance.randrange(100))
    for seat in range(number % 2, ATTENDANCES, 2):
        claim, span = _node("claim", f"{number:x}-{seat}"), _node("span", f"{number:016x}--{seat}")
        yield claim, RDF + "type", NamedNode(ONT + "Claim")
        yield claim, ONT + "claims", _node("attendance", f"hop-{number // 2}--{seat}")
        yield claim, ONT + "span", span
        yield span, ONT + "inArticle", source
        yield span, "http://www.w3.org/ns/oa#start", _number(100 + seat)


def quads(articles: int) -> Iterator[Quad]:
    """The quads of so many articles: one named graph for each, one for what they share."""
    for subject, predicate, value in _common(articles):
        yield Quad(subject, NamedNode(predicate), value, NamedNode(iris.GRAPH + "reference/news"))
    for number in range(articles):
        graph = NamedNode(f"{iris.GRAPH}article/{number:016x}")
        for statements in (_meeting(number // 2, people(articles)), _article(number)):
            for subject, predicate, value in statements:
                yield Quad(subject, NamedNode(predicate), value, graph)


def publish(data: Path, articles: int) -> Release:
    """A release of so many articles in a data folder, with nothing inferred."""
    made = list(quads(articles))
    assert not any(isinstance(term, BlankNode) for quad in made[:100] for term in quad)
    with release.staging(data) as folder:
        name = pipeline.write(folder, made, Stages(silent))
        (folder / "report.json").write_text('{"graphs": {}}\n', encoding="utf-8")
        return release.publish(data, folder, name)
