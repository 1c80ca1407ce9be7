"""/ and /search."""

from flask import Blueprint, Response, jsonify, render_template, request

from kg.formats import for_kind
from server import answers, texts, urls
from server.negotiation import HTML, pick
from server.problems import not_acceptable
from server.site import Site

_COUNTS = """\
PREFIX diem: <https://w3id.org/diemcau/ontology#>
SELECT ?articles ?facts ?claims ?meetings ?people ?triples WHERE {
  { SELECT (COUNT(DISTINCT ?x) AS ?articles) WHERE { ?x a diem:Article } }
  { SELECT (COUNT(DISTINCT ?x) AS ?facts) WHERE { ?x a diem:Fact } }
  { SELECT (COUNT(DISTINCT ?x) AS ?claims) WHERE { ?x a diem:Claim } }
  { SELECT (COUNT(DISTINCT ?x) AS ?meetings) WHERE { ?x a diem:Meeting } }
  { SELECT (COUNT(DISTINCT ?x) AS ?people) WHERE { ?x a diem:Person } }
  { SELECT (COUNT(*) AS ?triples) WHERE { ?s ?p ?o } }
}
"""
_FIRST = (
    "who-attended", "target-vs-achieved", "meetings", "indicator-series", "rankings", "directives", "person",
    "systems", "documents", "area-timeline", "sources-disagree", "evidence",
)  # fmt: skip
"""The questions on the front page; /queries has all."""


def blueprint(site: Site) -> Blueprint:
    """The front page and the search."""
    routes = Blueprint("home", __name__)

    @routes.get("/")
    def home() -> Response:
        with site.serving() as serving:
            tag = answers.etag(serving, "home", texts.language())
            if (unchanged := answers.not_modified(tag)) is not None:
                return unchanged
            columns, rows = answers.table(serving.query(_COUNTS, results=for_kind("results")[0]).read())
            counts = dict(zip(columns, (cells[0].text for cells in rows[0]), strict=True))
            first = [site.queries[slug] for slug in _FIRST]
            body = render_template(
                "home.html", counts=counts, first=first, queries=site.queries, release=serving.release.id
            )
            return answers.describe(answers.finish(Response(body), tag))

    @routes.get("/search")
    def search() -> Response:
        text = request.args.get("q", "").strip()
        with site.serving() as serving:
            found = serving.labels.search(text) if text else []
            offers = [HTML, *for_kind("results")[:1]]
            chosen = pick(offers, answers.format_asked(), request.headers.get("Accept"))
            if chosen is None:
                raise not_acceptable([HTML.media_type, "application/json"])
            tag = answers.etag(serving, "search", chosen.key, texts.language())
            if chosen is HTML:
                return answers.finish(Response(render_template("search.html", text=text, found=found)), tag)
            body = jsonify([{"iri": c.iri, "label": c.label, "url": urls.local(c.iri)} for c in found])
            return answers.finish(body, tag)

    return routes
