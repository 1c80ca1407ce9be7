"""/robots.txt and /sitemap.xml: what search engines may read, and where all of it is (https://www.sitemaps.org)."""

from flask import Blueprint, Response, render_template, request

from kg import iris
from server import answers, texts, urls
from server.problems import Problem
from server.site import Serving, Site

THINGS = 2000
"""Things of a part, each with a page in two languages."""
PARTS = 50_000
"""Parts that an index can have."""
_PAGES = (urls.HOME, urls.QUERIES, urls.RESULTS, urls.ONTOLOGY, urls.VOCAB, urls.ABOUT, urls.DATASET, urls.PROGRAMS)
_ENDLESS = (
    urls.SPARQL, urls.GRAPHS, urls.FRAGMENTS, urls.SEARCH, urls.LDES, "/timegate/", "/timemap/", "/memento/", "/fact?",
    "/*?*sort=", "/*?*filter=",
)  # fmt: skip
"""Where the addresses have no end, are of the past, or each one is a query; the star of RFC 9309 is any text. That what
is chosen by facets is not to be kept, its pages say: who may not read them would not know."""


def blueprint(site: Site) -> Blueprint:
    """The routes for search engines."""
    routes = Blueprint("sitemap", __name__)

    @routes.get(urls.ROBOTS)
    def robots() -> Response:
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in _ENDLESS), f"Sitemap: {_origin()}{urls.SITEMAP}"]
        with site.serving() as serving:
            tag = answers.etag(serving, "robots")
            unchanged = answers.not_modified(tag)
            return unchanged or answers.finish(Response("\n".join(lines) + "\n", mimetype="text/plain"), tag)

    @routes.get(urls.SITEMAP)
    def index() -> Response:
        with site.serving() as serving:
            tag = answers.etag(serving, "sitemap")
            parts = [_origin() + urls.sitemap(number) for number in range(1, _parts(serving) + 1)]
            return answers.not_modified(tag) or _xml("sitemap-index.xml", tag, parts=parts)

    @routes.get("/sitemap/<number>.xml")
    def part(number: str) -> Response:
        with site.serving() as serving:
            if not (number.isascii() and number.isdigit() and 0 < int(number[:9]) <= _parts(serving)):
                raise Problem(404, f"The last part is {_parts(serving)}; {urls.SITEMAP} names all.")
            tag = answers.etag(serving, "sitemap", number)
            return answers.not_modified(tag) or _xml("sitemap.xml", tag, pages=_pages(serving, int(number[:9])))

    return routes


def _parts(serving: Serving) -> int:
    return min(PARTS, max(1, -(-serving.lists.size() // THINGS)))


def _pages(serving: Serving, number: int) -> list[dict[str, str]]:
    """The pages of a part, each as its addresses by language. The first part begins with what the site has once."""
    paths = [*_PAGES, *(section.path for section in urls.lists())] if number == 1 else []
    for iri in serving.lists.things((number - 1) * THINGS + 1, number * THINGS):
        kind, _, slug = iri.removeprefix(iris.ID).partition("/")
        paths.append(urls.page(kind, slug))
    return [{lang: _origin() + urls.with_language(path, lang) for lang in texts.LANGUAGES} for path in paths]


def _xml(template: str, tag: str, **content: object) -> Response:
    return answers.finish(Response(render_template(template, **content), content_type="application/xml"), tag)


def _origin() -> str:
    return request.host_url.rstrip("/")
