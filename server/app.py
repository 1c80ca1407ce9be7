"""The application factory."""

from typing import Any

from flask import Flask, Response, redirect, request
from werkzeug.wrappers import Response as WerkzeugResponse

from server import (
    api,
    clients,
    compression,
    fragments,
    graphs,
    ldes,
    linked,
    memento,
    operations,
    problems,
    profiles,
    sparql,
    texts,
    urls,
)
from server.address import Readable
from server.answers import CSP, EXPOSED, allow_from_elsewhere, options
from server.clients import Doorkeeper
from server.exact import ExactSite
from server.operations import Metrics
from server.origin import Located
from server.pages import (
    about,
    browse,
    canned,
    completion,
    entities,
    facts,
    home,
    markdown,
    releases,
    results,
    review,
    search,
    sitemap,
    snippets,
    vocabularies,
    writing,
)
from server.reconcile import routes as reconcile
from server.settings import Settings
from server.site import NoRelease, Site

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "QUERY", "OPTIONS")
"""What some address or other knows."""
RELEASE_SECONDS = 30
"""After these a client may ask again whether there is something to serve: about what a build takes."""


def create_app(settings: Settings | None = None) -> Flask:
    """The site over the data folder of `settings` (default: from the environment).

    The open site is `app.extensions["site"]`; close it when the application ends.
    """
    settings = settings or Settings.read()
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = settings.upload_bytes
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 365 * 24 * 3600  # their addresses name their content
    app.json.ensure_ascii = False  # type: ignore[attr-defined] # of the default provider
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.wsgi_app = Located(Readable(app.wsgi_app), settings)  # type: ignore[method-assign] # as Flask has middleware put
    metrics = app.extensions["metrics"] = Metrics()
    site = ExactSite(settings) if settings.exact else Site(settings)
    app.extensions["site"] = site
    # Functions to be called after a request are called in the opposite order.
    compression.register(app)
    operations.register(app, metrics)
    doorkeeper = app.extensions["doorkeeper"] = Doorkeeper(settings)
    clients.register(app, doorkeeper)
    _register_headers(app)
    primary = site.primary if isinstance(site, ExactSite) else None
    for part in (sparql, graphs):
        app.register_blueprint(part.blueprint(site, primary))
    app.register_blueprint(api.blueprint(site))
    app.register_blueprint(operations.blueprint(site, metrics))
    if isinstance(site, Site):
        for page in (
            home, browse, search, canned, completion, results, entities, facts, about, vocabularies, sitemap, review,
            reconcile, fragments, markdown, memento, ldes, releases, profiles, linked,
        ):  # fmt: skip
            app.register_blueprint(page.blueprint(site))
    else:
        app.add_url_rule("/", "home", _to_sparql)
    problems.register(app)
    _register_words(app, settings)

    @app.errorhandler(NoRelease)
    def no_release(error: NoRelease) -> Response:
        app.logger.error("nothing can be served: %s", error)
        detail = "There is nothing to serve yet. An operator can make it: diemcau build."
        return problems.respond(problems.Problem(503, detail, retry_after=RELEASE_SECONDS))

    return app


def _to_sparql() -> WerkzeugResponse:
    """A plain data set has no pages of its own."""
    return redirect(urls.SPARQL)


def _register_words(app: Flask, settings: Settings) -> None:
    """What templates can say."""

    @app.template_filter("keep")
    def keep(address: str) -> str:
        return urls.with_language(address, texts.chosen())

    app.jinja_env.filters |= {
        "number": lambda value: writing.number(value, texts.language()),
        "day": lambda value: writing.day(value, texts.language()),
        "markdown": markdown.escaped,
        "in_words": lambda value: writing.in_words(str(value), texts.language()),
    }

    @app.context_processor
    def words() -> dict[str, Any]:
        return {
            "t": texts.speaking(texts.language()),
            "has": texts.words().__contains__,
            "lang": texts.language(),
            "urls": urls,
            "exact": settings.exact,
            "origin": request.host_url.rstrip("/"),
            "programs": snippets.programs,
            "contact": settings.contact,
        }


def _register_headers(app: Flask) -> None:
    """What every answer carries."""

    @app.before_request
    def server() -> Response | None:
        """OPTIONS * asks what the server can do, and for no address (RFC 9110, section 9.3.7)."""
        asked = request.method == "OPTIONS" and request.environ["PATH_INFO"] == "*"
        return options(METHODS) if asked else None

    @app.after_request
    def secure(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", CSP)
        # Nothing here depends on who asks, so every page of the web may read it, errors included.
        response.headers.setdefault("Access-Control-Allow-Origin", "*")
        response.headers["Access-Control-Expose-Headers"] = EXPOSED
        if request.method == "OPTIONS":
            allow_from_elsewhere(response)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        return response
