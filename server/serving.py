"""Running the site: granian serves the application in a process of its own, and everything ends together."""

import atexit
from typing import Any

from granian import Granian
from granian.constants import Interfaces

from server.settings import Settings


def application() -> Any:
    """The WSGI application for the server's worker process; its query workers end with that process."""
    from server.app import create_app

    app = create_app()
    atexit.register(app.extensions["site"].close)
    return app


def run(settings: Settings) -> None:
    """Serves until SIGTERM or SIGINT (granian handles both). The application reads the environment."""
    server = Granian(
        "server.serving:application",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=max(4, 2 * settings.workers),
        log_access=False,
        log_level="warning",  # type: ignore[arg-type]
        websockets=False,
    )
    server.serve()
