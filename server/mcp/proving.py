"""Why something is here: all claims about it, the reference data that state it, or the inference."""

from typing import cast

from kg import iris
from kg.store import Literal, Term
from server.mcp import sourcing
from server.mcp.shapes import Proof, Reason
from server.pages import claims, explaining
from server.pages.claims import Taken
from server.pages.reader import Reader, Row
from server.texts import speaking

MOST = 100
"""Claims that a proof can have."""
_INFERRED = iris.GRAPH + "inferred"
_FILES = iris.GRAPH + "reference/"


class NotSaid(Exception):
    """The graph does not say it. The message says what, and how to ask for what it does say."""


def thing(reader: Reader, iri: str, limit: int) -> Proof:
    """Why a fact, a claim or a thing is here, with the first `limit` claims about it. Raises NotSaid."""
    is_claim = iri.startswith(f"{iris.ID}claim/")
    about = reader.row("fact-of-claim", claim=iri) if is_claim else {"fact": iri}
    if "fact" not in about:
        raise NotSaid(f"{iris.prefixed(iri)} is no claim of this release. Take claims from `evidence` of answers.")
    found = claims.gather(reader.rows("fact-claims", fact=about["fact"]))
    if is_claim:
        found = [one for one in found if one.claim == iri]
    elif not found:
        found = sourcing.claimed(reader, sourcing.mentioning(reader, iri, MOST))
    files = _files(reader, about["fact"])
    if not found and not files:
        raise NotSaid(
            f"No article is cited for {iris.prefixed(iri)} itself. Use `describe` for its statements, and `why` with "
            "subject, predicate and object for one of them, or with the facts that `mentions` names."
        )
    says = reader.name(about["fact"]) or iris.prefixed(about["fact"])
    proof = _proof(reader, says, about["fact"], found, limit)
    proof["id"] = iris.prefixed(iri)
    if files:
        proof["reference"] = files
    return proof


def statement(reader: Reader, subject: str, predicate: str, value: str, limit: int) -> Proof:
    """Why a single statement is here; `value` is an IRI or the text of a literal. Raises NotSaid."""
    is_iri = value.startswith(("http://", "https://"))
    bound: str | Term = value if is_iri else Literal(value)
    name = "fact-triple" if is_iri else "fact-value"
    key = "o" if is_iri else "text"
    graphs = [row["graph"] for row in reader.rows(name, s=subject, p=predicate, **{key: bound})]
    said = _said(reader, (subject, predicate, value))
    if not graphs:
        raise NotSaid(f"The graph does not say: {said}. `describe` lists what it says of the subject.")
    found = [
        one
        for one in claims.gather(reader.rows("fact-claims", fact=subject))
        if (one.predicate == predicate and value in (one.object, one.value)) or not one.predicate
    ]
    proof = _proof(reader, said, subject, found, limit)
    if files := [graph for graph in graphs if graph.startswith(_FILES)]:
        titles = {row["graph"]: row["title"] for row in reader.rows("graph-titles")}
        proof["reference"] = [titles.get(graph, graph) for graph in files]
    if graphs == [_INFERRED]:
        reason = explaining.explain((subject, predicate, value), lambda one: _rules(reader, one))
        proof["inferred"] = _reasons(reader, (subject, predicate, value), reason)
    return proof


def _proof(reader: Reader, says: str, about: str, found: list[Taken], limit: int) -> Proof:
    word = speaking(reader.language)
    notes = [word("tool.more-claims", count=len(found), shown=limit)] if len(found) > limit else []
    proofs = [sourcing.evidence(reader, one) for one in found[:limit]]
    carried = sourcing.with_claims(reader, [about], proofs, notes)
    return cast(Proof, {"says": says, "cut": len(found) > limit, **carried})


def _files(reader: Reader, iri: str) -> list[str]:
    """The titles of the files of reference data that say something of a thing."""
    return [row["title"] for row in reader.rows("tool-files", entity=iri) if row["graph"].startswith(_FILES)]


def _rules(reader: Reader, one: explaining.Statement) -> list[Row]:
    subject, predicate, value = one
    is_iri = value.startswith(("http://", "https://"))
    return reader.rows("fact-rules", s=subject, p=predicate, o=value if is_iri else Literal(value))


def _reasons(reader: Reader, one: explaining.Statement, reason: explaining.Reason | None) -> list[Reason]:
    """The steps of an inference, from what is asked about down to what sources say."""
    if reason is None:
        return []
    rule = speaking(reader.language)(f"rule.{reason.rule}")
    steps: list[Reason] = [
        {
            "statement": _said(reader, one),
            "rule": rule.removesuffix(":"),
            "premises": [_said(reader, p.statement) for p in reason.premises],
        }
    ]
    for premise in reason.premises:
        steps += _reasons(reader, premise.statement, premise.reason)
    return steps


def _said(reader: Reader, one: explaining.Statement) -> str:
    subject, predicate, value = one
    return f"{_named(reader, subject)} – {_named(reader, predicate)}: {_named(reader, value)}"


def _named(reader: Reader, text: str) -> str:
    """A thing by its prefixed name and label; a text as it is."""
    if not text.startswith(("http://", "https://")):
        return text
    label = reader.name(text)
    return f"{iris.prefixed(text)} ({label})" if label else iris.prefixed(text)
