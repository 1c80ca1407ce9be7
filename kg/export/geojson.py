"""Places as GeoJSON (RFC 7946): features that say where they are by codes, since no source gives a boundary.

The geometry of each is null, which the RFC calls unlocated; `isoCode`, `gsoCode` (of the General Statistics Office) and
`sameAs` (GeoNames, OpenStreetMap) are what maps of boundaries are joined by.
"""

import json
from typing import IO

from kg.export.source import Source

_PLACES = """SELECT ?id ?vi ?en ?kind ?isoCode ?gsoCode ?startDate ?endDate ?within
  (GROUP_CONCAT(DISTINCT STR(?same); separator=" ") AS ?sameAs)
  (GROUP_CONCAT(DISTINCT STR(?next); separator=" ") AS ?successors) WHERE {
  { SELECT ?id (SAMPLE(?k) AS ?kind) {
    GRAPH ?told { ?id a ?k } ?id a diem:AdministrativeArea
    FILTER(STRSTARTS(STR(?k), STR(diem:)) && ?told != <https://w3id.org/diemcau/graph/inferred>)
  } GROUP BY ?id }
  ?id rdfs:label ?vi FILTER(LANG(?vi) = "vi")
  OPTIONAL { ?id rdfs:label ?en FILTER(LANG(?en) = "en") }
  OPTIONAL { ?id diem:isoCode ?isoCode }
  OPTIONAL { ?id diem:gsoCode ?gsoCode }
  OPTIONAL { ?id diem:startDate ?startDate }
  OPTIONAL { ?id diem:endDate ?endDate }
  OPTIONAL { ?id diem:within ?within }
  OPTIONAL { ?id skos:exactMatch ?same }
  OPTIONAL { ?id diem:dissolvedBy/diem:created ?next }
} GROUP BY ?id ?vi ?en ?kind ?isoCode ?gsoCode ?startDate ?endDate ?within ORDER BY ?id"""
_LISTS = ("sameAs", "successors")


def write(source: Source, out: IO[bytes]) -> None:
    """A collection with a feature a line, in the order of their IRIs."""
    out.write(b'{"type": "FeatureCollection", "features": [')
    for number, row in enumerate(source.rows(_PLACES)):
        place, *names = row.pop("id"), row.pop("vi"), row.pop("en", None)
        properties: dict[str, object] = {"name": names[0], **({"name:en": names[1]} if names[1] else {}), **row}
        properties |= {key: sorted(row.get(key, "").split()) for key in _LISTS}
        feature = {"type": "Feature", "id": place, "geometry": None, "properties": properties}
        out.write((b",\n" if number else b"\n") + json.dumps(feature, ensure_ascii=False).encode())
    out.write(b"\n]}\n")
