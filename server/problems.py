"""Errors in one shape: problem documents (RFC 9457) for machines, a page for people. Never a stack trace."""

import json
import logging
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask, Response, g, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed, NotFound

from kg.binding import BindingError
from kg.engine.diagnosis import FaultFound
from kg.engine.guard import Refused, RefusedOutwardCall, RefusedSize
from kg.engine.pool import AnswerTooLarge, ClientBusy, EvaluationError, PoolBusy, QueryDied, QueryTimeout, WorkerDied
from kg.engine.preconditions import PreconditionFailed
from kg.engine.primary import WriteError, WriteTimeout
from kg.engine.using import UsingConflict
from kg.engine.writer_process import ChangeUnknown, WriterDied
from kg.formats import FORMATS, Format, for_kind
from kg.queries import ParameterError
from kg.store import GraphExists, NotServable, QuerySyntaxError, RdfSyntaxError
from server import texts
from server.negotiation import HTML, NEGOTIATED, choose

TITLES = {
    400: "Bad request",
    401: "Not authorised",
    403: "Refused",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    408: "Too slow",
    409: "Conflict",
    410: "Gone",
    412: "Precondition failed",
    413: "Too large",
    414: "Address too long",
    415: "Unsupported media type",
    416: "No such range",
    422: "Unusable parameter",
    429: "Too much",
    431: "Headers too large",
    500: "Internal error",
    503: "Unavailable",
    504: "Timed out",
    507: "No space",
}
READ_ONLY = (
    "This site takes no changes. An operator can start one of a plain data set that does: "
    "diemcau serve --writable --dataset exact --token …"
)
_log = logging.getLogger(__name__)


BEARER = 'Bearer realm="diemcau"'


