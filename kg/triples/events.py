"""Meetings, attendances and held positions as statements."""

from kg import iris
from kg.store import NamedNode
from kg.things import Resolved, ResolvedFact, Thing
from kg.triples.codes import codes
from kg.triples.graph import TYPE, Evidence, Graph, Statement, code, labels, node, term, text, typed


def meeting(graph: Graph, found: ResolvedFact, evidence: Evidence, _: Resolved) -> None:
    """A meeting: day, part of the day, form, convener and what the article calls it."""
    met, slots = found.things["meeting"][0], found.fact.slots
    said: list[Statement] = [*((TYPE, term(cls)) for cls in met.classes), *labels(met.vi, met.english)]
    if met.slug[:4].isdigit():
        said.append((term("date"), typed(met.slug[:10], "date")))
    elif slots.get("date_partial"):
        said.append((term("monthDay"), text(str(slots["date_partial"]))))
    else:
        said.append((term("undated"), typed("true", "boolean")))
    if slots.get("day_part"):
        said.append((term("dayPart"), text(str(slots["day_part"]))))
    if slots.get("form") == "online":
        said.append((term("meetingForm"), code("form-online")))
    if convener := found.one("convener"):
        said.append((term("convenedBy"), graph.thing(convener, evidence)))
    if title := str(slots.get("title") or "").strip():
        said.append((NamedNode(iris.DCTERMS + "title"), text(" ".join(title.split()), "vi")))
    graph.fact(node(met), said, evidence)
    article = NamedNode(iris.resource("article", graph.article))
    graph.say(article, (term("reportsOn"), node(met)))


def attendance(graph: Graph, found: ResolvedFact, evidence: Evidence, resolved: Resolved) -> None:
    """That somebody took part in a meeting, how, where and in which offices, and that the offices are held."""
    met, who = found.things["meeting"][0], found.things["person"][0]
    role = codes()["roles"][found.fact.slots.get("role", "attend")]
    person = graph.thing(who, evidence)
    subject = NamedNode(f"{iris.ID}attendance/{met.slug}--{who.slug}")
    vi, en = codes()["role_words"][role]
    said: list[Statement] = labels(f"{who.vi} {vi}: {met.vi}", f"{who.vi} {en}: {met.english}")
    if role == "chair":
        said += [(TYPE, term("ChairAttendance")), (term("chairPerson"), person)]
    elif role == "speaker":
        said += [(TYPE, term("SpeakerAttendance")), (term("speakerAgent"), person)]
    else:
        said += [(TYPE, term("Attendance")), (term("attendee"), person)]
    said.append((term("attendanceRole"), code(f"role-{role}")))
    point = found.one("point")
    if point is not None:
        said.append((term("atBridgePoint"), bridge_point(graph, point, evidence)))
    else:
        said.append((term("atMeeting"), node(met)))
    for office in found.things.get("position", ()):
        said.append((term("inPosition"), graph.thing(office, evidence)))
        hold(graph, who, office, evidence, resolved.day)
    graph.fact(subject, said, evidence)


def bridge_point(graph: Graph, point: Thing, evidence: Evidence) -> NamedNode:
    """A bridge point, which is a fact of its own."""
    said: list[Statement] = [*((TYPE, term(cls)) for cls in point.classes), *labels(point.vi, point.english)]
    said += [(term(link), node(other)) for link, other in point.said]
    for link, other in point.said:
        if link != "bridgePointOf":
            graph.thing(other, evidence)
    graph.fact(node(point), said, evidence)
    return node(point)


def holding(graph: Graph, found: ResolvedFact, evidence: Evidence, resolved: Resolved) -> None:
    """That somebody holds a position on the article's day."""
    hold(graph, found.things["person"][0], found.things["position"][0], evidence, resolved.day)


def hold(graph: Graph, who: Thing, office: Thing, evidence: Evidence, day: str | None) -> None:
    """States a held position."""
    person, position = graph.thing(who, evidence), graph.thing(office, evidence)
    subject = NamedNode(f"{iris.ID}holding/{who.slug}--{office.slug}")
    title = office.english if office.en else f"“{office.vi}”"
    said: list[Statement] = [
        (TYPE, term("PositionHolding")), *labels(f"{who.vi} giữ chức {office.vi}", f"{who.vi} as {title}"),
        (term("holder"), person), (term("heldPosition"), position),
    ]  # fmt: skip
    if day is not None:
        said.append((term("attestedOn"), typed(day, "date")))
    graph.fact(subject, said, evidence)
