"""/about, /data and /api: how the data are made and how good they are, where to have them, how programs use them."""

from typing import Any

from flask import Blueprint, Response, redirect, request, send_file
from werkzeug.wrappers import Response as Redirect

from kg import iris, quality
from kg.formats import Format, by_key, for_kind
from kg.store import Literal, NamedNode, Term
from server import answers, texts, urls
from server.negotiation import HTML
from server.pages import freshness, page, taken
from server.pages.page import Page, downloads, trail
from server.pages.reader import Reader, query_text
from server.settings import LIMITS
from server.site import Serving, Site

_DUMP = by_key("nq")
_ORIGIN = "http://origin.invalid"
_TYPES = "http://www.iana.org/assignments/media-types/"


def blueprint(site: Site) -> Blueprint:
    """The routes about the site as a whole."""
    routes = Blueprint("about", __name__)

    @routes.get(urls.ABOUT)
    def about() -> Response:
        form = answers.negotiate([HTML, *taken.ROWS])
        with site.serving() as serving:
            tag = answers.etag(serving, "about", form.key, texts.language())
            if (unchanged := answers.not_modified(tag)) is not None:
                return unchanged
            return _about(serving, tag) if form is HTML else taken.rows(serving, "counts", form, tag)

    @routes.get(urls.DATASET)
    @routes.get(urls.VOID)
    def dataset() -> Response:
        offers = [HTML, *for_kind("graph")] if request.path == urls.DATASET else for_kind("graph")
        chosen = answers.negotiate(offers)
        with site.serving() as serving:
            tag = answers.etag(serving, "dataset", chosen.key, texts.language())
            if (unchanged := answers.not_modified(tag)) is not None:
                return unchanged
            return _dataset(serving, tag) if chosen is HTML else _described(serving, chosen, tag)

    @routes.get(urls.DATASET_IRI)
    def named() -> Redirect:
        return redirect(urls.with_language(urls.DATASET, texts.chosen()), 303)

    @routes.get(urls.EXAMPLES)
    def examples() -> Response:
        form = answers.negotiate(for_kind("graph"))
        with site.serving() as serving:
            tag = answers.etag(serving, "examples", form.key)
            if (unchanged := answers.not_modified(tag)) is not None:
                return unchanged
            bound: dict[str, Term] = {"endpoint": NamedNode(_absolute(urls.SPARQL))}
            answer = serving.query(query_text("sparql-examples"), bindings=bound, graph=form)
            return answers.of(answer, tag, "sparql-examples")

    @routes.get(urls.DUMP)
    def dump() -> Response:
        with site.serving() as serving:
            tag = answers.etag(serving, "dump")
            if (unchanged := answers.not_modified(tag)) is not None:
                return unchanged
            file = serving.release.dump.resolve()
            name = f"diemcau-{serving.release.id}.{_DUMP.extension}"
            return answers.finish(send_file(file, _DUMP.media_type, True, name, etag=False, max_age=0), tag)

    @routes.get(urls.PROGRAMS)
    def programs() -> Response:
        with site.serving() as serving:
            tag = answers.etag(serving, "programs", texts.language())
            return answers.not_modified(tag) or _programs(site, serving, tag)

    return routes


def _about(serving: Serving, tag: str) -> Response:
    reader = Reader(serving)
    counts = reader.row("counts")
    report = freshness.report(serving)
    stages = {stage["name"]: stage for stage in report["stages"]}
    content: dict[str, Any] = {
        "counts": counts,
        "share": share(int(counts["checked"]), int(counts["claims"])),
        "waiting": int(counts["claims"]) - int(counts["checked"]),
        "modalities": reader.rows("method-modalities"),
        "bases": reader.rows("method-bases"),
        "quotes": stages.get("evidence", {}).get("items", 0),
        "warnings": len(report["warnings"]),
        "qualities": {articles: quality.measured(articles) for articles in quality.ARTICLES},
        "whole": {articles: quality.whole(articles) for articles in quality.ARTICLES},
        "entailed": report["graphs"].get(iris.GRAPH + "inferred", 0),
    }
    shown = Page(
        title=texts.of("about.title"),
        summary=texts.of("about.summary"),
        trail=trail(),
        downloads=downloads(taken.ROWS, urls.about),
        asked=reader.asked,
        described={"@context": "https://schema.org", "@type": "AboutPage", "name": texts.of("about.title")},
    )
    return page.respond(serving, tag, "about.html", shown, **content)


