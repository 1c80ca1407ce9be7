"""From an article's resolved facts to its named graph."""

from collections.abc import Callable, Mapping

from kg import iris
from kg.facts import Article
from kg.iris import DCTERMS, OWL
from kg.store import NamedNode, Quad
from kg.things import Resolved, ResolvedFact
from kg.triples import events, figures, others
from kg.triples.codes import codes
from kg.triples.graph import LABEL, TYPE, Evidence, Graph, Statement, term, text, typed
from kg.triples.proof import LONGEST, spans

_ONTOLOGY = f"{iris.ONTOLOGY}/1.0.0"
_MAKERS: Mapping[str, Callable[[Graph, ResolvedFact, Evidence, Resolved], None]] = {
    "meeting": events.meeting, "attendance": events.attendance, "group_attendance": events.attendance,
    "holding": events.holding, "observation": figures.figure, "target": figures.figure, "change": figures.change,
    "ranking": figures.ranking, "document": others.document, "directive": others.directive, "agency": others.agency,
}  # fmt: skip


def quads(article: Article, resolved: Resolved) -> list[Quad]:
    """The named graph of an article: header, article, facts, claims and spans; sorted, each quad once.

    The same article and facts give the same quads. Every fact has a claim, with the status *extracted* or, where a
    person has looked at it, *reviewed*.
    """
    graph = Graph(article.id, article.text, LONGEST)
    graph.say(graph.name, (TYPE, NamedNode(OWL + "Ontology")), (NamedNode(OWL + "imports"), NamedNode(_ONTOLOGY)))
    _describe(graph, article)
    for found in resolved.facts:  # in the order of the text: what an article says first names a thing
        fact = found.fact
        modality = codes()["modalities"].get(fact.modality, "")
        evidence = Evidence(spans(fact, article.text), fact.rule, fact.confidence, found.bases, modality, fact.reviewer)
        _MAKERS[fact.type](graph, found, evidence, resolved)
    return graph.quads()


def _describe(graph: Graph, article: Article) -> None:
    title = " ".join((article.title or article.file_name).split())
    said: list[Statement] = [
        (TYPE, term("Article")), (LABEL, text(title, "vi")), (NamedNode(DCTERMS + "title"), text(title, "vi")),
        (term("fileName"), text(article.file_name)), (term("sha256"), text(article.sha256)),
        (term("textLength"), typed(str(len(article.text)), "integer")),
    ]  # fmt: skip
    if article.published:
        said.append((term("publicationDate"), typed(article.published, "date")))
    if article.published_time:
        said.append((term("publicationTime"), typed(article.published_time, "time")))
    if article.byline:
        said.append((term("byline"), text(article.byline)))
    if article.url:
        said.append((term("url"), typed(article.url, "anyURI")))
    graph.say(NamedNode(iris.resource("article", article.id)), *said)
