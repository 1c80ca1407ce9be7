"""The page of an article: what was taken from it, with the passages that prove it."""

import functools
import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kg import iris
from server import texts, urls
from server.pages import claims, passages
from server.pages.claims import Taken
from server.pages.page import Link, Page, Show, View, number_asked, of_resource, trail
from server.pages.reader import Reader, Row
from server.pages.writing import day, number
from server.problems import Problem

_ORDER = (
    "meeting", "bridge-point", "attendance", "holding", "target", "observation", "ranking-entry", "ranking", "change",
    "directive", "commitment", "remark", "topic", "document", "system", "service", "agency", "group", "area", "method",
    "data-source", "note", "article",
)  # fmt: skip
"""The groups of what was taken from an article, by kind; other kinds follow."""


def view(folder: Path, archive: Path) -> Show:
    """Makes the views of articles whose texts may be in `folder`, or in the file of the articles that were taken in."""

    def show(reader: Reader, kind: str, slug: str) -> View:
        iri = iris.resource(kind, slug)
        about = reader.rows("article", article=iri)
        first: Row = about[0] if about else {}
        total = int(reader.row("article-count", article=iri).get("total", 0))
        at, pages = number_asked(), max(1, -(-total // claims.ON_A_PAGE))
        if at > pages:
            raise Problem(404, f"The last page is {pages}; {urls.page(kind, slug)} is the first.")
        before = (at - 1) * claims.ON_A_PAGE
        taken = claims.gather(reader.part("article-claims", before, article=iri))
        groups = _groups(taken, before)
        text = passages.read(folder, first.get("file", ""), first.get("sha", ""), archive)
        page = Page(
            title=first.get("title") or reader.name(iri) or slug,
            summary=_summary(reader, first, total),
            trail=trail(Link(texts.of("articles"), "/articles")),
            downloads=of_resource(kind, slug),
            asked=reader.asked,
            described=_described(reader, iri, first),
            iri=iri,
        )
        content: dict[str, Any] = {
            "first": first,
            "publishers": _distinct(about, "publisher"),
            "reports": _distinct(about, "reports"),
            "reuse": _distinct(about, "reuse"),
            "groups": groups,
            "said": functools.partial(claims.said, reader),
            "slugs": {one.number: one.slug for one in taken},
            "total": total,
            "before": before,
            "count": len(taken),
            "at": at,
            "pages": pages,
            "previous": Page.with_argument("page", at - 1 if at > 2 else "") if at > 1 else None,
            "next": Page.with_argument("page", at + 1) if at < pages else None,
            "paragraphs": passages.paragraphs(text, taken) if text is not None else [],
            "original": original,
        }
        return View("article.html", page, content)

    return show


def original(url: str | None, words: str = "") -> str | None:
    """The address of the original, at the words where given (https://wicg.github.io/scroll-to-text-fragment/)."""
    if not url or not url.startswith(("http://", "https://")):
        return None
    return f"{url}#:~:text={quote(words, safe='')}" if words else url


def _groups(taken: Sequence[Taken], before: int) -> list[tuple[str, list[Taken]]]:
    """The claims by kind, numbered in the order in which the page shows them, after those of the pages before."""
    found: dict[str, list[Taken]] = {}
    for one in taken:
        found.setdefault(one.kind, []).append(one)
    groups = sorted(found.items(), key=lambda pair: _ORDER.index(pair[0]) if pair[0] in _ORDER else len(_ORDER))
    shown = itertools.chain.from_iterable(members for _, members in groups)
    for place, one in enumerate(shown, before + 1):
        one.number = place
    return groups


def _distinct(rows: Sequence[Row], name: str) -> list[str]:
    return list(dict.fromkeys(row[name] for row in rows if name in row))


def _summary(reader: Reader, first: Row, total: int) -> str:
    parts = [
        reader.name(first.get("publisher", "")) or "",
        day(first["date"], reader.language) if "date" in first else "",
        texts.of("article.taken-count", count=number(total, reader.language)),
    ]
    return " · ".join(part for part in parts if part)


def _described(reader: Reader, iri: str, first: Row) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": iri,
        "headline": first.get("title"),
        "datePublished": first.get("date"),
        "author": {"@type": "Person", "name": first["byline"]} if "byline" in first else None,
        "publisher": {"@id": first["publisher"], "name": reader.name(first["publisher"])}
        if "publisher" in first
        else None,
        "url": original(first.get("url")),
    }
    return {name: value for name, value in found.items() if value is not None}
