"""/search: things by their names."""

from flask import Blueprint, Response, jsonify, render_template, request

from kg.formats import for_kind
from server import answers, texts, urls
from server.negotiation import HTML
from server.site import Site


def blueprint(site: Site) -> Blueprint:
    """The search."""
    routes = Blueprint("search", __name__)

    @routes.get("/search")
    def search() -> Response:
        text = request.args.get("q", "").strip()
        with site.serving() as serving:
            found = serving.labels.search(text) if text else []
            offers = [HTML, *for_kind("results")[:1]]
            chosen = answers.negotiate(offers, [HTML.media_type, "application/json"])
            tag = answers.etag(serving, "search", chosen.key, texts.language())
            if chosen is HTML:
                return answers.finish(Response(render_template("search.html", text=text, found=found)), tag)
            body = jsonify([{"iri": c.iri, "label": c.label, "url": urls.local(c.iri)} for c in found])
            return answers.finish(body, tag)

    return routes
