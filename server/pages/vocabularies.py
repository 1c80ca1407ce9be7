"""/ontology and /vocab: the terms as one page, and as RDF."""

import functools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, render_template
from markupsafe import Markup

from kg import iris
from kg.collation import sort_key as in_order
from kg.formats import Format, for_kind
from kg.release import Release
from server import answers, texts, urls
from server.negotiation import HTML
from server.pages import page
from server.pages.page import Page, downloads, trail
from server.pages.reader import Reader
from server.problems import Problem
from server.site import Serving, Site

_GRAPHS = {"ontology": "schema", "vocab": "vocab"}
_COUNTED = 200_000
"""Quads up to which the page counts how often each term is used."""
_PROPERTIES = ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")
_RELATIONS = {
    iris.RDFS + "subClassOf": "broader",
    iris.RDFS + "subPropertyOf": "broader",
    iris.RDFS + "domain": "domain",
    iris.RDFS + "range": "range",
    iris.OWL + "inverseOf": "inverse",
    iris.OWL + "disjointWith": "disjoint",
    iris.OWL + "equivalentClass": "aligned",
    iris.OWL + "equivalentProperty": "aligned",
    iris.SKOS + "exactMatch": "aligned",
    iris.SKOS + "closeMatch": "aligned",
    iris.SKOS + "broadMatch": "aligned",
    iris.SKOS + "notation": "notation",
}
_BACK = {"broader": "narrower", "inverse": "inverse", "disjoint": "disjoint"}


_SHOWN = ("notation", "broader", "narrower", "domain", "range", "inverse", "disjoint", "aligned")
"""The relations that a page shows, in its order."""


@dataclass(frozen=True)
class Ref:
    """A term that another one names: what to call it, and where it stands; without that its short name or its text."""

    text: str
    href: str = ""


@dataclass
class Term:
    """A class, a property or a code. `relations` hold IRIs or texts by the key of their word."""

    iri: str
    label: str
    definition: str
    section: str = ""
    kinds: list[str] = field(default_factory=list)
    relations: dict[str, list[str]] = field(default_factory=dict)
    chains: list[tuple[str, str]] = field(default_factory=list)
    uses: int | None = None
    example: str = ""
    rows: list[tuple[str, list[Ref]]] = field(default_factory=list)
    chained: list[tuple[Ref, Ref]] = field(default_factory=list)
    anchor: str = field(init=False)

    def __post_init__(self) -> None:
        self.anchor = self.iri.rpartition("#")[2]

    def relate(self, relation: str, value: str) -> None:
        """Notes a relation, once."""
        values = self.relations.setdefault(relation, [])
        if value not in values:
            values.append(value)


def blueprint(site: Site) -> Blueprint:
    """The routes of the ontology and the code lists on `site`."""
    routes = Blueprint("vocabularies", __name__)

    @routes.get("/<any(ontology, vocab):name>")
    def vocabulary(name: str) -> Response:
        offers = [HTML, *for_kind("graph")]
        chosen = answers.negotiate(offers)
        with site.serving() as serving:
            tag = answers.etag(serving, name, chosen.key, texts.language())
            if (unchanged := answers.not_modified(tag)) is not None:
                return unchanged
            if not Reader(serving).row("vocabulary-header", graph=iris.GRAPH + _GRAPHS[name]):
                raise Problem(
                    404, f"This release has no graph <{iris.GRAPH + _GRAPHS[name]}>: its files were made elsewhere."
                )
            return _page(serving, name, tag) if chosen is HTML else _rdf(serving, name, chosen, tag)

    @routes.get("/<any(ontology, vocab):name>/<version>")
    def version(name: str, version: str) -> Response:
        with site.serving() as serving:
            current = Reader(serving).row("vocabulary-header", graph=iris.GRAPH + _GRAPHS[name]).get("version")
        if current == f"{iris.BASE}{name}/{version}":
            return vocabulary(name)
        raise Problem(404, f"There is no version {version!r} of {name}; the current one is /{name}.")

    return routes


def _rdf(serving: Serving, name: str, form: Format, tag: str) -> Response:
    graph = iris.GRAPH + _GRAPHS[name]
    answer = serving.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}", graph=form)
    return answers.of(answer, tag, name)


@dataclass(frozen=True)
class _Terms:
    """What a page of terms says in one language; `asked` are the queries that it comes from, `written` is its HTML."""

    asked: Mapping[str, str]
    header: Mapping[str, str]
    sections: Sequence[tuple[str, list[Term]]]
    tree: Sequence[tuple[int, Term]]
    written: Markup