def _dataset(serving: Serving, tag: str) -> Response:
    reader = Reader(serving)
    about, fresh = reader.row("dataset"), freshness.of(serving)
    size = serving.release.dump.stat().st_size
    shown = Page(
        title=texts.of("dataset.title"),
        summary=about.get("description", ""),
        trail=trail(),
        downloads=downloads(for_kind("graph"), lambda form: f"{urls.DATASET}?format={form.key}"),
        asked=reader.asked,
        described={
            "@context": "https://schema.org",
            "@type": "Dataset",
            "@id": about.get("dataset"),
            "name": about.get("title"),
            "description": about.get("description"),
            "license": about.get("licence"),
            "version": serving.release.id,
            "dateModified": fresh.made or fresh.newest,
            "distribution": [
                {
                    "@type": "DataDownload",
                    "contentUrl": _absolute(urls.DUMP),
                    "encodingFormat": _DUMP.media_type,
                    "contentSize": str(size),
                },
            ],
        },
        feed=urls.releases(texts.language()),
        iri=about.get("dataset"),
    )
    content = {
        "about": about,
        "fresh": fresh,
        "parts": reader.rows("dataset-parts"),
        "titles": {row["graph"]: row["title"] for row in reader.rows("graph-titles")}
        | {iris.GRAPH + "inferred": texts.of("dataset.inferred")},
        "megabytes": round(size / 1e6, 1),
    }
    return page.respond(serving, tag, "dataset.html", shown, **content, forms=for_kind("graph"))


def _described(serving: Serving, form: Format, tag: str) -> Response:
    # It is long, and the same for everyone but for the address of the site, which is that of the request.
    body = serving.once(("description", form.key), lambda: _description(serving, form))
    response = Response(body.replace(_ORIGIN.encode(), _absolute("").encode()))
    response.content_type = form.media_type + ("; charset=utf-8" if form.media_type.startswith("text/") else "")
    response.headers["Content-Disposition"] = f'inline; filename="void.{form.extension}"'
    return answers.finish(response, tag)


def _description(serving: Serving, form: Format) -> bytes:
    """The description of the data set, with `_ORIGIN` as the address of the site."""
    bound: dict[str, Term] = {
        "dump": NamedNode(_ORIGIN + urls.DUMP),
        "endpoint": NamedNode(_ORIGIN + urls.SPARQL),
        "page": NamedNode(_ORIGIN + urls.DATASET),
        "type": NamedNode(_TYPES + _DUMP.media_type),
        "feed": NamedNode(_ORIGIN + urls.LDES + "#distribution"),  # of which the stream, a data set itself, is none
        "changes": NamedNode(_ORIGIN + urls.LDES),
        "release": Literal(serving.release.id),
        "bytes": Literal(serving.release.dump.stat().st_size),
    }
    fresh = freshness.of(serving)
    if (modified := fresh.made or fresh.newest) is not None:
        bound["modified"] = Literal(modified, datatype=NamedNode(iris.XSD + "date"))
    answer = serving.query(query_text("dataset-description"), bindings=bound, graph=form, whole=True)
    return b"".join(answer)


def _programs(site: Site, serving: Serving, tag: str) -> Response:
    shown = Page(
        title=texts.of("programs.title"),
        summary=texts.of("programs.summary"),
        trail=trail(),
        described={"@context": "https://schema.org", "@type": "WebAPI", "name": texts.of("programs.title")},
    )
    limits = [(setting.name, getattr(site.settings, setting.name)) for setting in LIMITS]
    content = {"limits": limits, "examples": _examples(), "questions": len(site.queries)}
    return answers.describe(page.respond(serving, tag, "programs.html", shown, **content))


def _examples() -> list[tuple[str, str]]:
    """Programs that ask the same question; each runs as it is."""
    address = _absolute(urls.query("target-vs-achieved", "csv"))
    return [
        ("curl", f"curl '{address}?lang=en'"),
        ("Python", f'import pandas\n\nprint(pandas.read_csv("{address}?lang=en"))'),
        ("R", f'print(read.csv("{address}?lang=en"))'),
        ("curl, SPARQL", f"curl -H 'Accept: text/csv' '{_absolute(urls.SPARQL)}' \\\n"
         "  --data-urlencode 'query=SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }'"),
        ("curl, RDF", f"curl -L -H 'Accept: text/turtle' '{_absolute('/id/area/thai-binh')}'"),
    ]  # fmt: skip


def share(part: int, whole: int) -> float | None:
    """The part in per cent; None where there is nothing of which it could be a part."""
    return round(100 * part / whole, 1) if whole else None


def _absolute(path: str) -> str:
    return request.host_url.rstrip("/") + path
