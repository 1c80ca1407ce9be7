"""Whether every fact of an article graph is claimed, and every claim has its proof.

A claim is about a fact node (diem:claims) or a statement (claimSubject, claimPredicate and claimObject or
claimValue); its spans are character ranges of the article. Identifiers are computed, so that a changed
offset or statement shows as an identifier that does not fit.
"""

import re
import unicodedata
from collections.abc import Iterator

from kg import iris
from kg.model import Fault
from kg.sources import Sources
from kg.store import Literal, NamedNode, Term
from kg.validate.described import TYPE, Described, short, subclasses, term

_CLAIM_MAY_SAY = frozenset(
    (TYPE, *(iris.ONT + name for name in (
        "claims", "claimSubject", "claimPredicate", "claimObject", "claimValue", "confidence", "basis",
        "extractionRule", "modality", "rawValue", "reviewStatus", "reviewer", "span",
    )))
)  # fmt: skip
_SPAN_MAY_SAY = frozenset((TYPE, iris.ONT + "inArticle", iris.OA + "start", iris.OA + "end", iris.OA + "exact"))
_NEEDS_NO_CLAIM = frozenset((TYPE, iris.RDFS + "label", iris.SKOS + "altLabel"))
"""How a thing is called, and what it is, is ours to say."""
_HEX = re.compile(r"[0-9a-f]{64}")

Statement = tuple[str, str, Term]


def check(sources: Sources) -> Iterator[Fault]:
    """The faults in the evidence of every article graph, file by file."""
    facts = subclasses(sources, iris.ONT + "Fact")
    known = {
        term(quad.subject).value
        for quad in sources.quads()
        if quad.predicate.value == TYPE and isinstance(quad.object, NamedNode) and quad.object.value in facts
    }
    reference = {
        (term(quad.subject).value, quad.predicate.value, term(quad.object))
        for file in sources.of_kind("reference")
        for quad in file.quads
    }
    for file in sources.of_kind("article"):
        graph = Described(file)
        yield from _header(graph)
        yield from _article(graph)
        yield from _claims(graph, known, reference)
        yield from _spans(graph)
        yield from _unclaimed(graph, known)


def _header(graph: Described) -> Iterator[Fault]:
    iri = graph.file.graph
    if NamedNode(iris.OWL + "Ontology") not in graph.objects(iri, TYPE):
        yield graph.fault(iri, "the graph has no header `a owl:Ontology`")
    if not graph.objects(iri, iris.OWL + "imports"):
        yield graph.fault(iri, f"the graph does not import <{iris.ONTOLOGY}/…>")


def _article(graph: Described) -> Iterator[Fault]:
    article = iris.resource("article", graph.article)
    if NamedNode(iris.ONT + "Article") not in graph.objects(article, TYPE):
        yield graph.fault(article, "the graph does not describe its own article as a diem:Article")
        return
    for name in ("fileName", "sha256", "textLength"):
        if graph.literal(article, iris.ONT + name) is None:
            yield graph.fault(article, f"exactly one diem:{name} is needed", iris.ONT + name)
    digest = graph.literal(article, iris.ONT + "sha256")
    if digest is not None and not _HEX.fullmatch(digest.value):
        yield graph.fault(article, "diem:sha256 is not 64 hex digits", iris.ONT + "sha256")


def _claims(graph: Described, facts: set[str], reference: set[tuple[str, str, Term]]) -> Iterator[Fault]:
    asserted = {(s, p, o) for s, said in graph.said.items() for p, values in said.items() for o in values}
    spans = set(graph.of_type(iris.ONT + "TextSpan"))
    for claim in graph.of_type(iris.ONT + "Claim"):
        said = graph.said[claim]
        for predicate in sorted(set(said) - _CLAIM_MAY_SAY):
            yield graph.fault(claim, f"a claim does not say {short(predicate)}", predicate)
        for span in graph.objects(claim, iris.ONT + "span"):
            if str(span.value) not in spans:
                yield graph.fault(claim, f"the span {span} is not described in this graph", iris.ONT + "span")
        fact, statement = graph.iri(claim, iris.ONT + "claims"), claimed_statement(graph, claim)
        if fact is not None:
            parts: tuple[str, ...] = (fact,)
            if fact not in facts:
                yield graph.fault(claim, f"{short(fact)} is no diem:Fact", iris.ONT + "claims")
        elif statement is not None:
            s, p, o = statement
            parts = (f"<{s}>", f"<{p}>", str(o))
            if statement not in asserted and statement not in reference:
                text = f"{short(s)} {short(p)} {short(o.value) if isinstance(o, NamedNode) else o}"
                yield graph.fault(claim, f"claims a statement that no graph makes: {text}")
        else:
            yield graph.fault(claim, "claims neither one fact nor one whole statement")
            continue
        minted = iris.claim(graph.article, *parts)
        if claim != minted:
            yield graph.fault(claim, f"what it claims has the identifier {short(minted)}")


