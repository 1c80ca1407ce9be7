"""/releases.atom: the releases and how many claims each changed, dated by when they came into service.

The feeds of lists go by the day of the news; here an article of long ago that was taken in today, or a claim that was
corrected, is new.
"""

import datetime

from flask import Blueprint, Response

from kg import events, history, iris
from kg.history import Publication
from server import answers, texts, urls
from server.pages import feed
from server.pages.feed import Item
from server.pages.writing import day, number
from server.site import Site

_VIET_NAM = datetime.timezone(datetime.timedelta(hours=7))


def blueprint(site: Site) -> Blueprint:
    """The route of the feed of releases of `site`."""
    routes = Blueprint("releases", __name__)

    @routes.get(urls.RELEASES)
    def releases() -> Response:
        language = texts.language()
        with site.serving() as serving:
            tag = answers.etag(serving, "releases", language)
            if (unchanged := answers.not_modified(tag)) is not None:
                return unchanged
            known = [one for one in history.publications(site.settings.data) if not one.merged]
            items = [_item(one, language) for one in reversed(known[-feed.ENTRIES :])]
            addresses = {"self": urls.releases(language), "alternate": urls.with_language(urls.DATASET, language)}
            title = f"diemcau: {texts.of('feed.releases')}"
            return feed.answer(serving, title, texts.of("feed.releases-about"), items, addresses, tag)

    return routes


def _item(one: Publication, language: str) -> Item:
    local = one.moment.astimezone(_VIET_NAM)
    changed, said = _said(one, language)
    return Item(
        f"{iris.BASE}{urls.RELEASES.removeprefix('/')}#{one.stamp}",
        texts.of("feed.release", day=day(local.date().isoformat(), language), time=f"{local:%H:%M}"),
        one.moment.isoformat(),
        urls.with_language(urls.DATASET, language),
        said,
        [],
        urls.ldes(one.stamp, 1) if changed else "",
    )


def _said(one: Publication, language: str) -> tuple[bool, str]:
    """Whether a release is known to have changed something, and in words how much."""
    counts = one.counts()
    if counts is None:
        return False, texts.of("feed.unknown")
    if not any(counts.values()):
        return False, texts.of("feed.unchanged")
    return True, texts.of("feed.changed", **{k.lower(): number(counts.get(k, 0), language) for k in events.KINDS})
