"""The site with one more route, /noop, that does nothing: what any answer of this application and server costs."""

from typing import Any

from flask import Flask, Response

from server.app import create_app
from server.serving import around, run
from server.settings import Settings


def application() -> Any:
    """The application for the server's worker process."""
    return around(_with_noop)


def _with_noop() -> Flask:
    app = create_app()
    app.add_url_rule("/noop", "noop", lambda: Response(b"", mimetype="text/plain"))
    return app


if __name__ == "__main__":
    run(Settings.read(), "tests.benchmarks.served:application")
