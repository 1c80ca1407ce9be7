"""What a SPARQL server answers over HTTP, in a form in which the answers of different servers can be compared."""

import json
import urllib.request
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import quote

import rdflib

from kg import iris

Row = tuple[str, ...]
ROWS, GRAPH = "application/sparql-results+json", "application/n-triples"
_NUMBERS = frozenset(iris.XSD + name for name in ("integer", "decimal", "int", "long", "nonNegativeInteger"))


@dataclass(frozen=True)
class Reply:
    """The rows of an answer, each with its number of times, or its triples; whatever order they came in.

    Numbers are compared by value: 72, 72.0 and "72"^^xsd:decimal are one. Columns go by their order.
    """

    rows: Counter[Row]

    def __bool__(self) -> bool:
        return bool(self.rows)


def accepted(text: str) -> str:
    """The media type to ask for."""
    return GRAPH if "CONSTRUCT" in text else ROWS


def url(endpoint: str, text: str) -> str:
    """The address of an answer; the endpoint may have a query string of its own."""
    return f"{endpoint}{'&' if '?' in endpoint else '?'}query={quote(text)}"


def ask(endpoint: str, text: str, seconds: float) -> Reply:
    """Asks a server. Raises OSError (of which TimeoutError), and ValueError for what is no answer."""
    wanted = accepted(text)
    request = urllib.request.Request(url(endpoint, text), headers={"Accept": wanted})  # noqa: S310 – our own servers
    with urllib.request.urlopen(request, timeout=seconds) as response:  # noqa: S310
        body = response.read()
    return _triples(body) if wanted == GRAPH else rows(body)


def rows(body: bytes) -> Reply:
    """The rows of SPARQL 1.1 Query Results JSON."""
    found = json.loads(body)
    names = found["head"]["vars"]
    solutions = found["results"]["bindings"]
    return Reply(Counter(tuple(_value(row[name]) if name in row else "" for name in names) for row in solutions))


def _value(term: Mapping[str, str]) -> str:
    datatype = term.get("datatype", "")
    if datatype in _NUMBERS:
        return _number(term["value"])
    if term["type"] == "uri":
        return f"<{term['value']}>"
    return f'"{term["value"]}"@{term.get("xml:lang", "").lower()}^^{datatype.removeprefix(iris.XSD + "string")}'


def _number(text: str) -> str:
    return format(Decimal(text).normalize(), "f")


def _triples(body: bytes) -> Reply:
    graph = rdflib.Graph().parse(data=body, format="nt")
    return Reply(Counter({tuple(map(_term, triple)): 1 for triple in graph}))


def _term(term: object) -> str:
    if isinstance(term, rdflib.Literal):
        datatype = str(term.datatype or "")
        if datatype in _NUMBERS:
            return _number(str(term))
        return f'"{term}"@{(term.language or "").lower()}^^{datatype.removeprefix(iris.XSD + "string")}'
    return f"<{term}>"
