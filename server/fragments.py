"""/fragments: Triple Pattern Fragments (https://linkeddatafragments.org/specification/triple-pattern-fragments/).

A client that puts queries together itself asks for one pattern at a time: a page of its triples, how many there are,
and a form that says how to ask for others. The pages of one release are always cut in the same places, since the engine
goes along one index.
"""

import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, request

from kg import iris
from kg.formats import by_key, for_kind
from kg.store import BlankNode, Literal, NamedNode, Quad, Term, Triple, read_triples, serialize
from server import answers, urls
from server.problems import Problem
from server.protocol import check_iri
from server.releases import OpenRelease
from server.site import Site

PAGE = 100
"""Triples of a page."""
_OFFERS = (*for_kind("dataset"), *for_kind("graph"))
_LINES, _ROWS = by_key("nt"), for_kind("results")[0]
_POSITIONS = ("subject", "predicate", "object")
_TRIPLES = "CONSTRUCT {{ ?subject ?predicate ?object }} WHERE {{ ?subject ?predicate ?object }} LIMIT {0} OFFSET {1}"
_COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?subject ?predicate ?object }"
_LITERAL = re.compile(r'"(.*)"(?:@([A-Za-z]+(?:-[A-Za-z0-9]+)*)|\^\^<?([^<>"]+)>?)?', re.DOTALL)
"""A literal as clients write it: what stands between the quotation marks is the text, as it is."""
_HYDRA = "http://www.w3.org/ns/hydra/core#"
_VOID = "http://rdfs.org/ns/void#"
_PREFIXES = {"hydra": _HYDRA, "void": _VOID, **iris.PREFIXES}
_WHOLE = iris.XSD + "integer"


class Fragment(NamedTuple):
    """A page of what matches a pattern: its address, its number, and how many triples match in all."""

    address: str
    page: int
    total: int


