"""What the answers of a service have to look like, as JSON Schemas (draft 2020-12).

No package that pip, npm or Maven has carries the schemas of the specification, so these are our own, written from its
text (Reconciliation Service API 0.2, sections 3 to 7), and stricter where it lets anything be: no member is unknown.
"""

from typing import Any

Node = dict[str, Any]
TEXT: Node = {"type": "string"}
WORD: Node = {"type": "string", "minLength": 1}
WEB: Node = {"type": "string", "pattern": "^https?://[^/]+"}


def _object(required: Node, optional: Node | None = None) -> Node:
    properties = {**required, **(optional or {})}
    return {"type": "object", "required": [*required], "properties": properties, "additionalProperties": False}


def _list(items: Node, **more: Any) -> Node:
    return {"type": "array", "items": items, **more}


NAMED = _object({"id": WORD, "name": WORD})
TYPE = _object({"id": WORD, "name": WORD}, {"description": TEXT, "broader": _list(NAMED)})
_SUGGEST = _object(
    {"service_url": WEB, "service_path": {"type": "string", "pattern": "^/"}},
    {"flyout_service_url": WEB, "flyout_service_path": {"type": "string", "pattern": r"\$\{id\}"}},
)
_TEMPLATE: Node = {"type": "string", "pattern": r"^https?://.*\{\{id\}\}"}
_SIZE: Node = {"type": "integer", "minimum": 1}
MANIFEST = _object(
    {
        "versions": _list(WORD, contains={"const": "0.2"}),
        "name": WORD,
        "identifierSpace": WEB,
        "schemaSpace": WEB,
    },
    {
        "documentation": WEB,
        "serviceVersion": WORD,
        "logo": WEB,
        "view": _object({"url": _TEMPLATE}),
        "defaultTypes": _list(TYPE, uniqueItems=True),
        "preview": _object({"url": _TEMPLATE, "width": _SIZE, "height": _SIZE}),
        "suggest": _object({}, dict.fromkeys(("entity", "property", "type"), _SUGGEST)),
        "extend": _object(
            {},
            {
                "propose_properties": _object({"service_url": WEB, "service_path": WORD}),
                "property_settings": _list(
                    _object(
                        {"name": WORD, "label": WORD, "type": {"const": "number"}},
                        {"default": {"type": "number"}, "help_text": TEXT},
                    )
                ),
            },
        ),
        "batchSize": _SIZE,
    },
)
_FEATURE = _object({"id": WORD, "value": {"type": ["number", "boolean"]}})
RESULTS: Node = {
    "type": "object",
    "additionalProperties": _object(
        {
            "result": _list(
                _object(
                    {"id": WORD, "name": WORD, "score": {"type": "number"}},
                    {
                        "description": TEXT,
                        "match": {"type": "boolean"},
                        "features": _list(_FEATURE),
                        "type": _list(NAMED),
                    },
                )
            )
        }
    ),
}
SUGGESTED = {
    "entity": _object(
        {"result": _list(_object({"id": WORD, "name": WORD}, {"description": TEXT, "notable": _list(NAMED)}))}
    ),
    "type": _object({"result": _list(TYPE)}),
    "property": _object({"result": _list(_object({"id": WORD, "name": WORD}, {"description": TEXT}))}),
}
FLYOUT = _object({"id": WORD, "html": WORD})
PROPOSAL = _object({"properties": _list(NAMED), "type": TEXT}, {"limit": _SIZE})
_DATE: Node = {"type": "string", "pattern": r"^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$"}
_CELL: Node = {
    "oneOf": [
        _object({"id": WORD, "name": WORD}, {"description": TEXT}),
        _object({"str": TEXT}),
        _object({"int": {"type": "integer"}}),
        _object({"float": {"type": "number"}}),
        _object({"date": _DATE}),
    ]
}
EXTENSION = _object(
    {
        "meta": _list(_object({"id": WORD, "name": WORD}, {"type": NAMED, "service": WEB})),
        "rows": {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": _list(_CELL)}},
    }
)
