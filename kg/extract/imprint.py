"""What the lines at the foot of a page say of who publishes it: the bodies that run the site, and its licence. Nothing
else down there is taken: addresses, telephones and counters are no facts of an article."""

import re
from collections.abc import Iterator

from kg.extract.article import Article
from kg.extract.spans import Mention
from kg.facts import Fact

_RUNS = re.compile(
    r"\W*(?:cơ quan chủ quản|đơn vị chủ quản|cơ quan quản lí|đơn vị quản lí|bản quyền|chịu trách nhiệm)\W"
)
_SURE = 0.9


def imprint(article: Article) -> Iterator[Fact]:
    """The first body of each line that says who runs the site, and the licences with their issuer and day."""
    for zone in article.zones:
        if zone.name != "footer":
            continue
        inside = [mention for mention in article.mentions.top if zone.start <= mention.start < zone.end]
        if _RUNS.match(article.flat, zone.start):
            yield from (_agency(mention) for mention in [m for m in inside if m.kind == "agency"][:1])
        for place, mention in enumerate(inside):
            if mention.kind == "document" and mention.text("document_kind").lower() == "giấy phép":
                yield _licence(article, mention, inside[place + 1 :])


def _agency(mention: Mention) -> Fact:
    slots = {"name": mention.value["name"], "abbreviation": mention.value.get("short"), "full_name": None,
             "_iris": mention.value.get("iris")}  # fmt: skip
    return Fact("agency", slots, mention.start, mention.end, "imprint.publisher", _SURE)


def _licence(article: Article, mention: Mention, after: list[Mention]) -> Fact:
    issuer = next((m for m in after if m.kind == "agency"), None)
    day = next((m.value for m in after if m.kind == "day"), {})
    slots = {
        "number": mention.value["number"],
        "kind": mention.value["document_kind"],
        "issuer": article.text[issuer.start : issuer.end] if issuer else None,
        "date": day.get("iso"),
        "date_partial": None if day.get("iso") else day.get("month_day"),
    }
    return Fact("document", slots, mention.start, mention.end, "imprint.licence", _SURE)