def claimed_statement(graph: Described, claim: str) -> Statement | None:
    """The triple of a statement claim, None where it is not whole."""
    subject = graph.iri(claim, iris.ONT + "claimSubject")
    predicate = graph.iri(claim, iris.ONT + "claimPredicate")
    values = [value for name in ("claimObject", "claimValue") for value in graph.objects(claim, iris.ONT + name)]
    if subject is None or predicate is None or len(values) != 1:
        return None
    return subject, predicate, values[0]


def _spans(graph: Described) -> Iterator[Fault]:
    used = {str(span.value) for said in graph.said.values() for span in said.get(iris.ONT + "span", ())}
    own = iris.resource("article", graph.article)
    for span in graph.of_type(iris.ONT + "TextSpan"):
        said = graph.said[span]
        for predicate in sorted(set(said) - _SPAN_MAY_SAY):
            yield graph.fault(span, f"a span does not say {short(predicate)}", predicate)
        if graph.iri(span, iris.ONT + "inArticle") != own:
            yield graph.fault(span, f"the span is not in {short(own)}", iris.ONT + "inArticle")
        start, end = graph.integer(span, iris.OA + "start"), graph.integer(span, iris.OA + "end")
        exact = graph.literal(span, iris.OA + "exact")
        if start is None or end is None or exact is None:
            yield graph.fault(span, "exactly one oa:start, oa:end (whole numbers) and oa:exact are needed")
            continue
        yield from _offsets(graph, span, start, end, exact)
        if span not in used:
            yield graph.fault(span, "no claim uses this span", severity="warning")


def _offsets(graph: Described, span: str, start: int, end: int, exact: Literal) -> Iterator[Fault]:
    # A file in decomposed letters has more characters than its quote, which is in normal form C.
    if not len(exact.value) <= end - start <= len(unicodedata.normalize("NFD", exact.value)):
        message = f"oa:end − oa:start is {end - start}, but the quote has {len(exact.value)} characters"
        yield graph.fault(span, message, iris.OA + "start")
    if not unicodedata.is_normalized("NFC", exact.value):
        yield graph.fault(span, "the quote is not in Unicode normal form C", iris.OA + "exact")
    minted = iris.span(graph.article, start, end)
    if span != minted:
        yield graph.fault(span, f"these offsets have the identifier {short(minted)}", iris.OA + "start")


def _unclaimed(graph: Described, facts: set[str]) -> Iterator[Fault]:
    claimed: set[str] = set()
    statements: set[Statement] = set()
    for claim in graph.of_type(iris.ONT + "Claim"):
        fact, statement = graph.iri(claim, iris.ONT + "claims"), claimed_statement(graph, claim)
        claimed |= {fact} if fact else set()
        claimed |= {statement[0]} if statement else set()
        statements |= {statement} if statement else set()
    for subject in graph.said:
        if subject in facts and subject not in claimed:
            yield graph.fault(subject, "no claim of this article supports the fact")
    apparatus = {graph.file.graph, iris.resource("article", graph.article)} | facts
    for name in ("Claim", "TextSpan", "DataPoint", "Period"):  # data points and periods are named by what they are
        apparatus |= set(graph.of_type(iris.ONT + name))
    for subject in sorted(set(graph.said) - apparatus):
        for predicate, values in graph.said[subject].items():
            unsaid = [
                v for v in values if predicate not in _NEEDS_NO_CLAIM and (subject, predicate, v) not in statements
            ]
            for value in unsaid:
                said = short(value.value) if isinstance(value, NamedNode) else str(value)
                yield graph.fault(subject, f"no claim supports {short(predicate)} {said}", predicate)
