"""Places as GeoJSON (RFC 7946): features that say where they are by codes, since no source gives a boundary.

The geometry of each is null, which the RFC calls unlocated; `isoCode`, `gsoCode` (of the General Statistics Office) and
`sameAs` (GeoNames, OpenStreetMap) are what maps of boundaries are joined by.
"""

import json
from collections.abc import Iterator
from typing import IO

from kg import iris
from kg.export.item import Item
from kg.export.source import Source

_KINDS = f"""SELECT ?id (MIN(STR(?kind)) AS ?told) WHERE {{
  GRAPH ?graph {{ ?id a ?kind }} ?id a diem:AdministrativeArea
  FILTER(STRSTARTS(STR(?kind), STR(diem:)) && ?graph != <{iris.GRAPH}inferred>)
}} GROUP BY ?id ORDER BY ?id"""
_CODES = ("isoCode", "gsoCode", "startDate", "endDate")


def write(source: Source, out: IO[bytes]) -> None:
    """A collection with a feature a line, in the order of their IRIs."""
    out.write(b'{"type": "FeatureCollection", "features": [')
    separator = b"\n"
    for row in source.rows(_KINDS):
        place = Item(source, row["id"])
        feature = {
            "type": "Feature",
            "id": place.iri,
            "geometry": None,
            "properties": dict(_properties(place, row["told"])),
        }
        out.write(separator + json.dumps(feature, ensure_ascii=False).encode())
        separator = b",\n"
    out.write(b"\n]}\n")


def _properties(place: Item, kind: str) -> Iterator[tuple[str, str | list[str]]]:
    """What has one value as a rule has the first; lists are of what may have several."""
    yield "name", place.name
    if "en" in place.labels:
        yield "name:en", place.labels["en"]
    yield "kind", kind
    for name in _CODES:
        if (value := place.one(name)) is not None:
            yield name, value
    yield "within", place.all("within")
    yield "sameAs", place.all(iris.SKOS + "exactMatch")
    changes = (Item(place.source, change) for change in place.all("dissolvedBy"))
    yield "successors", sorted({area for change in changes for area in change.all("created")})
