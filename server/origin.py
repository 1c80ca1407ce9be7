"""The address of the site as its clients know it: scheme, host and port (an origin, RFC 6454).

Base IRIs, Location, the service description and all that a page says of itself are made from what WSGI calls the
scheme and the host of a request. Both are set here, for all of the application.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication

from server.clients import REFUSAL, hop
from server.hosts import is_host
from server.problems import Problem
from server.settings import Settings

FORWARDED = ("x-forwarded-proto", "x-forwarded-host")
"""Headers in which proxies say what they were asked for."""


class Located:
    """A WSGI application that is told where it is, instead of what a client may make it believe."""

    def __init__(self, wsgi: WSGIApplication, settings: Settings) -> None:
        self._wsgi = wsgi
        self._proxies = settings.proxies
        self._origin = urlsplit(settings.origin) if settings.origin else None

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answers a request, one whose host is none with a refusal (RFC 9112, 3.2)."""
        said = environ.pop("HTTP_HOST", "")
        if not said and environ["SERVER_PROTOCOL"] == "HTTP/1.1":
            environ.setdefault(REFUSAL, Problem(400, "The request does not say what host it asks. Send: Host: name"))
        if self._origin is not None:
            environ["wsgi.url_scheme"], said = self._origin.scheme, self._origin.netloc
        else:
            said = hop(environ.get("HTTP_X_FORWARDED_HOST", ""), self._proxies) or said
            scheme = hop(environ.get("HTTP_X_FORWARDED_PROTO", ""), self._proxies).lower()
            if scheme in ("http", "https"):
                environ["wsgi.url_scheme"] = scheme
        if is_host(said):
            environ["HTTP_HOST"] = said
        elif said:
            environ.setdefault(REFUSAL, Problem(400, "The host that was asked for is none. Send: Host: name[:port]"))
        return self._wsgi(environ, start_response)
