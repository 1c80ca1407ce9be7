"""Asking from the command line: the local release, or a SPARQL endpoint elsewhere."""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError

from kg import formats, paths, queries, query_files, release, resultset
from kg.binding import substitute
from kg.engine import searching
from kg.engine.pool import Answer, QueryPool
from kg.formats import Format, for_kind
from kg.labels import Candidate, LabelIndex
from kg.queries import CannedQuery, ParameterError
from kg.release import Release
from kg.service.following import NotHere, in_service
from kg.service.service import ServiceFailed
from kg.store import NamedNode, NotServable, Term, term_text
from server.answers import Cell, nobody, table
from server.pages.reader import query_text
from server.problems import QUERY_ERRORS, of_query
from server.releases import Namer
from server.settings import Settings

REMOTE_SECONDS = 60
_ROWS = for_kind("results")[0]


class CannotAsk(Exception):
    """A question that cannot be asked or answered. The message says why and how to mend it."""


@dataclass(frozen=True)
class Asked:
    """A query with its parameters bound. `columns` are titles for a table, where the query is a canned one.

    `given` names what a table need not say in each row: the parameters that were bound to one thing, and the columns
    that only a drawing needs.
    """

    text: str
    columns: tuple[str, ...] | None
    given: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rows:
    """An answer as a table: names of its variables, their titles, and the cells, each a list as in a page."""

    names: list[str]
    titles: list[str]
    cells: list[list[list[Cell]]]
    given: frozenset[str]
    name: Namer


def published(settings: Settings) -> Release:
    """The release in service, here or in the service of the settings. Raises CannotAsk where there is none."""
    if settings.service is not None:
        try:
            return in_service(settings.data, settings.service)
        except (NotHere, ServiceFailed) as error:
            raise CannotAsk(f"{error}.") from None
    found = release.current(settings.data)
    if found is None:
        raise CannotAsk(f"There is no release in {settings.data}. Make one with: diemcau build")
    return found


def prepare(settings: Settings, question: str, arguments: Mapping[str, str]) -> Asked:
    """A canned question with its arguments, or the SPARQL in a file or standard input. Raises CannotAsk."""
    if question == "-":
        return _plain(sys.stdin.read(), arguments)
    if question.endswith(".rq") or "/" in question:
        try:
            return _plain(Path(question).read_text(encoding="utf-8"), arguments)
        except (OSError, UnicodeDecodeError) as error:
            raise CannotAsk(f"{question} cannot be read: {error}") from None
    known = query_files.load_queries(paths.queries_dir())
    if question not in known:
        raise CannotAsk(f"There is no question {question!r}. `diemcau queries` lists them all.")
    query = known[question]
    language = arguments.get("lang", "vi")
    columns = tuple(title.get(language, title["vi"]) for title in query.columns.values()) or None
    bound = _bound(settings, query, arguments)
    given = frozenset(name for name, term in bound.items() if isinstance(term, NamedNode))
    return Asked(substitute(query.text, _texts(bound)), columns, given | query.view.hidden)


def _plain(text: str, arguments: Mapping[str, str]) -> Asked:
    if arguments:
        raise CannotAsk("Only canned questions take arguments; write the values into the SPARQL text.")
    return Asked(text, None)


def _bound(settings: Settings, query: CannedQuery, arguments: Mapping[str, str]) -> Mapping[str, Term]:
    index = LabelIndex.open(published(settings).labels)
    try:
        return queries.bind(query, arguments, index)
    except ParameterError as error:
        raise CannotAsk(str(error)) from None
    finally:
        index.close()


def _texts(terms: Mapping[str, Term]) -> dict[str, str]:
    return {name: term_text(term) for name, term in terms.items()}


