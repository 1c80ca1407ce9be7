"""Articles of a few sentences, for tests: invented text, invented people."""

import hashlib

from kg.extract.extractor import Extractor
from kg.facts import Article, Fact
from kg.resolve import References, Report, load_references, reports, resolve
from kg.things import Resolved, ResolvedFact

EXTRACTOR = Extractor()
REFERENCES: References = load_references()


def article(text: str, *, published: str | None = "2020-09-30", title: str = "Họp về chuyển đổi số") -> Article:
    """An article of a text; its id is computed from it."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Article(digest[:16], f"{digest[:16]}.txt", digest, text, title, published)


def facts(of: Article) -> list[Fact]:
    """What the shipped rules extract from an article."""
    return EXTRACTOR.extract(of.text)


def resolved(of: Article, same: dict[str, str] | None = None) -> Resolved:
    """The resolved facts of an article."""
    return resolve(of, facts(of), REFERENCES, same or {})


def told(of: Article, kind: str) -> list[ResolvedFact]:
    """The resolved facts of one type."""
    return [fact for fact in resolved(of).facts if fact.fact.type == kind]


def report(of: Article) -> Report:
    """What an article says of its one meeting."""
    (one,) = reports(of, facts(of), REFERENCES)
    return one


def slugs(found: list[ResolvedFact], role: str) -> list[str]:
    """The slugs of what the facts name in a role."""
    return [thing.slug for fact in found for thing in fact.things.get(role, ())]
