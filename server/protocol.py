"""What a request to /sparql asks for, by the SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args
from urllib.parse import parse_qsl

from flask import Request

from kg.store import NamedNode, QueryGraphs
from server.address import MOST_FIELDS
from server.problems import Problem

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
Operation = Literal["query", "update"]
_GRAPHS = {
    "query": ("default-graph-uri", "named-graph-uri"),
    "update": ("using-graph-uri", "using-named-graph-uri"),
}
_CHARSETS = ("utf-8", "utf8", "us-ascii")
"""UTF-8, and what is part of it."""


@dataclass(frozen=True)
class Asked:
    """An operation: its text, and the graphs named beside it, None where there are none."""

    operation: Operation
    text: str
    graphs: QueryGraphs | None


def read(request: Request) -> Asked | None:
    """The operation of a request, or None for a GET without one. Raises Problem for what the protocol forbids."""
    address = request.args.items(multi=True)
    if request.method in ("GET", "HEAD"):
        return _operation(list(address), ("query",))
    check_coding(request)
    if request.mimetype in (QUERY, UPDATE):
        return _direct(request, "query" if request.mimetype == QUERY else "update")
    if request.method == "QUERY":
        raise Problem(415, f"An HTTP QUERY carries its query as {QUERY}.", accepted=[QUERY])
    if request.mimetype != FORM:
        raise Problem(
            415,
            f"Post a query as {QUERY}, an update as {UPDATE}, or either as {FORM} with query=… or update=….",
            accepted=[QUERY, UPDATE, FORM],
        )
    fields = form_fields(request)
    found = _operation([*fields, *address], ("query", "update"))
    if found is None:
        raise Problem(400, "The form has neither a query nor an update.")
    return found


def form_fields(request: Request) -> list[tuple[str, str]]:
    """The fields of a posted form, blank ones included. Raises Problem for what cannot be read."""
    check_coding(request)
    try:
        return parse_qsl(_text(request), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except UnicodeDecodeError:
        raise Problem(400, "A field of the form is not UTF-8.") from None
    except ValueError:
        raise Problem(400, f"The form has more than {MOST_FIELDS:,} fields.") from None


def _direct(request: Request, operation: Operation) -> Asked:
    for name in ("query", "update"):
        if name in request.args:
            raise Problem(400, f"The request has both a body and {name}=… in its address; give one of them.")
    if request.method == "QUERY" and operation == "update":
        raise Problem(415, "HTTP QUERY is for what changes nothing; post an update.", accepted=[QUERY])
    return Asked(operation, _text(request), _named(list(request.args.items(multi=True)), operation))


def _operation(fields: Sequence[tuple[str, str]], allowed: Sequence[Operation]) -> Asked | None:
    found: list[tuple[Operation, str]] = []
    for name, value in fields:
        for operation in get_args(Operation):
            if name != operation:
                continue
            if operation not in allowed:
                raise Problem(400, "An update is posted, never sent in an address.")
            found.append((operation, value))
    if len(found) > 1:
        raise Problem(400, "The request has several queries or updates; give one.")
    operation, text = found[0] if found else (allowed[0], None)
    graphs = _named(fields, operation)
    return Asked(operation, text, graphs) if text is not None else None


def _named(fields: Sequence[tuple[str, str]], operation: Operation) -> QueryGraphs | None:
    """The graphs named beside an operation. Raises Problem for those that belong to the other kind."""
    for other, names in _GRAPHS.items():
        wrong = [name for name, _ in fields if name in names]
        if other != operation and wrong:
            raise Problem(400, f"{wrong[0]} is for a {other}, not for the {operation} that was sent.")
    default, named = ([value for name, value in fields if name == kind] for kind in _GRAPHS[operation])
    for name, values in zip(_GRAPHS[operation], (default, named), strict=True):
        for one in values:
            check_iri(one, name)
    return QueryGraphs(default, named) if default or named else None


def check_iri(iri: str, parameter: str = "") -> None:
    """Raises Problem for what is no absolute IRI, as the engine reads it (RFC 3987), and names its `parameter`."""
    try:
        NamedNode(iri)
    except ValueError as error:
        given = f"{parameter}={iri[:200]!r}" if parameter else f"{iri!r}"
        raise Problem(400, f"{given} is no absolute IRI: {error}.") from None


def check_coding(request: Request) -> None:
    """Raises Problem for a body in a coding, which nobody would undo (RFC 9110, section 15.5.16)."""
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("", "identity"):
        raise Problem(415, f"The body is sent as {coding!r}; send it as it is.", accepted_codings=["identity"])


def check_charset(parameters: Mapping[str, str]) -> None:
    """Raises Problem where the parameters of a media type name a character set that is not read."""
    charset = parameters.get("charset", "utf-8").strip().lower()
    if charset not in _CHARSETS:
        raise Problem(415, f"The text is sent as {charset!r}; send it as UTF-8.", accepted_charsets=["utf-8"])


def _text(request: Request) -> str:
    check_charset(request.mimetype_params)
    try:
        return request.get_data().decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(400, f"The text is not UTF-8: byte {error.start} cannot be read.") from None
