"""/targets-vs-results: every target beside what was measured, forty a page."""

from collections.abc import Sequence

from flask import Blueprint, Response, request

from kg import iris
from kg.formats import Format
from kg.store import Literal
from server import answers, texts, urls
from server.drawing import bars
from server.pages import page, plots, taken
from server.pages.figures import figure, figures, link, sentence
from server.pages.page import Link, Page, trail
from server.pages.reader import Reader, Row
from server.pages.targets import in_words, rule, state
from server.pages.verdict import judge
from server.problems import Problem
from server.site import Site

PAGE = 40
_MEASURED = {"factPeriod": "period", "factStart": "start", "factEnd": "end", "factValue": "value", "factRaw": "raw",
             "factQualifier": "qualifier", "factUnit": "unit", "fact": "fact", "asOf": "asOf", "about": "about",
             "article": "article", "modality": "modality"}  # fmt: skip
"""What the query calls a figure's own, and what all others call it."""


def blueprint(site: Site) -> Blueprint:
    """The overview."""
    routes = Blueprint("results", __name__)

    @routes.get(urls.RESULTS)
    def results() -> Response:
        with site.serving() as serving:
            tag = answers.etag(serving, "results", texts.language())
            if (unchanged := answers.not_modified(tag)) is not None:
                return unchanged
            reader, after = Reader(serving), _after()
            rows = reader.rows("targets-vs-results", after=Literal(iris.ID + "target/" + after))
            grouped: dict[str, list[Row]] = {}
            for row in rows:
                grouped.setdefault(row["target"], []).append(row)
            shown = list(grouped.items())[:PAGE]
            more = len(grouped) > PAGE
            content = {
                "results": [_result(iri, group, reader) for iri, group in shown],
                "next": urls.results(shown[-1][0].rpartition("/")[2]) if more else None,
                "after": after,
            }
            return page.respond(serving, tag, "results.html", _page(reader), **content)

    return routes


def _after() -> str:
    """The slug after which the page begins, or "". Raises Problem."""
    after = request.args.get("after", "")
    if after and not iris.SLUG.fullmatch(after):
        raise Problem(400, f"after={after!r} is no slug of a target; the first page is {urls.RESULTS}.")
    return after


def _page(reader: Reader) -> Page:
    return Page(
        title=texts.of("results.heading"),
        summary=texts.of("results.lead"),
        trail=trail(Link(texts.of("targets"), "/targets")),
        downloads=page.downloads(taken.ROWS, _as_question),
        asked=reader.asked,
    )


def _as_question(form: Format) -> str:
    """The canned question whose answer this page shows, in a form."""
    chosen = texts.chosen()
    return urls.query("target-vs-achieved", form.extension, {"lang": chosen} if chosen else None)


def _result(iri: str, group: Sequence[Row], reader: Reader) -> dict[str, object]:
    first, name = group[0], reader.name
    own = {key: value for key, value in first.items() if key not in _MEASURED or key in ("about",)}
    target = figure(iri, own, name)
    measured = figures(
        ({_MEASURED[key]: value for key, value in row.items() if key in _MEASURED} for row in group if "fact" in row),
        name,
    )
    verdict = judge(target, measured, first.get("lowerIsBetter") == "true")
    bar = plots.gap(verdict, target, name)
    return {
        "target": target,
        "indicator": sentence(link(first["indicator"], name).text),
        "verdict": verdict,
        "state": state(verdict),
        "words": in_words(verdict, target, name),
        "rule": rule(verdict, target),
        "bar": bars.small(bar) if bar is not None else None,
    }
