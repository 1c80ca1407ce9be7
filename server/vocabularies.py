"""/ontology and /vocab: the terms, as pages and as RDF."""

from flask import Blueprint, Response, render_template

from kg import iris
from kg.formats import for_kind
from server import answers, texts
from server.negotiation import HTML
from server.problems import Problem
from server.site import Site

_GRAPHS = {"ontology": "schema", "vocab": "vocab"}
_TERMS = """\
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX diem: <https://w3id.org/diemcau/ontology#>
SELECT ?term ?label ?definition (SAMPLE(?kind) AS ?type) WHERE {
  GRAPH <%s> {
    ?term a ?kind ; rdfs:label ?label ; skos:definition ?definition .
  }
  FILTER(LANG(?label) = "%s" && LANG(?definition) = "%s")
}
GROUP BY ?term ?label ?definition
ORDER BY ?term
"""


def blueprint(site: Site) -> Blueprint:
    """The routes of the ontology and the code lists on `site`."""
    routes = Blueprint("vocabularies", __name__)

    @routes.get("/<any(ontology, vocab):name>")
    def vocabulary(name: str) -> Response:
        offers = [HTML, *for_kind("graph")]
        chosen = answers.negotiate(offers)
        graph = iris.GRAPH + _GRAPHS[name]
        with site.serving() as serving:
            tag = answers.etag(serving, name, chosen.key, texts.language())
            if (unchanged := answers.not_modified(tag)) is not None:
                return unchanged
            if chosen is not HTML:
                answer = serving.query(
                    f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}", graph=chosen
                )
                return answers.of(answer, tag, name)
            language = texts.language()
            found = serving.query(_TERMS % (graph, language, language), results=for_kind("results")[0])
            _, rows = answers.table(found.read())
            body = render_template("terms.html", name=name, rows=rows, formats=for_kind("graph"))
            return answers.finish(Response(body), tag)

    @routes.get("/<any(ontology, vocab):name>/<version>")
    def version(name: str, version: str) -> Response:
        if name == "ontology" and version == "1.0.0":
            return vocabulary(name)
        raise Problem(404, f"There is no version {version!r} of {name}; the current one is /{name}.")

    return routes
