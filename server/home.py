"""/, /search and /health."""

from flask import Blueprint, Response, jsonify, render_template, request

from kg.formats import for_kind
from server import answers, texts, urls
from server.negotiation import HTML, choose
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
    """The front page, the search and what operators ask."""
    routes = Blueprint("home", __name__)

    @routes.get("/")
    def home() -> Response:
        with site.serving() as serving:
            tag = answers.etag(serving, "home", texts.language())
            if (unchanged := answers.not_modified(tag)) is not None:
                return unchanged
            columns, rows = answers.table(serving.pool.query(_COUNTS, results=for_kind("results")[0]).read())
            counts = dict(zip(columns, (cells[0].text for cells in rows[0]), strict=True))
            first = [site.queries[slug] for slug in _FIRST]
            body = render_template(
                "home.html", counts=counts, first=first, queries=site.queries, release=serving.release.id
            )
            return answers.finish(Response(body), tag)

    @routes.get("/search")
    def search() -> Response:
        text = request.args.get("q", "").strip()
        with site.serving() as serving:
            found = serving.labels.search(text) if text else []
            if choose(request.headers.get("Accept"), [HTML, *for_kind("results")[:1]]) is HTML:
                return Response(render_template("search.html", text=text, found=found))
            return jsonify([{"iri": c.iri, "label": c.label, "url": urls.local(c.iri)} for c in found])

    @routes.get("/health")
    def health() -> Response:
        with site.serving() as serving:
            serving.pool.query("ASK {}", results=for_kind("results")[0]).read()
            return jsonify(status="ok", release=serving.release.id)

    return routes
