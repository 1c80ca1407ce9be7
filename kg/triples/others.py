"""Documents, directives and agencies as statements."""

import re

from kg import iris
from kg.store import NamedNode
from kg.things import Resolved, ResolvedFact
from kg.triples.codes import codes
from kg.triples.graph import TYPE, Evidence, Graph, Statement, code, labels, node, term, text, typed

_NUMBER = re.compile(
    r"[0-9]{1,5}[a-z]?(/(19|20)[0-9]{2})?[-/][A-ZĐ][A-ZĐa-zđ]{0,7}[0-9]{0,2}([-/][A-ZĐ][A-ZĐa-zđ]{1,9}[0-9]{0,2})*"
)


def document(graph: Graph, found: ResolvedFact, evidence: Evidence, _: Resolved) -> None:
    """A numbered document, that the article mentions it, its day and issuer."""
    slots, thing = found.fact.slots, found.things["document"][0]
    subject = graph.thing(thing, evidence)
    printed = re.sub(r"\s", "", str(slots["number"]))
    if _NUMBER.fullmatch(printed) and not thing.known:
        graph.statement(subject, term("documentNumber"), text(printed), evidence)
    if slots.get("date") and str(slots["date"]) in thing.slug:  # else articles might date one document differently
        graph.statement(subject, term("date"), typed(str(slots["date"]), "date"), evidence)
    if issuer := found.one("issuer"):
        graph.statement(subject, term("issuedBy"), graph.thing(issuer, evidence), evidence)
    graph.statement(NamedNode(iris.resource("article", graph.article)), term("mentions"), subject, evidence)


def directive(graph: Graph, found: ResolvedFact, evidence: Evidence, _: Resolved) -> None:
    """What somebody tells somebody to do."""
    slots = found.fact.slots
    task = " ".join(str(slots["task"]).split())
    issuer, assignee, met = found.one("issuer"), found.one("assignee"), found.one("meeting")
    force = codes()["forces"].get(slots.get("force"), "require")
    scope = met.slug if met else graph.article[:8]
    slug = iris.text_slug(scope, assignee.slug if assignee else "khong-neu", text=task)
    to_vi, to_en = (f"{assignee.vi}: ", f"{assignee.english}: ") if assignee else ("", "")
    said: list[Statement] = [
        (TYPE, term("Assignment" if force == "assign" else "Directive")),
        *labels(f"{to_vi}{task}", f"{to_en}“{task}”"), (term("force"), code(f"force-{force}")),
    ]  # fmt: skip
    if issuer is not None:
        said.append((term("issuedBy"), graph.thing(issuer, evidence)))
    if assignee is not None:
        said.append((term("assignedTo"), graph.thing(assignee, evidence)))
    if met is not None:
        said.append((term("issuedAt"), node(met)))
    graph.fact(NamedNode(f"{iris.ID}directive/{slug}"), said, evidence)


def agency(graph: Graph, found: ResolvedFact, evidence: Evidence, _: Resolved) -> None:
    """That the article mentions a body."""
    subject = graph.thing(found.things["agency"][0], evidence)
    graph.statement(NamedNode(iris.resource("article", graph.article)), term("mentions"), subject, evidence)
