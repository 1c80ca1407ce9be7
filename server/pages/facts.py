"""/fact/…: why a fact, a claim or a single statement is here."""

import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, request

from kg import iris
from kg.store import Literal
from server import answers, texts, urls
from server.pages import claims, page
from server.pages.claims import Taken
from server.pages.explaining import Statement, explain
from server.pages.page import Link, Page, of_resource, trail
from server.pages.reader import Reader, Row
from server.problems import Problem
from server.site import Site

_INFERRED = iris.GRAPH + "inferred"
_ARTICLE = iris.GRAPH + "article/"


def blueprint(site: Site) -> Blueprint:
    """The routes of the pages that say why."""
    routes = Blueprint("facts", __name__)

    @routes.get("/fact/<kind>/<slug>")
    def fact(kind: str, slug: str) -> Response:
        try:
            iri = iris.resource(kind, slug)
        except ValueError:
            raise Problem(404, f"{kind}/{slug} is no identifier of this site; try /search?q=.") from None
        with site.serving() as serving:
            tag = answers.etag(serving, "fact", texts.language())
            if (unchanged := answers.not_modified(tag)) is not None:
                return unchanged
            shown, content = _fact(Reader(serving), kind, slug, iri)
            return page.respond(serving, tag, "fact.html", shown, **content)

    @routes.get("/fact")
    def statement() -> Response:
        asked = _asked()
        with site.serving() as serving:
            tag = answers.etag(serving, "statement", texts.language())
            if (unchanged := answers.not_modified(tag)) is not None:
                return unchanged
            shown, content = _statement(Reader(serving), asked)
            return page.respond(serving, tag, "statement.html", shown, **content)

    return routes


def _asked() -> Statement:
    """The statement that the address names. Raises Problem."""
    subject, predicate, value = (request.args.get(name, "").strip() for name in ("s", "p", "o"))
    if not (subject and predicate and value):
        raise Problem(400, "Give the statement: /fact?s=SUBJECT&p=PREDICATE&o=OBJECT, the first two as IRIs.")
    for iri in (subject, predicate):
        if not _is_iri(iri):
            raise Problem(400, f"{iri[:80]!r} is no IRI; give one that begins with http:// or https://.")
    return subject, predicate, value


def _is_iri(text: str) -> bool:
    if any(c in text for c in '<>"{}|^`\\') or any(c <= " " for c in text):
        return False
    try:
        return urlsplit(text).scheme in ("http", "https") and bool(urlsplit(text).netloc)
    except ValueError:
        return False


def _fact(reader: Reader, kind: str, slug: str, iri: str) -> tuple[Page, dict[str, Any]]:
    """The page of a fact, or of a claim: the claim alone first, then what others say of the same."""
    only = iri if kind == "claim" else ""
    about = reader.row("fact-of-claim", claim=iri) if only else {"fact": iri}
    if "fact" not in about:
        raise Problem(404, f"Nothing is known about {iri}.")
    subject = about["fact"]
    found = claims.gather(reader.rows("fact-claims", fact=subject))
    own, agreeing, beside = _sorted(found, about, only)
    statements = reader.rows("fact-statements", fact=subject)
    if not found and not statements:
        raise Problem(404, f"Nothing is known about {iri}.")
    title = _said(reader, about)
    shown = Page(
        title=title,
        summary=_summary(own, agreeing),
        trail=trail(Link(reader.name(subject) or slug, urls.link(subject) or "/")),
        downloads=of_resource(kind, slug),
        asked=reader.asked,
        described=_reviewed(title, own, iri),
        iri=iri,
    )
    content = {
        "subject": subject,
        "own": own,
        "said": functools.partial(claims.said, reader),
        "passage": _passages(reader, subject),
        "term": lambda text: _term(reader, text),
        "agreeing": agreeing,
        "beside": beside,
        "others": reader.rows("fact-others", fact=subject) if "predicate" not in about else [],
        "asserted": [row for row in statements if row["inferred"] == "false"],
        "inferred": [row for row in statements if row["inferred"] == "true"],
    }
    return shown, content


