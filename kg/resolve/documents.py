"""Which document a number or a name means."""

import re

from kg.facts import Fact
from kg.iris import slugify
from kg.resolve.agencies import Setting, agency
from kg.things import Thing

_CLASSES = (("nghị quyết", "Resolution"), ("quyết định", "Decision"), ("nghị định", "Decree"), ("giấy phép", "Licence"))
_SHAPE = re.compile(
    r"[0-9]{1,5}[a-z]?(?:/(?:19|20)[0-9]{2})?[-/][A-ZĐ][A-ZĐa-zđ]{0,7}[0-9]{0,2}"
    r"(?:[-/][A-ZĐ][A-ZĐa-zđ]{1,9}[0-9]{0,2})*"
)
_OF_STATE = re.compile(r"(?:^|-)(?:cp|ttg|qh\d+|ubtvqh\d*|tw|vpcp|b[a-z]{2,})$")
"""How numbers end that the State gives: the Government, its head, the National Assembly, the Party, ministries."""
_PARTS = re.compile(r"(?P<n>\d+[a-zđ]?)(?:/(?P<year>(?:19|20)\d\d))?[/-]?(?P<sign>.*)")


def number_of(fact: Fact) -> tuple[str, bool]:
    """The number of a fact of type document as documents print it, and whether it is a whole one."""
    printed = re.sub(r"\s", "", str(fact.slots["number"]))
    return printed, _SHAPE.fullmatch(printed) is not None


def document(fact: Fact, setting: Setting) -> Thing:
    """The document of a fact of type document.

    "Nghị quyết 17" is the document of reference data that bears that name; else a number that has no year is told from
    others by the day of issue, and one of a province by the province; what the article does not tell makes it its own.
    """
    kind, (number, whole) = str(fact.slots.get("kind") or ""), number_of(fact)
    day = str(fact.slots.get("date") or "")
    for name in (number, f"{kind} {number}", f"{kind} số {number}"):
        found = setting.references.named("document", name, day or setting.day)
        if found and (not day or setting.references.entries[found.iri].start in ("", day)):
            return found
    cls = next((c for word, c in _CLASSES if kind.casefold() == word), "LegalDocument")
    parts = _PARTS.match(number)
    issued = parts["year"] if parts and parts["year"] else day
    sign = slugify(parts["sign"] if parts and parts["sign"] else kind or "van ban")
    slug = "-".join(filter(None, (sign, issued, slugify(parts["n"] if parts else number))))
    if not whole or not issued:  # another year has another document of that number
        slug = f"{slug}--{setting.own}"
    elif not _OF_STATE.search(sign):  # and so has another province
        slug = f"{slug}--{setting.province.slug if setting.province else setting.own}"
    english = cls if cls != "LegalDocument" else "Document"
    return Thing("document", slug, (cls,), f"{kind or 'Văn bản'} {number}", f"{english} {number}")


def issuer(fact: Fact, setting: Setting) -> Thing | None:
    """Who issued the document, where the article says so."""
    said = fact.slots.get("issuer")
    return agency(str(said), setting) if said else None
