"""The page of a meeting: its bridge points with who sat where, what was discussed, asked for and promised."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from kg import iris
from server import texts, urls
from server.drawing import bridge
from server.pages.page import Link, Page, View, of_resource, trail
from server.pages.reader import Reader, Row
from server.pages.writing import day

_CHAIR, _SPEAKERS = (
    iris.VOC + "role-chair",
    (
        iris.VOC + "role-concluding-speaker",
        iris.VOC + "role-presenter",
        iris.VOC + "role-speaker",
    ),
)


@dataclass
class Place:
    """A bridge point and who sat there; `point` is empty for those of whom no source says where they sat."""

    point: str
    place: str
    centre: bool
    seats: list[Row] = field(default_factory=list)


@dataclass
class Request:
    """What was asked for or promised, with its parts."""

    row: Row
    parts: list["Request"] = field(default_factory=list)


def show(reader: Reader, kind: str, slug: str) -> View:
    """The page of a meeting."""
    iri = iris.resource(kind, slug)
    about = reader.rows("meeting", meeting=iri)
    places = _places(reader.rows("meeting-bridge-points", meeting=iri), reader.rows("meeting-attendances", meeting=iri))
    asked = _requests(reader.rows("meeting-directives", meeting=iri))
    articles = reader.rows("meeting-articles", meeting=iri)
    first: Row = about[0] if about else {}
    drawn = [
        bridge.Point(_name(reader, place), urls.local(place.point) or "", place.centre)
        for place in places
        if place.point
    ]
    content: dict[str, Any] = {
        "first": first,
        "titles": list(dict.fromkeys(row["title"] for row in about if "title" in row)),
        "places": places,
        "drawing": bridge.draw(drawn) if len(drawn) > 1 else None,
        "topics": _topics(reader.rows("meeting-topics", meeting=iri)),
        "requests": [one for one in asked if "kind" not in one.row],
        "promises": [one for one in asked if "kind" in one.row],
        "articles": articles,
        "main_roles": main_roles,
    }
    page = Page(
        title=reader.name(iri) or slug,
        summary=_summary(reader, first, places, len(articles)),
        trail=trail(Link(texts.of("meetings"), "/meetings")),
        downloads=of_resource(kind, slug),
        asked=reader.asked,
        described=_described(reader, iri, first, places),
        iri=iri,
    )
    return View("meeting.html", page, content)


def main_roles(roles: str) -> list[str]:
    """The roles of a seat that a reader looks for: the chair first, then speakers; none for one among others."""
    held = roles.split()
    return [role for role in (_CHAIR, *_SPEAKERS) if role in held]


def _places(points: Iterable[Row], seats: Iterable[Row]) -> list[Place]:
    """The bridge points, the central one first, each with its seats: the chair, then persons, then groups."""
    places = {row["point"]: Place(row["point"], row.get("place", ""), row["centre"] == "true") for row in points}
    for seat in seats:
        point = seat.get("point", "")
        places.setdefault(point, Place(point, seat.get("place", ""), False)).seats.append(seat)
    for place in places.values():
        place.seats.sort(key=_rank)
    return list(places.values())


def _rank(seat: Row) -> tuple[bool, bool]:
    return _CHAIR not in main_roles(seat.get("roles", "")), not seat["attendee"].startswith(f"{iris.ID}person/")


def _requests(rows: Iterable[Row]) -> list[Request]:
    """The requests that are part of no other, each with its parts."""
    known = {row["directive"]: Request(row) for row in rows}
    for one in known.values():
        if (whole := known.get(one.row.get("whole", ""))) is not None:
            whole.parts.append(one)
    return [one for one in known.values() if one.row.get("whole") not in known]


def _topics(rows: Iterable[Row]) -> dict[str, list[str]]:
    """The presenters of each topic."""
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["topic"], []).extend([row["presenter"]] if "presenter" in row else [])
    return found


def _name(reader: Reader, place: Place) -> str:
    return reader.name(place.place) or reader.name(place.point) or ""


def _summary(reader: Reader, first: Row, places: list[Place], articles: int) -> str:
    points = sum(1 for place in places if place.point)
    persons = {seat["attendee"] for place in places for seat in place.seats if "/person/" in seat["attendee"]}
    parts = [
        texts.of("meeting.on", day=day(first["date"], reader.language)) if "date" in first else "",
        texts.of("meeting.points", count=points) if points else "",
        texts.of("meeting.persons", count=len(persons)) if persons else "",
        texts.of("meeting.reported", count=articles),
    ]
    return "; ".join(part for part in parts if part) + "."


def _described(reader: Reader, iri: str, first: Row, places: list[Place]) -> dict[str, Any]:
    """The meeting as schema.org has it, for search engines."""
    persons = {
        seat["attendee"]: reader.name(seat["attendee"])
        for place in places
        for seat in place.seats
        if "/person/" in seat["attendee"]
    }
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": iri,
        "name": reader.name(iri),
        "attendee": [{"@type": "Person", "@id": person, "name": name} for person, name in persons.items()],
    }
    if "date" in first:
        found["startDate"] = first["date"]
    if "convener" in first:
        found["organizer"] = {
            "@type": "GovernmentOrganization",
            "@id": first["convener"],
            "name": reader.name(first["convener"]),
        }
    if locations := [{"@type": "Place", "name": _name(reader, place)} for place in places if place.point]:
        found["location"] = locations
    return found
