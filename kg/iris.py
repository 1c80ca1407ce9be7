"""Namespaces, and the only functions that mint IRIs.

An IRI is computed from the content it names, so that the same fact from two articles is one node with
two claims.
"""

import hashlib
import re

from kg.folding import fold, nfc

BASE = "https://w3id.org/diemcau/"
ONTOLOGY = BASE + "ontology"
ONT = ONTOLOGY + "#"
VOC = BASE + "vocab#"
ID = BASE + "id/"
GRAPH = BASE + "graph/"
PROFILE = BASE + "profile/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
OA = "http://www.w3.org/ns/oa#"

TYPES = (
    "agency", "area", "area-group", "article", "attendance", "bridge-point", "category", "change", "claim",
    "commitment", "data-point", "data-source", "decision", "directive", "document", "group", "holding", "indicator",
    "meeting", "method", "note", "observation", "period", "person", "position", "ranking", "ranking-entry", "remark",
    "reorganization", "service", "source", "span", "system", "target", "topic",
)  # fmt: skip
"""Every kind of resource that has IRIs of its own, as it stands in the IRI."""

PREFIXES: dict[str, str] = {
    "diem": ONT,
    "voc": VOC,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "prov": "http://www.w3.org/ns/prov#",
    "oa": OA,
    "org": "http://www.w3.org/ns/org#",
    "schema": "http://schema.org/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    **{name: f"{ID}{name}/" for name in TYPES},
}
"""Prefixes of every file that diemcau writes and of every query it runs."""

SLUG = re.compile(r"[a-z0-9][a-z0-9.-]*")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def slugify(text: str) -> str:
    """An ASCII slug of Vietnamese text: "Ủy ban Quốc gia" → "uy-ban-quoc-gia".

    Raises ValueError where nothing is left of the text.
    """
    slug = _NOT_SLUG.sub("-", fold(text)).strip("-")
    if not slug:
        raise ValueError(f"no letter or digit to make a slug of: {text!r}")
    return slug


def resource(kind: str, slug: str) -> str:
    """The IRI of a resource, e.g. resource("area", "thai-binh").

    Raises ValueError for an unknown kind or a slug outside [a-z0-9.-].
    """
    if kind not in TYPES:
        raise ValueError(f"unknown kind of resource: {kind!r}")
    if not SLUG.fullmatch(slug):
        raise ValueError(f"not a slug: {slug!r}")
    return f"{ID}{kind}/{slug}"


def article_graph(article: str) -> str:
    """The named graph that holds what one article says."""
    return f"{GRAPH}article/{article}"


def term_key(parts: tuple[str, ...]) -> str:
    """Eight hex digits that stand for the NFC text of `parts`, in order."""
    return hashlib.sha1(nfc("\n".join(parts)).encode(), usedforsecurity=False).hexdigest()[:8]


def span(article: str, start: int, end: int) -> str:
    """The IRI of the characters [start, end) of an article: code points, 0-based."""
    return resource("span", f"{article}--{start}-{end}")


def claim(article: str, *statement: str) -> str:
    """The IRI of what one article says: of a fact node (one IRI) or of a triple (three N-Triples terms)."""
    return resource("claim", f"{article[:8]}-{term_key((*statement, article))}")


def text_slug(*parts: str, text: str) -> str:
    """A slug for facts whose key is a text: the parts, then eight hex digits of the text's folded form."""
    return "--".join((*parts, term_key((fold(text),))))


def expand(name: str) -> str | None:
    """The IRI that `name` writes; else None.

    That is a full one, with or without <>, or one like area:thai-binh; of our things also area/thai-binh, as addresses
    have it.
    """
    name = name.removeprefix("<").removesuffix(">") if name.startswith("<") else name
    if name.startswith(("http://", "https://")):
        return name
    prefix, _, local = name.partition(":")
    if local and prefix in PREFIXES:
        return PREFIXES[prefix] + local
    kind, _, slug = name.partition("/")
    return PREFIXES[kind] + slug if slug and PREFIXES.get(kind, "").startswith(ID) else None


def prefixed(iri: str) -> str:
    """An IRI as a prefixed name where a prefix is known, else whole: the way back from `expand`."""
    fitting = [(len(base), name) for name, base in PREFIXES.items() if iri.startswith(base)]
    if not fitting:
        return iri
    length, name = max(fitting)
    return f"{name}:{iri[length:]}"
