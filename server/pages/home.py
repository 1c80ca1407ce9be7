"""/ : what this is, how much of it there is, where to begin."""

from flask import Blueprint, Response

from kg.catalogue import listings
from kg.choosing import Choice
from server import answers, texts, urls
from server.negotiation import HTML
from server.pages import freshness, page, taken
from server.pages.page import Page
from server.pages.reader import Reader
from server.site import Site

_FIRST = (
    "who-attended", "target-vs-achieved", "meetings", "indicator-series", "rankings", "directives", "person",
    "systems", "documents", "area-timeline", "sources-disagree", "evidence",
)  # fmt: skip
"""The questions on the front page; /queries has all."""
_LATEST = 6
"""Articles on the front page."""


def blueprint(site: Site) -> Blueprint:
    """The front page."""
    routes = Blueprint("home", __name__)

    @routes.get("/")
    def home() -> Response:
        form = answers.negotiate([HTML, *taken.ROWS])
        with site.serving() as serving:
            tag = answers.etag(serving, "home", form.key, texts.language())
            if (unchanged := answers.not_modified(tag)) is not None:
                return unchanged
            if form is not HTML:
                return taken.rows(serving, "counts", form, tag)
            reader = Reader(serving)
            newest = serving.lists.entries(listings()["articles"], Choice(order="-date"), _LATEST)
            content = {
                "counts": reader.row("counts"),
                "latest": reader.listed("latest-articles", [one.iri for one in newest]),
                "fresh": freshness.of(serving),
                "first": [site.queries[slug] for slug in _FIRST],
                "questions": len(site.queries),
            }
            downloads = page.downloads(taken.ROWS, urls.home)
            news = urls.releases(texts.language())
            shown = Page(title="", summary=texts.of("tagline"), downloads=downloads, asked=reader.asked, feed=news)
            return answers.describe(page.respond(serving, tag, "home.html", shown, **content))

    return routes