def _read(serving: Serving, name: str) -> _Terms:
    reader = Reader(serving)
    terms = _terms(reader, name)
    header = reader.row("vocabulary-header", graph=iris.GRAPH + _GRAPHS[name])
    refer = functools.cache(lambda iri: _ref(reader, terms, iri))
    for term in terms.values():
        term.rows = [(key, [refer(v) for v in term.relations[key]]) for key in _SHOWN if key in term.relations]
        term.chained = [(refer(first), refer(second)) for first, second in term.chains]
    sections: dict[str, list[Term]] = {}
    for term in sorted(terms.values(), key=lambda one: in_order(one.label)):
        sections.setdefault(term.section, []).append(term)
    order = ("schemes", "classes", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")
    known = [(key, sections.pop(key)) for key in order if key in sections]
    listed = sorted(sections.items(), key=lambda pair: in_order(reader.name(pair[0]) or ""))
    shown = [*known, *listed]
    written = render_template("terms-all.html", sections=shown, name=reader.name, prefixed=iris.prefixed)
    return _Terms(reader.asked, header, shown, _tree(terms) if name == "ontology" else [], Markup(written))  # noqa: S704 – escaped by the template


def _ref(reader: Reader, terms: Mapping[str, Term], iri: str) -> Ref:
    if iri in terms:
        return Ref(terms[iri].label, f"#{terms[iri].anchor}")
    name, href = reader.name(iri), urls.link(iri)
    return Ref(name, href) if name and href else Ref(iris.prefixed(iri))


def _page(serving: Serving, name: str, tag: str) -> Response:
    # Hundreds of terms take longer to read and sort than to write, and are the same for everyone.
    key = ("terms", name, texts.language(), texts.chosen())
    found = serving.once(key, lambda: _read(serving, name))
    title = texts.of(name)
    shown = Page(
        title=title,
        summary=texts.of("vocabulary.ontology") if name == "ontology" else texts.of("vocabulary.vocab"),
        trail=trail(),
        downloads=downloads(for_kind("graph"), lambda form: f"/{name}?format={form.key}"),
        asked=found.asked,
        described={
            "@context": "https://schema.org",
            "@type": "DefinedTermSet",
            "@id": iris.BASE + name,
            "name": title,
            "license": found.header["licence"],
        },
        iri=iris.BASE + name,
    )
    content: dict[str, Any] = {
        "header": found.header,
        "alignments": urls.graph(iris.GRAPH + "alignments", "ttl") if name == "ontology" else None,
        "sections": found.sections,
        "tree": found.tree,
        "all": found.written,
        "prefixed": iris.prefixed,
    }
    return page.respond(serving, tag, "terms.html", shown, **content)


def _terms(reader: Reader, name: str) -> dict[str, Term]:
    terms: dict[str, Term] = {}
    graph = iris.GRAPH + _GRAPHS[name]
    for row in reader.rows("vocabulary-terms", graph=graph):
        term = terms.setdefault(row["term"], Term(row["term"], row["label"], row["definition"]))
        term.kinds.append(row["kind"].rpartition("#")[2])
        term.section = term.section or row["kind"]
    for row in reader.rows("vocabulary-relations", graph=graph):
        _relate(terms, row["term"], row["relation"], row["value"])
    for term in terms.values():
        if "ConceptScheme" in term.kinds:
            term.section = "schemes"
    if name == "ontology":
        for term in terms.values():
            term.section = next((kind for kind in _PROPERTIES if kind in term.kinds), "classes")
        for row in reader.rows("vocabulary-chains"):
            if row["term"] in terms:
                terms[row["term"]].chains.append((row["first"], row["second"]))
    if _size(reader.serving.release) <= _COUNTED:
        for row in reader.rows("vocabulary-uses" if name == "ontology" else "vocabulary-uses-codes"):
            if (used := terms.get(row["term"])) is not None:
                used.uses, used.example = int(row["uses"]), row.get("example", "")
        for term in terms.values():
            if term.section != "schemes":  # a list of codes is not used itself
                term.uses = term.uses or 0
    return terms


def _relate(terms: Mapping[str, Term], subject: str, relation: str, value: str) -> None:
    """Notes a relation with the term that it is of, and with the other one where it can be read backwards."""
    key = _RELATIONS.get(relation)
    if (term := terms.get(subject)) is None:
        return
    if key is None:
        term.section = value  # in a code list
        return
    ours = value in terms or key in ("domain", "range", "notation")
    term.relate(key if ours else "aligned", value)
    if (other := terms.get(value)) is not None and key in _BACK:
        other.relate(_BACK[key], subject)


def _tree(terms: Mapping[str, Term]) -> list[tuple[int, Term]]:
    """The classes as a tree: each with its depth, narrower ones below. A class of two stands below both."""
    classes = {iri: term for iri, term in terms.items() if term.section == "classes"}
    found: list[tuple[int, Term]] = []

    def walk(term: Term, depth: int, above: tuple[str, ...]) -> None:
        found.append((depth, term))
        below = [classes[iri] for iri in term.relations.get("narrower", ()) if iri in classes and iri not in above]
        for one in sorted(below, key=lambda one: in_order(one.label)):
            walk(one, depth + 1, (*above, one.iri))

    roots: Iterable[Term] = (t for t in classes.values() if not set(t.relations.get("broader", ())) & set(classes))
    for root in sorted(roots, key=lambda one: in_order(one.label)):
        walk(root, 0, (root.iri,))
    return found


def _size(release: Release) -> int:
    """The quads of a release."""
    return sum(json.loads(release.report.read_text(encoding="utf-8"))["graphs"].values())