class Problem(Exception):
    """An answer that is an error: status, what happened and how to mend it, and further members.

    `challenge` says how to authenticate where the status is 401 (RFC 9110, 11.6.1).
    """

    def __init__(self, status: int, detail: str, challenge: str = BEARER, **members: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.challenge = challenge
        self.members = members


def not_acceptable(media_types: Sequence[str]) -> Problem:
    """406, with what can be served."""
    return Problem(406, f"Ask for one of: {', '.join(media_types)}.", available=list(media_types))


def respond(problem: Problem, page: Callable[[], str] | None = None) -> Response:
    """The response for a problem; where the client is a browser as a page: `page`, else the one of all errors."""
    title = TITLES.get(problem.status, "Error")
    g.problem = title.lower().replace(" ", "-")  # counted by server.operations
    if choose(request.headers.get("Accept"), (_PROBLEM, *FORMATS, HTML)) is HTML:
        body = page() if page else render_template("problem.html", problem=problem, **_said(problem, title))
        response = Response(body, problem.status, mimetype="text/html")
    else:
        content = {"title": title, "status": problem.status, "detail": problem.detail, **problem.members}
        response = Response(
            json.dumps(content, ensure_ascii=False), problem.status, mimetype="application/problem+json"
        )
    if "retry_after" in problem.members:
        response.headers["Retry-After"] = str(problem.members["retry_after"])
    if "accepted_codings" in problem.members:
        response.headers["Accept-Encoding"] = ", ".join(problem.members["accepted_codings"])
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = problem.challenge
    response.vary.update(NEGOTIATED)
    response.headers["Cache-Control"] = "no-store"
    return response


_PROBLEM = Format("problem", "page", "application/problem+json", "json", "Problem", ("application/json",))
"""What clients get that like no page better: also those that asked for data only, in whatever format."""


def _said(problem: Problem, title: str) -> dict[str, str]:
    """The heading of the page and the sentence on how to mend it, in the language of the reader."""
    status = problem.status
    heading = texts.of(f"problem.{status}") if status in TITLES else title
    kind = f"mend-{status}" if f"problem.mend-{status}" in texts.words() else "mend"
    if status == 503 and "retry_after" not in problem.members:
        kind = "mend-narrower"
    return {"title": heading, "mend": texts.of(f"problem.{kind}")}


def of_query(error: Exception) -> Problem:
    """The problem that an error of a query is. Raises the error itself where it is none of a query."""
    match error:
        case QuerySyntaxError():
            return _of_syntax(error)
        case RdfSyntaxError():
            return Problem(400, error.message, line=error.line, column=error.column)
        case RefusedOutwardCall():
            return Problem(403, error.reason)
        case RefusedSize():
            return Problem(413, error.reason)
        case Refused() | UsingConflict():
            return Problem(400, str(error))
        case NotServable():
            kinds = for_kind(error.kind) if error.kind == "results" else (*for_kind("graph"), *for_kind("dataset"))
            return not_acceptable([f.media_type for f in kinds])
        case ParameterError():
            return Problem(422, str(error), parameter=error.name, candidates=[c.slug for c in error.candidates])
        case GraphExists():
            return Problem(409, f"{error}.")
        case PreconditionFailed():
            return Problem(412, f"{error} Nothing was changed. Read the graph again, and try with the ETag of now.")
        case QueryTimeout():
            return Problem(504, f"{error}. Ask for less: fewer patterns, a LIMIT, or a more selective start.")
        case PoolBusy():
            if error.__cause__ is not None:
                _log.error("%s: %s", error, error.__cause__)
            return Problem(503, f"The site is busy: {error}. Try again in a moment.", retry_after=BUSY_SECONDS)
        case ClientBusy():
            return Problem(429, f"{error}. Wait for them.".capitalize(), retry_after=BUSY_SECONDS)
        case WriteTimeout():
            return Problem(504, str(error))
        case QueryDied():
            # Not to be tried again as it is, and so without Retry-After.
            detail = "Asked again, it ends in the same way. Narrow it: fewer patterns, fewer groups, or a smaller part."
            return Problem(503, f"{str(error).capitalize()}. {detail}")
        case WorkerDied() | WriterDied():
            return _unavailable(error)
        case AnswerTooLarge() | EvaluationError() | BindingError() | WriteError():
            return Problem(400, str(error))
    raise error


def _of_syntax(error: QuerySyntaxError) -> Problem:
    """The problem of a text that is not SPARQL, in English; its `fault` names what is wrong, where that is known."""
    members: dict[str, Any] = {"line": error.line, "column": error.column}
    said = f"{error.message}."
    if isinstance(error, FaultFound):
        members["fault"] = {"kind": error.fault.kind, **error.fault.names}
        said = texts.english(f"fault.{error.fault.kind}", **error.fault.names)
    place = f"Line {error.line}, column {error.column}: " if error.line else ""
    return Problem(400, place + said, **members)


def _unavailable(error: WorkerDied | WriterDied) -> Problem:
    """The problem where a part of the site has failed. The cause, which may name folders, is for the log."""
    _log.error("%s: %s", type(error).__name__, error)
    if isinstance(error, ChangeUnknown):
        said = "had no space for this change" if error.full else "failed at this change"
        detail = f"The store {said}. It is not known whether it was made: look before you send it again."
        return Problem(507 if error.full else 503, detail, retry_after=BUSY_SECONDS)
    if isinstance(error, WriterDied):
        detail = "The data set takes no changes at this moment, and this one was not made. Try again later."
        return Problem(503, detail, retry_after=BUSY_SECONDS)
    return Problem(503, "Queries are not answered at this moment. Try again later.", retry_after=BUSY_SECONDS)


BUSY_SECONDS = 2
QUERY_ERRORS = (
    QuerySyntaxError, Refused, NotServable, ParameterError, QueryTimeout, PoolBusy, ClientBusy, WorkerDied,
    AnswerTooLarge, EvaluationError, BindingError, RdfSyntaxError, UsingConflict, GraphExists, WriterDied,
    WriteTimeout, WriteError, PreconditionFailed,
)  # fmt: skip


def of_http(error: HTTPException) -> Response:
    """The response for what Flask or Werkzeug refused."""
    detail = error.description or error.name
    if isinstance(error, NotFound) and detail == NotFound.description:
        detail = f"There is nothing at {request.path[:200]!r}; /api lists what there is, /search?q= finds by name."
    if isinstance(error, MethodNotAllowed) and detail == MethodNotAllowed.description:
        taken = ", ".join(sorted(error.valid_methods or ()))
        detail = f"{request.path[:200]!r} takes no {request.method[:20]}" + (f", but {taken}." if taken else ".")
    response = respond(Problem(error.code or 500, detail))
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def register(app: Flask) -> None:
    """Makes every error of the application a problem document or page."""

    @app.errorhandler(Problem)
    def problem(error: Problem) -> Response:
        return respond(error)

    for kind in QUERY_ERRORS:
        app.register_error_handler(kind, lambda error: respond(of_query(error)))

    app.register_error_handler(HTTPException, of_http)

    @app.errorhandler(InternalServerError)
    def internal(error: InternalServerError) -> Response:
        app.logger.error("internal error on %s", request.path, exc_info=error.original_exception)
        return respond(Problem(500, "The server failed on this request; the failure was logged."))
