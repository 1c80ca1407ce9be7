"""The query string of an address, refused where it cannot be read as it was meant.

Werkzeug reads what is no UTF-8 as something else, and so would answer another question than was asked.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.types import StartResponse, WSGIApplication

from server.clients import REFUSAL
from server.problems import Problem
from server.texts import LANGUAGES

_LANGUAGES = tuple(f"lang={language}" for language in LANGUAGES)
MOST_FIELDS = 10_000
"""Fields of an address or a form."""


class Readable:
    """A WSGI application that gets only query strings that it can read."""

    def __init__(self, wsgi: WSGIApplication) -> None:
        self._wsgi = wsgi

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answers a request."""
        problem = _problem(environ.get("QUERY_STRING", ""))
        if problem is not None:
            environ.setdefault(REFUSAL, problem)
            # A refusal has a language, for which the address would be read.
            environ["QUERY_STRING"] = next((lang for lang in _LANGUAGES if lang in environ["QUERY_STRING"]), "")
        return self._wsgi(environ, start_response)


def _problem(text: str) -> Problem | None:
    """What is wrong with a query string, which stands in WSGI's environment as Latin-1."""
    if text.count("&") >= MOST_FIELDS:
        return Problem(400, f"The address has more than {MOST_FIELDS:,} fields.")
    if "%" not in text and text.isascii():
        return None
    for field in text.split("&"):
        name, _, value = field.partition("=")
        for part, what in ((name, "name"), (value, "value")):
            try:
                unquote_to_bytes(part.encode("latin-1")).decode()
            except UnicodeDecodeError as error:
                wrong = "".join(f"%{byte:02X}" for byte in error.object[error.start : error.end])
                detail = (
                    f"The {what} of {name[:40]!r} in the address is not UTF-8: {wrong}, its byte {error.start + 1},"
                )
                return Problem(400, f"{detail} cannot be read.", parameter=name[:40], byte=error.start)
    return None
