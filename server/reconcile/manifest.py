"""The manifest: what the service is, and where its parts are."""

from typing import Any

from kg import iris
from server import texts, urls
from server.pages.reader import Reader
from server.reconcile import schema
from server.reconcile.asked import MOST_EXTENDED, MOST_QUERIES

Node = dict[str, Any]
VERSIONS = ("0.1", "0.2")
WIDTH, HEIGHT = 420, 240
"""Pixels of the frame that a preview is shown in."""
_TYPES = ("AdministrativeArea", "Organization", "Person", "Document", "Meeting", "DigitalSystem", "Indicator")
"""The types that people reconcile with."""


def manifest(reader: Reader, origin: str, version: str) -> Node:
    """The manifest of the service of a site at `origin`, in the language of the reader."""
    language = texts.chosen()

    def address(path: str) -> str:
        return f"{path}{'&' if '?' in path else '?'}lang={language}" if language else path

    def suggest(kind: str) -> Node:
        return {
            "service_url": origin,
            "service_path": address(f"{urls.RECONCILE}/suggest/{kind}"),
            "flyout_service_url": origin,
            "flyout_service_path": address(f"{urls.RECONCILE}/flyout/{kind}?id=${{id}}"),
        }

    return {
        "versions": [*VERSIONS],
        "name": texts.of("reconcile.name"),
        "identifierSpace": iris.ID,
        "schemaSpace": iris.ONT,
        "documentation": origin + address(urls.PROGRAMS),
        "serviceVersion": version,
        "logo": origin + urls.static("icon.svg"),
        "defaultTypes": [{"id": one, "name": schema.name(reader, iris.ONT + one)} for one in _TYPES],
        "view": {"url": f"{origin}/id/{{{{id}}}}"},
        "preview": {
            "url": origin + address(f"{urls.RECONCILE}/preview?id={{{{id}}}}"),
            "width": WIDTH,
            "height": HEIGHT,
        },
        "suggest": {kind: suggest(kind) for kind in ("entity", "type", "property")},
        "extend": {
            "propose_properties": {"service_url": origin, "service_path": address(f"{urls.RECONCILE}/properties")},
            "property_settings": [
                {
                    "name": "limit",
                    "label": texts.of("reconcile.limit"),
                    "type": "number",
                    "default": 0,
                    "help_text": texts.of("reconcile.limit-help", most=MOST_EXTENDED),
                }
            ],
        },
        "batchSize": MOST_QUERIES,
    }
