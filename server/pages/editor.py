"""The page to type queries: the editor with its examples, the answer, or what is wrong and where."""

from dataclasses import dataclass

from flask import render_template

from kg import iris
from kg.engine.pool import Answer
from kg.formats import FORMATS, for_kind
from kg.queries import CannedQuery
from kg.store import UNEXPECTED
from server import answers, texts, urls, vendor
from server.exact import ExactSite
from server.pages.page import Link, Page, downloads, trail
from server.problems import Problem
from server.releases import OpenRelease
from server.site import Site

_FIRST = (
    "who-attended", "target-vs-achieved", "rankings", "directives", "person", "systems", "sources-disagree", "evidence",
    "successors", "meeting-graph",
)  # fmt: skip
"""The questions that stand beside the editor; /queries has all."""
_EXAMPLE = """\
PREFIX diem: <https://w3id.org/diemcau/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?name ?meeting WHERE {
  ?person a diem:Person ; rdfs:label ?name ; diem:attended ?meeting .
}
ORDER BY ?name ?meeting
LIMIT 100
"""
_AROUND = 2
"""Lines that are shown before and after the one that has an error."""


@dataclass(frozen=True)
class Line:
    """A line of a query that has an error; in the faulty one, `good` is what stands before it and `bad` the rest."""

    number: int
    good: str
    bad: str = ""
    faulty: bool = False


def show(
    site: Site | ExactSite,
    serving: OpenRelease,
    text: str = _EXAMPLE,
    answer: Answer | None = None,
    seconds: float = 0,
    problem: Problem | None = None,
) -> str:
    """The page with the query `text`, and its answer, which took `seconds`, or its problem."""
    table, turtle = None, ""
    if answer is not None and answer.kind == "results":
        table = answers.table(answer.read(), serving.name(texts.language()))
    elif answer is not None:
        turtle = answer.read().decode()
    forms = for_kind(answer.kind) if answer is not None else ()
    page = Page(
        title=texts.of("editor.title"),
        summary=texts.of("editor.summary"),
        trail=() if isinstance(site, ExactSite) else trail(Link(texts.of("questions"), urls.QUERIES)),
        downloads=downloads(forms, lambda form: urls.sparql_as(text, form.key)),
    )
    return render_template(
        "sparql.html",
        page=page,
        release=answer.release.name if answer is not None else serving.release.id,
        text=text,
        table=table,
        turtle=turtle,
        cut=answer is not None and (answer.cut is not None or (table is not None and table.cut)),
        milliseconds=round(1000 * seconds),
        problem=problem,
        lines=_lines(text, problem),
        fault=_fault(problem),
        engine="" if problem is None or UNEXPECTED in problem.detail else problem.detail,
        formats=FORMATS,
        examples=[(query.title, urls.sparql(example(query))) for query in _examples(site)],
        prefixes=iris.PREFIXES,
        rich=not vendor.missing(),
        here=urls.sparql(text),
    )


def example(query: CannedQuery) -> str:
    """The SPARQL of a question without the header that describes it."""
    return plain(query.text)


def plain(text: str) -> str:
    """A query without the lines of its header."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#+")).lstrip("\n")


def _examples(site: Site | ExactSite) -> list[CannedQuery]:
    return [] if isinstance(site, ExactSite) else [site.queries[slug] for slug in _FIRST if slug in site.queries]


def _fault(problem: Problem | None) -> str:
    """What is wrong with the query, in the language of the page; "" where only the engine can say, in its own."""
    fault = dict(problem.members.get("fault", {})) if problem is not None else {}
    return texts.of(f"fault.{fault.pop('kind')}", **fault) if fault else ""


def _lines(text: str, problem: Problem | None) -> list[Line]:
    """The lines around the error, if it is known where it is."""
    found = problem.members.get("line") if problem is not None else None
    if problem is None or not found:
        return []
    column = max(problem.members.get("column") or 1, 1)
    shown = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):  # an end that is missing is on the last
        if number == found:
            shown.append(Line(number, line[: column - 1], line[column - 1 :], faulty=True))
        elif abs(number - found) <= _AROUND:
            shown.append(Line(number, line))
    return shown
