"""What pages show in the forms that it can be taken along in."""

from collections.abc import Sequence

from flask import Response

from kg.formats import Format, by_key
from kg.store import NamedNode, term_text
from server import answers
from server.negotiation import HTML
from server.pages.reader import query_text
from server.site import Serving

JSON, CSV, TURTLE, JSON_LD = ROWS = (by_key("json"), by_key("csv"), by_key("ttl"), by_key("jsonld"))
"""The forms of rows: those of SPARQL results, and both RDF formats."""
OWN_JSON = Format("json", "results", "application/json", "json", "JSON")
"""JSON that is our own, not that of SPARQL results."""
THINGS = (OWN_JSON, CSV, TURTLE, JSON_LD)
"""The forms of things: in the first two a line for each, in the others their statements."""
MOST = 500
"""Things whose statements are asked for at once: their IRIs have to fit into a query."""


def things_form() -> Format:
    """HTML or the one of THINGS that the client asks for. Raises Problem."""
    chosen = answers.negotiate([HTML, *ROWS], [form.media_type for form in (HTML, *THINGS)])
    return OWN_JSON if chosen is JSON else chosen


def rows(serving: Serving, query: str, form: Format, tag: str) -> Response:
    """The rows of the query in sparql/`query`.rq, which takes no parameter, in one of the forms of rows."""
    of_rows = form.kind == "results"
    answer = serving.query(query_text(query), results=form if of_rows else JSON)
    return answers.of(answer, tag, query) if of_rows else answers.result_set(answer, form, tag, query)


def statements(serving: Serving, things: Sequence[str], form: Format, tag: str, file_name: str) -> Response:
    """What is said of the first things (IRIs), MOST of them, as RDF. Where there are more, the answer says so."""
    written = " ".join(term_text(NamedNode(iri)) for iri in things[:MOST])
    text = query_text("statements-of").replace("{ UNDEF }", f"{{ {written} }}")
    response = answers.of(serving.query(text, graph=form), tag, file_name)
    if len(things) > MOST:
        response.headers[answers.CUT_HEADER] = "rows"
    return response
