"""What is known of things: found by name, described, and the schema that they are said in."""

from typing import cast

from kg import iris
from kg.folding import fold
from server.mcp import sourcing
from server.mcp.shapes import Class, Description, Hit, Hits, Mention, Property, Schema, Statement
from server.pages.reader import Reader, Row
from server.texts import speaking

STATEMENTS = 60
_HOW = (
    "A fact such as diem:Attendance or diem:Observation is a node; ?claim diem:claims|diem:claimSubject ?fact gives "
    "its claims, each with diem:statedIn, diem:confidence, diem:reviewStatus, diem:span (oa:exact, oa:start, oa:end). "
    'Labels are rdfs:label with @vi and @en. ?thing diem:search "words" searches by name. '
    '`find` gives definitions: schema(find="meeting").'
)
_BY_KIND = {"class": "classes", "property": "properties", "code": "codes"}


def search(reader: Reader, text: str, cls: str | None, limit: int) -> Hits:
    """Things by name, the best first. Raises ValueError for a class that is no IRI."""
    labels = reader.serving.labels
    found = labels.search(text, cls, limit + 1)
    hits: list[Hit] = [
        {
            "id": iris.prefixed(one.iri),
            "name": reader.name(one.iri) or one.label,
            "kind": _kind(one.iri),
            "review": sourcing.review(reader, one.iri),
        }
        for one in found[:limit]
    ]
    cut = len(found) > limit
    word = speaking(reader.language)
    notes = [word("tool.more-hits", count=limit)] if cut else []
    if not found:
        notes = [word("tool.no-hits")]
    return {"hits": hits, "cut": cut, **sourcing.sourced(reader, [one.iri for one in found[:limit]], notes)}


def _kind(iri: str) -> str:
    return iri.removeprefix(iris.ID).partition("/")[0] if iri.startswith(iris.ID) else "term"


def describe(reader: Reader, iri: str) -> Description:
    """The statements about a thing and those that name it."""
    stated = [_statement(reader, row) for row in reader.rows("statements", entity=iri)]
    incoming, more = reader.page("incoming", 1, entity=iri)
    notes = []
    if len(stated) > STATEMENTS or more:
        shown = min(len(stated), STATEMENTS)
        notes = [speaking(reader.language)("tool.more-said", stated=shown, named=len(incoming))]
    description: dict[str, object] = {
        "id": iris.prefixed(iri),
        "iri": iri,
        "review": sourcing.review(reader, iri),
        "statements": stated[:STATEMENTS],
        "mentions": [_mention(reader, row) for row in incoming],
        "cut": bool(notes),
        **sourcing.sourced(reader, list(dict.fromkeys([iri, *(row["value"] for row in incoming)])), notes),
    }
    if name := reader.name(iri):
        description["name"] = name
    return cast(Description, description)


def _statement(reader: Reader, row: Row) -> Statement:
    value = row["value"]
    found: Statement = {"property": iris.prefixed(row["property"]), "value": value}
    if label := reader.name(row["property"]):
        found["label"] = label
    if value.startswith(("http://", "https://")):
        found["value"] = iris.prefixed(value)
        if name := reader.name(value):
            found["name"] = name
    if row.get("inferred") == "true":
        found["inferred"] = True
    return found


def _mention(reader: Reader, row: Row) -> Mention:
    found: Mention = {"subject": iris.prefixed(row["value"]), "property": iris.prefixed(row["property"])}
    if name := reader.name(row["value"]):
        found["name"] = name
    return found


def schema(reader: Reader, find: str) -> Schema:
    """Classes, properties and prefixes; with `find`, only those whose name or meaning has it, and codes, defined."""
    wanted = fold(find)
    found: dict[str, list[Property]] = {"classes": [], "properties": [], "codes": []}
    for row in reader.rows("tool-schema"):
        text = " ".join((row["term"].rpartition("#")[2], row["label"], row.get("definition", "")))
        if wanted in fold(text):
            found[_BY_KIND[row["kind"]]].append(_term(row, defined=bool(wanted)))
    used = {name: iri for name, iri in iris.PREFIXES.items() if not iri.startswith(iris.ID)}
    prefixes = {**used, "id": f"{iris.ID}{{kind}}/ (person:, meeting:, area: … by the kind in the IRI)"}
    content: Schema = {
        "prefixes": prefixes,
        "classes": [_plain(one) for one in found["classes"]],
        "properties": found["properties"],
        "note": _HOW,
    }
    if wanted:
        content["codes"] = [_plain(one) for one in found["codes"]]
    return content


def _term(row: Row, defined: bool) -> Property:
    found: Property = {"id": iris.prefixed(row["term"]), "label": row["label"]}
    if defined and "definition" in row:
        found["definition"] = row["definition"]
    if "domain" in row:
        found["domain"] = iris.prefixed(row["domain"])
    if "range" in row:
        found["range"] = iris.prefixed(row["range"])
    return found


def _plain(one: Property) -> Class:
    found: Class = {"id": one["id"], "label": one["label"]}
    if "definition" in one:
        found["definition"] = one["definition"]
    return found
