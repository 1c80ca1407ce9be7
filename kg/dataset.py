"""What the data set says of itself: VoID, DCAT, prefixes and examples in SHACL, in the graph `graph/dataset`.

Nothing here depends on the day of the build or on the address of a site, so that equal inputs give equal dumps.
"""

from collections.abc import Iterable, Mapping
from urllib.parse import quote

from kg import iris
from kg.examples import examples
from kg.partitions import Partitions
from kg.queries import CannedQuery
from kg.store import Literal, NamedNode, Quad, Triple

DATASET = iris.BASE + "dataset"
GRAPH = iris.GRAPH + "dataset"
SERVICE = iris.BASE + "sparql"
_VOID = "http://rdfs.org/ns/void#"
_VOID_EXT = "http://ldf.fi/void-ext#"
"""What VoID has no word for: the datatypes of a property. Of void-generator, and read by the editors of SIB."""
_DCAT = "http://www.w3.org/ns/dcat#"
_SHACL = "http://www.w3.org/ns/shacl#"
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_TEXTS = (
    (DATASET, "title", "diemcau: tri thức về Chính phủ điện tử Việt Nam", "vi"),
    (DATASET, "title", "diemcau: knowledge about Viet Nam's e-government", "en"),
    (
        DATASET,
        "description",
        "Điều báo chí nêu về Chính phủ điện tử, mỗi điều kèm bài báo và đoạn ký tự chứng minh.",
        "vi",
    ),
    (
        DATASET,
        "description",
        "What the news says about e-government, each statement with the article and characters that prove it.",
        "en",
    ),
    (SERVICE, "title", "diemcau: truy vấn bằng SPARQL", "vi"),
    (SERVICE, "title", "diemcau: queries in SPARQL", "en"),
)
_DECLARED = iris.PREFIXES | {
    "dcat": _DCAT,
    "sh": _SHACL,
    "void": _VOID,
    "void-ext": _VOID_EXT,
    "graph": iris.GRAPH,
}


def describe(counts: Mapping[str, int], partitions: Partitions, questions: Iterable[CannedQuery]) -> list[Quad]:
    """The description of a data set whose named graphs (IRI → number of quads) are `counts`.

    It counts the triples of their union, in which a triple of two graphs is one; its own are not among them.
    """
    graph = NamedNode(GRAPH)
    triples = [
        *_header(counts, sum(partitions.properties.values())),
        *_partitioned(partitions),
        *_prefixes(),
        *examples(questions, SERVICE, DATASET),
    ]
    return [Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples]


def _header(counts: Mapping[str, int], union: int) -> list[Triple]:
    triples = [
        _link(DATASET, iris.RDF + "type", _VOID + "Dataset"),
        _link(DATASET, iris.RDF + "type", _DCAT + "Dataset"),
        _link(DATASET, iris.DCTERMS + "license", _LICENCE),
        Triple(NamedNode(DATASET), NamedNode(_VOID + "uriSpace"), Literal(iris.ID)),
        _link(DATASET, _VOID + "vocabulary", iris.ONTOLOGY),
        _number(DATASET, _VOID + "triples", union),
        _link(SERVICE, iris.RDF + "type", _DCAT + "DataService"),
        _link(SERVICE, _DCAT + "servesDataset", DATASET),
        _link(SERVICE, _DCAT + "endpointURL", SERVICE),
        _link(SERVICE, iris.DCTERMS + "conformsTo", "http://www.w3.org/TR/sparql11-protocol/"),
        _link(SERVICE, iris.DCTERMS + "license", _LICENCE),
    ]
    for subject, name, text, language in _TEXTS:
        triples.append(Triple(NamedNode(subject), NamedNode(iris.DCTERMS + name), Literal(text, language=language)))
    for part, size in sorted(counts.items()):
        triples += [_link(DATASET, _VOID + "subset", part), _number(part, _VOID + "triples", size)]
    return triples


def _partitioned(found: Partitions) -> list[Triple]:
    """Classes and properties of the whole with their counts; of our classes also the properties of each."""
    triples = [
        _number(DATASET, _VOID + "classes", len(found.classes)),
        _number(DATASET, _VOID + "properties", len(found.properties)),
    ]
    for cls, things in found.classes.items():
        triples += _part(DATASET, "class", cls)
        triples.append(_number(_node("class", cls), _VOID + "entities", things))
    for predicate, size in found.properties.items():
        triples += _part(DATASET, "property", predicate)
        triples.append(_number(_node("property", predicate), _VOID + "triples", size))
    for (cls, predicate), size in found.used.items():
        if not cls.startswith(iris.ONT):
            continue
        triples += _part(_node("class", cls), "property", predicate)
        node = _node("property", predicate, _node("class", cls))
        triples.append(_number(node, _VOID + "triples", size))
        for target in found.targets.get((cls, predicate), ()):
            triples += _part(node, "class", target)
        for datatype in found.datatypes.get((cls, predicate), ()):
            triples += _part(node, "datatype", datatype)
    return triples


def _part(whole: str, kind: str, iri: str) -> list[Triple]:
    """That a data set has a part by a class, a property or a datatype, and by which."""
    vocabulary = _VOID_EXT if kind == "datatype" else _VOID
    node = _node(kind, iri, whole)
    return [_link(whole, f"{vocabulary}{kind}Partition", node), _link(node, vocabulary + kind, iri)]


def _node(kind: str, iri: str, whole: str = DATASET) -> str:
    """The IRI of a part: those of the parts that it is in, then what it is by."""
    return f"{whole}{'/' if '#' in whole else '#'}{kind}={quote(iris.prefixed(iri), safe=':-._')}"


def _prefixes() -> list[Triple]:
    """The prefixes of the data set, as SHACL declares them (https://www.w3.org/TR/shacl/#sparql-prefixes)."""
    uri = NamedNode(iris.XSD + "anyURI")
    triples = []
    for prefix, namespace in sorted(_DECLARED.items()):
        node = NamedNode(f"{DATASET}#prefix={prefix}")
        triples += [
            _link(DATASET, _SHACL + "declare", node.value),
            Triple(node, NamedNode(_SHACL + "prefix"), Literal(prefix)),
            Triple(node, NamedNode(_SHACL + "namespace"), Literal(namespace, datatype=uri)),
        ]
    return triples


def _link(subject: str, predicate: str, value: str) -> Triple:
    return Triple(NamedNode(subject), NamedNode(predicate), NamedNode(value))


def _number(subject: str, predicate: str, value: int) -> Triple:
    return Triple(
        NamedNode(subject), NamedNode(predicate), Literal(str(value), datatype=NamedNode(iris.XSD + "integer"))
    )
