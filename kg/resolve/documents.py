"""Which document a number or a name means."""

import re

from kg.facts import Fact
from kg.iris import slugify
from kg.resolve.agencies import Setting, agency
from kg.things import Thing

_CLASSES = (("nghị quyết", "Resolution"), ("quyết định", "Decision"), ("nghị định", "Decree"), ("giấy phép", "Licence"))
_SHAPE = re.compile(
    r"[0-9]{1,5}[a-z]?(?:/(?:19|20)[0-9]{2})?[-/][A-ZĐ][A-ZĐa-zđ]{0,7}[0-9]{0,2}(?:[-/][A-ZĐ][A-ZĐa-zđ]{1,9}[0-9]{0,2})*"
)


def document(fact: Fact, setting: Setting) -> tuple[Thing, str | None]:
    """The document of a fact of type document, and its number in full where it has the form of one.

    "Nghị quyết 17" is the document of reference data that bears that name; else a short number, like one without its
    year, is told from others by year of issue, else by the article.
    """
    kind, number = str(fact.slots.get("kind") or ""), re.sub(r"\s", "", str(fact.slots["number"]))
    whole = _SHAPE.fullmatch(number) is not None
    for name in (number, f"{kind} {number}", f"{kind} số {number}"):
        found = setting.references.named("document", name, setting.day)
        day = fact.slots.get("date")
        if found and (not day or setting.references.entries[found.iri].start in ("", day)):
            return found, number if whole else None
    cls = next((c for word, c in _CLASSES if kind.casefold() == word), "LegalDocument")
    year = str(fact.slots.get("date") or "")[:4]
    parts = re.match(r"(\d+[a-zđ]?)(?:/((?:19|20)\d\d))?[/-]?(.*)", number)
    sign, told = (
        (slugify(parts[3]) if parts and parts[3] else slugify(kind or "van-ban")),
        (parts[2] if parts else None) or year,
    )
    label = f"{kind or 'Văn bản'} {number}"
    slug = "-".join(filter(None, (sign, told, parts[1] if parts else slugify(number))))
    if not whole or not told:  # another year has another document of that number
        slug = f"{slug}--{setting.own}"
    english = {"Resolution": "Resolution", "Decision": "Decision", "Decree": "Decree"}.get(cls, "Document")
    return Thing("document", slugify_slug(slug), (cls,), label, f"{english} {number}"), number if whole else None


def slugify_slug(slug: str) -> str:
    """A slug in lower case, with the double dash before what scopes it kept."""
    return "--".join(slugify(part) for part in slug.split("--"))


def issuer(fact: Fact, setting: Setting) -> Thing | None:
    """Who issued the document, where the article says so."""
    said = fact.slots.get("issuer")
    return agency(str(said), setting) if said else None
