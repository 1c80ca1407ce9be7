"""How fresh the data are: the newest article, and the day that the release was made."""

import json
from dataclasses import dataclass
from typing import Any

from kg.catalogue import listings
from kg.choosing import Choice
from server import texts
from server.site import Serving

_NEWEST_FIRST = "-date"


@dataclass(frozen=True)
class Freshness:
    """Two days (ISO 8601). Both stay as they are for as long as the release does; None: not known."""

    newest: str | None
    made: str | None


def report(serving: Serving) -> dict[str, Any]:
    """What the build of the release said of itself."""

    def read() -> dict[str, Any]:
        found: dict[str, Any] = json.loads(serving.release.report.read_text(encoding="utf-8"))
        return found

    return serving.once("report", read)


def of(serving: Serving) -> Freshness:
    """How fresh a release is. A release that was made before reports had a day has none."""
    return serving.once("freshness", lambda: Freshness(_newest(serving), report(serving).get("made")))


def _newest(serving: Serving) -> str | None:
    first = serving.lists.entries(listings()["articles"], Choice({}, "", _NEWEST_FIRST, texts.LANGUAGES[0]), 1)
    return next((day for entry in first for day in entry.values.get("date", ())), None)