def data(settings: Settings, asked: Asked, key: str, endpoint: str | None = None) -> bytes:
    """The answer in the format `key`; rows in a graph format are a result set in RDF. Raises CannotAsk."""
    form = formats.by_key(key)
    if form.kind != "graph":
        return _remote(endpoint, asked.text, form) if endpoint else _local(settings, asked.text, form, None).read()
    if endpoint:
        # An endpoint that has no RDF for rows sends what it has.
        content = _remote(endpoint, asked.text, form, _ROWS)
        return resultset.as_graph(content, key) if _is_rows(content) else content
    answer = _local(settings, asked.text, _ROWS, form)
    return resultset.as_graph(answer.read(), key) if answer.kind == "results" else answer.read()


def _is_rows(content: bytes) -> bool:
    """Whether an endpoint answered in SPARQL JSON, which is no RDF: an object whose first member is its head."""
    return bool(re.match(rb'\s*\{\s*"head"', content))


def rows(settings: Settings, asked: Asked, endpoint: str | None = None) -> Rows:
    """The answer as a table. Raises CannotAsk, also for a query whose answer is no table."""
    content = _remote(endpoint, asked.text, _ROWS) if endpoint else _local(settings, asked.text, _ROWS, None).read()
    found = table(content, whole=True)
    return Rows(
        found.columns,
        list(asked.columns or found.columns),
        found.rows,
        asked.given,
        nobody if endpoint else _namer(settings),
    )


def _namer(settings: Settings) -> Namer:
    """The Vietnamese names of this release."""

    def name(iri: str) -> str | None:
        index = LabelIndex.open(published(settings).labels)
        try:
            return index.label(iri)
        finally:
            index.close()

    return name


def description(settings: Settings, resource: str, key: str) -> bytes:
    """What is known of an IRI, a slug or a label. Raises CannotAsk where it names nothing, or several things."""
    index = LabelIndex.open(published(settings).labels)
    try:
        found: list[Candidate] = index.resolve(resource)
    finally:
        index.close()
    if len(found) != 1:
        several = "".join(f"\n  {c.iri}  {c.label}" for c in found)
        raise CannotAsk(f"{resource!r} names several things:{several}" if found else f"Nothing is called {resource!r}.")
    text = substitute(query_text("description"), {"entity": term_text(NamedNode(found[0].iri))})
    return _local(settings, text, None, formats.by_key(key)).read()


def _local(settings: Settings, text: str, results: Format | None, graph: Format | None) -> Answer:
    try:
        text = _with_found(settings, text)
        with QueryPool(published(settings).path, settings.limits, service=settings.service) as pool:
            return pool.query(text, results=results, graph=graph, whole=True)
    except NotServable as error:
        fitting = ", ".join(f.key for f in for_kind(error.kind))
        what = "a graph" if error.kind == "graph" else "rows"
        raise CannotAsk(f"The answer to this query is {what}: ask with --format, one of {fitting}.") from None
    except QUERY_ERRORS as error:
        if isinstance(error.__cause__, ServiceFailed):
            raise CannotAsk(f"{error.__cause__}.") from None
        raise CannotAsk(of_query(error).detail) from None


def _with_found(settings: Settings, text: str) -> str:
    """A query with the things that it searches for. Raises guard.Refused."""
    index = LabelIndex.open(published(settings).labels)
    try:
        return searching.expand(text, lambda words: [one.iri for one in index.search(words, limit=searching.FOUND)])
    finally:
        index.close()


def _remote(endpoint: str, text: str, *forms: Format) -> bytes:
    from SPARQLWrapper import POST, SPARQLWrapper  # takes a while to load, as all of rdflib does
    from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

    client = SPARQLWrapper(endpoint, agent="diemcau")
    client.setMethod(POST)
    client.setOnlyConneg(True)  # or it would add ?format=xml, which goes before Accept
    client.setTimeout(REMOTE_SECONDS)
    client.setQuery(text)
    client.addCustomHttpHeader("Accept", ", ".join(form.media_type for form in forms))
    try:
        response = client.query().response
        return bytes(response.read())
    except (SPARQLWrapperException, HTTPError, URLError, OSError, ValueError) as error:
        raise CannotAsk(f"{endpoint} did not answer: {error}") from None
