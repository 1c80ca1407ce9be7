"""People, organisations, posts and memberships as Popolo JSON (https://www.popoloproject.com/specs/)."""

import json
from typing import IO, Any

from kg.export.source import Source

_NAMED = """SELECT ?id (SAMPLE(?v) AS ?vi) (SAMPLE(?e) AS ?en) (SAMPLE(?o) AS ?organization) WHERE {
  ?id a %s .
  OPTIONAL { ?id rdfs:label ?v FILTER(LANG(?v) = "vi") }
  OPTIONAL { ?id rdfs:label ?e FILTER(LANG(?e) != "vi") }
  OPTIONAL { ?id diem:positionIn ?o }
} GROUP BY ?id ORDER BY ?id"""
_HOLDINGS = """SELECT ?id ?person ?post (SAMPLE(?o) AS ?organization) (SAMPLE(?s) AS ?start) (SAMPLE(?e) AS ?end)
  (GROUP_CONCAT(DISTINCT STR(?a); separator=" ") AS ?articles) WHERE {
  ?id a diem:PositionHolding ; diem:holder ?person ; diem:heldPosition ?post .
  OPTIONAL { ?post diem:positionIn ?o }
  OPTIONAL { ?id diem:startDate ?s }
  OPTIONAL { ?id diem:endDate ?e }
  OPTIONAL { ?id diem:reportedIn ?a }
} GROUP BY ?id ?person ?post ORDER BY ?id"""


def write(source: Source, out: IO[bytes]) -> None:
    """One JSON object with four lists; ids are IRIs, the sources of a membership are the articles that report it."""
    lists = {
        "persons": [_named(row) for row in source.rows(_NAMED % "diem:Person")],
        "organizations": [_named(row) for row in source.rows(_NAMED % "diem:Organization")],
        "posts": [_post(row) for row in source.rows(_NAMED % "diem:Position")],
        "memberships": [_membership(row) for row in source.rows(_HOLDINGS)],
    }
    out.write(json.dumps(lists, ensure_ascii=False, indent=1).encode() + b"\n")


def _named(row: dict[str, str]) -> dict[str, Any]:
    name = row.get("vi") or row.get("en") or row["id"]
    made: dict[str, Any] = {"id": row["id"], "name": name, "links": [{"url": row["id"]}]}
    if row.get("en", name) != name:
        made["other_names"] = [{"name": row["en"], "note": "en"}]
    return made


def _post(row: dict[str, str]) -> dict[str, Any]:
    made = {"id": row["id"], "label": row.get("vi") or row.get("en") or row["id"]}
    return made | ({"organization_id": row["organization"]} if "organization" in row else {})


def _membership(row: dict[str, str]) -> dict[str, Any]:
    named = {"organization": "organization_id", "start": "start_date", "end": "end_date"}
    return {
        "id": row["id"],
        "person_id": row["person"],
        "post_id": row["post"],
        **{key: row[name] for name, key in named.items() if name in row},
        "sources": [{"url": article} for article in sorted(row.get("articles", "").split())],
    }