def blueprint(site: Site) -> Blueprint:
    """The route of the fragments on `site`."""
    routes = Blueprint("fragments", __name__)

    @routes.get(urls.FRAGMENTS)
    def fragment() -> Response:
        form = answers.negotiate(_OFFERS)
        pattern, page = _pattern(request.args), _page(request.args.get("page", ""))
        with site.serving() as serving:
            tag = answers.etag(serving, "fragment", form.key)
            if (unchanged := answers.not_modified(tag)) is not None:
                return unchanged
            total = _count(serving, pattern)
            if page > 1 and (page - 1) * PAGE >= total:
                last = max(1, -(-total // PAGE))
                raise Problem(404, f"There is no page {page}: the last one is {last}, with {total:,} triples in all.")
            found = Fragment(_address(), page, total)
            data, controls = _triples(serving, pattern, page), _controls(found)
            if form.kind == "graph":
                body = serialize([*data, *controls], form.key, _PREFIXES)
            else:
                about = NamedNode(f"{found.address}#metadata")
                quads = [Quad(one.subject, one.predicate, one.object) for one in data]
                quads += [Quad(one.subject, one.predicate, one.object, about) for one in controls]
                body = serialize(quads, form.key, _PREFIXES)
        return answers.finish(Response(body, content_type=form.media_type), tag)

    return routes


def _pattern(given: Mapping[str, str]) -> dict[str, Term]:
    """The terms of the pattern by position; what is not given, or a variable, is not among them. Raises Problem."""
    found: dict[str, Term] = {}
    for position in _POSITIONS:
        text = given.get(position, "").strip()
        if text and not text.startswith("?"):
            found[position] = _term(text, position)
    return found


def _term(text: str, position: str) -> Term:
    if text.startswith("_:"):
        raise Problem(400, f"{position}={text[:80]!r} is a blank node, which has no name outside of one answer.")
    if not text.startswith('"'):
        iri = text[1:-1] if text.startswith("<") and text.endswith(">") else iris.expand(text) or text
        check_iri(iri, position)
        return NamedNode(iri)
    if position != "object":
        raise Problem(400, f"{position}={text[:80]!r} is a literal; only an object can be one.")
    literal = _LITERAL.fullmatch(text)
    if literal is None:
        detail = f'object={text[:80]!r} is no literal; write it as "text", "text"@vi or "5"^^{iris.XSD}integer.'
        raise Problem(400, detail)
    value, language, datatype = literal.groups()
    if datatype:
        check_iri(datatype, position)
        return Literal(value, datatype=NamedNode(datatype))
    try:
        return Literal(value, language=language)
    except ValueError:
        detail = f"object={text[:80]!r} has no tag of a language behind @; write one such as @vi or @en-GB."
        raise Problem(400, detail) from None


def _page(text: str) -> int:
    if not text:
        return 1
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 10 and int(text) > 0):
        raise Problem(400, f"page={text[:80]!r} is no number of a page; they begin with 1.", parameter="page")
    return int(text)


def _count(serving: OpenRelease, pattern: Mapping[str, Term]) -> int:
    answer = serving.query(_COUNT, bindings=pattern, results=_ROWS)
    return int(json.loads(answer.read())["results"]["bindings"][0]["n"]["value"])


def _triples(serving: OpenRelease, pattern: Mapping[str, Term], page: int) -> list[Triple]:
    text = _TRIPLES.format(PAGE, (page - 1) * PAGE)
    answer = serving.query(text, bindings=pattern, graph=_LINES, whole=True)
    return list(read_triples(io.BytesIO(answer.read()), _LINES.key))


def _address() -> str:
    """The address that was asked for, as it was written: a client finds by it what is said of the page."""
    written = quote(request.query_string.decode("latin-1"), safe="!#$%&'()*+,/:;=?@[]~")
    return f"{_base()}?{written}" if written else _base()


def _base() -> str:
    return f"{request.host_url.rstrip('/')}{urls.FRAGMENTS}"


def _controls(found: Fragment) -> Iterator[Triple]:
    """What is said of a page, and how to ask for others."""
    page, dataset, form = NamedNode(found.address), NamedNode(f"{_base()}#dataset"), BlankNode("form")

    def hydra(name: str) -> NamedNode:
        return NamedNode(_HYDRA + name)

    def whole(number: int) -> Literal:
        return Literal(str(number), datatype=NamedNode(_WHOLE))

    kind, subset = NamedNode(iris.RDF + "type"), NamedNode(_VOID + "subset")
    yield Triple(NamedNode(f"{found.address}#metadata"), NamedNode("http://xmlns.com/foaf/0.1/primaryTopic"), page)
    yield Triple(dataset, kind, NamedNode(_VOID + "Dataset"))
    yield Triple(dataset, kind, hydra("Collection"))
    yield Triple(dataset, subset, page)
    yield Triple(dataset, hydra("search"), form)
    yield Triple(form, hydra("template"), Literal(f"{_base()}{{?{','.join(_POSITIONS)}}}"))
    yield Triple(form, hydra("variableRepresentation"), hydra("ExplicitRepresentation"))
    for position in _POSITIONS:
        mapping = BlankNode(position)
        yield Triple(form, hydra("mapping"), mapping)
        yield Triple(mapping, hydra("variable"), Literal(position))
        yield Triple(mapping, hydra("property"), NamedNode(iris.RDF + position))
    yield Triple(page, kind, hydra("PartialCollectionView"))
    yield Triple(page, NamedNode(iris.DCTERMS + "source"), dataset)
    yield Triple(page, hydra("totalItems"), whole(found.total))
    yield Triple(page, NamedNode(_VOID + "triples"), whole(found.total))
    yield Triple(page, hydra("itemsPerPage"), whole(PAGE))
    for name, number in (("first", 1), ("previous", found.page - 1), ("next", found.page + 1)):
        if name == "first" or (number > 0 and (number - 1) * PAGE < found.total):
            yield Triple(page, hydra(name), NamedNode(_page_address(number)))


def _page_address(number: int) -> str:
    """The address of another page of the fragment, in the same format."""
    given = {name: request.args[name] for name in (*_POSITIONS, "format") if request.args.get(name)}
    return f"{_base()}?{urlencode({**given, 'page': number})}"
