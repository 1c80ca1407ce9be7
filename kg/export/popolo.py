"""People, organisations, posts and memberships as Popolo JSON (https://www.popoloproject.com/specs/)."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

from kg.export import item
from kg.export.item import Item
from kg.export.source import Source


def write(source: Source, out: IO[bytes]) -> None:
    """One JSON object with four lists, an entry a line, each read and written for itself.

    Ids are IRIs, the sources of a membership are the articles that report it.
    """
    lists: dict[str, tuple[str, Callable[[Item], Iterable[dict[str, Any]]]]] = {
        "persons": ("Person", _named),
        "organizations": ("Organization", _named),
        "posts": ("Position", _post),
        "memberships": ("PositionHolding", _memberships),
    }
    before = b"{"
    for name, (cls, entries) in lists.items():
        out.write(before + f'"{name}": ['.encode())
        separator = b"\n"
        for one in item.of_class(source, cls):
            for entry in entries(one):
                out.write(separator + json.dumps(entry, ensure_ascii=False).encode())
                separator = b",\n"
        out.write(b"\n]")
        before = b",\n"
    out.write(b"}\n")


def _named(one: Item) -> Iterator[dict[str, Any]]:
    other = one.labels.get("en", one.name)
    others = {"other_names": [{"name": other, "note": "en"}]} if other != one.name else {}
    yield {"id": one.iri, "name": one.name, "links": [{"url": one.iri}], **others}


def _post(one: Item) -> Iterator[dict[str, Any]]:
    yield {"id": one.iri, "label": one.name, **_known(organization_id=one.one("positionIn"))}


def _memberships(one: Item) -> Iterator[dict[str, Any]]:
    person, post = one.one("holder"), one.one("heldPosition")
    if person is None or post is None:
        return  # of a holding that nobody is said to have, there is no membership
    yield {
        "id": one.iri,
        "person_id": person,
        "post_id": post,
        **_known(
            organization_id=Item(one.source, post).one("positionIn"),
            start_date=one.one("startDate"),
            end_date=one.one("endDate"),
        ),
        "sources": [{"url": article} for article in one.all("reportedIn")],
    }


def _known(**values: str | None) -> dict[str, str]:
    return {key: value for key, value in values.items() if value is not None}
