"""Evidence beside each answer: proofs of what it names, the articles to cite, and what only programs have said."""

import re
from collections.abc import Iterable, Sequence

from kg import iris
from server.mcp.shapes import Article, Evidence, Review, Sourced
from server.pages import claims
from server.pages.claims import Taken
from server.pages.reader import Reader
from server.texts import speaking

PROOFS = 12
"""Things of an answer whose proof is given with it; of further ones, `why` has them."""
ARTICLES = 30
_KINDS = "|".join(map(re.escape, iris.TYPES))
_OURS = re.compile(rf"(?:{re.escape(iris.ID)}(?:{_KINDS})/|(?<![\w:/])(?:{_KINDS}):){iris.SLUG.pattern}")
_ARTICLE = iris.ID + "article/"
_NO_CLAIMS = tuple(f"{iris.ID}{kind}/" for kind in ("article", "claim", "span", "source"))


def named(texts: Iterable[str]) -> list[str]:
    """The IRIs of ours in some texts, written in full or as prefixed names, each once, in their order."""
    return list(dict.fromkeys(_full(name.rstrip(".")) for text in texts for name in _OURS.findall(text)))


def review(reader: Reader, iri: str) -> Review:
    """Whether people have looked at what is known of a thing."""
    return "extracted" if reader.serving.machine_read(iri) else "reviewed"


def sourced(reader: Reader, things: list[str], notes: Sequence[str] = ()) -> Sourced:
    """The evidence of an answer that names `things`: one proof for each of the first, all of its articles."""
    provable = [iri for iri in things if not iri.startswith(_NO_CLAIMS)]
    direct = {row["thing"]: row["claim"] for row in reader.listed("tool-proofs", provable[:PROOFS])}
    proofs = [direct.get(iri) or next(iter(mentioning(reader, iri, 1)), None) for iri in provable[:PROOFS]]
    taken = claimed(reader, list(dict.fromkeys(filter(None, proofs))))
    if len(provable) > PROOFS:
        notes = [*notes, speaking(reader.language)("tool.proofs", count=PROOFS)]
    return with_claims(reader, things, [evidence(reader, one) for one in taken], notes)


def mentioning(reader: Reader, iri: str, limit: int) -> list[str]:
    """Claims of the newest articles about facts that a thing is part of: what a person attended, say."""
    return [one.claim for one in reader.serving.lists.said(iri, limit)]


def claimed(reader: Reader, those: list[str]) -> list[Taken]:
    """Claims with their quotes, in the order of their IRIs given."""
    found = {one.claim: one for one in claims.gather(reader.listed("tool-claims", those))}
    return [found[iri] for iri in those if iri in found]


def with_claims(reader: Reader, things: list[str], proofs: list[Evidence], notes: Sequence[str] = ()) -> Sourced:
    """The evidence of an answer that names `things` and is proved by `proofs`."""
    cited = [_full(one["article"]) for one in proofs]
    cited += [iri for iri in things if iri.startswith(_ARTICLE)]
    cited = list(dict.fromkeys(cited))
    extracted = [iris.prefixed(iri) for iri in things if reader.serving.machine_read(iri)]
    found: Sourced = {
        "evidence": proofs,
        "articles": articles(reader, cited[:ARTICLES]),
        "release": reader.serving.release.id,
    }
    if extracted:
        found["extracted"] = extracted
    if len(cited) > ARTICLES:
        notes = [*notes, speaking(reader.language)("tool.articles", count=len(cited), shown=ARTICLES)]
    if notes:
        found["note"] = " ".join(notes)
    return found


def articles(reader: Reader, cited: list[str]) -> list[Article]:
    """What is needed to cite articles, in the order of their IRIs."""
    found = []
    for row in reader.listed("tool-articles", cited):
        iri = row["article"]
        one: Article = {
            "id": iris.prefixed(iri),
            "title": row.get("title") or reader.name(iri) or iri,
            "review": review(reader, iri),
        }
        if "date" in row:
            one["date"] = row["date"]
        if "publisher" in row:
            one["publisher"] = reader.name(row["publisher"]) or iris.prefixed(row["publisher"])
        if "url" in row:
            one["url"] = row["url"]
        found.append(one)
    return found


def evidence(reader: Reader, one: Taken) -> Evidence:
    """A claim with its first quote."""
    quote = one.quotes[0]
    found: Evidence = {
        "about": iris.prefixed(one.fact),
        "article": iris.prefixed(one.article),
        "quote": quote.text,
        "start": quote.start,
        "end": quote.end,
        "confidence": float(one.confidence),
        "review": "extracted" if one.unreviewed else "reviewed",
        "claim": iris.prefixed(one.claim),
    }
    if says := said(reader, one):
        found["says"] = says
    if one.grounds:
        found["basis"] = [reader.name(basis) or basis for basis in one.grounds]
    if one.hedged:
        found["modality"] = reader.name(one.modality) or one.modality
    if one.rule:
        found["rule"] = one.rule
    return found


def said(reader: Reader, one: Taken) -> str:
    """What a claim says, by names: the fact, or the statement about it."""
    subject = reader.name(one.fact) or ""
    if not one.predicate:
        return subject
    value = (reader.name(one.object) or iris.prefixed(one.object)) if one.object else one.value
    return f"{subject} – {reader.name(one.predicate) or iris.prefixed(one.predicate)}: {value}"


def _full(name: str) -> str:
    return iris.expand(name) or name
