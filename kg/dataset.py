"""What the data set says of itself: VoID and DCAT, in the graph `graph/dataset`.

Nothing here depends on the day of the build, so that equal inputs give equal dumps.
"""

from collections.abc import Mapping

from kg import iris
from kg.store import Literal, NamedNode, Quad

DATASET = iris.BASE + "dataset"
GRAPH = iris.GRAPH + "dataset"
_VOID = "http://rdfs.org/ns/void#"
_DCAT = "http://www.w3.org/ns/dcat#"
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_TEXTS = (
    ("title", "diemcau: tri thức về Chính phủ điện tử Việt Nam", "vi"),
    ("title", "diemcau: knowledge about Viet Nam's e-government", "en"),
    (
        "description",
        "Điều báo chí nêu về Chính phủ điện tử, mỗi điều kèm bài báo và đoạn ký tự chứng minh.",
        "vi",
    ),
    (
        "description",
        "What the news says about e-government, each statement with the article and characters that prove it.",
        "en",
    ),
)


def describe(counts: Mapping[str, int]) -> list[Quad]:
    """The description of a data set whose named graphs (IRI → number of quads) are `counts`, sorted."""
    graph, whole = NamedNode(GRAPH), NamedNode(DATASET)
    quads = [
        Quad(whole, NamedNode(iris.RDF + "type"), NamedNode(_VOID + "Dataset"), graph),
        Quad(whole, NamedNode(iris.RDF + "type"), NamedNode(_DCAT + "Dataset"), graph),
        Quad(whole, NamedNode(iris.DCTERMS + "license"), NamedNode(_LICENCE), graph),
        Quad(whole, NamedNode(_VOID + "uriSpace"), Literal(iris.ID), graph),
        Quad(whole, NamedNode(_VOID + "vocabulary"), NamedNode(iris.ONTOLOGY), graph),
        Quad(whole, NamedNode(_VOID + "triples"), _integer(sum(counts.values())), graph),
    ]
    for name, text, language in _TEXTS:
        quads.append(Quad(whole, NamedNode(iris.DCTERMS + name), Literal(text, language=language), graph))
    for part, size in sorted(counts.items()):
        quads.append(Quad(whole, NamedNode(_VOID + "subset"), NamedNode(part), graph))
        quads.append(Quad(NamedNode(part), NamedNode(_VOID + "triples"), _integer(size), graph))
    return quads


def _integer(value: int) -> Literal:
    return Literal(str(value), datatype=NamedNode(iris.XSD + "integer"))
