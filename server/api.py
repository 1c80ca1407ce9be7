"""/api/openapi.json: the description of the site for programs."""

import functools
import hashlib
import json

from flask import Blueprint, Response, current_app
from werkzeug.exceptions import MethodNotAllowed, NotFound

from server import answers, openapi, urls
from server.exact import ExactSite
from server.site import Site


def blueprint(site: Site | ExactSite) -> Blueprint:
    """The route of the description of `site`."""
    routes = Blueprint("api", __name__)

    @functools.cache  # it is the same as long as the process lives
    def description() -> bytes:
        queries = site.queries if isinstance(site, Site) else {}
        return json.dumps(openapi.description(_served, site.settings, queries), ensure_ascii=False).encode()

    @routes.get(urls.API)
    def show() -> Response:
        body = description()
        tag = hashlib.sha256(body).hexdigest()[:16]  # the limits it names are of no release
        if (unchanged := answers.not_modified(tag)) is not None:
            return unchanged
        return answers.finish(Response(body, mimetype="application/json"), tag)

    return routes


def _served(method: str, path: str) -> bool:
    """Whether the application has a route for this."""
    try:
        current_app.url_map.bind("").match(path, method)
    except (NotFound, MethodNotAllowed):
        return False
    return True
