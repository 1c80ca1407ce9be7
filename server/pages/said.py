"""The Atom feed of a resource: what articles say about it, the newest first."""

from flask import Response

from kg import iris
from server import texts, urls
from server.pages import claims, feed
from server.pages.claims import Taken
from server.pages.page import number_asked
from server.pages.reader import Reader
from server.problems import Problem
from server.site import Serving


def respond(serving: Serving, kind: str, slug: str, tag: str) -> Response:
    """A page of the feed of a resource; its entries are claims. Raises Problem."""
    at, reader, iri = number_asked(), Reader(serving), iris.resource(kind, slug)
    shown = urls.page(kind, slug)
    if at > feed.PAGES:
        raise Problem(404, f"A feed goes back {feed.PAGES} pages; {shown} has all.")
    newest = serving.lists.said(iri, feed.ENTRIES + 1, (at - 1) * feed.ENTRIES)
    name = reader.name(iri) or slug
    links = dict(feed.addresses(urls.feed(kind, slug, reader.language), at, urls.with_language(shown, reader.language)))
    if len(newest) <= feed.ENTRIES or at >= feed.PAGES:
        links.pop("next")
    newest = newest[: feed.ENTRIES]
    taken = {one.claim: one for one in claims.gather(reader.listed("said-of", [one.claim for one in newest]))}
    items = [_item(reader, taken[one.claim], one.day) for one in newest]
    return feed.answer(serving, f"diemcau: {name}", texts.of("feed.said", name=name), items, links, tag)


def _item(reader: Reader, one: Taken, day: str) -> feed.Item:
    article = reader.name(one.article) or texts.of("fact.nameless")
    quotes = " […] ".join(quote.text for quote in one.quotes)
    return feed.Item(
        one.claim,
        claims.said(reader, one),
        feed.moment(day),
        urls.with_language(urls.fact("claim", one.slug), reader.language),
        texts.of("feed.quoted", quotes=quotes, article=article),
        [(one.article, article)],
    )