def _passages(reader: Reader, subject: str) -> Callable[[Taken], str]:
    """Gives the place in its article that proves a claim about the subject."""
    before = {row["claim"]: int(row["before"]) for row in reader.rows("fact-places", fact=subject)}

    def passage(one: Taken) -> str:
        return urls.passage(one.article, one.slug, before.get(one.claim, 0) // claims.ON_A_PAGE + 1)

    return passage


def _sorted(found: list[Taken], about: Row, only: str) -> tuple[list[Taken], list[Taken], list[Taken]]:
    """The claims that are asked about; others that say the same; what is said beside that of the same thing."""
    key = tuple(about.get(name, "") for name in ("predicate", "object", "value"))
    same = [one for one in found if (one.predicate, one.object, one.value) == key]
    beside = [one for one in found if one not in same]
    if only:
        return [one for one in same if one.claim == only], [one for one in same if one.claim != only], beside
    return same, [], beside


def _said(reader: Reader, about: Row) -> str:
    name = reader.name(about["fact"]) or texts.of("fact.nameless")
    if "predicate" not in about:
        return name
    return (
        f"{name} – {_term(reader, about['predicate'])}: {_term(reader, about.get('object') or about.get('value', ''))}"
    )


def _term(reader: Reader, text: str) -> str:
    """The name of an IRI; a text as it is."""
    if not text.startswith(("http://", "https://")):
        return claims.literal(text, reader.language)
    return reader.name(text) or texts.term(text) or text.rstrip("/").replace("#", "/").rpartition("/")[2]


def _summary(own: list[Taken], agreeing: list[Taken]) -> str:
    articles = {one.article for one in (*own, *agreeing)}
    if not articles:
        return texts.of("fact.no-source")
    quotes = sum(len(one.quotes) for one in (*own, *agreeing))
    return f"{texts.of('fact.said-by', count=len(articles))}; {texts.of('fact.proved-by', count=quotes)}."


def _reviewed(title: str, own: list[Taken], iri: str) -> dict[str, Any]:
    """The fact as schema.org has it."""
    sources = [{"@type": "NewsArticle", "@id": article} for article in dict.fromkeys(one.article for one in own)]
    return {"@context": "https://schema.org", "@type": "Claim", "@id": iri, "name": title, "appearance": sources}


def _statement(reader: Reader, asked: Statement) -> tuple[Page, dict[str, Any]]:
    subject, predicate, value = asked
    if _is_iri(value):
        graphs = [row["graph"] for row in reader.rows("fact-triple", s=subject, p=predicate, o=value)]
    else:
        graphs = [row["graph"] for row in reader.rows("fact-value", s=subject, p=predicate, text=Literal(value))]
    said = f"{_term(reader, subject)} – {_term(reader, predicate)}: {_term(reader, value)}"
    if not graphs:
        raise Problem(404, f"The graph does not say: {said}.")
    given = [graph for graph in graphs if graph != _INFERRED]
    titles = {row["graph"]: row["title"] for row in reader.rows("graph-titles")} if given else {}
    stated = [
        row["claim"].rpartition("/")[2]
        for row in reader.rows("fact-spo-claims", s=subject, p=predicate)
        if value in (row.get("object"), row.get("value"))
    ]
    reason = None if given else explain(asked, lambda one: _rules(reader, one))
    content = {
        "statement": asked,
        "articles": [iris.ID + "article/" + graph.removeprefix(_ARTICLE) for graph in given if _ARTICLE in graph],
        "files": [(graph, titles.get(graph)) for graph in given if _ARTICLE not in graph],
        "stated": stated,
        "inferred": not given,
        "reason": reason,
        "term": lambda text: _term(reader, text),
    }
    summary = texts.of("fact.is-inferred") if not given else texts.of("fact.is-asserted")
    above = Link(_term(reader, subject), urls.link(subject) or "/")
    return Page(title=said, summary=summary, trail=trail(above), asked=reader.asked), content


def _rules(reader: Reader, statement: Statement) -> list[Row]:
    subject, predicate, value = statement
    return reader.rows("fact-rules", s=subject, p=predicate, o=value if _is_iri(value) else Literal(value))
