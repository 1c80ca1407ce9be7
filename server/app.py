"""The application factory."""

from typing import Any

from flask import Flask, Response

from server import canned, entities, home, problems, sparql, texts, urls, vocabularies
from server.answers import CSP
from server.settings import Settings
from server.site import NoRelease, Site

MAX_BODY = 1 << 20


def create_app(settings: Settings | None = None) -> Flask:
    """The site over the release in the data folder of `settings` (default: from the environment).

    The open site is `app.extensions["site"]`; close it when the application ends.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    site = Site(settings or Settings.read())
    app.extensions["site"] = site
    for part in (home, sparql, canned, entities, vocabularies):
        app.register_blueprint(part.blueprint(site))
    problems.register(app)

    @app.errorhandler(NoRelease)
    def no_release(error: NoRelease) -> Response:
        return problems.respond(problems.Problem(503, f"There is nothing to serve yet: {error}."))

    @app.template_filter("keep")
    def keep(address: str) -> str:
        return urls.with_language(address, texts.chosen())

    @app.context_processor
    def words() -> dict[str, Any]:
        return {"t": texts.of, "lang": texts.language(), "urls": urls}

    @app.after_request
    def secure(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", CSP)
        # Nothing here depends on who asks, so every page of the web may read it, errors included.
        response.headers.setdefault("Access-Control-Allow-Origin", "*")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        return response

    return app
